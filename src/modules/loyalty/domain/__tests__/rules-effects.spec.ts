import type { Effect, Rounding } from "../rules/rule"
import { byLine, byRule, cappedAt, earnedBy, fixed, ofProducts, passedOver } from "./rule-shop"
import { percentBack, perEuros, rule, times } from "./rule-shop"
import { line, order, terms } from "./shop"

/** What the rule alone gives, without the program's own point a euro. */
function givenBy(effect: Effect, totals: string[], change: Parameters<typeof rule>[2] = {}) {
  const lines = totals.map((total, index) => line("abcdef"[index], total))
  const [part] = earnedBy([rule("bonus", effect, change)], order(lines)).byRules
  return part?.given ?? 0
}

describe("points per amount", () => {
  it("come in proportion to the money of the matching lines together", () => {
    expect(givenBy(perEuros(5, 10), ["12", "13"])).toBe(12)
    expect(givenBy(perEuros(5, 10), ["12.01", "13.99"])).toBe(13)
  })

  it("come for whole groups of money, which the lines fill together", () => {
    expect(givenBy(perEuros(5, 10, { wholeGroups: true }), ["12", "13"])).toBe(10)
    expect(givenBy(perEuros(5, 10, { wholeGroups: true }), ["9.99"])).toBe(0)
    expect(givenBy(perEuros(5, 10, { wholeGroups: true }), ["9.99", "0.01"])).toBe(5)
    expect(givenBy(perEuros(5, 10, { wholeGroups: true }), ["9.99"], { rounding: "up" })).toBe(0)
  })

  it("come beside the program's rate", () => {
    const award = earnedBy([rule("bonus", perEuros(5, 10))], order([line("a", "20"), line("b", "10")]))

    expect([award.points, byLine(award), byRule(award)]).toEqual([45, ["a: 30", "b: 15"], ["bonus: 15"]])
  })

  it("or in its place, on the lines that match and on no other", () => {
    const raised = rule("raised", perEuros(5, 1, { replacesBase: true }), { conditions: ofProducts("a") })
    const award = earnedBy([raised], order([line("a", "20"), line("b", "10")]))

    expect([award.points, byLine(award)]).toEqual([110, ["a: 100", "b: 10"]])
    expect(award.lines.map(({ reasons }) => reasons.map(({ code }) => code))).toEqual([
      ["rule_applied"],
      ["rate_applied"],
    ])
  })

  it("come in each currency by its own rate, however the order writes it", () => {
    const effect: Effect = {
      code: "points_per_amount",
      rates: [
        { currencyCode: "usd", points: 7, perMinor: 100 },
        { currencyCode: "EUR", points: 2, perMinor: 100 },
      ],
      wholeGroups: false,
      replacesBase: false,
    }
    expect(
      byRule(earnedBy([rule("bonus", effect)], order([line("a", "10")], { currencyCode: "Eur" }))),
    ).toEqual(["bonus: 20"])
  })

  it("come from no rate for a currency that the rule does not know, and leave the program's in place", () => {
    const rates = [{ currencyCode: "usd", points: 5, perMinor: 100 }]
    const inDollars: Effect = { code: "points_per_amount", rates, wholeGroups: false, replacesBase: true }
    const award = earnedBy(
      [
        rule("dollars", inDollars, { priority: 1, exclusiveGroup: "one" }),
        rule("bonus", fixed(3), { exclusiveGroup: "one" }),
      ],
      order([line("a", "10")]),
    )

    expect([award.points, passedOver(award), byRule(award)]).toEqual([13, ["dollars: no_rate"], ["bonus: 3"]])
  })
})

describe("percent back", () => {
  it("is so many points as pay that share of the money", () => {
    expect(givenBy(percentBack(5), ["200"])).toBe(1_000)
    expect(givenBy(percentBack(0.5), ["199.99"])).toBe(99)
    const bought = order([line("a", "200")])
    const dearer = terms({ rate: { spend: { points: 10, worthMinor: 100 } } })
    expect(byRule(earnedBy([rule("back", percentBack(5))], bought, { terms: dearer }))).toEqual(["back: 100"])
  })

  it("may come in place of the program's rate", () => {
    expect(earnedBy([rule("back", percentBack(5, true))], order([line("a", "200")])).points).toBe(1_000)
    expect(earnedBy([rule("back", percentBack(5))], order([line("a", "200")])).points).toBe(1_200)
  })

  it("is nothing where points cannot be spent, and leaves the program's rate in place", () => {
    const award = earnedBy([rule("back", percentBack(5, true))], order([line("a", "200")]), {
      terms: terms({ rate: { spend: null } }),
    })
    expect([award.points, passedOver(award)]).toEqual([200, ["back: no_rate"]])
  })
})

