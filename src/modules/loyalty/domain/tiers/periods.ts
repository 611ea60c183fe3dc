import type { DateTime } from "luxon"
import { localTime } from "../rules/scene"
import type { Ladder, Window } from "./ladder"

const dayMs = 86_400_000
/** The longest month, so that no estimate of periods that have passed is too high. */
const monthMs = 31 * dayMs

/** From when on orders count at `at`, that moment included; null: from the beginning. */
export function windowStart(window: Window, at: Date, timeZone: string): Date | null {
  const local = localTime(at, timeZone)
  switch (window.code) {
    case "since_joining":
      return null
    case "calendar_year":
      return local.startOf("year").toJSDate()
    case "rolling":
      // What is exactly as old as the window is long has left it.
      return local.minus(lengthOf(window)).plus({ milliseconds: 1 }).toJSDate()
  }
}

/** The first moment at which what was placed then counts no more; null: it always does. */
export function leavesAt(window: Window, placedAt: Date, timeZone: string): Date | null {
  const local = localTime(placedAt, timeZone)
  switch (window.code) {
    case "since_joining":
      return null
    case "calendar_year":
      return nextYear(local)
    case "rolling": {
      const left = local.plus(lengthOf(window))
      // A month without such a day: the window reaches back to it until that month is over.
      const isCutShort = "months" in window && left.day < local.day
      return (isCutShort ? left.plus({ days: 1 }).startOf("day") : left).toJSDate()
    }
  }
}

/**
 * The end of the period that `at` lies in: of the calendar year, or of the spans, each as long as the window, that begin
 * when the tier was reached. Null where there are no periods.
 */
export function periodEnd(window: Window, since: Date, at: Date, timeZone: string): Date | null {
  if (window.code === "since_joining") return null
  if (window.code === "calendar_year") return nextYear(localTime(at, timeZone))
  const first = localTime(since, timeZone)
  const lengthMs = "days" in window ? window.days * dayMs : window.months * monthMs
  let passed = Math.max(0, Math.floor((at.getTime() - since.getTime()) / lengthMs) - 1)
  let end = first.plus(lengthOf(window, passed + 1))
  while (end.toMillis() <= at.getTime()) end = first.plus(lengthOf(window, ++passed + 1))
  return end.toJSDate()
}

/** Until when a tier that was deserved at `at` is locked; null: not at all. */
export function lockEnd(
  { lock, window }: Pick<Ladder, "lock" | "window">,
  since: Date,
  at: Date,
  timeZone: string,
): Date | null {
  const end = lock === "none" ? null : periodEnd(window, since, at, timeZone)
  return end !== null && lock === "next_period" ? periodEnd(window, since, end, timeZone) : end
}

/** The end of the grace that begins then. */
export function graceEnd({ graceDays }: Pick<Ladder, "graceDays">, from: Date, timeZone: string): Date {
  return localTime(from, timeZone).plus({ days: graceDays }).toJSDate()
}

function lengthOf(
  window: Extract<Window, { code: "rolling" }>,
  times = 1,
): { days: number } | { months: number } {
  return "days" in window ? { days: window.days * times } : { months: window.months * times }
}

function nextYear(local: DateTime<true>): Date {
  return local.startOf("year").plus({ years: 1 }).toJSDate()
}
