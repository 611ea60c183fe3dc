import { DateTime } from "luxon"
import type { ProgramTerms } from "../program"
import { activationDate, expiryDate } from "../settlement/dates"
import { localTime } from "./scene"
import type { RuleDates } from "./rule"

type Terms = Pick<ProgramTerms, "earning" | "timeZone">

const dayMs = 86_400_000

/** From this moment on points of these dates may become available, if the order is paid. */
export function activationOf({ activatesAfterDays }: RuleDates, placedAt: Date, terms: Terms): Date {
  if (activatesAfterDays === null) return activationDate(placedAt, terms)
  return new Date(placedAt.getTime() + activatesAfterDays * dayMs)
}

/** When points of these dates that become available at `from` expire; null: never. */
export function expiryOf({ expires }: RuleDates, from: Date, terms: Terms): Date | null {
  if (expires === null) return expiryDate(from, terms)
  if ("never" in expires) return null
  if ("afterDays" in expires) return new Date(from.getTime() + expires.afterDays * dayMs)
  if ("onDate" in expires) return endOf(DateTime.fromISO(expires.onDate, { zone: terms.timeZone }))
  return nextEndOf(expires.onDay, localTime(from, terms.timeZone))
}

/** The end of that day of the year, this year's or the next. 29 February is the 28th where there is none. */
function nextEndOf(day: string, from: DateTime<true>): Date {
  const [month, dayOfMonth] = day.split("-").map(Number)
  const inYear = (year: number): DateTime => {
    const first = DateTime.fromObject({ year, month, day: 1 }, { zone: from.zone })
    return first.set({ day: Math.min(dayOfMonth, first.daysInMonth ?? dayOfMonth) })
  }
  const end = endOf(inYear(from.year))
  return end > from.toJSDate() ? end : endOf(inYear(from.year + 1))
}

/** Midnight after the day: the first moment at which it is over. */
function endOf(day: DateTime): Date {
  return day.plus({ days: 1 }).startOf("day").toJSDate()
}
