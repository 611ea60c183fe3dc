import type { Allowance } from "../rules/programme"
import { byLine, byRule, cappedAt, earnedBy, fixed, never, ofProducts, passedOver } from "./rule-shop"
import { percentBack, perEuros, rule, times, told } from "./rule-shop"
import { line, order, pts, terms } from "./shop"

const twoLines = order([line("a", "30"), line("b", "10")])

describe("rules beside each other", () => {
  it("all give, whatever order they come in, and are told by priority and then by id", () => {
    const rules = [
      rule("c", fixed(1)),
      rule("b", fixed(2)),
      rule("late", fixed(4), { priority: -1 }),
      rule("first", fixed(8), { priority: 5 }),
    ]
    const award = earnedBy(rules, twoLines)

    expect([award.points, byRule(award)]).toEqual([55, ["first: 8", "b: 2", "c: 1", "late: 4"]])
    expect(told(earnedBy([...rules].reverse(), twoLines))).toEqual(told(award))
  })

  it("say on each line what they gave there, after the program's own rate", () => {
    const [a, b] = earnedBy(
      [rule("bonus", fixed(4), { version: 3, conditions: ofProducts("a") })],
      twoLines,
    ).lines
    const applied = { code: "rule_applied", rule_id: "bonus", rule_version: 3, rule: "the bonus", points: 4 }

    expect(a.reasons).toEqual([expect.objectContaining({ code: "rate_applied", points: 30 }), applied])
    expect(b.reasons).toEqual([expect.objectContaining({ code: "rate_applied", points: 10 })])
  })

  it("tell of what concerns the whole order before what concerns a line", () => {
    const conditions = { all: [ofProducts("toy"), { code: "weekday" as const, in: [1] }] }

    expect(passedOver(earnedBy([rule("bonus", fixed(4), { conditions })], twoLines))).toEqual([
      "bonus: weekday",
    ])
  })

  it("tell of the first line where none matches", () => {
    const conditions = { any: [ofProducts("toy")] }

    expect(passedOver(earnedBy([rule("bonus", fixed(4), { conditions })], twoLines))).toEqual([
      "bonus: product",
    ])
  })

  it("of two rates in place of the program's, a line has the first", () => {
    const award = earnedBy(
      [
        rule("some", perEuros(5, 1, { replacesBase: true }), { priority: 2, conditions: ofProducts("a") }),
        rule("all", percentBack(2, true), { priority: 1 }),
        rule("late", perEuros(9, 1, { replacesBase: true })),
      ],
      twoLines,
    )
    expect([byLine(award), byRule(award)]).toEqual([
      ["a: 150", "b: 20"],
      ["some: 150", "all: 20"],
    ])
    expect(passedOver(award)).toEqual(["late: exclusive"])
  })
})

describe("rules of one exclusive group", () => {
  const inGroup = (id: string, points: number, priority: number, name?: string) =>
    rule(id, fixed(points), {
      priority,
      exclusiveGroup: "one",
      ...(name === undefined ? {} : { conditions: ofProducts(name) }),
    })

  it("give a line only by the first that matches it, and others their own lines", () => {
    const award = earnedBy([inGroup("high", 8, 2, "a"), inGroup("low", 4, 1)], twoLines)

    expect([byRule(award), byLine(award)]).toEqual([
      ["high: 8", "low: 4"],
      ["a: 38", "b: 14"],
    ])
  })

  it("say so where nothing is left for one", () => {
    const award = earnedBy([inGroup("high", 8, 2), inGroup("low", 4, 1, "b")], twoLines)

    expect([byRule(award), passedOver(award)]).toEqual([["high: 8"], ["low: exclusive"]])
  })

  it("are kept from nothing by one that does not match, or whose time is over", () => {
    const over = { ...inGroup("over", 16, 3), endsAt: new Date("2025-01-01") }
    const award = earnedBy([over, inGroup("high", 8, 2, "toy"), inGroup("low", 4, 1)], twoLines)

    expect([byRule(award), passedOver(award)]).toEqual([["low: 4"], ["over: over", "high: product"]])
  })

  it("leave other groups and ungrouped rules alone", () => {
    const others = [rule("other", fixed(2), { exclusiveGroup: "two" }), rule("free", fixed(1))]

    expect(byRule(earnedBy([inGroup("high", 8, 2), ...others], twoLines))).toEqual([
      "high: 8",
      "free: 1",
      "other: 2",
    ])
  })
})

describe("multipliers", () => {
  it("stack in the order of their priority, each on what the one before made of it", () => {
    const [up, more] = [times(1.5), times(3)]
    const bought = order([line("a", "5")])

    expect(byRule(earnedBy([rule("up", up, { priority: 1 }), rule("more", more)], bought))).toEqual([
      "up: 2",
      "more: 14",
    ])
    expect(byRule(earnedBy([rule("up", up), rule("more", more, { priority: 1 })], bought))).toEqual([
      "more: 10",
      "up: 7",
    ])
  })

  it("stack line by line", () => {
    const rules = [
      rule("tea", times(2), { priority: 1, conditions: ofProducts("a") }),
      rule("gold", times(1.5)),
    ]
    expect(byLine(earnedBy(rules, twoLines))).toEqual(["a: 90", "b: 15"])
  })

  it("do not stack in one exclusive group", () => {
    const [gold, spring] = ["gold", "spring"].map((id) => rule(id, times(2), { exclusiveGroup: "one" }))

    expect(byRule(earnedBy([gold, spring], twoLines))).toEqual(["gold: 40"])
  })
})

