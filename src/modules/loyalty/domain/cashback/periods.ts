import { DateTime } from "luxon"
import { localTime } from "../rules/scene"
import type { Offer, OfferWindow } from "./offer"

/** A month or a quarter of the program's time zone, the end left out. */
export interface Period {
  /** As in 2027-03 or 2027-Q1. */
  name: string
  startsAt: Date
  endsAt: Date
}

/** A period in which one chooses from an offer. */
export interface Season<O extends Offer = Offer> {
  offer: O
  period: Period
  /** From and until when the offer is on in it. */
  startsAt: Date
  endsAt: Date
}

/** The period that a moment lies in. RangeError for a time zone that is none. */
export function periodAt(kind: Offer["period"], at: Date, timeZone: string): Period {
  const start = localTime(at, timeZone).startOf(kind)
  return {
    name: start.toFormat(kind === "month" ? "yyyy-MM" : "yyyy-'Q'q"),
    startsAt: start.toJSDate(),
    endsAt: start
      .plus(kind === "month" ? { months: 1 } : { quarters: 1 })
      .startOf(kind)
      .toJSDate(),
  }
}

/** The first moment of a day, or with `isOver` the first after it. */
export function dayBegins(day: string, timeZone: string, isOver = false): Date {
  const begin = DateTime.fromISO(day, { zone: timeZone }).startOf("day")
  return (isOver ? begin.plus({ days: 1 }).startOf("day") : begin).toJSDate()
}

/** From when one may choose for a period: whole days of the program's time zone before it. */
export function opensAt({ offer, startsAt }: Season, timeZone: string): Date {
  return localTime(startsAt, timeZone).minus({ days: offer.opensDaysBefore }).toJSDate()
}

type Running = Offer & OfferWindow

/**
 * The period that is on, and the one that comes after it, each with the offer that is on then. Where no offer is on, the
 * next period is the first one of an offer to come. Of offers none overlaps another; drafts are left out.
 */
export function seasonsAt<O extends Running>(
  offers: readonly O[],
  at: Date,
  timeZone: string,
): { present: Season<O> | null; next: Season<O> | null } {
  const activated = offers.filter(({ activatedAt }) => activatedAt !== null)
  const present = seasonFrom(
    activated.filter((offer) => beginsAt(offer) <= at),
    at,
    timeZone,
  )
  return { present, next: seasonFrom(activated, present?.endsAt ?? at, timeZone) }
}

/** The season that is on at a moment, otherwise the first one after it. */
function seasonFrom<O extends Running>(offers: readonly O[], from: Date, timeZone: string): Season<O> | null {
  const [offer] = offers
    .filter(({ endsAt, ...offer }) => endsAt === null || (endsAt > from && endsAt > beginsAt(offer)))
    .sort((a, b) => beginsAt(a).getTime() - beginsAt(b).getTime())
  if (offer === undefined) return null
  const period = periodAt(offer.period, laterOf(from, beginsAt(offer)), timeZone)
  return {
    offer,
    period,
    startsAt: laterOf(period.startsAt, beginsAt(offer)),
    endsAt: offer.endsAt === null || offer.endsAt > period.endsAt ? period.endsAt : offer.endsAt,
  }
}

const beginsAt = ({ startsAt }: Pick<OfferWindow, "startsAt">): Date => startsAt ?? new Date(0)
const laterOf = (one: Date, other: Date): Date => (one > other ? one : other)
