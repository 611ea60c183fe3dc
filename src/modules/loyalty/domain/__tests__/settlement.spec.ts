import fc from "fast-check"
import type { LineFacts, OrderFacts } from "../earning/facts"
import { deserve, type RedemptionShare } from "../settlement/deserve"
import { line, order, pts, sum, terms } from "./shop"

const shares = (points: Record<string, number>): RedemptionShare[] =>
  Object.entries(points).map(([lineId, share]) => ({ lineId, points: pts(share) }))

/** The order after so many pieces of each line came back and were refunded in whole coins, as a shop does it. */
function withReturns(bought: OrderFacts, returned: Record<string, number>): OrderFacts {
  const lines = bought.lines.map((of) => ({ ...of, returnedQuantity: returned[of.lineId] ?? 0 }))
  const value = sum(lines.map((of) => (Number(of.total) * of.returnedQuantity) / of.quantity))
  return {
    ...bought,
    lines,
    owed: (Number(bought.owed) - value).toFixed(10),
    refunded: (Math.round(value * 100) / 100).toFixed(2),
  }
}

describe("returning a line of three one by one", () => {
  const bought = order([line("a", "100", { quantity: 3 })])
  const spent = shares({ a: 50 })

  it.each([
    [0, 100, 50],
    [1, 66, 34],
    [2, 33, 17],
    [3, 0, 0],
  ])("after %p pieces it has earned %p and spent %p", (pieces, earned, stillSpent) => {
    const deserved = deserve(withReturns(bought, { a: pieces }), terms(), spent)

    expect([deserved.earned, deserved.spent]).toEqual([earned, stillSpent])
    expect(deserved.paid).toBe(true)
  })

  it("says what came back", () => {
    const deserved = deserve(withReturns(bought, { a: 1 }), terms(), spent)

    expect(deserved.lines[0].reasons).toContainEqual({ code: "returned", quantity: "1", of: "3" })
    expect(deserved.lines[0].boughtPoints).toBe(100)
  })

  it("is the same before the refund is paid", () => {
    const received = { ...withReturns(bought, { a: 1 }), refunded: "0" }

    expect(deserve(received, terms(), spent)).toMatchObject({ earned: 66, spent: 34, paid: true })
  })

  it("counts no more pieces back than were bought", () => {
    const overdone = order([line("a", "100", { quantity: 3, returnedQuantity: 4 })])

    expect(deserve(overdone, terms(), spent)).toMatchObject({ earned: 0, spent: 0 })
  })

  it("understands goods sold by weight", () => {
    const cheese = order([line("a", "10", { quantity: 0.3, returnedQuantity: 0.1 })])

    expect(deserve(cheese, terms(), shares({ a: 30 }))).toMatchObject({ earned: 6, spent: 20 })
  })
})

describe("an order that changes", () => {
  it("deserves nothing once it is canceled", () => {
    const canceled = order([line("a", "100")], { canceled: true })

    const deserved = deserve(canceled, terms(), shares({ a: 50 }))

    expect(deserved).toMatchObject({
      earned: 0,
      spent: 0,
      lines: [{ boughtPoints: 100, earned: 0, spent: 0 }],
    })
    expect(deserved.reasons).toContainEqual({ code: "canceled" })
  })

  it("gives back what was spent on a line that an edit removed", () => {
    const edited = order([line("kept", "100")])

    expect(deserve(edited, terms(), shares({ kept: 20, gone: 30 }))).toMatchObject({ earned: 100, spent: 20 })
  })

  it("gives it back as well where the line stays with nothing in it", () => {
    const emptied = order([line("a", "0", { quantity: 0 })])

    expect(deserve(emptied, terms(), shares({ a: 30 }))).toMatchObject({ earned: 0, spent: 0 })
  })

  it("keeps the points of a line whose quantity an edit lowered, as Medusa keeps its discount", () => {
    const lowered = order([line("a", "50", { quantity: 1 })])

    expect(deserve(lowered, terms(), shares({ a: 30 }))).toMatchObject({ earned: 50, spent: 30 })
  })

  it("adds up what several captures took from one line", () => {
    const deserved = deserve(order([line("a", "50")]), terms(), [...shares({ a: 30 }), ...shares({ a: 5 })])

    expect(deserved.spent).toBe(35)
  })
})

