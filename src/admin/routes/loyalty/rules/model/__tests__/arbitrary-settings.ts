import fc from "fast-check"
import type { Condition, Effect, Leaf, LeafCode, RuleConfig, Trigger } from "../types"

/** Rules as routes give them, with every condition, effect and trigger that there is. */

type LeafOf<Code extends LeafCode> = Extract<Leaf, { code: Code }>

const id = fc.string({ minLength: 1, maxLength: 8 })
const ids = fc.uniqueArray(id, { minLength: 1, maxLength: 4 })
const currency = fc.constantFrom("eur", "rub", "usd")
const cents = fc.integer({ min: 0, max: 100_000_000 }).map((minor) => minor / 100)
const coins = fc.integer({ min: 1, max: 100_000_000 }).map((minor) => minor / 100)
/** So few points that no rate gives too many for one of the currency. */
const few = fc.integer({ min: 1, max: 10_000 }).map((hundredths) => hundredths / 100)
const day = fc
  .date({ min: new Date("2000-01-02"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10))
const moment = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((at) => at.toISOString())
const clock = fc.constantFrom("00:00", "09:30", "18:00", "23:59")
const period = fc.constantFrom("day", "week", "month", "year", "life" as const)

/** From and until, of which one may be missing. */
function range<Value>(values: fc.Arbitrary<Value>, isBelow: (one: Value, other: Value) => boolean) {
  return fc.tuple(values, values, fc.constantFrom("both", "least", "most")).map(([one, other, ends]) => {
    const [least, most] = isBelow(one, other) ? [one, other] : [other, one]
    return { ...(ends === "most" ? {} : { least }), ...(ends === "least" ? {} : { most }) }
  })
}

const numbers = (values: fc.Arbitrary<number>): fc.Arbitrary<{ min?: number; max?: number }> =>
  range(values, (one, other) => one <= other).map(({ least: min, most: max }) => ({
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  }))

const days = range(day, (one, other) => one <= other).map(({ least: from, most: to }) => ({
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
}))

const named = <Code extends LeafCode>(code: Code): fc.Arbitrary<{ code: Code; in: string[] }> =>
  fc.record({ code: fc.constant(code), in: ids })
const maybeNamed = <Code extends LeafCode>(code: Code): fc.Arbitrary<{ code: Code; in?: string[] }> =>
  fc.record({ code: fc.constant(code), in: ids }, { requiredKeys: ["code"] })
const amount = <Code extends "line_amount" | "order_amount">(code: Code) =>
  fc.tuple(currency, numbers(cents)).map(([currency_code, ends]) => ({ code, currency_code, ...ends }))
const quantity = <Code extends "line_quantity" | "order_quantity">(code: Code) =>
  numbers(cents.filter((value) => value <= 1_000_000)).map((ends) => ({ code, ...ends }))
const metadata = <Code extends "product_metadata" | "order_metadata">(code: Code) =>
  fc.record({
    code: fc.constant(code),
    key: id,
    equals: fc.oneof(fc.string({ maxLength: 8 }), cents, fc.boolean()),
  })

const ofCode: { [Code in LeafCode]: fc.Arbitrary<LeafOf<Code>> } = {
  product: named("product"),
  variant: named("variant"),
  category: named("category"),
  collection: named("collection"),
  tag: named("tag"),
  type: named("type"),
  chosen_category: maybeNamed("chosen_category"),
  discounted: fc.constant({ code: "discounted" as const }),
  line_amount: amount("line_amount"),
  line_quantity: quantity("line_quantity"),
  product_metadata: metadata("product_metadata"),
  order_amount: amount("order_amount"),
  order_quantity: quantity("order_quantity"),
  currency: fc.record({
    code: fc.constant("currency" as const),
    in: fc.uniqueArray(currency, { minLength: 1 }),
  }),
  sales_channel: named("sales_channel"),
  region: named("region"),
  country: fc.record({
    code: fc.constant("country" as const),
    in: fc.uniqueArray(fc.constantFrom("de", "ru", "fr"), { minLength: 1 }),
  }),
  payment_method: named("payment_method"),
  shipping_method: named("shipping_method"),
  promo_code: maybeNamed("promo_code"),
  order_metadata: metadata("order_metadata"),
  order_number: fc
    .tuple(
      fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 4 })),
      fc.option(fc.integer({ min: 2, max: 20 })),
      numbers(fc.integer({ min: 1, max: 100 })),
    )
    .map(([is, every, ends]) => ({
      code: "order_number" as const,
      ...(is === null ? {} : { is }),
      ...(every === null ? {} : { every }),
      ...ends,
    })),
  weekday: fc.record({
    code: fc.constant("weekday" as const),
    in: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  }),
  hours: fc
    .record({ code: fc.constant("hours" as const), from: clock, to: clock })
    .filter(({ from, to }) => from !== to),
  dates: days.map((ends) => ({ code: "dates" as const, ...ends })),
  customer_group: named("customer_group"),
  tier: named("tier"),
  club: named("club"),
  segment: named("segment"),
}

export const leafOf: Record<LeafCode, fc.Arbitrary<Leaf>> = ofCode

const leaves = fc.oneof(...Object.values(leafOf))
const memberLeaves = fc.oneof<fc.Arbitrary<Leaf>[]>(
  leafOf.customer_group,
  leafOf.tier,
  leafOf.club,
  leafOf.segment,
  leafOf.weekday,
  leafOf.hours,
  leafOf.dates,
)

