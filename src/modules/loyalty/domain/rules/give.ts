import { allocate } from "../money"
import { toPoints, type Points } from "../points"
import type { CurrencyRate } from "../program"
import { lowers, shareOf, wantedBy, type Matched } from "./effect"
import type { EarningLine, Matches, PassedOver } from "./match"
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
 * another beside it; only a multiplier that lowers takes of what the lines were really given, or it would take more than there is.
 * Parts come in the order of the rules.
 */
export function giveByRules(
  { matched }: Pick<Matches, "matched">,
  basePoints: ReadonlyMap<string, Points>,
  rate: CurrencyRate,
  rounding: Rounding,
  allowance: Allowance,
): { parts: RulePart[]; passedOver: PassedOver[] } {
  const wantedOn = new Map<string, number>(basePoints)
  const givenOn = new Map<string, number>(basePoints)
  const parts = new Map<Rule, RulePart>()
  const passedOver: PassedOver[] = []

  for (const isOfStage of stages) {
    for (const { rule, lines } of matched.filter((match) => isOfStage(match.rule))) {
      const split = (points: ReadonlyMap<string, number>): Map<string, Points> =>
        splitBy(rule, lines, points, rate, rule.rounding ?? rounding)
      const wanted = split(wantedOn)
      const part = lowers(rule.effect) ? unlimited(rule, split(givenOn)) : limited(rule, wanted, allowance)
      if (part.wanted === 0) passedOver.push({ rule, because: "nothing_to_give" })
      else parts.set(rule, part)
      addTo(wantedOn, wanted)
      addTo(givenOn, part.points)
    }
  }
  return { parts: matched.flatMap(({ rule }) => parts.get(rule) ?? []), passedOver }
}

/** What a rule wants to give each of its lines, which have these points by now. */
function splitBy(
  { effect }: Rule,
  lines: readonly EarningLine[],
  points: ReadonlyMap<string, number>,
  rate: CurrencyRate,
  rounding: Rounding,
): Map<string, Points> {
  const matched = lines.map(({ lineId, quantity, weight, baseMinor }): Matched & { lineId: string } => ({
    lineId,
    quantity,
    weight,
    baseMinor,
    points: BigInt(points.get(lineId) ?? 0),
  }))
  const wanted = wantedBy(effect, matched, rate, rounding)
  return splitOver(
    wanted > pointsMax ? pointsMax : wanted,
    matched.map(({ lineId }) => lineId),
    matched.map((line) => shareOf(effect, line)),
  )
}

function splitOver(
  whole: bigint,
  lineIds: readonly string[],
  weights: readonly bigint[],
): Map<string, Points> {
  const parts = allocate(whole, weights)
  return new Map(lineIds.map((lineId, index) => [lineId, toPoints(Number(parts[index]))]))
}

function addTo(points: Map<string, number>, more: ReadonlyMap<string, Points>): void {
  for (const [lineId, part] of more) points.set(lineId, (points.get(lineId) ?? 0) + part)
}

/** What lowers points has nothing to be limited. */
function unlimited(rule: Rule, points: Map<string, Points>): RulePart {
  const wanted = toPoints([...points.values()].reduce<number>((sum, part) => sum + part, 0))
  return { rule, wanted, given: wanted, limit: null, points }
}

function limited(rule: Rule, split: Map<string, Points>, allowance: Allowance): RulePart {
  const whole = unlimited(rule, split)
  const { wanted } = whole
  if (wanted === 0) return whole
  const { perOrder } = rule.limits
  const inOrder = perOrder !== null && perOrder < wanted ? perOrder : wanted
  const { given, limit = null } = allowance(rule, inOrder)
  if (given === wanted) return whole
  return {
    rule,
    wanted,
    given,
    limit: given < inOrder ? limit : "order",
    points: splitOver(
      BigInt(given),
      [...split.keys()],
      [...split.values()].map((points) => BigInt(points)),
    ),
  }
}