describe("a cap per order", () => {
  it("says what was wanted and what was given, and lowers each line by its part", () => {
    const award = earnedBy([rule("bonus", perEuros(2, 1), cappedAt(20))], twoLines)

    expect([award.points, byLine(award)]).toEqual([60, ["a: 45", "b: 15"]])
    expect(award.reasons).toContainEqual({
      code: "capped",
      rule_id: "bonus",
      rule: "the bonus",
      limit: "order",
      wanted: 80,
      given: 20,
    })
  })

  it("says nothing where it is just reached", () => {
    const award = earnedBy([rule("bonus", perEuros(2, 1), cappedAt(80))], twoLines)

    expect([award.points, award.reasons]).toEqual([120, []])
  })

  it("changes nothing of what another rule gives", () => {
    const rules = [
      rule("raised", perEuros(5, 1, { replacesBase: true }), { priority: 2, ...cappedAt(50) }),
      rule("double", times(2), { priority: 1, ...cappedAt(70) }),
      rule("again", times(2)),
    ]
    expect(byRule(earnedBy(rules, twoLines))).toEqual(["raised: 50", "double: 70", "again: 400"])
  })

  it("lets a multiplier that lowers take its share of what there is, and never more", () => {
    const raised = rule("raised", perEuros(5, 1, { replacesBase: true }), { priority: 2, ...cappedAt(50) })
    const half = rule("half", times(0.5))
    const award = earnedBy([raised, half], twoLines)

    expect([byRule(award), byLine(award)]).toEqual([
      ["raised: 50", "half: -25"],
      ["a: 19", "b: 6"],
    ])
    const nothing = earnedBy([{ ...raised, ...cappedAt(0) }, half], twoLines)
    expect([nothing.points, passedOver(nothing)]).toEqual([0, ["half: nothing_to_give"]])
  })

  it("means nothing to a multiplier that lowers", () => {
    expect(byRule(earnedBy([rule("half", times(0.5), cappedAt(0))], twoLines))).toEqual(["half: -20"])
  })
})

describe("limits beyond the order", () => {
  const atMost =
    (points: number, limit: string): Allowance =>
    (_, wanted) =>
      wanted <= points ? { given: wanted } : { given: pts(points), limit }

  it("give less and say which it was", () => {
    const award = earnedBy([rule("bonus", fixed(50))], twoLines, { allowance: atMost(8, "budget") })

    expect([award.points, byLine(award)]).toEqual([48, ["a: 36", "b: 12"]])
    expect(award.reasons).toEqual([
      { code: "capped", rule_id: "bonus", rule: "the bonus", limit: "budget", wanted: 50, given: 8 },
    ])
  })

  it("may leave nothing, which is told as well", () => {
    const award = earnedBy([rule("bonus", fixed(50))], twoLines, { allowance: atMost(0, "member_day") })

    expect([award.points, byRule(award), passedOver(award)]).toEqual([40, ["bonus: 0"], []])
    expect(award.reasons).toEqual([
      expect.objectContaining({ code: "capped", limit: "member_day", given: 0 }),
    ])
  })

  it("are asked for what the cap per order leaves, and the one that gave least is named", () => {
    const capped = rule("bonus", fixed(50), cappedAt(20))
    const asked: number[] = []
    const watching: Allowance = (_, wanted) => {
      asked.push(wanted)
      return { given: wanted }
    }
    const limitOf = (allowance: Allowance) =>
      earnedBy([capped], twoLines, { allowance }).byRules.map(({ given, limit }) => [given, limit])

    expect([limitOf(watching), asked]).toEqual([[[20, "order"]], [20]])
    expect(limitOf(atMost(30, "budget"))).toEqual([[20, "order"]])
    expect(limitOf(atMost(5, "budget"))).toEqual([[5, "budget"]])
  })

  it("are not asked for what gives nothing or takes away", () => {
    const asked: string[] = []
    const rules = [rule("half", times(0.5)), rule("none", perEuros(1, 1_000)), rule("some", fixed(1))]
    earnedBy(rules, twoLines, {
      allowance: ({ id }, wanted) => {
        asked.push(id)
        return { given: wanted }
      },
    })
    expect(asked).toEqual(["some"])
  })
})

