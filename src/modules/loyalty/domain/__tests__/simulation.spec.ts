import fc from "fast-check"
import { needsOf, type Needs } from "../rules/needs"
import { ready, unlimited } from "../rules/programme"
import { noLimits, type Limits } from "../rules/rule"
import {
  newMember,
  noCircumstances,
  noContext,
  noGoods,
  type GoodsFacts,
  type RuleContext,
} from "../rules/scene"
import type { Condition } from "../rules/condition"
import { completedWith, missingOf } from "../simulation/context"
import { judge, type Judged } from "../simulation/judge"
import { RunLimits } from "../simulation/limits"
import { programIdOf } from "../simulation/program"
import { Tally, type ToldOrder } from "../simulation/tally"
import { cappedAt, fixed, ofProducts, percentBack, rule, times } from "./rule-shop"
import { line, order, pts, terms } from "./shop"

const noon = new Date("2026-05-04T12:00:00Z")
const nothingGiven = { points: pts(0), byRule: new Map(), byLine: new Map() }

describe("limits that are counted in a simulation", () => {
  const limits = (change: Partial<Limits>): Limits => ({ ...noLimits, ...change })

  const asked = (
    run: RunLimits,
    change: Partial<Limits>,
    wanted: number,
    memberId = "ada",
    at = noon,
  ): { given: number; limit?: string } =>
    run.allowanceFor(memberId, at)(rule("bonus", fixed(1), { limits: limits(change) }), pts(wanted))

  it.each<[string, Partial<Limits>, [number, string | undefined][]]>([
    [
      "a budget, to the last point",
      { budget: pts(100) },
      [
        [60, undefined],
        [40, "budget"],
        [0, "budget"],
      ],
    ],
    [
      "a member's times",
      { perMember: [{ per: "day", points: null, times: 2 }] },
      [
        [60, undefined],
        [60, undefined],
        [0, "member_day"],
      ],
    ],
    [
      "a member's points",
      { perMember: [{ per: "month", points: pts(100), times: null }] },
      [
        [60, undefined],
        [40, "member_month"],
        [0, "member_month"],
      ],
    ],
    [
      "one seat, for as often as he likes",
      { members: 1 },
      [
        [60, undefined],
        [60, undefined],
        [60, undefined],
      ],
    ],
  ])("keep to %s", (_, change, answers) => {
    const run = new RunLimits("UTC")
    for (const [given, limit] of answers)
      expect(asked(run, change, 60)).toEqual({ given, ...(limit && { limit }) })
  })

  it("count anew in the next period of the program's time zone, and for another member", () => {
    const run = new RunLimits("Europe/Moscow")
    const once: Partial<Limits> = { perMember: [{ per: "day", points: null, times: 1 }] }
    const lateInMoscow = new Date("2026-05-04T20:59:59Z")
    expect(asked(run, once, 5, "ada", lateInMoscow).given).toBe(5)
    expect(asked(run, once, 5, "ada", lateInMoscow).given).toBe(0)
    expect(asked(run, once, 5, "bob", lateInMoscow).given).toBe(5)
    expect(asked(run, once, 5, "ada", new Date("2026-05-04T21:00:00Z")).given).toBe(5)
  })

  it("leave no seat for a second member, and go on from what was used before the run", () => {
    const run = new RunLimits("UTC")
    expect(asked(run, { members: 1 }, 5, "ada").given).toBe(5)
    expect(asked(run, { members: 1 }, 5, "bob")).toEqual({ given: 0, limit: "members" })

    const begun = new RunLimits("UTC")
    begun.begin("bonus", "", "life", { points: 70, times: 3 })
    begun.begin("bonus", "", "life", { points: 0, times: 0 })
    expect(asked(begun, { budget: pts(100) }, 60)).toEqual({ given: 30, limit: "budget" })
  })

  it("are given back what an order does not keep", () => {
    const run = new RunLimits("UTC")
    const change = { budget: pts(100), perMember: [{ per: "life" as const, points: null, times: 1 }] }
    const bonus = rule("bonus", fixed(1), { limits: limits(change) })
    asked(run, change, 80)
    run.keep("ada", noon, [{ rule: bonus, given: pts(80), kept: pts(0) }])
    expect(asked(run, change, 90).given).toBe(90)
    run.keep("ada", noon, [{ rule: bonus, given: pts(90), kept: pts(30) }])
    expect(asked(run, change, 90, "bob").given).toBe(70)
    expect(asked(run, change, 5).given).toBe(0)
  })

  it("are never exceeded, whoever asks for what and when", () => {
    const change = {
      budget: pts(200),
      members: 2,
      perMember: [{ per: "week" as const, points: pts(60), times: 3 }],
    }
    const ask = fc.record({
      member: fc.constantFrom("ada", "bob", "eve"),
      wanted: fc.integer({ min: 1, max: 90 }),
      day: fc.integer({ min: 0, max: 20 }),
    })
    fc.assert(
      fc.property(fc.array(ask, { maxLength: 40 }), (asks) => {
        const run = new RunLimits("UTC")
        const byMember = new Map<string, number>()
        const byWeek = new Map<string, number[]>()
        let whole = 0
        for (const { member, wanted, day } of asks) {
          // The fourth of May 2026 is a Monday.
          const { given } = asked(run, change, wanted, member, new Date(noon.getTime() + day * 86_400_000))
          expect(given).toBeGreaterThanOrEqual(0)
          expect(given).toBeLessThanOrEqual(wanted)
          if (given === 0) continue
          whole += given
          byMember.set(member, (byMember.get(member) ?? 0) + given)
          const week = `${member} ${Math.floor(day / 7)}`
          byWeek.set(week, [...(byWeek.get(week) ?? []), given])
        }
        expect(whole).toBeLessThanOrEqual(200)
        expect(byMember.size).toBeLessThanOrEqual(2)
        for (const given of byWeek.values()) {
          expect(given.length).toBeLessThanOrEqual(3)
          expect(given.reduce((sum, part) => sum + part, 0)).toBeLessThanOrEqual(60)
        }
      }),
    )
  })
})

