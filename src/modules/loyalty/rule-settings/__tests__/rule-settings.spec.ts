import type { Leaf } from "../../domain/rules/condition"
import { ruleOf, type RuleConfig } from "../../domain/rules/config"
import { canBecome, ruleStates } from "../../domain/rules/state"
import { parse } from "../../validation"
import { ruleConfigOf, ruleSettingsOf } from "../config"
import { newRule, ruleChanges, ruleSettings, type RuleSettings } from "../schema"

const least = { name: "Tea twice", trigger: { code: "order" }, effect: { code: "multiplier", factor: 2 } }
const gift = { name: "Happy birthday", trigger: { code: "birthday" }, effect: points(300) }

function points(count: number, more: object = {}): object {
  return { code: "fixed_points", points: count, ...more }
}

const configOf = (settings: object, precision = 0): RuleConfig =>
  ruleConfigOf(parse(ruleSettings, settings), precision)

/** What the answer says of it; null where nothing is refused. */
function refusalOf(settings: unknown, precision = 0): string | null {
  try {
    ruleConfigOf(parse(ruleSettings, settings), precision)
    return null
  } catch (error) {
    expect(error).toMatchObject({ code: "invalid_request" })
    return (error as Error).message
  }
}

const leaves: Leaf[] = [
  { code: "product", in: ["prod_1"] },
  { code: "variant", in: ["variant_1"] },
  { code: "category", in: ["pcat_1", "pcat_2"] },
  { code: "collection", in: ["pcol_1"] },
  { code: "tag", in: ["ptag_1"] },
  { code: "type", in: ["ptyp_1"] },
  { code: "chosen_category" },
  { code: "discounted" },
  { code: "line_amount", currency_code: "eur", min: 9.99 },
  { code: "line_quantity", min: 2, max: 5 },
  { code: "product_metadata", key: "brand", equals: "Meissen" },
  { code: "order_amount", currency_code: "rub", max: 100_000 },
  { code: "order_quantity", max: 1.5 },
  { code: "currency", in: ["eur", "usd"] },
  { code: "sales_channel", in: ["sc_1"] },
  { code: "region", in: ["reg_1"] },
  { code: "country", in: ["de"] },
  { code: "payment_method", in: ["pp_system_default"] },
  { code: "shipping_method", in: ["so_1"] },
  { code: "promo_code" },
  { code: "promo_code", in: ["SPRING"] },
  { code: "order_metadata", key: "gift", equals: true },
  { code: "weekday", in: [6, 7] },
  { code: "hours", from: "22:00", to: "06:00" },
  { code: "dates", from: "2026-02-28", to: "2028-02-29" },
  { code: "customer_group", in: ["cusgroup_1"] },
  { code: "tier", in: ["gold"] },
  { code: "club", in: ["tea"] },
  { code: "order_number", is: [1, 3] },
  { code: "order_number", every: 10, min: 10, max: 100 },
  { code: "chosen_category", in: ["pcat_1"] },
]