describe("an order's payment", () => {
  const paid = (change: Partial<OrderFacts>) => deserve(order([line("a", "100")], change), terms(), []).paid

  it("covers what is owed, or does not", () => {
    expect(paid({})).toBe(true)
    expect(paid({ captured: "0" })).toBe(false)
    expect(paid({ captured: "99.99" })).toBe(false)
    expect(paid({ captured: "150", owed: "100" })).toBe(true)
  })

  it("is enough when only a part of the smallest coin is missing", () => {
    expect(paid({ captured: "100", owed: "100.0049" })).toBe(true)
    expect(paid({ captured: "100", owed: "100.006" })).toBe(false)
  })

  it("counts as made where nothing is owed", () => {
    expect(paid({ captured: "0", owed: "0" })).toBe(true)
    const allBack = order([line("a", "100", { returnedQuantity: 1 })], {
      owed: "0",
      captured: "95",
      refunded: "100",
    })
    expect(deserve(allBack, terms(), []).paid).toBe(true)
  })

  it("stays made when some of it is given back for a complaint, whatever that does to the points", () => {
    const facts = order([line("a", "100")], { refunded: "30" })

    expect(deserve(facts, terms(), []).paid).toBe(true)
    expect(deserve(facts, terms({ earning: { refundsLowerEarning: false } }), []).paid).toBe(true)
  })
})

describe("money given back though the goods are kept", () => {
  const bought = order([line("a", "60"), line("b", "40")])

  it("takes its share of what was earned and nothing of what was spent", () => {
    const deserved = deserve({ ...bought, refunded: "25" }, terms(), shares({ a: 10 }))

    expect(deserved).toMatchObject({ earned: 75, spent: 10 })
    expect(deserved.lines.map(({ earned }) => earned)).toEqual([45, 30])
    expect(deserved.reasons).toContainEqual({ code: "refunded", amount: "25", points: 25 })
    expect(deserved.lines[0].reasons).toContainEqual({ code: "refunded", points: 15 })
  })

  it("takes nothing where the program says so", () => {
    const generous = terms({ earning: { refundsLowerEarning: false } })

    expect(deserve({ ...bought, refunded: "25" }, generous, []).earned).toBe(100)
  })

  it("takes everything when everything was given back", () => {
    expect(deserve({ ...bought, refunded: "100" }, terms(), []).earned).toBe(0)
  })

  it("counts shipping among what the money was for", () => {
    const shipped = { ...bought, shippingTotal: "100", owed: "200", captured: "200", refunded: "50" }

    expect(deserve(shipped, terms(), []).earned).toBe(75)
  })

  it("does not count what gift cards paid: all the money back leaves nothing earned", () => {
    const halfByCard = { ...bought, creditTotal: "50", owed: "50", captured: "50", refunded: "50" }

    expect(deserve(halfByCard, terms(), []).earned).toBe(0)
  })

  it("is told apart from a refund for what came back", () => {
    const returned = order([line("a", "60", { returnedQuantity: 1 }), line("b", "40")], {
      owed: "40",
      captured: "100",
    })

    expect(deserve({ ...returned, refunded: "60" }, terms(), []).earned).toBe(40)
    expect(deserve({ ...returned, refunded: "70" }, terms(), []).earned).toBe(30)
  })

  it("is not a refund rounded up to the next coin", () => {
    const bought = order([line("a", "307", { quantity: 3, returnedQuantity: 1 })])
    const refunded = { ...bought, owed: "204.6666666667", captured: "307", refunded: "102.34" }

    expect(deserve(refunded, terms(), [])).toMatchObject({ earned: 204, paid: true })
  })

  it("is not an overpayment that was sent back", () => {
    expect(deserve({ ...bought, captured: "150", refunded: "50" }, terms(), []).earned).toBe(100)
  })

  it("falls on the same of equal lines, in whatever order they are read", () => {
    const [a, b] = [line("a", "50"), line("b", "50")]
    const earnedBy = (lines: (typeof a)[]) =>
      deserve(order(lines, { refunded: "1" }), terms(), []).lines.map(
        ({ lineId, earned }) => `${lineId}: ${earned}`,
      )

    expect(earnedBy([a, b])).toEqual(["a: 50", "b: 49"])
    expect(earnedBy([b, a])).toEqual(["b: 49", "a: 50"])
  })

  it("is not a payment that has not come yet", () => {
    expect(deserve({ ...bought, captured: "0" }, terms(), [])).toMatchObject({ earned: 100, paid: false })
  })
})

