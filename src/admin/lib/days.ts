/** Calendar days as text, "2026-11-22": they compare as text does, and belong to the program's time zone, not the reader's. */

import { DateTime } from "luxon"

export type Day = string

export interface Period {
  from: Day
  to: Day
}

export const presets = ["7d", "30d", "90d", "this_month", "last_month", "365d"] as const
export type Preset = (typeof presets)[number]

/** As many days as the route takes at once. */
export const daysMax = 366

const dayMs = 86_400_000
const shape = /^\d{4}-\d{2}-\d{2}$/

export const isDay = (text: string | null): text is Day =>
  text !== null && shape.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))

const at = (day: Day): number => Date.parse(`${day}T00:00:00Z`)
const dayAt = (moment: number): Day => new Date(moment).toISOString().slice(0, 10)

export const addDays = (day: Day, days: number): Day => dayAt(at(day) + days * dayMs)

/** How many days, both ends included. */
export const lengthOf = ({ from, to }: Period): number => Math.round((at(to) - at(from)) / dayMs) + 1

/** Which day it is in a time zone. */
export function dayIn(timeZone: string, moment: Date): Day {
  return new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(moment)
}

/** The last moment of the day that a date is where the reader is, in the program's time zone: what lasts "to the 5th" is there on the 5th. */
export function endOfDay(date: Date, timeZone: string): string {
  const day = { year: date.getFullYear(), month: date.getMonth() + 1, day: date.getDate() }
  return DateTime.fromObject(day, { zone: timeZone }).endOf("day").toJSDate().toISOString()
}

export function periodOf(preset: Preset, today: Day): Period {
  const month = `${today.slice(0, 7)}-01`
  switch (preset) {
    case "this_month":
      return { from: month, to: today }
    case "last_month": {
      const to = addDays(month, -1)
      return { from: `${to.slice(0, 7)}-01`, to }
    }
    default:
      return { from: addDays(today, 1 - Number.parseInt(preset, 10)), to: today }
  }
}

/** The period that an address names: a preset, or two days in their order and not too far apart; else the last 30 days. */
export function readPeriod(params: URLSearchParams, today: Day): Period & { preset: Preset | null } {
  const preset = presets.find((one) => one === params.get("period"))
  if (preset !== undefined) return { ...periodOf(preset, today), preset }
  const [from, to] = [params.get("from"), params.get("to")]
  if (isDay(from) && isDay(to) && from <= to && lengthOf({ from, to }) <= daysMax) {
    return { from, to, preset: null }
  }
  return { ...periodOf("30d", today), preset: "30d" }
}

/** What stands behind one bar of a chart: a day, or the days of a week or a month together. */
export type Span = "day" | "week" | "month"

/** A quarter of bars is as many as a person can tell apart. */
export function spanFor(days: number): Span {
  return days <= 45 ? "day" : days <= 200 ? "week" : "month"
}

/** The first day of the week (from Monday) or month that a day is in. */
export function beginningOf(day: Day, span: Span): Day {
  if (span === "day") return day
  if (span === "month") return `${day.slice(0, 7)}-01`
  return addDays(day, -((new Date(at(day)).getUTCDay() + 6) % 7))
}

/** Sums of each span's days, the first one first. The first and the last may be parts of a week or month. */
export function bySpan<Name extends string>(
  days: readonly ({ date: Day } & Record<Name, number>)[],
  span: Span,
  names: readonly Name[],
): { date: Day; sums: Record<Name, number> }[] {
  const nothing = () => Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>
  const spans = new Map<Day, Record<Name, number>>()
  for (const day of days) {
    const beginning = beginningOf(day.date, span)
    const sums = spans.get(beginning) ?? nothing()
    for (const name of names) sums[name] += day[name]
    spans.set(beginning, sums)
  }
  return [...spans].map(([date, sums]) => ({ date, sums }))
}
