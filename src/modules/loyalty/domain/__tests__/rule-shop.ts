import { evaluateEarning, type Evaluation } from "../earning/evaluate"
import type { LineFacts, OrderFacts } from "../earning/facts"
import type { ProgramTerms } from "../program"
import { questionsOf, testOf, type Condition } from "../rules/condition"
import { ready, unlimited, type Allowance } from "../rules/programme"
import { noLimits, programDates, type Effect, type Rule } from "../rules/rule"
import {
  newMember,
  noCircumstances,
  noGoods,
  sceneOf,
  type GoodsFacts,
  type MemberFacts,
  type OrderCircumstances,
  type RuleContext,
  type Scene,
} from "../rules/scene"
import { line, order, pts, terms } from "./shop"

export const always: Condition = { all: [] }
export const never: Condition = { any: [] }

/** A rule for every order, without limits, unless a test says otherwise. */
export function rule(id: string, effect: Effect, change: Partial<Rule> = {}): Rule {
  return {
    id,
    version: 1,
    name: `the ${id}`,
    trigger: { code: "order" },
    priority: 0,
    exclusiveGroup: null,
    startsAt: null,
    endsAt: null,
    conditions: always,
    effect,
    rounding: null,
    limits: noLimits,
    dates: programDates,
    ...change,
  }
}

export const fixed = (points: number, each: "order" | "line" | "unit" = "order"): Effect => ({
  code: "fixed_points",
  points: pts(points),
  each,
})

/** So many points for each so many euros. */
export function perEuros(
  points: number,
  euros: number,
  change: { wholeGroups?: boolean; replacesBase?: boolean } = {},
): Effect {
  const rates = [{ currencyCode: "eur", points, perMinor: euros * 100 }]
  return { code: "points_per_amount", rates, wholeGroups: false, replacesBase: false, ...change }
}

export const percentBack = (percent: number, replacesBase = false): Effect => ({
  code: "percent_back",
  basisPoints: percent * 100,
  replacesBase,
})

export const times = (factor: number): Effect => ({
  code: "multiplier",
  millionths: Math.round(factor * 1_000_000),
})

export const cappedAt = (points: number) => ({ limits: { ...noLimits, perOrder: pts(points) } })

export const ofProducts = (...names: string[]): Condition => ({
  code: "product",
  in: names.map((name) => `product_${name}`),
})

interface Shop {
  context?: Partial<RuleContext>
  terms?: ProgramTerms
  allowance?: Allowance
}

/** One point a euro by the program's rate, and what the rules give beside it. */
export function earnedBy(
  rules: readonly Rule[],
  bought: OrderFacts,
  { context, allowance = unlimited, ...shop }: Shop = {},
): Evaluation {
  return evaluateEarning(bought, shop.terms ?? terms(), {
    rules: ready(rules),
    context: { goods: {}, order: noCircumstances, member: newMember, ...context },
    allowance,
  })
}

/** "a: 12" for each line. */
export const byLine = ({ lines }: Pick<Evaluation, "lines">): string[] =>
  lines.map(({ lineId, points }) => `${lineId}: ${points}`)

/** "bonus: 12" for each rule that gave. */
export const byRule = ({ byRules }: Evaluation): string[] =>
  byRules.map(({ rule: { id }, given }) => `${id}: ${given}`)

/** "bonus: weekday" for each rule that did not. */
export const passedOver = (evaluation: Evaluation): string[] =>
  evaluation.passedOver.map(({ rule: { id }, because }) => `${id}: ${because}`)

/** All that was told, with rules by their names, so that two evaluations can be held side by side. */
export const told = (evaluation: Evaluation) => ({
  ...evaluation,
  byRules: evaluation.byRules.map(({ rule: { id }, ...part }) => ({ ...part, id })),
  passedOver: passedOver(evaluation),
})

/** One line that a member buys, and everything around it that conditions ask about. */
export interface Visit {
  line?: Partial<LineFacts>
  goods?: Partial<GoodsFacts>
  order?: Partial<OrderFacts>
  circumstances?: Partial<OrderCircumstances>
  /** Null: a guest. */
  member?: Partial<MemberFacts> | null
  timeZone?: string
}

export function sceneOfVisit({ member = {}, timeZone = "UTC", ...visit }: Visit): Scene {
  const bought = order([line("a", "100", visit.line)], visit.order)
  const context = {
    goods: { a: { ...noGoods, ...visit.goods } },
    order: { ...noCircumstances, ...visit.circumstances },
    member: member === null ? null : { ...newMember, ...member },
  }
  return sceneOf(bought, context, timeZone)
}

/** Why the condition does not hold for the only line of this visit; null where it does. */
export function failureOf(condition: Condition, visit: Visit): string | null {
  const scene = sceneOfVisit(visit)
  const [only] = scene.lines
  const failed = testOf(condition)(scene, only)
  const { ofOrder, ofLine } = questionsOf(condition)
  expect((ofOrder(scene, only) ?? ofLine(scene, only)) === null).toBe(failed === null)
  return failed
}