describe("a line whose money earns nothing", () => {
  const everyEffect = [
    rule("order", fixed(8)),
    rule("line", fixed(10, "line")),
    rule("unit", fixed(10, "unit")),
    rule("amount", perEuros(1, 1)),
    rule("groups", perEuros(1, 1, { wholeGroups: true })),
    rule("back", percentBack(1)),
    rule("double", times(2)),
    rule("raised", perEuros(3, 1, { replacesBase: true })),
  ]
  const excluding = terms({ earning: { excludedProductIds: ["product_x"] } })

  it.each([
    ["a gift card", line("x", "90", { isGiftCard: true }), "gift_card_excluded"],
    ["an excluded product", line("x", "90"), "product_excluded"],
    [
      "a line paid with points",
      line("x", "0", { productId: "tea", paidWithPoints: "90" }),
      "paid_with_points_excluded",
    ],
  ])("gets nothing of any effect: %s", (_, without, because) => {
    const award = earnedBy(everyEffect, order([line("a", "10"), without]), { terms: excluding })

    expect(byLine(award)).toEqual([`a: ${30 + 30 + 8 + 10 + 10 + 10 + 10 + 10}`, "x: 0"])
    expect(award.lines[1].reasons.map(({ code }) => code)).toEqual([because])
    const alone = earnedBy(everyEffect, order([without]), { terms: excluding })
    expect(alone.points).toBe(0)
    expect(new Set(alone.passedOver.map(({ because }) => because))).toEqual(new Set(["nothing_that_earns"]))
    expect(alone.passedOver).toHaveLength(everyEffect.length)
  })

  it("still counts where a rule asks what the order costs or has on it", () => {
    const conditions = {
      all: [
        { code: "order_amount" as const, currency_code: "eur", min: 100 },
        { some_line: ofProducts("x") },
      ],
    }
    const withPoints = order([line("a", "10"), line("x", "40", { paidWithPoints: "50" })])

    expect(byRule(earnedBy([rule("bonus", fixed(5), { conditions })], withPoints))).toEqual(["bonus: 5"])
  })
})

describe("what was passed over", () => {
  it("is told for every rule that gave nothing, and for no other", () => {
    const rules = [
      rule("never", fixed(1), { conditions: never }),
      rule("early", fixed(1), { startsAt: new Date("2027-01-01") }),
      rule("tiny", perEuros(1, 1_000)),
      rule("gives", fixed(1)),
    ]
    const award = earnedBy(rules, twoLines)

    expect(passedOver(award).sort()).toEqual(["early: not_yet", "never: any", "tiny: nothing_to_give"])
    expect(byRule(award)).toEqual(["gives: 1"])
  })

  it("is every rule where the program does not know the currency", () => {
    const inDollars = order([line("a", "30")], { currencyCode: "usd" })

    expect(passedOver(earnedBy([rule("bonus", fixed(1))], inDollars))).toEqual(["bonus: no_rate"])
  })

  it("is what members alone get, for a guest", () => {
    const conditions = { code: "order_number" as const, is: [1] }
    const award = earnedBy([rule("welcome", fixed(100), { conditions })], twoLines, {
      context: { member: null },
    })

    expect([award.points, passedOver(award)]).toEqual([40, ["welcome: order_number"]])
    expect(earnedBy([rule("welcome", fixed(100), { conditions })], twoLines).points).toBe(140)
  })
})

describe("a rule whose budget is used up", () => {
  const leaving =
    (room: Record<string, number>): Allowance =>
    ({ id }, wanted) => {
      const given = Math.min(wanted, room[id] ?? wanted)
      return given === wanted ? { given: wanted } : { given: pts(given), limit: "budget" }
    }
  const high = rule("high", fixed(8), { priority: 2, exclusiveGroup: "one", conditions: ofProducts("a") })
  const low = rule("low", fixed(4), { priority: 1, exclusiveGroup: "one" })

  it("leaves its lines to the next of its group, and says what it wanted", () => {
    const award = earnedBy([high, low], twoLines, { allowance: leaving({ high: 0 }) })

    expect([award.points, byRule(award)]).toEqual([44, ["low: 4", "high: 0"]])
    expect(award.lines[0].reasons.map(({ code }) => code)).toEqual(["rate_applied", "rule_applied"])
    expect(award.reasons).toContainEqual({
      code: "capped",
      rule_id: "high",
      rule: "the high",
      limit: "budget",
      wanted: 8,
      given: 0,
    })
  })

  it("keeps its lines where it is left anything", () => {
    const award = earnedBy([high, low], twoLines, { allowance: leaving({ high: 1 }) })

    expect([byLine(award), byRule(award)]).toEqual([
      ["a: 31", "b: 14"],
      ["high: 1", "low: 4"],
    ])
  })

  it("leaves its lines to the program's rate, also where it is left less than that", () => {
    const instead = rule("instead", perEuros(5, 1, { replacesBase: true }), { conditions: ofProducts("a") })
    const left = (points: number) =>
      byLine(earnedBy([instead], twoLines, { allowance: leaving({ instead: points }) }))

    expect([0, 29, 30, 150].map(left)).toEqual([
      ["a: 30", "b: 10"],
      ["a: 30", "b: 10"],
      ["a: 30", "b: 10"],
      ["a: 150", "b: 10"],
    ])
  })

  it("is another thing than one that is capped for each order", () => {
    const capped = rule("capped", perEuros(5, 1, { replacesBase: true }), cappedAt(10))

    expect(earnedBy([capped], twoLines).points).toBe(10)
  })
})
