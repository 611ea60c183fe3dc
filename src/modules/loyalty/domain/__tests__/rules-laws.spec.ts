import fc from "fast-check"
import type { Evaluation } from "../earning/evaluate"
import { questionsOf, testOf } from "../rules/condition"
import { unlimited, type Allowance } from "../rules/programme"
import { noLimits, replacesBase, type Effect, type Rule } from "../rules/rule"
import { noCircumstances, sceneOf } from "../rules/scene"
import { allowance, basket, condition, rules, rulesOfGoods, type Basket } from "./arbitrary-rules"
import { earnedBy, never, rule, told } from "./rule-shop"
import { line, order, sum, terms } from "./shop"

const rounding = fc.constantFrom("down", "nearest", "up")
const programs = fc
  .record({ rounding, earns: fc.boolean(), spends: fc.boolean() })
  .map(({ rounding, earns, spends }) =>
    terms({
      rate: { ...(earns ? {} : { earn: null }), ...(spends ? {} : { spend: null }) },
      earning: { rounding, excludedProductIds: ["excluded"] },
    }),
  )

/** A Thursday's order from Germany, for which a gift card paid a little. */
const placed = { placedAt: new Date("2026-01-01T12:00:00Z"), shippingTotal: "4.9", creditTotal: "7" }
const circumstances = { ...noCircumstances, countryCode: "de" }

function earned(
  some: readonly Rule[],
  { lines, goods }: Basket,
  program = terms({ earning: { excludedProductIds: ["excluded"] } }),
  allow: Allowance = unlimited,
): Evaluation {
  const context = { goods, order: circumstances }
  return earnedBy(some, order(lines, placed), { terms: program, context, allowance: allow })
}

const pointsOf = (evaluation: Evaluation) =>
  new Map(evaluation.lines.map(({ lineId, points }) => [lineId, points]))