describe("an order that is judged anew", () => {
  const judged = (back: number): Judged =>
    judge(order([line("tea", "100", { quantity: 4, returnedQuantity: back }), line("cup", "20")]), terms(), {
      rules: ready([rule("twice", times(2), { conditions: ofProducts("tea"), ...cappedAt(60) })]),
      context: noContext,
      allowance: unlimited,
    })

  it("deserves nothing for what came back, and says what of each rule is left", () => {
    expect(judged(0)).toMatchObject({ earned: 180, grants: [{ wanted: 100, given: 60, kept: 60 }] })
    const half = judged(2)
    expect(half).toMatchObject({ earned: 100, grants: [{ wanted: 100, given: 60, kept: 30 }] })
    expect(half.lines.map(({ productId, earned }) => [productId, earned])).toEqual([
      ["product_tea", 80],
      ["product_cup", 20],
    ])
  })
})

describe("what a simulation adds up", () => {
  const purchase = fc.record({
    member: fc.option(fc.constantFrom("ada", "bob", "eve")),
    tier: fc.option(fc.constantFrom("gold", "silver")),
    currency: fc.constantFrom("eur", "EUR", "usd"),
    lines: fc.array(
      fc.record({
        good: fc.constantFrom("tea", "cup", "pot"),
        total: fc.integer({ min: 0, max: 500 }),
        back: fc.nat(4),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    given: fc.nat(300),
  })
  const rules = ready([
    rule("teas", percentBack(5), { conditions: ofProducts("tea") }),
    rule("half", times(0.5), { conditions: ofProducts("pot") }),
    rule("few", fixed(30), { limits: { ...noLimits, budget: pts(100) } }),
  ])

  const told = (
    all: readonly (typeof purchase extends fc.Arbitrary<infer Value> ? Value : never)[],
  ): ToldOrder[] => {
    const run = new RunLimits("UTC")
    return all.map(({ member, tier, currency, lines, given }) => {
      const facts = order(
        lines.map(({ good, total, back }, index) =>
          line(`${good}_${index}`, String(total), {
            productId: `product_${good}`,
            quantity: 4,
            returnedQuantity: back,
          }),
        ),
      )
      const allowance = run.allowanceFor(member ?? "", noon)
      return {
        currencyCode: currency,
        memberId: member,
        tierId: tier,
        isBeforeStart: false,
        judged: member === null ? null : judge(facts, terms(), { rules, context: noContext, allowance }),
        given: { ...nothingGiven, points: pts(given), byRule: new Map([["gone", pts(Math.min(given, 7))]]) },
      }
    })
  }

  it("is the same whole by rule, by tier, by currency and by product, however few products are named", () => {
    fc.assert(
      fc.property(fc.array(purchase, { maxLength: 12 }), fc.nat(3), (all, productsMax) => {
        const orders = told(all)
        const tally = new Tally(rules.map(({ id }) => id))
        for (const one of orders) tally.add(one)
        const outcome = tally.outcome(productsMax)

        const whole = orders.reduce((sum, { judged }) => sum + (judged?.earned ?? 0), 0)
        const given = orders.reduce((sum, one) => sum + one.given.points, 0)
        const sum = (of: Iterable<{ points: number; given: number }>, field: "points" | "given"): number =>
          [...of].reduce((total, one) => total + one[field], 0)
        expect([outcome.points, outcome.given]).toEqual([whole, given])
        for (const partition of [outcome.byRule, outcome.byTier, outcome.byCurrency.values()]) {
          const parts = [...partition]
          expect([sum(parts, "points"), sum(parts, "given")]).toEqual([whole, given])
        }
        expect(sum([...outcome.byProduct, outcome.otherProducts], "points")).toBe(whole)
        expect(outcome.byProduct.length).toBeLessThanOrEqual(productsMax)
        expect(outcome.orders).toBe(all.length)
        expect(outcome.members).toBe(new Set(all.flatMap(({ member }) => member ?? [])).size)
      }),
    )
  })

  it("says of each rule what kept it from giving, also of one that never gave, and of one that is not tried what it gave", () => {
    const tally = new Tally(["teas", "half", "few"])
    const [first] = told([
      { member: "ada", tier: null, currency: "eur", lines: [{ good: "cup", total: 10, back: 0 }], given: 9 },
    ])
    tally.add(first)

    expect(
      tally
        .outcome(5)
        .byRule.map(({ ruleId, points, given, passedOver }) => [ruleId, points, given, passedOver]),
    ).toEqual([
      [null, 10, 2, {}],
      ["teas", 0, 0, { product: 1 }],
      ["half", 0, 0, { product: 1 }],
      ["few", 30, 0, {}],
      ["gone", 0, 7, {}],
    ])
  })
})

describe("what an order's day has kept of its surroundings", () => {
  const asking = (...conditions: Condition[]): Needs =>
    needsOf(conditions.map((one) => ({ conditions: one })))
  const inTea: Condition = { code: "category", in: ["tea"] }
  const regulars: Condition = { code: "customer_group", in: ["regulars"] }
  const origin: Condition = { code: "product_metadata", key: "origin", equals: "assam" }
  const first: Condition = { code: "order_number", is: [1] }
  const goods = (categoryIds: string[], metadata: Record<string, unknown> = {}): GoodsFacts => ({
    ...noGoods,
    categoryIds,
    metadata,
  })
  const frozen: RuleContext = {
    goods: { a: goods(["tea"]) },
    order: noCircumstances,
    member: { ...newMember, groupIds: ["then"] },
  }
  const found: RuleContext = {
    goods: { a: goods(["now"], { origin: "assam" }), b: goods(["now"]) },
    order: { ...noCircumstances, regionId: "now" },
    member: { ...newMember, groupIds: ["now"], orderNumber: 3 },
  }

  it("is all that is needed where its own rules asked the same: nothing is looked up", () => {
    const missing = missingOf(asking(inTea, regulars), frozen, asking(inTea, regulars), ["a"])
    expect(missing).toMatchObject({
      approximate: [],
      lineIds: [],
      needs: { goods: false, customerGroups: false },
    })
  })

  it("stays as it was where something is added to it as it is now", () => {
    const kept = asking(inTea, regulars)
    const missing = missingOf(asking(inTea, regulars, origin, first), frozen, kept, ["a", "b"])
    expect(missing.lineIds).toEqual(["a", "b"])
    expect(missing.approximate).toEqual(["goods", "product_metadata", "order_number"])

    expect(completedWith(frozen, kept, found, missing)).toEqual({
      goods: { a: goods(["tea"], { origin: "assam" }), b: goods(["now"]) },
      order: noCircumstances,
      member: { ...newMember, groupIds: ["then"], orderNumber: 3 },
    })
  })

  it("is nothing for an order that no rule has asked about: all is as it is now", () => {
    const missing = missingOf(asking(inTea, first), null, null, ["a", "b"])
    expect(missing.approximate).toEqual(["goods", "order_number"])
    expect(completedWith(null, null, found, missing)).toBe(found)
  })

  it("leaves a guest a guest", () => {
    const guest = { ...frozen, member: null }
    const missing = missingOf(asking(regulars), guest, asking(inTea), ["a"])
    expect(missing).toMatchObject({ approximate: [], needs: { customerGroups: false } })
    expect(completedWith(guest, asking(inTea), found, missing).member).toBeNull()
  })
})

describe("the program of an order that was never settled", () => {
  const programs = [
    { id: "b", isDefault: false, salesChannelIds: ["web"] },
    { id: "a", isDefault: true, salesChannelIds: ["web"] },
    { id: "c", isDefault: false, salesChannelIds: ["web", "till"] },
  ]

  it.each<[string | null, string]>([
    ["web", "b"],
    ["till", "c"],
    ["elsewhere", "a"],
    [null, "a"],
  ])("of %s is %s", (salesChannelId, id) => {
    expect(programIdOf(programs, { salesChannelId })).toBe(id)
  })
})