describe("fixed points", () => {
  const bought = order([
    line("a", "60", { quantity: 1 }),
    line("b", "30", { quantity: 3 }),
    line("c", "10", { quantity: 1.5 }),
  ])
  const bonusOf = (each: "order" | "line" | "unit", names = ["a", "b", "c"]) => {
    const award = earnedBy([rule("bonus", fixed(10, each), { conditions: ofProducts(...names) })], bought, {
      terms: terms({ rate: { earn: null } }),
    })
    return [award.points, byLine(award)]
  }

  it("come once an order, split by the money of the matching lines", () => {
    expect(bonusOf("order")).toEqual([10, ["a: 6", "b: 3", "c: 1"]])
    expect(bonusOf("order", ["b", "c"])).toEqual([10, ["a: 0", "b: 8", "c: 2"]])
  })

  it("come for each matching line, and stay with it", () => {
    expect(bonusOf("line")).toEqual([30, ["a: 10", "b: 10", "c: 10"]])
    expect(bonusOf("line", ["b"])).toEqual([10, ["a: 0", "b: 10", "c: 0"]])
  })

  it("come for each whole unit, and stay with it", () => {
    expect(bonusOf("unit")).toEqual([50, ["a: 10", "b: 30", "c: 10"]])
    expect(bonusOf("unit", ["c"])).toEqual([10, ["a: 0", "b: 0", "c: 10"]])
  })

  it("come for no begun unit", () => {
    const award = earnedBy([rule("bonus", fixed(10, "unit"))], order([line("a", "60", { quantity: 0.9 })]))

    expect([award.points, passedOver(award)]).toEqual([60, ["bonus: nothing_to_give"]])
  })
})

describe("a multiplier", () => {
  it("gives on top of the rate what is missing to the product", () => {
    const award = earnedBy([rule("double", times(2))], order([line("a", "30"), line("b", "10")]))

    expect([award.points, byLine(award), byRule(award)]).toEqual([80, ["a: 60", "b: 20"], ["double: 40"]])
  })

  it("works on the matching lines alone", () => {
    const bought = order([line("a", "30"), line("b", "10")])

    expect(byLine(earnedBy([rule("triple", times(3), { conditions: ofProducts("b") })], bought))).toEqual([
      "a: 30",
      "b: 30",
    ])
  })

  it("may lower, down to nothing", () => {
    const bought = order([line("a", "30"), line("b", "11")])
    const half = earnedBy([rule("half", times(0.5))], bought)

    expect([half.points, byRule(half)]).toEqual([20, ["half: -21"]])
    const none = earnedBy([rule("none", times(0), { conditions: ofProducts("a") })], bought)
    expect([none.points, byLine(none)]).toEqual([11, ["a: 0", "b: 11"]])
  })

  it("works on what replaced the rate, and leaves alone what comes beside it", () => {
    const award = earnedBy(
      [
        rule("beside", fixed(100), { priority: 9 }),
        rule("double", times(2), { priority: 8 }),
        rule("raised", perEuros(5, 1, { replacesBase: true })),
      ],
      order([line("a", "10")]),
    )
    expect([award.points, byRule(award)]).toEqual([200, ["beside: 100", "double: 50", "raised: 50"]])
  })

  it("of one, or of nothing, has nothing to give", () => {
    const bought = order([line("a", "10")])

    expect(passedOver(earnedBy([rule("once", times(1))], bought))).toEqual(["once: nothing_to_give"])
    const withoutRate = earnedBy([rule("double", times(2))], bought, {
      terms: terms({ rate: { earn: null } }),
    })
    expect([withoutRate.points, passedOver(withoutRate)]).toEqual([0, ["double: nothing_to_give"]])
  })
})

describe("a rule's rounding", () => {
  it.each<[Rounding, string, number]>([
    ["down", "3.49", 3],
    ["down", "3.99", 3],
    ["nearest", "3.49", 3],
    ["nearest", "3.50", 4],
    ["up", "3.01", 4],
    ["up", "3.00", 3],
  ])("%s makes of %s euros %p points", (rounding, total, points) => {
    expect(givenBy(perEuros(1, 1), [total], { rounding })).toBe(points)
    expect(givenBy(percentBack(1), [total], { rounding })).toBe(points)
  })

  it("happens once for all lines that match, not line by line", () => {
    expect(givenBy(perEuros(1, 1), ["0.50", "0.50", "0.50"], { rounding: "down" })).toBe(1)
    expect(givenBy(perEuros(1, 1), ["0.50", "0.50", "0.50"], { rounding: "up" })).toBe(2)
  })

  it.each<[Rounding, number, number]>([
    ["down", 7, 1],
    ["nearest", 8, 2],
    ["up", 8, 2],
  ])("%s: one and a half times five is %p, a quarter of seven is %p", (rounding, more, less) => {
    const multiplied = (points: string, factor: number) =>
      earnedBy([rule("times", times(factor), { rounding })], order([line("a", points)])).points

    expect(multiplied("5", 1.5)).toBe(more)
    expect(multiplied("7", 0.25)).toBe(less)
  })

  it("is the program's where the rule says nothing", () => {
    const bought = order([line("a", "3.50")])
    const roundedBy = (rounding: Rounding) =>
      byRule(earnedBy([rule("bonus", perEuros(1, 1))], bought, { terms: terms({ earning: { rounding } }) }))

    expect([roundedBy("down"), roundedBy("up")]).toEqual([["bonus: 3"], ["bonus: 4"]])
  })
})

it("a rule gives no more for one order than can be counted", () => {
  const [part] = earnedBy(
    [rule("mistaken", times(1e9))],
    order([line("a", "9000"), line("b", "3000")]),
  ).byRules

  expect([part.given, [...part.points.values()]]).toEqual([1e12, [7.5e11, 2.5e11]])
  expect(earnedBy([rule("capped", times(1e9), cappedAt(5))], order([line("a", "9000")])).points).toBe(9_005)
})
