import fc from "fast-check"
import { OrderTally, shareOf, type CountedOrder, type OrderTotals } from "../insight/orders"

const euros = 2
const order = (customerId: string | null, total: string, withPoints = false): CountedOrder => ({
  customerId,
  total,
  withPoints,
})
const totalsOf = (orders: CountedOrder[], decimalDigits = euros): OrderTotals => {
  const tally = new OrderTally()
  for (const one of orders) tally.add(one)
  return tally.totals(decimalDigits)
}

const arbitraryOrder = fc.record({
  customerId: fc.option(fc.constantFrom("ada", "bob", "eve"), { nil: null }),
  total: fc.integer({ min: 0, max: 10_000_000 }).map((cents) => String(cents / 100)),
  withPoints: fc.boolean(),
})

describe("figures of orders", () => {
  it("are nothing of no orders", () => {
    expect(totalsOf([])).toEqual({
      count: 0,
      withPoints: 0,
      shareWithPoints: null,
      average: null,
      averageWithPoints: null,
      averageWithoutPoints: null,
      customers: 0,
      repeatCustomers: 0,
      repeatRate: null,
    })
  })

  it("tell orders with points from those without, and who came back from who came once", () => {
    const orders = [
      order("ada", "10", true),
      order("ada", "20.01", true),
      order("ada", "1"),
      order("bob", "7"),
      order(null, "3"),
    ]

    expect(totalsOf(orders)).toEqual({
      count: 5,
      withPoints: 2,
      shareWithPoints: 0.4,
      average: 8.2,
      averageWithPoints: 15.01,
      averageWithoutPoints: 3.67,
      customers: 2,
      repeatCustomers: 1,
      repeatRate: 0.5,
    })
  })

  it("are in whole coins of the currency, a half of one upwards", () => {
    const orders = [order("ada", "0.10"), order("ada", "0.15")]

    expect(totalsOf(orders).average).toBe(0.13)
    expect(totalsOf([order("ada", "100"), order("ada", "101")], 0).average).toBe(101)
    expect(totalsOf([order("ada", "0.0005"), order("ada", "0.001")], 3).average).toBe(0.001)
  })

  it("are the same in whichever order the orders come", () => {
    const shuffled = fc
      .array(arbitraryOrder, { maxLength: 30 })
      .chain((orders) =>
        fc.tuple(
          fc.constant(orders),
          fc.shuffledSubarray(orders, { minLength: orders.length, maxLength: orders.length }),
        ),
      )
    fc.assert(fc.property(shuffled, ([orders, others]) => expect(totalsOf(others)).toEqual(totalsOf(orders))))
  })

  it("have an average between the two averages that it is made of, and parts that add up", () => {
    fc.assert(
      fc.property(fc.array(arbitraryOrder, { minLength: 1, maxLength: 30 }), (orders) => {
        const totals = totalsOf(orders)
        const parts = [totals.averageWithPoints, totals.averageWithoutPoints].flatMap((part) => part ?? [])
        const sum = orders.reduce((cents, { total }) => cents + Math.round(Number(total) * 100), 0)

        expect(totals.average).toBeGreaterThanOrEqual(Math.min(...parts))
        expect(totals.average).toBeLessThanOrEqual(Math.max(...parts))
        expect(Math.abs((totals.average ?? 0) * 100 * orders.length - sum)).toBeLessThanOrEqual(
          orders.length / 2 + 1e-3,
        )
        expect(totals.repeatCustomers).toBeLessThanOrEqual(totals.customers)
        expect(totals.withPoints).toBe(orders.filter(({ withPoints }) => withPoints).length)
      }),
    )
  })

  it("a share is exact to the hundredth of a percent, and of nothing there is none", () => {
    expect([shareOf(1, 3), shareOf(3, 2), shareOf(0, 5), shareOf(0, 0)]).toEqual([0.3333, 1.5, 0, null])
  })
})
