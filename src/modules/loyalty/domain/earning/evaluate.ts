import { allocate, divideCeil, divideFloor, divideNearest } from "../money"
import { toPoints, type Points } from "../points"
import type { EarnRate, ProgramTerms } from "../program"
import { because, type Reason } from "../reason"
import { chosenOf } from "../rules/condition"
import { giveByRules, type RulePart } from "../rules/give"
import { matchRules, type PassedOver } from "../rules/match"
import { leavesOf } from "../rules/needs"
import { noProgramme, type Programme, type ReadyRule } from "../rules/programme"
import { replacesBase, type Rule } from "../rules/rule"
import { sceneOf, type Scene } from "../rules/scene"
import { isOfTier } from "../tiers/tier"
import { earningBase, type EarningBase, type EarningFacts } from "./base"

export type { Reason } from "../reason"
export type { LineFacts, OrderFacts } from "./facts"
export type { EarningFacts } from "./base"

export interface AwardLine {
  lineId: string
  quantity: number
  /** The money that earned, in minor units. */
  baseMinor: bigint
  /** By the program's rate and by all rules together. */
  points: Points
  reasons: Reason[]
}

export interface Evaluation {
  points: Points
  lines: AwardLine[]
  /** By the program's own rate, line by line. */
  byRate: Map<string, Points>
  byRules: RulePart[]
  passedOver: PassedOver[]
  reasons: Reason[]
}

const divide = { down: divideFloor, nearest: divideNearest, up: divideCeil } as const

/**
 * What an order, a cart or a product earns, line by line with reasons: by the program's rate, and by the rules of its earning
 * programme. Returns are not looked at here. Points are rounded once a rate or rule, for the whole order, and then split
 * over the lines, so that a hundred small lines earn what one large line would.
 */
export function evaluateEarning(
  facts: EarningFacts,
  terms: ProgramTerms,
  { rules, context, allowance }: Programme = noProgramme,
): Evaluation {
  const base = earningBase(facts, terms)
  if (base === null) return withoutRate(facts, rules)

  const scene = rules.length === 0 ? null : sceneOf(facts, context, terms.timeZone)
  const { rounding } = terms.earning
  const givenBy = (standing: readonly ReadyRule[]): Given => {
    const { matched, replaced, passedOver } =
      scene === null
        ? { matched: [], replaced: new Set<string>(), passedOver: [] }
        : matchRules(standing, base, scene, facts.placedAt)
    const { byRate, reasons } = earnedByRate(base, replaced, rounding)
    const { parts, passedOver: idle } = giveByRules({ matched }, byRate, base.rate, rounding, allowance)
    return { replaced, byRate, reasons, parts, passedOver: [...passedOver, ...idle] }
  }
  const { given, aside } = withoutUsedUp(rules, givenBy, base, rounding)
  const { replaced, byRate, reasons, passedOver } = given

  const lines = new Map(
    base.lines.map((line) => [line.lineId, { ...line, points: byRate.get(line.lineId) ?? toPoints(0) }]),
  )
  const partsOn = partsByLine(given.parts)
  const chosenBy = chosenCategories(given.parts, scene)
  const awarded = new Map<string, AwardLine>()
  for (const line of lines.values()) {
    const isByRate = base.rate.earn !== null && line.weight > 0n && !replaced.has(line.lineId)
    const own = isByRate ? [rateApplied(line.baseMinor, line.points, base.rate.earn as EarnRate)] : []
    const parts = partsOn.get(line.lineId) ?? []
    awarded.set(line.lineId, {
      lineId: line.lineId,
      quantity: line.quantity,
      baseMinor: line.baseMinor,
      points: sumOf([line.points, ...parts.map((part) => part.points.get(line.lineId) ?? 0)]),
      reasons: [...line.reasons, ...own, ...parts.map((part) => ruleApplied(part, line.lineId, chosenBy))],
    })
  }

  const points = sumOf([...awarded.values()].map((line) => line.points))
  return {
    points,
    lines: facts.lines.map((line) => awarded.get(line.lineId) as AwardLine),
    byRate,
    byRules: [...given.parts, ...aside],
    passedOver,
    reasons: [
      ...base.reasons,
      ...reasons,
      ...given.parts.flatMap(cappedBy),
      ...aside.flatMap(cappedBy),
      ...(points === 0 && base.rate.earn !== null ? [because("nothing_to_earn")] : []),
    ],
  }
}

interface Given {
  replaced: Set<string>
  byRate: Map<string, Points>
  reasons: Reason[]
  parts: RulePart[]
  passedOver: PassedOver[]
}

/**
 * A rule that its shared limits leave nothing holds no line: the next of its exclusive group, or the program's rate, gives
 * there instead. One in place of the rate also steps aside where it is left less than the rate would give.
 */
