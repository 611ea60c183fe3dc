import fc from "fast-check"
import type { LineFacts } from "../earning/facts"
import type { Condition, Leaf } from "../rules/condition"
import type { Allowance } from "../rules/programme"
import { noLimits, type Effect, type Rule } from "../rules/rule"
import { noGoods, type GoodsFacts } from "../rules/scene"
import { rule } from "./rule-shop"
import { line, pts } from "./shop"

const categories = ["tea", "cups", "toys"]
const each = fc.constantFrom("order", "line", "unit")

/** Asked of goods, so that lines with the same goods answer alike. */
const goodsLeaf: fc.Arbitrary<Leaf> = fc.oneof(
  fc.record({
    code: fc.constant("category" as const),
    in: fc.subarray(categories, { minLength: 1 }),
  }),
  fc.constant<Leaf>({ code: "discounted" }),
  fc.constantFrom<Leaf>(
    { code: "country", in: ["de"] },
    { code: "weekday", in: [4] },
    { code: "promo_code" },
  ),
  fc.integer({ min: 0, max: 300 }).map((min): Leaf => ({ code: "order_amount", currency_code: "eur", min })),
)

const leaf: fc.Arbitrary<Leaf> = fc.oneof(
  goodsLeaf,
  fc.integer({ min: 1, max: 3 }).map((min): Leaf => ({ code: "line_quantity", min })),
  fc.integer({ min: 0, max: 90 }).map((max): Leaf => ({ code: "line_amount", currency_code: "eur", max })),
)

function conditionOf(leaves: fc.Arbitrary<Leaf>): fc.Arbitrary<Condition> {
  return fc.letrec<{ condition: Condition }>((tie) => {
    const several = fc.array(tie("condition"), { maxLength: 3 })
    return {
      condition: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        leaves,
        several.map((all) => ({ all })),
        several.map((any) => ({ any })),
        tie("condition").map((not) => ({ not })),
        tie("condition").map((some_line) => ({ some_line })),
      ),
    }
  }).condition
}

const amountEffect: fc.Arbitrary<Effect> = fc.oneof(
  fc
    .record({
      points: fc.integer({ min: 0, max: 20 }),
      perMinor: fc.integer({ min: 1, max: 1_000 }),
      wholeGroups: fc.boolean(),
      replacesBase: fc.boolean(),
      currencyCode: fc.constantFrom("eur", "eur", "eur", "usd"),
    })
    .map(({ points, perMinor, currencyCode, ...effect }) => ({
      code: "points_per_amount" as const,
      rates: [{ currencyCode, points, perMinor }],
      ...effect,
    })),
  fc.record({
    code: fc.constant("percent_back" as const),
    basisPoints: fc.integer({ min: 0, max: 2_000 }),
    replacesBase: fc.boolean(),
  }),
  fc.record({
    code: fc.constant("multiplier" as const),
    millionths: fc.oneof(fc.integer({ min: 0, max: 4_000_000 }), fc.constantFrom(0, 500_000, 2_000_000)),
  }),
)

const fixedEffect: fc.Arbitrary<Effect> = fc.record({
  code: fc.constant("fixed_points" as const),
  points: fc.integer({ min: 0, max: 500 }).map(pts),
  each,
})

export const condition = conditionOf(leaf)

function rulesOf(conditions: fc.Arbitrary<Condition>, effects: fc.Arbitrary<Effect>): fc.Arbitrary<Rule[]> {
  const drawn = fc.record({
    effect: effects,
    conditions: fc.oneof(fc.constant<Condition>({ all: [] }), conditions),
    priority: fc.integer({ min: 0, max: 3 }),
    exclusiveGroup: fc.constantFrom(null, null, "one", "two"),
    rounding: fc.constantFrom(null, "down" as const, "nearest" as const, "up" as const),
    limits: fc
      .option(fc.integer({ min: 0, max: 300 }).map(pts))
      .map((perOrder) => ({ ...noLimits, perOrder })),
  })
  return fc
    .array(drawn, { maxLength: 8 })
    .map((some) => some.map(({ effect, ...change }, index) => rule(`rule_${index}`, effect, change)))
}

export const rules = rulesOf(condition, fc.oneof(amountEffect, fixedEffect))

/** Rules to which it is all one whether goods lie on one line or on many. */
export const rulesOfGoods = rulesOf(
  conditionOf(goodsLeaf),
  fc.oneof(
    amountEffect,
    fixedEffect.map((effect): Effect => ({ ...effect, each: "order" }) as Effect),
  ),
)

export interface Basket {
  lines: LineFacts[]
  goods: Record<string, GoodsFacts>
}

/** Lines of all kinds: gift cards, excluded, paid with points, free. */
export const basket: fc.Arbitrary<Basket> = fc
  .array(
    fc.record({
      cents: fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.constantFrom(0, 1_000)),
      paidCents: fc.constantFrom(0, 0, 0, 500),
      quantity: fc.constantFrom(1, 1, 2, 3, 0.5, 2.5),
      isGiftCard: fc.constantFrom(false, false, false, false, true),
      isExcluded: fc.constantFrom(false, false, false, false, true),
      categoryIds: fc.subarray(categories),
      isDiscounted: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((drawn) => ({
    lines: drawn.map(({ cents, paidCents, quantity, isGiftCard, isExcluded }, index) =>
      line(`line_${index}`, (cents / 100).toFixed(2), {
        quantity,
        isGiftCard,
        paidWithPoints: (paidCents / 100).toFixed(2),
        ...(isExcluded ? { productId: "excluded" } : {}),
      }),
    ),
    goods: Object.fromEntries(
      drawn.map(({ categoryIds, isDiscounted }, index) => [
        `line_${index}`,
        { ...noGoods, categoryIds, isDiscounted },
      ]),
    ),
  }))

/** Gives each rule a share of what it wants, as a budget that others have drawn on would. */
export const allowance: fc.Arbitrary<Allowance> = fc
  .array(fc.constantFrom(0, 10, 50, 99, 100, 100), { minLength: 8, maxLength: 8 })
  .map((percents) => ({ id }, wanted) => {
    const given = pts(Math.floor((wanted * (percents[Number(id.slice(-1))] ?? 100)) / 100))
    return given === wanted ? { given } : { given, limit: "budget" }
  })
