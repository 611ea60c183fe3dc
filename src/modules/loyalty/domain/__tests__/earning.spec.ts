import fc from "fast-check"
import { evaluateEarning } from "../earning/evaluate"
import { line, order, sum, sumBig, terms } from "./shop"

const codes = (reasons: { code: string }[]) => reasons.map(({ code }) => code)

describe("what an order earns", () => {
  it("is the rate on what was paid for goods, shipping left out", () => {
    const facts = order([line("a", "120"), line("b", "80")], { shippingTotal: "25" })

    const award = evaluateEarning(facts, terms())

    expect(award.points).toBe(200)
    expect(award.lines.map(({ points, baseMinor }) => [points, baseMinor])).toEqual([
      [120, 12_000n],
      [80, 8_000n],
    ])
    expect(award.lines[0].reasons).toEqual([
      { code: "rate_applied", base_minor: "12000", points: 120, rate_points: 1, rate_per_minor: 100 },
    ])
  })

  it("leaves the tax out where the program says so, and says how much that was", () => {
    const facts = order([line("a", "357", { subtotal: "300", quantity: 3 })])

    const award = evaluateEarning(facts, terms({ earning: { includesTax: false } }))

    expect(award.points).toBe(300)
    expect(award.lines[0].reasons[0]).toEqual({ code: "tax_excluded", amount: "57" })
    expect(evaluateEarning(facts, terms()).points).toBe(357)
  })

  it("mentions the part paid with points, which is no longer in the totals", () => {
    const award = evaluateEarning(order([line("a", "307", { paidWithPoints: "50" })]), terms())

    expect(award.points).toBe(307)
    expect(award.lines[0].reasons).toContainEqual({ code: "paid_with_points_excluded", amount: "50" })
  })

  it("is nothing for gift cards and excluded products, and their money helps no other line", () => {
    const facts = order([line("card", "100", { isGiftCard: true }), line("book", "50"), line("toy", "10")])

    const award = evaluateEarning(facts, terms({ earning: { excludedProductIds: ["product_book"] } }))

    expect(award.lines.map(({ points }) => points)).toEqual([0, 0, 10])
    expect(award.lines.map(({ reasons }) => reasons[0].code)).toEqual([
      "gift_card_excluded",
      "product_excluded",
      "rate_applied",
    ])
  })

  it("leaves out the goods' part of what gift cards and store credit paid", () => {
    const facts = order([line("a", "75"), line("b", "75")], { shippingTotal: "50", creditTotal: "100" })

    const award = evaluateEarning(facts, terms())

    expect(award.points).toBe(75)
    expect(award.lines.map(({ baseMinor }) => baseMinor)).toEqual([3_750n, 3_750n])
    expect(award.lines[0].reasons[0]).toEqual({ code: "credit_excluded", amount: "37.5" })
  })

  it("is nothing where credit paid everything and more", () => {
    const award = evaluateEarning(order([line("a", "40")], { creditTotal: "60" }), terms())

    expect(award.points).toBe(0)
    expect(codes(award.reasons)).toContain("nothing_to_earn")
  })

  it("is nothing in a currency without a rate", () => {
    const facts = order([line("a", "40")], { currencyCode: "usd" })

    expect(evaluateEarning(facts, terms())).toMatchObject({ points: 0, reasons: [{ code: "no_rate" }] })
    expect(evaluateEarning(order([line("a", "40")]), terms({ rate: { earn: null } })).points).toBe(0)
  })

  it.each([
    ["down", 10],
    ["nearest", 11],
    ["up", 11],
  ] as const)("is rounded %s once for the whole order, not line by line", (rounding, points) => {
    const facts = order([line("a", "3.55"), line("b", "3.55"), line("c", "3.55")])

    const award = evaluateEarning(facts, terms({ earning: { rounding } }))

    expect(award.points).toBe(points)
    expect(award.reasons).toContainEqual({ code: "rounded", mode: rounding })
  })

  it("is exact to the kopeck where the program is", () => {
    const cashback = terms({ precision: 2, rate: { earn: { points: 5, perMinor: 100 } } })

    expect(evaluateEarning(order([line("a", "199.99")]), cashback).points).toBe(999)
  })

  it("gives the odd point of equal lines to the same one, in whatever order they are read", () => {
    const [a, b] = [line("a", "1.50"), line("b", "1.50")]
    const byLine = (lines: (typeof a)[]) =>
      evaluateEarning(order(lines), terms()).lines.map(({ lineId, points }) => `${lineId}: ${points}`)

    expect(byLine([a, b])).toEqual(["a: 2", "b: 1"])
    expect(byLine([b, a])).toEqual(["b: 1", "a: 2"])
  })

  it("counts no line below zero and no half line twice", () => {
    expect(evaluateEarning(order([line("a", "-5"), line("b", "10")]), terms()).points).toBe(10)
    expect(evaluateEarning(order([]), terms()).points).toBe(0)
  })
})

describe("the laws of earning", () => {
  const amount = fc
    .integer({ min: 0, max: 5_000_000 })
    .map((tenthsOfCent) => (tenthsOfCent / 1000).toFixed(3))
  const lines = fc
    .array(amount, { minLength: 1, maxLength: 8 })
    .map((totals) => totals.map((total, index) => line(`line_${index}`, total)))
  const rounding = fc.constantFrom("down", "nearest", "up")

  it("the lines' points and bases are the order's, whatever the rounding", () => {
    fc.assert(
      fc.property(lines, rounding, amount, (bought, mode, creditTotal) => {
        const award = evaluateEarning(
          order(bought, { creditTotal, shippingTotal: "4.9" }),
          terms({ earning: { rounding: mode } }),
        )
        expect(sum(award.lines.map(({ points }) => points))).toBe(award.points)
        const base = Number(sumBig(award.lines.map(({ baseMinor }) => baseMinor)))
        expect(Math.abs(award.points - base / 100)).toBeLessThan(1)
      }),
    )
  })

  it("the order in which lines are read changes no line's points", () => {
    const shuffled = lines.chain((bought) =>
      fc.tuple(fc.constant(bought), fc.shuffledSubarray(bought, { minLength: bought.length })),
    )
    fc.assert(
      fc.property(shuffled, ([bought, otherwise]) => {
        const byLine = (some: typeof bought) =>
          new Map(evaluateEarning(order(some), terms()).lines.map(({ lineId, points }) => [lineId, points]))
        expect(byLine(otherwise)).toEqual(byLine(bought))
      }),
    )
  })

  it("more credit never earns more", () => {
    fc.assert(
      fc.property(lines, fc.nat(3000), fc.nat(3000), (bought, credit, more) => {
        const earnedWith = (creditTotal: number) =>
          evaluateEarning(order(bought, { creditTotal: String(creditTotal) }), terms()).points
        expect(earnedWith(credit + more)).toBeLessThanOrEqual(earnedWith(credit))
      }),
    )
  })
})