describe("the laws of earning rules", () => {
  it("what the lines get is what the order gets, and is what the rate and each rule gave", () => {
    fc.assert(
      fc.property(rules, basket, programs, allowance, (some, bought, program, allow) => {
        const award = earned(some, bought, program, allow)

        expect(sum(award.lines.map(({ points }) => points))).toBe(award.points)
        for (const { given, points } of award.byRules) expect(sum([...points.values()])).toBe(given)
        for (const { lineId, points } of award.lines) {
          const parts = award.byRules.map((part) => part.points.get(lineId) ?? 0)
          expect(sum([award.byRate.get(lineId) ?? 0, ...parts])).toBe(points)
        }
      }),
      { numRuns: 300 },
    )
  })

  it("no line earns below zero, however rules raise, lower and are capped", () => {
    fc.assert(
      fc.property(rules, basket, programs, allowance, (some, bought, program, allow) => {
        for (const { points } of earned(some, bought, program, allow).lines) {
          expect(points).toBeGreaterThanOrEqual(0)
        }
      }),
      { numRuns: 500 },
    )
  })

  it("no rule gives a line anything whose money earns nothing", () => {
    fc.assert(
      fc.property(rules, basket, (some, bought) => {
        const award = earned(some, bought)
        bought.lines.forEach(({ isGiftCard, productId, total }, index) => {
          const earnsNothing = isGiftCard || productId === "excluded" || Number(total) === 0
          if (earnsNothing) expect(award.lines[index].points).toBe(0)
        })
      }),
    )
  })

  it("the order in which rules come in changes nothing", () => {
    const shuffled = rules.chain((some) =>
      fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
    )
    fc.assert(
      fc.property(shuffled, basket, programs, ([some, otherwise], bought, program) => {
        expect(told(earned(otherwise, bought, program))).toEqual(told(earned(some, bought, program)))
      }),
      { numRuns: 300 },
    )
  })

  it("the order in which lines are read changes nothing for any of them", () => {
    const shuffled = basket.chain((bought) =>
      fc.tuple(fc.constant(bought), fc.shuffledSubarray(bought.lines, { minLength: bought.lines.length })),
    )
    fc.assert(
      fc.property(rules, shuffled, programs, allowance, (some, [bought, lines], program, allow) => {
        const one = earned(some, bought, program, allow)
        const other = earned(some, { ...bought, lines }, program, allow)

        expect(pointsOf(other)).toEqual(pointsOf(one))
        expect({ ...told(other), lines: [] }).toEqual({ ...told(one), lines: [] })
      }),
      { numRuns: 300 },
    )
  })

  it("no cap is exceeded, and what a capped rule gives is told", () => {
    fc.assert(
      fc.property(rules, basket, programs, allowance, (some, bought, program, allow) => {
        const award = earned(some, bought, program, allow)
        for (const { rule: of, wanted, given, limit } of award.byRules) {
          const { perOrder } = of.limits
          if (perOrder !== null) expect(given).toBeLessThanOrEqual(perOrder)
          expect(given).toBeLessThanOrEqual(wanted)
          if (wanted > 0) expect(given).toBeLessThanOrEqual(allow(of, wanted).given)
          expect(limit === null).toBe(given === wanted)
          const capped = { code: "capped", rule_id: of.id, rule: of.name, limit, wanted, given }
          expect(award.reasons.filter((reason) => reason.rule_id === of.id)).toEqual(limit ? [capped] : [])
        }
      }),
      { numRuns: 300 },
    )
  })

  it("what one rule may not give changes nothing of what others beside it want", () => {
    fc.assert(
      fc.property(rules, basket, allowance, (some, bought, allow) => {
        const raising = some
          .filter((of) => !replacesBase(of))
          .filter(({ effect }) => !("millionths" in effect) || effect.millionths >= 1_000_000)
          .map((of) => ({ ...of, exclusiveGroup: null }))
        const unlimitedly = raising.map((of) => ({ ...of, limits: noLimits }))
        const wanted = (award: Evaluation) =>
          award.byRules.map(({ rule: of, wanted }) => `${of.id}: ${wanted}`)

        expect(wanted(earned(raising, bought, undefined, allow))).toEqual(wanted(earned(unlimitedly, bought)))
      }),
      { numRuns: 300 },
    )
  })

  it("rates in place of the program's that others have used up never leave less than the program's", () => {
    fc.assert(
      fc.property(rules, basket, allowance, (some, bought, allow) => {
        const instead = some.filter(replacesBase).map((of) => ({ ...of, limits: noLimits }))
        const used = earned(instead, bought, undefined, allow)
        const byRate = pointsOf(earned([], bought))

        for (const { points, limit } of used.byRules.filter(({ given }) => given > 0)) {
          if (limit === null) continue
          const given = [...points.values()].reduce<number>((sum, part) => sum + part, 0)
          const rate = [...points.keys()].reduce((sum, lineId) => sum + (byRate.get(lineId) ?? 0), 0)
          // The rate is rounded once an order: what falls on some of its lines may differ by one each.
          expect(given).toBeGreaterThanOrEqual(rate - points.size)
        }
      }),
      { numRuns: 300 },
    )
  })

  it("a rule that matches nothing changes nothing and says why", () => {
    fc.assert(
      fc.property(rules, basket, fc.integer({ min: 0, max: 3 }), (some, bought, priority) => {
        const replacing: Effect = { code: "percent_back", basisPoints: 900, replacesBase: true }
        const idle = rule("idle", replacing, { priority, exclusiveGroup: "one", conditions: never })
        const before = told(earned(some, bought))
        const after = told(earned([...some, idle], bought))

        expect({ ...after, passedOver: [] }).toEqual({ ...before, passedOver: [] })
        expect(after.passedOver.filter((why) => !why.startsWith("idle"))).toEqual(before.passedOver)
        expect(after.passedOver).toHaveLength(before.passedOver.length + 1)
      }),
    )
  })

  it("every rule either gave or was passed over", () => {
    fc.assert(
      fc.property(rules, basket, programs, (some, bought, program) => {
        const award = earned(some, bought, program)
        const named = [...award.byRules, ...award.passedOver].map(({ rule: { id } }) => id)

        expect(named.sort()).toEqual(some.map(({ id }) => id).sort())
      }),
    )
  })

  it("a hundred small lines earn what one large line of the same goods would", () => {
    const goods = basket.map((bought) => bought.goods.line_0)
    const cents = fc.array(fc.integer({ min: 1, max: 2_000 }), { minLength: 1, maxLength: 100 })
    fc.assert(
      fc.property(rulesOfGoods, goods, cents, programs, (some, of, parts, program) => {
        const totalOf = (several: number[]) =>
          earnedBy(
            some,
            order(several.map((part, index) => line(`line_${index}`, (part / 100).toFixed(2)))),
            {
              terms: program,
              context: {
                goods: Object.fromEntries(several.map((_, index) => [`line_${index}`, of])),
                order: circumstances,
              },
            },
          ).points

        expect(totalOf(parts)).toBe(totalOf([sum(parts)]))
      }),
      { numRuns: 200 },
    )
  })

  it("a condition asked in two, of the order and then of the line, is the same condition", () => {
    fc.assert(
      fc.property(condition, basket, (asked, { lines, goods }) => {
        const scene = sceneOf(order(lines, placed), { goods, order: circumstances, member: null }, "UTC")
        const [test, { ofOrder, ofLine }] = [testOf(asked), questionsOf(asked)]
        for (const of of scene.lines) {
          const failed = ofOrder(scene, of) ?? ofLine(scene, of)
          expect(failed === null).toBe(test(scene, of) === null)
        }
        expect(new Set(scene.lines.map((of) => ofOrder(scene, of))).size).toBe(1)
      }),
      { numRuns: 500 },
    )
  })
})
