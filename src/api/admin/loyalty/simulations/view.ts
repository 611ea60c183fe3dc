import { fromMinor } from "../../../../modules/loyalty/domain/money"
import { pointsToDisplay, toPoints } from "../../../../modules/loyalty/domain/points"
import { rateOf, worthOf, type ProgramTerms } from "../../../../modules/loyalty/domain/program"
import type { Compared, RuleTally } from "../../../../modules/loyalty/domain/simulation/tally"
import type { SimulationResult } from "../../../../modules/loyalty/types/simulation"

/** What was tried, beside what was really given for the same orders. Points in display units, money in major units. */
export function simulationView({ program, terms, rules, from, to, outcome, approximate }: SimulationResult): {
  program_id: string
  from: Date
  to: Date
  orders: number
  orders_without_member: number
  orders_before_start: number
  members: number
  points: number
  given: number
  held_back: number
  cost: CostView[]
  by_rule: RuleView[]
  by_tier: { tier_id: string | null; orders: number; members: number; points: number; given: number }[]
  by_product: { product_id: string | null; points: number; given: number }[]
  other_products: { products: number; points: number; given: number }
  approximate: string[]
} {
  const { precision } = terms
  const names = new Map(rules.map(({ id, name, version }) => [id, { name, version }]))
  return {
    program_id: program.id,
    from,
    to,
    orders: outcome.orders,
    orders_without_member: outcome.ordersWithoutMember,
    orders_before_start: outcome.ordersBeforeStart,
    members: outcome.members,
    ...comparedView(outcome, precision),
    held_back: pointsToDisplay(outcome.heldBack, precision),
    cost: [...outcome.byCurrency].map(([currencyCode, compared]) => costView(currencyCode, compared, terms)),
    by_rule: outcome.byRule.map((tally) => ruleView(tally, names, precision)),
    by_tier: outcome.byTier.map((tier) => ({
      tier_id: tier.tierId,
      orders: tier.orders,
      members: tier.members,
      ...comparedView(tier, precision),
    })),
    by_product: outcome.byProduct.map(({ productId, ...compared }) => ({
      product_id: productId,
      ...comparedView(compared, precision),
    })),
    other_products: {
      products: outcome.otherProducts.products,
      ...comparedView(outcome.otherProducts, precision),
    },
    approximate,
  }
}

interface CostView {
  currency_code: string
  points: number
  given: number
  /** What the points pay in this currency. Null where they pay nothing in it. */
  amount: number | null
  amount_given: number | null
}

interface RuleView {
  /** Null: the program's own rate. */
  rule_id: string | null
  rule: string | null
  version: number | null
  points: number
  given: number
  wanted: number
  held_back: { limit: string; points: number }[]
  orders: number
  members: number
  passed_over: { because: string; orders: number }[]
}

function comparedView({ points, given }: Compared, precision: number): Compared {
  return { points: pointsToDisplay(points, precision), given: pointsToDisplay(given, precision) }
}

function costView(currencyCode: string, compared: Compared, terms: ProgramTerms): CostView {
  const rate = rateOf(terms, currencyCode)
  const amount = (points: number): number | null =>
    rate === null || rate.spend === null
      ? null
      : fromMinor(worthOf(toPoints(Math.max(0, points)), rate.spend), rate.decimalDigits)
  return {
    currency_code: currencyCode,
    ...comparedView(compared, terms.precision),
    amount: amount(compared.points),
    amount_given: amount(compared.given),
  }
}

function ruleView(
  { ruleId, ...tally }: RuleTally,
  names: ReadonlyMap<string, { name: string; version: number }>,
  precision: number,
): RuleView {
  const named = ruleId === null ? undefined : names.get(ruleId)
  return {
    rule_id: ruleId,
    rule: named?.name ?? null,
    version: named?.version ?? null,
    ...comparedView(tally, precision),
    wanted: pointsToDisplay(tally.wanted, precision),
    held_back: Object.entries(tally.heldBack).map(([limit, points]) => ({
      limit,
      points: pointsToDisplay(points, precision),
    })),
    orders: tally.orders,
    members: tally.members,
    passed_over: Object.entries(tally.passedOver).map(([because, orders]) => ({ because, orders })),
  }
}
