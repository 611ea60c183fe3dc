import type { LimitPeriod } from "./rule"
import { localTime } from "./scene"

/** The period that a moment lies in, in the program's time zone: from its first moment to the first one after it. Null: no end. */
export function periodFrom(
  per: LimitPeriod,
  at: Date,
  timeZone: string,
): { from: Date | null; to: Date | null } {
  if (per === "life") return { from: null, to: null }
  const from = localTime(at, timeZone).startOf(per)
  return {
    from: from.toJSDate(),
    to: from
      .plus({ [per]: 1 })
      .startOf(per)
      .toJSDate(),
  }
}