describe("a rule as its owner writes it", () => {
  it("needs a name, a trigger and an effect: everything else is said by leaving it out", () => {
    expect(configOf(least)).toEqual({
      name: "Tea twice",
      trigger: { code: "order" },
      priority: 0,
      exclusiveGroup: null,
      startsAt: null,
      endsAt: null,
      pilotGroupIds: null,
      conditions: { all: [] },
      effect: { code: "multiplier", millionths: 2_000_000 },
      rounding: null,
      limits: { perOrder: null, perMember: [], budget: null, members: null },
      dates: { activatesAfterDays: null, expires: null },
    })
  })

  it("counts points in the program's smallest unit and money in the currency's", () => {
    const written = {
      ...least,
      effect: {
        code: "points_per_amount",
        rates: [
          { currency_code: "EUR", points: 0.05, per_amount: 1 },
          { currency_code: "jpy", points: 1, per_amount: 100 },
        ],
        whole_groups: true,
      },
      limits: { per_order: 50, per_member: [{ points: 12.34, per: "month" }], budget: 1_000_000 },
    }

    expect(configOf(written, 2)).toMatchObject({
      effect: {
        rates: [
          { currencyCode: "eur", points: 5, perMinor: 100 },
          { currencyCode: "jpy", points: 100, perMinor: 100 },
        ],
        wholeGroups: true,
        replacesBase: false,
      },
      limits: {
        perOrder: 5_000,
        perMember: [{ points: 1_234, times: null, per: "month" }],
        budget: 100_000_000,
        members: null,
      },
    })
  })

  it.each([
    [{ code: "percent_back", percent: 0.29 }, { basisPoints: 29 }],
    [{ code: "percent_back", percent: 100 }, { basisPoints: 10_000 }],
    [{ code: "multiplier", factor: 1.000_001 }, { millionths: 1_000_001 }],
    [{ code: "multiplier", factor: 0 }, { millionths: 0 }],
    [points(7), { points: 7, each: "order" }],
  ])("%j is exact to its last decimal", (effect, exact) => {
    expect(configOf({ ...least, effect }).effect).toMatchObject(exact)
  })

  it.each([
    [{ after_days: 30 }, { afterDays: 30 }],
    [{ on_day: "03-08" }, { onDay: "03-08" }],
    [{ on_day: "02-29" }, { onDay: "02-29" }],
    [{ on_date: "2027-12-31" }, { onDate: "2027-12-31" }],
    [{ never: true }, { never: true }],
  ])("points that expire %j", (expiry, expires) => {
    expect(configOf({ ...least, expiry }).dates.expires).toEqual(expires)
  })

  it("is read in the shape in which it is written, and written again it is the same rule", () => {
    const whole: object[] = [
      {
        ...least,
        priority: -5,
        exclusive_group: "spring",
        starts_at: "2027-03-01T00:00:00+03:00",
        ends_at: "2027-03-31T00:00:00Z",
        pilot: { customer_group_ids: ["cusgroup_1"] },
        conditions: { any: [{ all: leaves }, { not: { some_line: leaves[0] } }] },
        rounding: "up",
        limits: { per_member: [{ times: 3, per: "life" }], members: 100 },
        activation: { after_days: 0 },
        expiry: { on_day: "03-08" },
      },
      { ...least, effect: { code: "percent_back", percent: 1.5, replaces_base: true } },
      { ...least, trigger: { code: "order" }, effect: points(1.5, { each: "unit" }) },
      {
        ...least,
        effect: {
          code: "points_per_amount",
          rates: [{ currency_code: "rub", points: 5, per_amount: 99.5 }],
          replaces_base: true,
        },
      },
      { ...gift, trigger: { code: "spending_milestone", currency_code: "RUB", amount: 10_000, per: "year" } },
      { ...gift, trigger: { code: "inactivity", days: 90 }, expiry: { never: true } },
      { ...gift, trigger: { code: "custom", event: "app.installed" }, limits: { budget: 99.5 } },
    ]

    for (const written of whole) {
      const config = configOf(written, 2)
      const read = ruleSettingsOf(config, 2)
      expect(configOf(JSON.parse(JSON.stringify(read)) as object, 2)).toEqual(config)
      expect(Object.keys(read)).toEqual(expect.arrayContaining(Object.keys(written)))
    }
    expect(ruleSettingsOf(configOf(whole[0], 2), 2)).toMatchObject({
      starts_at: new Date("2027-02-28T21:00:00Z"),
      limits: { per_order: null, per_member: [{ points: null, times: 3, per: "life" }], members: 100 },
    })
  })

  it.each(leaves)("may ask %j", (leaf) => {
    expect(configOf({ ...least, conditions: leaf }).conditions).toEqual(leaf)
  })

  it("may be a pilot: its groups are one more condition, and it is shown apart from the others", () => {
    const config = configOf({
      ...least,
      pilot: { customer_group_ids: ["cusgroup_1"] },
      conditions: leaves[0],
    })

    expect(ruleOf("lrul_1", 3, config)).toMatchObject({
      id: "lrul_1",
      version: 3,
      conditions: { all: [{ code: "customer_group", in: ["cusgroup_1"] }, leaves[0]] },
    })
    expect(ruleOf("lrul_1", 3, configOf(least)).conditions).toEqual({ all: [] })
    expect(ruleSettingsOf(config, 0).conditions).toEqual(leaves[0])
  })

  it("nests five deep and asks a hundred things at most", () => {
    const fiveDeep = { all: [{ any: [{ not: { all: [leaves[0]] } }] }] }
    const hundred = { all: Array.from({ length: 100 }, () => leaves[0]) }

    expect(refusalOf({ ...least, conditions: fiveDeep })).toBeNull()
    expect(refusalOf({ ...least, conditions: hundred })).toBeNull()
    expect(refusalOf({ ...least, conditions: { not: fiveDeep } })).toMatch(/^conditions: .*deeper than 5/)
    expect(refusalOf({ ...least, conditions: { all: [hundred, leaves[0]] } })).toMatch(
      /^conditions: .*more than 100/,
    )
  })

  it("is not looked at where it nests without end", () => {
    const endless = JSON.parse(`${'{"not":'.repeat(50_000)}{}${"}".repeat(50_000)}`) as object

    expect(refusalOf({ ...least, conditions: endless })).toMatch(/^conditions: .*deeper/)
    expect(refusalOf({ ...least, conditions: { all: Array(5_000).fill({ all: [] }) } })).toMatch(
      /^conditions: .*more than 100/,
    )
  })
})