describe("the laws of settlement", () => {
  const arbitraryLine = fc.record({
    cents: fc.integer({ min: 0, max: 200_000 }),
    quantity: fc.integer({ min: 1, max: 7 }),
    back: fc.integer({ min: 0, max: 7 }),
    share: fc.integer({ min: 0, max: 3_000 }),
  })
  const arbitraryOrder = fc.array(arbitraryLine, { minLength: 1, maxLength: 6 }).map((drawn) => {
    const lines = drawn.map((of, index): LineFacts =>
      line(`line_${index}`, (of.cents / 100).toFixed(2), { quantity: of.quantity }),
    )
    const back = Object.fromEntries(
      drawn.map((of, index) => [`line_${index}`, Math.min(of.back, of.quantity)]),
    )
    const spent = shares(Object.fromEntries(drawn.map((of, index) => [`line_${index}`, of.share])))
    return { bought: order(lines), back, spent }
  })

  it("a line keeps its share of points by the pieces that stay, rounded against nobody by a whole point", () => {
    fc.assert(
      fc.property(arbitraryOrder, ({ bought, back, spent }) => {
        const deserved = deserve(withReturns(bought, back), terms(), spent)
        deserved.lines.forEach((of, index) => {
          const { quantity } = bought.lines[index]
          const keeps = quantity - back[of.lineId]
          const exactEarned = (of.boughtPoints * keeps) / quantity
          const exactSpent = (spent[index].points * keeps) / quantity
          expect(exactEarned - of.earned).toBeGreaterThanOrEqual(0)
          expect(exactEarned - of.earned).toBeLessThan(1)
          expect(of.spent - exactSpent).toBeGreaterThanOrEqual(0)
          expect(of.spent - exactSpent).toBeLessThan(1)
        })
      }),
    )
  })

  it("sums are the lines' sums, also when a part of the money was given back", () => {
    fc.assert(
      fc.property(arbitraryOrder, fc.nat(100), ({ bought, back, spent }, percent) => {
        const returned = withReturns(bought, back)
        const kindly = Number(returned.refunded) + (Number(returned.owed) * percent) / 100
        const deserved = deserve({ ...returned, refunded: kindly.toFixed(2) }, terms(), spent)
        expect(sum(deserved.lines.map(({ earned }) => earned))).toBe(deserved.earned)
        expect(sum(deserved.lines.map(({ spent }) => spent))).toBe(deserved.spent)
        for (const of of deserved.lines) {
          expect(of.earned).toBeGreaterThanOrEqual(0)
          expect(of.earned).toBeLessThanOrEqual(of.boughtPoints)
        }
      }),
    )
  })

  it("nothing is left when everything came back, however the returns and refunds were cut", () => {
    fc.assert(
      fc.property(arbitraryOrder, ({ bought, spent }) => {
        const everything = Object.fromEntries(bought.lines.map(({ lineId, quantity }) => [lineId, quantity]))
        expect(deserve(withReturns(bought, everything), terms(), spent)).toMatchObject({
          earned: 0,
          spent: 0,
        })
      }),
    )
  })

  it("another piece back never earns more and never stays spent more", () => {
    fc.assert(
      fc.property(arbitraryOrder, fc.nat(5), ({ bought, back, spent }, pick) => {
        const { lineId, quantity } = bought.lines[pick % bought.lines.length]
        fc.pre(back[lineId] < quantity)
        const before = deserve(withReturns(bought, back), terms(), spent)
        const after = deserve(withReturns(bought, { ...back, [lineId]: back[lineId] + 1 }), terms(), spent)
        expect(after.earned).toBeLessThanOrEqual(before.earned)
        expect(after.spent).toBeLessThanOrEqual(before.spent)
      }),
    )
  })

  it("a refund that pays for what came back costs no point, in whatever coins it was paid", () => {
    fc.assert(
      fc.property(arbitraryOrder, ({ bought, back, spent }) => {
        const returned = withReturns(bought, back)
        const unrefunded = deserve({ ...returned, refunded: "0" }, terms(), spent)
        expect(deserve(returned, terms(), spent)).toEqual(unrefunded)
      }),
    )
  })

  it("more money given back never earns more", () => {
    fc.assert(
      fc.property(arbitraryOrder, fc.nat(50_000), fc.nat(50_000), ({ bought, back, spent }, cents, more) => {
        const returned = withReturns(bought, back)
        const earnedWith = (extra: number) =>
          deserve(
            { ...returned, refunded: (Number(returned.refunded) + extra / 100).toFixed(2) },
            terms(),
            spent,
          ).earned
        expect(earnedWith(cents + more)).toBeLessThanOrEqual(earnedWith(cents))
      }),
    )
  })

  it("the order in which lines are read changes nothing for any of them", () => {
    fc.assert(
      fc.property(arbitraryOrder, fc.nat(40), ({ bought, back, spent }, euros) => {
        const facts = { ...withReturns(bought, back), refunded: String(euros) }
        const otherwise = { ...facts, lines: [...facts.lines].reverse() }
        const one = deserve(facts, terms(), spent)
        const other = deserve(otherwise, terms(), [...spent].reverse())
        expect({ ...other, lines: [...other.lines].reverse() }).toEqual(one)
      }),
    )
  })
})