/** Nested as deep as may be. Lines are looked for only in an order, and not inside one another. */
function treeOf(of: fc.Arbitrary<Leaf>, asksLines: boolean, depth: number): fc.Arbitrary<Condition> {
  if (depth <= 1) return of
  const inner = treeOf(of, asksLines, depth - 1)
  const groups: fc.Arbitrary<Condition>[] = [
    fc.array(inner, { maxLength: 3 }).map((all) => ({ all })),
    fc.array(inner, { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    inner.map((not) => ({ not })),
  ]
  const lines = treeOf(of, false, depth - 1).map((some_line): Condition => ({ some_line }))
  return fc.oneof<fc.Arbitrary<Condition>[]>(of, ...groups, ...(asksLines ? [lines] : []))
}

const effects: fc.Arbitrary<Effect> = fc.oneof<fc.Arbitrary<Effect>[]>(
  fc.record({
    code: fc.constant("points_per_amount" as const),
    rates: fc.uniqueArray(fc.record({ currency_code: currency, points: few, per_amount: coins }), {
      selector: (rate) => rate.currency_code,
      minLength: 1,
    }),
    whole_groups: fc.boolean(),
    replaces_base: fc.boolean(),
  }),
  fc.record({
    code: fc.constant("percent_back" as const),
    percent: fc.integer({ min: 1, max: 10_000 }).map((basis) => basis / 100),
    replaces_base: fc.boolean(),
  }),
  fc.record({
    code: fc.constant("fixed_points" as const),
    points: coins,
    each: fc.constantFrom("order", "line", "unit" as const),
  }),
  fc.record({
    code: fc.constant("multiplier" as const),
    factor: fc.integer({ min: 0, max: 100_000_000 }).map((millionths) => millionths / 1_000_000),
  }),
)

const gift: fc.Arbitrary<Effect> = coins.map((points) => ({ code: "fixed_points", points, each: "order" }))

const eventTriggers: fc.Arbitrary<Trigger> = fc.oneof<fc.Arbitrary<Trigger>[]>(
  fc.record({
    code: fc.constantFrom(
      "account_created" as const,
      "birthday" as const,
      "membership_anniversary" as const,
      "newsletter_subscribed" as const,
      "review_approved" as const,
      "survey_answered" as const,
      "profile_completed" as const,
    ),
  }),
  fc.record({
    code: fc.constant("referral_completed" as const),
    for: fc.constantFrom("referrer" as const, "friend" as const),
  }),
  fc.record({
    code: fc.constant("spending_milestone" as const),
    currency_code: currency,
    amount: coins,
    per: period,
  }),
  fc.record({ code: fc.constant("inactivity" as const), days: fc.integer({ min: 1, max: 36_500 }) }),
  fc.record({ code: fc.constant("custom" as const), event: fc.constantFrom("app.installed", "a:b-c_1") }),
)

const limits: fc.Arbitrary<RuleConfig["limits"]> = fc.record({
  per_order: fc.option(coins),
  per_member: fc.uniqueArray(
    fc
      .record({
        points: fc.option(coins),
        times: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
        per: period,
      })
      .filter(({ points, times }) => points !== null || times !== null),
    { selector: ({ per }) => per, maxLength: 5 },
  ),
  budget: fc.option(coins),
  members: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
})

const expiry: fc.Arbitrary<RuleConfig["expiry"]> = fc.oneof<fc.Arbitrary<RuleConfig["expiry"]>[]>(
  fc.constant(null),
  fc.integer({ min: 1, max: 36_500 }).map((after_days) => ({ after_days })),
  fc.constantFrom("03-08", "02-29", "12-31").map((on_day) => ({ on_day })),
  day.map((on_date) => ({ on_date })),
  fc.constant({ never: true as const }),
)

const schedule = fc
  .tuple(fc.option(moment), fc.option(moment))
  .filter(([from, until]) => from === null || until === null || from < until)

const around = fc.record({
  name: fc.string({ minLength: 1, maxLength: 20 }).filter((name) => name.trim() !== ""),
  priority: fc.integer({ min: -1_000_000, max: 1_000_000 }),
  exclusive_group: fc.option(id),
  pilot: fc.option(fc.record({ customer_group_ids: ids })),
  rounding: fc.constantFrom(null, "down" as const, "nearest" as const, "up" as const),
  limits,
  activation: fc.option(fc.record({ after_days: fc.integer({ min: 0, max: 36_500 }) })),
  expiry,
  schedule,
})

const rule = (
  trigger: fc.Arbitrary<Trigger>,
  conditions: fc.Arbitrary<Condition>,
  effect: fc.Arbitrary<Effect>,
): fc.Arbitrary<RuleConfig> =>
  fc.tuple(trigger, conditions, effect, around).map(
    ([
      trigger,
      conditions,
      effect,
      {
        schedule: [starts_at, ends_at],
        ...more
      },
    ]) => ({
      ...more,
      trigger,
      conditions,
      effect,
      starts_at,
      ends_at,
    }),
  )

const everything: fc.Arbitrary<Condition> = fc.constant({ all: [] })

export const rules: fc.Arbitrary<RuleConfig> = fc.oneof(
  rule(fc.constant({ code: "order" }), fc.oneof(everything, treeOf(leaves, true, 4)), effects),
  rule(eventTriggers, fc.oneof(everything, treeOf(memberLeaves, false, 4)), gift),
)
