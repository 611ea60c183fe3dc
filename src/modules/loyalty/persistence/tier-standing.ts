import { toPoints } from "../domain/points"
import type { Standing } from "../domain/tiers/standing"

/** Where a member stood when he was looked at, and what his orders amounted to. */
export interface MeasuredStanding extends Standing {
  accountId: number
  /** He is moved only where nobody has moved him since. */
  revision: number
  measure: number
}

/** As `loyalty_tier_standing` answers it. */
export type StandingRow = Omit<MeasuredStanding, "since" | "lockedUntil" | "belowSince"> &
  Record<"since" | "lockedUntil" | "belowSince", string | null>

export function standingOf(row: StandingRow): MeasuredStanding {
  return {
    ...row,
    since: momentOf(row.since),
    lockedUntil: momentOf(row.lockedUntil),
    belowSince: momentOf(row.belowSince),
    measure: toPoints(row.measure),
  }
}

function momentOf(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}
