import { allocate } from "../money"
import { toPoints, type Points } from "../points"
import type { CurrencyRate } from "../program"
import { wantedBy } from "./effect"
import type { Matches, PassedOver } from "./match"
import type { Allowance } from "./programme"
import { isMultiplier, replacesBase, type Rounding, type Rule } from "./rule"

/** What one rule gave, line by line; `wanted` is what it would have given without its limits. */
export interface RulePart {
  rule: Rule
  wanted: Points
  given: Points
  /** The limit that lowered it. */
  limit: string | null
  points: Map<string, Points>
}

/** No rule gives more for one order: beyond what a sum of them could be counted exactly. */
const pointsMax = 1_000_000_000_000n

/** Rates in place of the program's come first, multipliers on top of those, everything else beside them. */
const stages = [replacesBase, isMultiplier, (rule: Rule) => !replacesBase(rule) && !isMultiplier(rule)]

/**
 * What the matched rules give. A multiplier takes what a line has by then: of the program's rate (`basePoints`), of what
 * replaced it, of the multipliers before. Limits are asked last, so that what one rule may not give changes nothing of
 * another. Parts come in the order of the rules.
 */
export function giveByRules(
  { matched }: Pick<Matches, "matched">,
  basePoints: ReadonlyMap<string, Points>,
  rate: CurrencyRate,
  rounding: Rounding,
  allowance: Allowance,
): { parts: RulePart[]; passedOver: PassedOver[] } {
  const points = new Map<string, bigint>()
  const pointsOn = (lineId: string): bigint => points.get(lineId) ?? BigInt(basePoints.get(lineId) ?? 0)
  const parts = new Map<Rule, RulePart>()
  const passedOver: PassedOver[] = []

  for (const isOfStage of stages) {
    for (const { rule, lines } of matched.filter((match) => isOfStage(match.rule))) {
      const facts = lines.map((line) => ({ ...line, points: pointsOn(line.lineId) }))
      const wanted = bounded(wantedBy(rule.effect, facts, rate, rule.rounding ?? rounding))
      if (wanted === null || wanted === 0n) {
        passedOver.push({ rule, because: wanted === null ? "no_rate" : "nothing_to_give" })
        continue
      }
      const weights = facts.map((line) => (isMultiplier(rule) ? line.points : line.weight))
      const split = splitOver(wanted, facts, weights)
      if (replacesBase(rule) || isMultiplier(rule)) {
        for (const [lineId, more] of split) points.set(lineId, pointsOn(lineId) + BigInt(more))
      }
      parts.set(rule, limited(rule, toPoints(Number(wanted)), split, allowance))
    }
  }
  return { parts: matched.flatMap(({ rule }) => parts.get(rule) ?? []), passedOver }
}

function bounded(wanted: bigint | null): bigint | null {
  return wanted !== null && wanted > pointsMax ? pointsMax : wanted
}

function splitOver(
  whole: bigint,
  lines: readonly { lineId: string }[],
  weights: readonly bigint[],
): Map<string, Points> {
  const parts = allocate(whole, weights)
  return new Map(lines.map(({ lineId }, index) => [lineId, toPoints(Number(parts[index]))]))
}

/** What lowers points has nothing to be limited. */
function limited(rule: Rule, wanted: Points, split: Map<string, Points>, allowance: Allowance): RulePart {
  const whole: RulePart = { rule, wanted, given: wanted, limit: null, points: split }
  if (wanted <= 0) return whole
  const { perOrder } = rule.limits
  const inOrder = perOrder !== null && perOrder < wanted ? perOrder : wanted
  const { given, limit = null } = allowance(rule, inOrder)
  if (given === wanted) return whole
  const lines = [...split].map(([lineId]) => ({ lineId }))
  const weights = [...split].map(([, points]) => BigInt(points))
  return {
    rule,
    wanted,
    given,
    limit: given < inOrder ? limit : "order",
    points: splitOver(BigInt(given), lines, weights),
  }
}
