import { DateTime } from "luxon"
import { localTime } from "./rules/scene"

/** A day of the year. The year of birth is nobody's business. */
export interface DayOfYear {
  month: number
  day: number
}

/** A day of the program's time zone. */
export interface LocalDay {
  date: string
  year: number
  /** Its first moment. */
  startsAt: Date
  /** The days of the year that come round on it: 29 February comes on the 28th where there is none. */
  daysOfYear: DayOfYear[]
}

/** Days that a clock which stood still makes good. */
export const daysBackMax = 31

/**
 * The days from the one after `after` to the one that `now` lies in, the oldest first; of more than a month only the last.
 * Without an `after`, only today.
 */
export function daysSince(after: Date | null, now: Date, timeZone: string): LocalDay[] {
  const today = localTime(now, timeZone).startOf("day")
  const earliest = today.minus({ days: daysBackMax - 1 })
  const next = after === null ? today : localTime(after, timeZone).startOf("day").plus({ days: 1 })
  const days: LocalDay[] = []
  for (
    let day = next < earliest ? earliest : next;
    day <= today;
    day = day.plus({ days: 1 }).startOf("day")
  ) {
    days.push(localDay(day))
  }
  return days
}

/** Whether there is such a day in any year. */
export function isDayOfYear({ month, day }: DayOfYear): boolean {
  return DateTime.fromObject({ year: 2024, month, day }).isValid
}

function localDay(day: DateTime): LocalDay {
  const { year, month } = day
  const isLastOfFebruary = month === 2 && day.day === 28 && !day.isInLeapYear
  const itself = { month, day: day.day }
  return {
    date: day.toFormat("yyyy-MM-dd"),
    year,
    startsAt: day.toJSDate(),
    daysOfYear: isLastOfFebruary ? [itself, { month: 2, day: 29 }] : [itself],
  }
}