const conditionFaults: [condition: unknown, said: RegExp][] = [
  ["always", /^conditions: has to be a condition/],
  [{}, /^conditions: has to be a condition/],
  [null, /^conditions: has to be a condition/],
  [[leaves[0]], /^conditions: has to be a condition/],
  [{ all: [], any: [leaves[0]] }, /^conditions: has to be a condition/],
  [{ all: leaves[0] }, /^conditions\.all: /],
  [{ any: [] }, /^conditions\.any: /],
  [{ code: "colour", in: ["red"] }, /^conditions\.code: is no condition/],
  [{ all: [leaves[0], { code: "category", in: [] }] }, /^conditions\.all\[1\]\.in: /],
  [{ not: { some_line: { code: "tag" } } }, /^conditions\.not\.some_line\.in: /],
  [{ code: "product", in: ["prod_1", ""] }, /^conditions\.in\[1\]: /],
  [{ code: "product", in: Array(1_001).fill("prod_1") }, /^conditions\.in: /],
  [{ code: "product", in: ["prod_1"], except: [] }, /^conditions: .*except/],
  [{ code: "discounted", in: ["x"] }, /^conditions: .*in/],
  [{ code: "line_amount", min: 1 }, /^conditions\.currency_code: /],
  [{ code: "line_amount", currency_code: "zzz", min: 1 }, /^conditions\.currency_code: .*no known currency/],
  [{ code: "line_amount", currency_code: "eur" }, /^conditions: has neither min nor max/],
  [{ code: "order_amount", currency_code: "eur", min: 2, max: 1 }, /^conditions\.max: is below min/],
  [{ code: "order_amount", currency_code: "eur", min: -1 }, /^conditions\.min: /],
  [{ code: "order_amount", currency_code: "eur", min: 1e300 }, /^conditions\.min: /],
  [{ code: "order_amount", currency_code: "eur", min: "1" }, /^conditions\.min: /],
  [{ code: "line_quantity" }, /^conditions: has neither/],
  [{ code: "order_quantity", min: 3, max: 2 }, /^conditions\.max: /],
  [{ code: "currency", in: ["eur", "bitcoin"] }, /^conditions\.in\[1\]: /],
  [{ code: "country", in: ["deu"] }, /^conditions\.in\[0\]: /],
  [{ code: "promo_code", in: [] }, /^conditions\.in: /],
  [{ code: "order_metadata", key: "", equals: 1 }, /^conditions\.key: /],
  [{ code: "product_metadata", key: "brand", equals: null }, /^conditions\.equals: has to be text/],
  [{ code: "product_metadata", key: "brand", equals: ["x"] }, /^conditions\.equals: has to be text/],
  [{ code: "weekday", in: [0] }, /^conditions\.in\[0\]: /],
  [{ code: "weekday", in: [8] }, /^conditions\.in\[0\]: /],
  [{ code: "weekday", in: [1.5] }, /^conditions\.in\[0\]: /],
  [{ code: "hours", from: "9:00", to: "18:00" }, /^conditions\.from: .*18:00/],
  [{ code: "hours", from: "09:00", to: "24:00" }, /^conditions\.to: /],
  [{ code: "hours", from: "09:00", to: "09:00" }, /^conditions\.to: /],
  [{ code: "dates" }, /^conditions: has neither/],
  [{ code: "dates", from: "2027-02-29" }, /^conditions\.from: /],
  [{ code: "dates", from: "2027-04-31" }, /^conditions\.from: /],
  [{ code: "dates", to: "0000-01-01" }, /^conditions\.to: is out of all years/],
  [{ code: "dates", to: "9999-12-31" }, /^conditions\.to: is out of all years/],
  [{ code: "dates", from: "2027-03-09", to: "2027-03-08" }, /^conditions\.to: is before from/],
  [{ code: "order_number" }, /^conditions: says of no order/],
  [{ code: "order_number", is: [0] }, /^conditions\.is\[0\]: /],
  [{ code: "order_number", every: 1 }, /^conditions\.every: /],
  [{ code: "order_number", min: 3, max: 1 }, /^conditions\.max: /],
  [
    { some_line: { any: [{ some_line: leaves[0] }] } },
    /^conditions\.some_line\.any\[0\]\.some_line: .*inside/,
  ],
]

