import { localTime } from "./rules/scene"

/** How long one unit lasts. Months end on the same day of the month and hour of the program's zone, or on the month's last day. */
export type Term = { months: number } | { days: number }

/** A line of an order that bought membership. */
export interface BoughtMembership {
  /** As many as were paid for and have not come back. */
  units: number
  term: Term
  boughtAt: Date
  /** How far it had run when a part of it came back: what was used stays used. */
  ranUntil: Date | null
}

export interface Span {
  startsAt: Date
  endsAt: Date
}

/**
 * When each of a member's purchases of one plan lasts, in the order in which they were bought: a renewal begins where what was
 * bought before it ends, or at once where that has ended. Each unit is one term; one that came back takes its term along, from
 * the end, as far as it has not run.
 */
export function spansOf(purchases: readonly BoughtMembership[], timeZone: string): Span[] {
  let reached: Date | null = null
  return purchases.map(({ units, term, boughtAt, ranUntil }) => {
    const startsAt: Date = reached !== null && reached > boughtAt ? reached : boughtAt
    const full = after(startsAt, units, term, timeZone)
    const endsAt = ranUntil !== null && ranUntil > full ? ranUntil : full
    reached = endsAt
    return { startsAt, endsAt }
  })
}

/** The purchase with so many units from `at` on. */
export function withUnits(
  purchase: BoughtMembership,
  { startsAt, endsAt }: Span,
  units: number,
  at: Date,
): BoughtMembership {
  if (units >= purchase.units || at <= startsAt) return { ...purchase, units }
  return { ...purchase, units, ranUntil: at < endsAt ? at : endsAt }
}

function after(from: Date, units: number, term: Term, timeZone: string): Date {
  const local = localTime(from, timeZone)
  const length = "months" in term ? { months: term.months * units } : { days: term.days * units }
  return local.plus(length).toJSDate()
}
