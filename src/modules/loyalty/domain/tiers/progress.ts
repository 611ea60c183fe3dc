import { inRank, type Ladder, type Step } from "./ladder"
import { leavesAt, lockEnd, windowStart } from "./periods"
import { keptUntil, latest, type Standing } from "./standing"

/** What one order adds to the measure. */
export interface Contribution {
  placedAt: Date
  value: number
}

/** How far a member is, to the next tier and from losing the present one. Values in the unit of the measure. */
export interface Progress<One extends Step> {
  present: One | null
  measure: number
  /** From when on orders count; null: from the beginning. */
  from: Date | null
  /** `by`: until then what is missing cannot become more; null: it never does. */
  next: { step: One; missing: number; by: Date | null } | null
  /**
   * `until`: before that the tier cannot be lost, if nothing comes back; null: it cannot at all. `missing`: what has to be
   * bought for it to be kept beyond.
   */
  stay: { until: Date | null; missing: number } | null
}

/** All contributions that count at `at`. */
export function progressOf<One extends Step>(
  ladder: Ladder,
  steps: readonly One[],
  standing: Standing,
  contributions: readonly Contribution[],
  at: Date,
  timeZone: string,
): Progress<One> {
  const ranked = inRank(steps)
  const rank = ranked.findIndex(({ id }) => id === standing.tierId)
  const present = ranked[rank] ?? null
  const measure = sumOf(contributions)
  const above = ranked.find(({ threshold }, index) => index > rank && threshold > measure) ?? null
  return {
    present,
    measure,
    from: windowStart(ladder.window, at, timeZone),
    next: above && {
      step: above,
      missing: above.threshold - measure,
      by: firstLeave(ladder, contributions, at, timeZone),
    },
    stay: present && stayOf(ladder, present, standing, contributions, at, timeZone),
  }
}

function stayOf(
  ladder: Ladder,
  { threshold }: Step,
  standing: Standing,
  contributions: readonly Contribution[],
  at: Date,
  timeZone: string,
): NonNullable<Progress<Step>["stay"]> {
  const until = safeUntil(ladder, threshold, standing, contributions, at, timeZone)
  if (until === null) return { until, missing: 0 }
  // Judged at the last moment at which buying still helps: what counts then of the orders that there are.
  const last = new Date(Math.max(at.getTime(), until.getTime() - 1))
  const from = windowStart(ladder.window, last, timeZone)
  const left = contributions.filter(({ placedAt }) => from === null || placedAt >= from)
  return { until, missing: Math.max(0, threshold - sumOf(left)) }
}

function safeUntil(
  ladder: Ladder,
  threshold: number,
  standing: Standing,
  contributions: readonly Contribution[],
  at: Date,
  timeZone: string,
): Date | null {
  if (sumOf(contributions) < threshold)
    return keptUntil(
      ladder,
      { belowSince: standing.belowSince ?? at, lockedUntil: standing.lockedUntil },
      timeZone,
    )
  const belowSince = fallsAt(ladder, threshold, contributions, timeZone)
  if (belowSince === null) return null
  const lastDeserved = new Date(belowSince.getTime() - 1)
  const locked = lockEnd(ladder, standing.since ?? at, lastDeserved, timeZone)
  const lockedUntil = locked === null ? standing.lockedUntil : latest(locked, standing.lockedUntil)
  return keptUntil(ladder, { belowSince, lockedUntil }, timeZone)
}

/** When the measure falls below the threshold if nothing more is bought; null: never. */
function fallsAt(
  { window }: Ladder,
  threshold: number,
  contributions: readonly Contribution[],
  timeZone: string,
): Date | null {
  let left = sumOf(contributions)
  for (const { placedAt, value } of inTime(contributions)) {
    left -= value
    if (left < threshold) return leavesAt(window, placedAt, timeZone)
  }
  return null
}

function firstLeave(
  { window }: Ladder,
  contributions: readonly Contribution[],
  at: Date,
  timeZone: string,
): Date | null {
  const [first] = inTime(contributions.filter(({ value }) => value > 0))
  // Without orders, only a calendar's year comes to an end by itself.
  return first !== undefined || window.code === "calendar_year"
    ? leavesAt(window, first?.placedAt ?? at, timeZone)
    : null
}

function inTime(contributions: readonly Contribution[]): Contribution[] {
  return [...contributions].sort((a, b) => a.placedAt.getTime() - b.placedAt.getTime())
}

function sumOf(contributions: readonly Contribution[]): number {
  return contributions.reduce((sum, { value }) => sum + value, 0)
}