const faults: [settings: object, said: RegExp][] = [
  [{ colour: "red" }, /colour/],
  [{ name: "" }, /^name: /],
  [{ name: "x".repeat(201) }, /^name: /],
  [{ name: "a\u0000" }, /^name: /],
  [{ trigger: { code: "full_moon" } }, /^trigger\.code: is no trigger/],
  [{ trigger: { code: "order", per: "day" } }, /^trigger: .*per/],
  [{ trigger: { code: "inactivity", days: 0 } }, /^trigger\.days: /],
  [{ trigger: { code: "custom", event: "two words" } }, /^trigger\.event: /],
  [{ priority: 0.5 }, /^priority: /],
  [{ priority: 1e9 }, /^priority: /],
  [{ exclusive_group: "" }, /^exclusive_group: /],
  [{ starts_at: "2027-03-01" }, /^starts_at: /],
  [
    { starts_at: "2027-03-01T00:00:00Z", ends_at: "2027-03-01T00:00:00Z" },
    /^ends_at: is not after starts_at/,
  ],
  [{ pilot: { customer_group_ids: [] } }, /^pilot\.customer_group_ids: /],
  [{ pilot: ["cusgroup_1"] }, /^pilot: /],
  [{ effect: { code: "magic" } }, /^effect\.code: is no effect/],
  [{ effect: points(0) }, /^effect\.points: /],
  [{ effect: points(-1) }, /^effect\.points: /],
  [{ effect: points(1.5) }, /^effect\.points: has more decimals than the program's 0/],
  [{ effect: points(1e9 + 1) }, /^effect\.points: /],
  [{ effect: points(1, { each: "day" }) }, /^effect\.each: /],
  [{ effect: { code: "percent_back", percent: 0 } }, /^effect\.percent: /],
  [{ effect: { code: "percent_back", percent: 100.01 } }, /^effect\.percent: /],
  [{ effect: { code: "percent_back", percent: 1.005 } }, /^effect\.percent: has more than 2 decimals/],
  [{ effect: { code: "multiplier", factor: -1 } }, /^effect\.factor: /],
  [{ effect: { code: "multiplier", factor: 101 } }, /^effect\.factor: /],
  [{ effect: { code: "multiplier", factor: 1.0000001 } }, /^effect\.factor: has more than 6 decimals/],
  [{ effect: { code: "points_per_amount", rates: [] } }, /^effect\.rates: /],
  [{ effect: rates({ currency_code: "zzz" }) }, /^effect\.rates\[0\]\.currency_code: /],
  [{ effect: rates({ per_amount: 0 }) }, /^effect\.rates\[0\]\.per_amount: /],
  [{ effect: rates({ per_amount: 0.001 }) }, /^effect\.rates\[0\]\.per_amount: .*2 decimals of eur/],
  [{ effect: rates({ points: 0.5 }) }, /^effect\.rates\[0\]\.points: /],
  [{ effect: rates({ points: 1e9, per_amount: 0.01 }) }, /^effect\.rates\[0\]: gives more than/],
  [{ effect: rates({}, { currency_code: "EUR" }) }, /^effect\.rates: names a currency twice/],
  [{ rounding: "half" }, /^rounding: /],
  [{ limits: { per_order: 0 } }, /^limits\.per_order: /],
  [{ limits: { per_order: 0.5 } }, /^limits\.per_order: /],
  [{ limits: { budget: 1e13 } }, /^limits\.budget: /],
  [{ limits: { budget: 1.5 } }, /^limits\.budget: /],
  [{ limits: { members: 0 } }, /^limits\.members: /],
  [{ limits: { per_day: 1 } }, /^limits: .*per_day/],
  [{ limits: { per_member: [{ per: "day" }] } }, /^limits\.per_member\[0\]: limits neither/],
  [{ limits: { per_member: [{ times: 1, per: "hour" }] } }, /^limits\.per_member\[0\]\.per: /],
  [{ limits: { per_member: [{ times: 1.5, per: "day" }] } }, /^limits\.per_member\[0\]\.times: /],
  [{ limits: { per_member: [{ points: 0.1, per: "day" }] } }, /^limits\.per_member\[0\]\.points: /],
  [
    {
      limits: {
        per_member: [
          { times: 1, per: "day" },
          { points: 1, per: "day" },
        ],
      },
    },
    /^limits\.per_member: names a period twice/,
  ],
  [{ activation: { after_days: -1 } }, /^activation\.after_days: /],
  [{ activation: 3 }, /^activation: /],
  [{ expiry: {} }, /^expiry: has to be one of/],
  [{ expiry: { after_days: 0 } }, /^expiry\.after_days: /],
  [{ expiry: { after_days: 3, never: true } }, /^expiry: has to be one of/],
  [{ expiry: { on_day: "02-30" } }, /^expiry\.on_day: has to be a day of the year/],
  [{ expiry: { on_day: "3-8" } }, /^expiry\.on_day: /],
  [{ expiry: { on_date: "2027-02-29" } }, /^expiry\.on_date: /],
  [{ expiry: { never: false } }, /^expiry\.never: /],
]

const giftFaults: [settings: object, said: RegExp][] = [
  [{ effect: least.effect }, /^effect\.code: has to be fixed_points where the trigger is birthday/],
  [{ effect: { code: "percent_back", percent: 5 } }, /^effect\.code: /],
  [{ effect: rates({}) }, /^effect\.code: /],
  [{ effect: points(3, { each: "unit" }) }, /^effect\.each: has to be order/],
  [{ conditions: leaves[0] }, /^conditions: product has no order to ask/],
  [
    { conditions: { all: [{ code: "club", in: ["tea"] }, leaves[11]] } },
    /^conditions\.all\[1\]: order_amount/,
  ],
  [
    { conditions: { not: { some_line: { code: "weekday", in: [1] } } } },
    /^conditions\.not\.some_line: has no/,
  ],
  [{ trigger: { code: "spending_milestone", currency_code: "eur", per: "year" } }, /^trigger\.amount: /],
  [
    { trigger: { code: "spending_milestone", currency_code: "eur", amount: 0.001, per: "year" } },
    /^trigger\.amount: .*2 decimals of eur/,
  ],
]

function rates(...changes: object[]): object {
  const rate = { currency_code: "eur", points: 1, per_amount: 1 }
  return {
    code: "points_per_amount",
    rates: [...changes.slice(0, -1), changes.at(-1)].map((one) => ({ ...rate, ...one })),
  }
}

describe("a rule that is refused names the field", () => {
  it.each(conditionFaults)("conditions %j", (conditions, said) => {
    expect(refusalOf({ ...least, conditions })).toMatch(said)
  })

  it.each(faults)("%j", (settings, said) => {
    expect(refusalOf({ ...least, ...settings })).toMatch(said)
  })

  it.each(["name", "trigger", "effect"])("without its %s", (name) => {
    expect(refusalOf(Object.fromEntries(Object.entries(least).filter(([key]) => key !== name)))).toMatch(
      new RegExp(`^${name}: `),
    )
  })

  it.each(giftFaults)("of a birthday, %j", (settings, said) => {
    expect(refusalOf(gift)).toBeNull()
    expect(refusalOf({ ...gift, ...settings })).toMatch(said)
  })

  it("of a member's own day may ask about the member and the calendar", () => {
    const asked = leaves.filter(({ code }) =>
      ["customer_group", "tier", "club", "weekday", "hours", "dates"].includes(code),
    )

    expect(asked).toHaveLength(6)
    expect(refusalOf({ ...gift, conditions: { any: asked } })).toBeNull()
  })
})

describe("what is sent to change a rule", () => {
  const parsed = (changes: object): Partial<RuleSettings> => parse(ruleChanges, changes)

  it("says nothing of what it leaves out", () => {
    expect(parsed({})).toEqual({})
    expect(parsed({ priority: 3 })).toEqual({ priority: 3 })
    expect(parsed({ limits: {} })).toEqual({
      limits: { per_order: null, per_member: [], budget: null, members: null },
    })
  })

  it("makes no draft of a rule, and moves it to no other program", () => {
    expect(() => parsed({ state: "draft" })).toThrow(/^state: /)
    expect(() => parsed({ program_id: "lprog_1" })).toThrow(/program_id/)
    expect(parse(newRule, { ...least, program_id: "lprog_1" }).program_id).toBe("lprog_1")
  })

  it("takes a rule through its states in one direction only", () => {
    const ways = ruleStates.flatMap((from) =>
      ruleStates.filter((to) => from !== to && canBecome(from, to)).map((to) => `${from} → ${to}`),
    )

    expect(ways).toEqual([
      "draft → active",
      "active → paused",
      "active → ended",
      "paused → active",
      "paused → ended",
    ])
  })
})
