import { DateTime } from "luxon"

/** Days of a time zone, as in 2026-03-31, both included. */
export interface Days {
  from: string
  to: string
}

/** How many days there are, both included. Below 1 where `to` comes before `from`. */
export function lengthOf({ from, to }: Days): number {
  const dayOf = (date: string): DateTime => DateTime.fromISO(date, { zone: "utc" })
  return Math.round(dayOf(to).diff(dayOf(from), "days").days) + 1
}

/** As many days, just before. */
export function daysBefore(days: Days): Days {
  const length = lengthOf(days)
  return { from: plusDays(days.from, -length), to: plusDays(days.from, -1) }
}

/** Each of the days, the first one first. */
export function datesOf(days: Days): string[] {
  return Array.from({ length: Math.max(0, lengthOf(days)) }, (_, index) => plusDays(days.from, index))
}

/** So many days that end with the one on which the moment falls in the time zone. */
export function lastDays(count: number, at: Date, timeZone: string): Days {
  const to = DateTime.fromJSDate(at, { zone: timeZone }).toISODate() ?? ""
  return { from: plusDays(to, 1 - count), to }
}

export function plusDays(date: string, days: number): string {
  return DateTime.fromISO(date, { zone: "utc" }).plus({ days }).toISODate() ?? ""
}

/** The first moment of each day, and of the one after the last: a day lasts from one to the next, with 23, 24 or 25 hours. */
export function boundsOf(days: Days, timeZone: string): Date[] {
  return [...datesOf(days), plusDays(days.to, 1)].map((date) =>
    DateTime.fromISO(date, { zone: timeZone }).startOf("day").toJSDate(),
  )
}