function withoutUsedUp(
  rules: readonly ReadyRule[],
  givenBy: (standing: readonly ReadyRule[]) => Given,
  base: EarningBase,
  rounding: ProgramTerms["earning"]["rounding"],
): { given: Given; aside: RulePart[] } {
  const aside: RulePart[] = []
  let standing = rules
  for (;;) {
    const given = givenBy(standing)
    const next = given.parts.find((part) => stepsAside(part, base, rounding))
    if (next === undefined) return { given, aside }
    aside.push({ ...next, given: toPoints(0), points: new Map() })
    standing = standing.filter((rule) => rule.id !== next.rule.id)
  }
}

function stepsAside(
  { rule, given, limit, points }: RulePart,
  base: EarningBase,
  rounding: ProgramTerms["earning"]["rounding"],
): boolean {
  if (limit === null || limit === "order") return false
  if (!replacesBase(rule)) return rule.exclusiveGroup !== null && given === 0
  const elsewhere = new Set(base.lines.map(({ lineId }) => lineId).filter((lineId) => !points.has(lineId)))
  return given === 0 || given < sumOf([...earnedByRate(base, elsewhere, rounding).byRate.values()])
}

function withoutRate(facts: EarningFacts, rules: readonly Rule[]): Evaluation {
  const lines = facts.lines.map(({ lineId, quantity }) => ({
    lineId,
    quantity,
    baseMinor: 0n,
    points: toPoints(0),
    reasons: [],
  }))
  const reasons = [because("no_rate", { currency_code: facts.currencyCode })]
  const passedOver = rules.map((rule) => ({ rule, because: "no_rate" }))
  return { points: toPoints(0), lines, byRate: new Map(), byRules: [], passedOver, reasons }
}

/** The program's own rate, on the lines that no rule has taken in its place. */
function earnedByRate(
  { rate, lines }: EarningBase,
  replaced: ReadonlySet<string>,
  rounding: ProgramTerms["earning"]["rounding"],
): { byRate: Map<string, Points>; reasons: Reason[] } {
  const own = lines.filter(({ lineId }) => !replaced.has(lineId))
  const minor = own.reduce((sum, { baseMinor }) => sum + baseMinor, 0n)
  if (rate.earn === null) {
    return { byRate: new Map(), reasons: [because("no_rate", { currency_code: rate.currencyCode })] }
  }
  const exact = minor * BigInt(rate.earn.points)
  const perMinor = BigInt(rate.earn.perMinor)
  const weights = own.map(({ weight }) => weight)
  const parts = allocate(divide[rounding](exact, perMinor), weights)
  return {
    byRate: new Map(own.map(({ lineId }, index) => [lineId, toPoints(Number(parts[index]))])),
    reasons: exact % perMinor === 0n ? [] : [because("rounded", { mode: rounding })],
  }
}

/** Line by line, in the order of the rules. */
function partsByLine(parts: readonly RulePart[]): Map<string, RulePart[]> {
  const byLine = new Map<string, RulePart[]>()
  for (const part of parts) {
    for (const lineId of part.points.keys()) {
      const others = byLine.get(lineId)
      if (others === undefined) byLine.set(lineId, [part])
      else others.push(part)
    }
  }
  return byLine
}

function rateApplied(baseMinor: bigint, points: Points, earn: EarnRate): Reason {
  return because("rate_applied", {
    base_minor: String(baseMinor),
    points,
    rate_points: earn.points,
    rate_per_minor: earn.perMinor,
  })
}

function ruleApplied({ rule, points }: RulePart, lineId: string, chosenBy: ChosenBy): Reason {
  const given = points.get(lineId) ?? 0
  if (isOfTier(rule)) {
    return because("tier_applied", {
      tier_id: rule.id,
      tier_version: rule.version,
      tier: rule.name,
      points: given,
    })
  }
  const chosen = chosenBy(rule, lineId)
  return because("rule_applied", {
    rule_id: rule.id,
    rule_version: rule.version,
    rule: rule.name,
    points: given,
    ...(chosen === null ? {} : { category_id: chosen }),
  })
}

type ChosenBy = (rule: Rule, lineId: string) => string | null

/** Of rules that ask whether a category was chosen: which one a line's goods are in. */
function chosenCategories(parts: readonly RulePart[], scene: Scene | null): ChosenBy {
  const asking = new Map(
    parts.flatMap(({ rule }) => {
      const leaf = leavesOf(rule.conditions).find(({ code }) => code === "chosen_category")
      return leaf?.code === "chosen_category" ? [[rule, leaf] as const] : []
    }),
  )
  if (scene === null || asking.size === 0) return () => null
  const goods = new Map(scene.lines.map((line) => [line.lineId, line.goods]))
  return (rule, lineId) => {
    const [leaf, found] = [asking.get(rule), goods.get(lineId)]
    return leaf === undefined || found === undefined ? null : chosenOf(leaf, scene.member, found)
  }
}

function cappedBy({ rule, wanted, given, limit }: RulePart): Reason[] {
  if (limit === null) return []
  return [because("capped", { rule_id: rule.id, rule: rule.name, limit, wanted, given })]
}

function sumOf(points: readonly number[]): Points {
  return toPoints(points.reduce((sum, part) => sum + part, 0))
}
