import { divideFloor } from "../money"
import type { Evaluation } from "../earning/evaluate"
import { toPoints, type Points } from "../points"
import type { Allowance } from "./programme"
import type { Limits, LimitPeriod, Rule, RuleDates } from "./rule"
import { localTime } from "./scene"

/** What a rule has been given leave to give for an order so far. */
export interface RecordedGrant {
  ruleId: string
  wanted: Points
  given: Points
  cappedBy: string | null
}

/** More than a rule has leave for, of a rule whose limits reach beyond one order. */
export interface Ask {
  rule: Rule
  wanted: Points
}

/** What a rule gave for one order, and what of that the order still deserves. */
export interface Grant {
  rule: Rule
  wanted: Points
  given: Points
  kept: Points
  cappedBy: string | null
}

/** Whether a rule's limits reach beyond one order: then what it may give is not the order's alone to say. */
export function isShared({ perMember, budget, members }: Limits): boolean {
  return perMember.length > 0 || budget !== null || members !== null
}

/**
 * What rules may give by what was granted for the order before. `asks` collects those that want more than that: for
 * them the answer is what they want, until somebody has asked.
 */
export function allowanceOf(grants: readonly RecordedGrant[], asks: Ask[] = []): Allowance {
  const known = new Map(grants.map((grant) => [grant.ruleId, grant]))
  return (rule, wanted) => {
    if (!isShared(rule.limits)) return { given: wanted }
    const grant = known.get(rule.id)
    if (grant === undefined || wanted > grant.wanted) {
      asks.push({ rule, wanted })
      return { given: wanted }
    }
    if (grant.given >= wanted) return { given: wanted }
    return { given: grant.given, limit: grant.cappedBy ?? "budget" }
  }
}

/** What each rule gave, and what of it is left by what each line of the order keeps. */
export function grantsOf(
  { byRate, byRules }: Pick<Evaluation, "byRate" | "byRules">,
  lines: readonly { lineId: string; earned: Points }[],
): Grant[] {
  const earned = new Map(lines.map((line) => [line.lineId, BigInt(line.earned)]))
  // By what was added to a line: where a multiplier took some of it away, everything added bears its part of that.
  const added = new Map([...byRate].map(([lineId, points]) => [lineId, BigInt(points)]))
  for (const { points } of byRules) {
    for (const [lineId, part] of points) {
      if (part > 0) added.set(lineId, (added.get(lineId) ?? 0n) + BigInt(part))
    }
  }
  const keptOf = (lineId: string, part: Points): number => {
    const whole = added.get(lineId) ?? 0n
    return whole === 0n ? 0 : Number(divideFloor(BigInt(part) * (earned.get(lineId) ?? 0n), whole))
  }
  return byRules.map(({ rule, wanted, given, limit, points }) => ({
    rule,
    wanted,
    given,
    kept: toPoints([...points].reduce((sum, [lineId, part]) => sum + keptOf(lineId, part), 0)),
    cappedBy: limit,
  }))
}

/**
 * An order's points by the dates that they have: those of rules with dates of their own under the rule's id, everything
 * else under ''. The portions always sum up to what the order earned.
 */
export function portionsOf(earned: Points, grants: readonly Grant[]): Map<string, Points> {
  const portions = new Map<string, Points>()
  for (const { rule, kept } of grants) {
    if (hasOwnDates(rule.dates) && kept > 0) portions.set(rule.id, kept)
  }
  const elsewhere = [...portions.values()].reduce((sum, points) => sum + points, 0)
  return portions.set("", toPoints(earned - elsewhere))
}

function hasOwnDates({ activatesAfterDays, expires }: RuleDates): boolean {
  return activatesAfterDays !== null || expires !== null
}

/** The name of the period that a moment lies in, in the program's time zone. Weeks begin on Monday. */
export function periodOf(per: LimitPeriod, at: Date, timeZone: string): string {
  const local = localTime(at, timeZone)
  switch (per) {
    case "day":
      return local.toISODate()
    case "week":
      return `${local.weekYear}-W${String(local.weekNumber).padStart(2, "0")}`
    case "month":
      return local.toFormat("yyyy-MM")
    case "year":
      return local.toFormat("yyyy")
    case "life":
      return "life"
  }
}
