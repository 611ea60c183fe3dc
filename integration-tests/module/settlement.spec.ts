import * as pg from "@medusajs/framework/pg"
import { line, order as factsOf } from "../../src/modules/loyalty/domain/__tests__/shop"
import type { OrderFacts } from "../../src/modules/loyalty/domain/earning/facts"
import type { SettlementReport, SettlementRequest } from "../../src/modules/loyalty/types/order-facts"
import { day, describeLedger, refusalOf, type LoyaltyProcess } from "./ledger-database"

const linesCount = 5

describeLedger("an order's settlement", (shop) => {
  let termsId = 0

  beforeAll(async () => {
    const program = await shop.programs.forSalesChannel(null)
    const { termsId: present } = await shop.programs.update(program.id, {
      starts_at: day(-1),
      rates: [
        { currency_code: "eur", earn: { points: 1, per_amount: 1 }, spend: { points: 1, worth: 0.01 } },
      ],
      earning: { includes_tax: true },
    })
    termsId = present
  })

  /** Paid in full: five lines of ten euros, which earn ten points each. */
  const orderOf = (customerId: string | null): OrderFacts => {
    const orderId = shop.cause("order")
    const goods = { productId: "product", variantId: "variant" }
    const lines = Array.from({ length: linesCount }, (_, number) =>
      line(`${orderId}_line_${number}`, "10", goods),
    )
    return factsOf(lines, { orderId, customerId, placedAt: day(0) })
  }

  const canceled = (facts: OrderFacts): OrderFacts => ({
    ...facts,
    canceled: true,
    refunded: "50",
    owed: "0",
  })

  const settle = async (
    facts: OrderFacts,
    revision: number,
    { on = 1, by = shop, ...request }: Partial<SettlementRequest> & { on?: number; by?: LoyaltyProcess } = {},
  ): Promise<SettlementReport> =>
    await by.settlements.settle({
      facts,
      cartId: `cart_of_${facts.orderId}`,
      redeemed: [],
      revision,
      orderChangedAt: day(on),
      at: day(on),
      ...request,
    })

  const linesOf = async (orderId: string) =>
    await shop.rows<{ revision: number; points: string }>(
      `select l.revision, l.points from loyalty_award_line l join loyalty_award w on w.id = l.award_id
       where w.order_id = $1 order by l.revision, l.line_id`,
      [orderId],
    )

  const roundTripsOf = async (work: () => Promise<unknown>): Promise<number> => {
    const queries = jest.spyOn(pg.Client.prototype, "query")
    try {
      await work()
      return queries.mock.calls.length
    } finally {
      queries.mockRestore()
    }
  }

  // What it costs

  it("is two round trips to the database, and one for the revision, whether it is the first or changes nothing", async () => {
    const facts = orderOf((await shop.customer()).customerId)

    expect(await roundTripsOf(async () => await settle(facts, 0))).toBe(2)
    expect(await roundTripsOf(async () => await settle(facts, 1))).toBe(2)
    expect(await roundTripsOf(async () => await shop.settlements.revisionOf(facts.orderId))).toBe(1)
  })

  it("is no more for a customer who becomes a member by it, for one who has spent points, or for a canceled order", async () => {
    const { id, customerId } = await shop.customer()
    await shop.earns(id, 0, 100)
    const spent = orderOf(customerId)
    await shop.holds(id, 0, 30, { cartId: "carried", token: "carried", termsId })
    const redeemed = [{ token: "carried", lines: [{ lineId: spent.lines[0].lineId, amount: "0.30" }] }]

    expect(await roundTripsOf(async () => await settle(orderOf("cus_new"), 0))).toBe(2)
    expect(await roundTripsOf(async () => await settle(spent, 0, { cartId: "carried", redeemed }))).toBe(2)
    expect(await shop.balance(id)).toEqual({ available: 70, pending: 50, held: 0 })
    expect(await roundTripsOf(async () => await settle(canceled(spent), 1, { redeemed }))).toBe(2)
    expect(await shop.balance(id)).toEqual({ available: 100, pending: 0, held: 0 })
  })

  // What it does

  it("earns for each line and keeps why; looked at again, it changes nothing", async () => {
    const { id, customerId } = await shop.customer()
    const facts = orderOf(customerId)

    expect(await settle(facts, 0)).toMatchObject({ orderId: facts.orderId, posted: 1, earned: 50, spent: 0 })
    expect(await settle(facts, 1)).toMatchObject({ posted: 0, earned: 50 })
    expect(await shop.balance(id)).toEqual({ available: 0, pending: 50, held: 0 })
    expect(await linesOf(facts.orderId)).toEqual(Array(linesCount).fill({ revision: 0, points: "10" }))
    expect(await shop.settlements.find(facts.orderId)).toMatchObject({ revision: 2, activatesAt: day(14) })
  })

  it("makes the points available in time, once", async () => {
    const { id, customerId } = await shop.customer()
    const facts = orderOf(customerId)
    await settle(facts, 0)

    expect(await settle(facts, 1, { on: 14 })).toMatchObject({ posted: 1 })
    expect(await settle(facts, 2, { on: 15 })).toMatchObject({ posted: 0 })
    expect(await shop.balance(id)).toEqual({ available: 50, pending: 0, held: 0 })
  })

  it("keeps the lines as they were and adds those of a changed order", async () => {
    const facts = orderOf((await shop.customer()).customerId)
    await settle(facts, 0)
    const [first, ...others] = facts.lines
    await settle(
      {
        ...facts,
        lines: [{ ...first, total: "30", subtotal: "30" }, ...others],
        owed: "70",
        captured: "70",
      },
      1,
    )

    const points = (await linesOf(facts.orderId)).map((line) => [line.revision, line.points])
    expect(points).toEqual([
      ...Array<unknown>(linesCount).fill([0, "10"]),
      [1, "30"],
      ...Array<unknown>(linesCount - 1).fill([1, "10"]),
    ])
  })

  it("is refused where another has settled the order since, and leaves nothing behind", async () => {
    const facts = orderOf((await shop.customer()).customerId)
    await settle(facts, 0)
    const before = await shop.settlements.find(facts.orderId)

    expect(await refusalOf(settle(canceled(facts), 0))).toBe("settlement_conflict")
    expect(await refusalOf(settle(canceled(facts), 2))).toBe("settlement_conflict")
    expect(await refusalOf(settle(orderOf("cus_nobody"), 1))).toBe("settlement_conflict")
    expect(await shop.settlements.find(facts.orderId)).toEqual(before)
  })

  it("is done by one of many processes that begin at the same moment; the others are told to look again", async () => {
    const { id, customerId } = await shop.customer()
    const facts = orderOf(customerId)
    const others = [shop, shop.startProcess(), shop.startProcess()]

    for (const revision of [0, 1]) {
      const refusals = await Promise.all(
        others.flatMap((by) => [
          refusalOf(settle(facts, revision, { by })),
          refusalOf(settle(facts, revision)),
        ]),
      )
      expect(refusals.filter((code) => code === null)).toHaveLength(1)
      expect(refusals.filter((code) => code !== null && code !== "settlement_conflict")).toEqual([])
    }
    expect(await shop.balance(id)).toEqual({ available: 0, pending: 50, held: 0 })
  })

  it("makes a customer a member once, in however many orders at the same moment", async () => {
    const customerId = shop.cause("cus")
    const other = shop.startProcess()

    await Promise.all([shop, other, shop, other].map((by) => settle(orderOf(customerId), 0, { by })))

    const [account] = (await shop.accounts.listAndCount({ customerId }, { skip: 0, take: 9 }))[0]
    expect(await shop.balance(account.id)).toEqual({ available: 0, pending: 200, held: 0 })
    expect(
      await shop.rows(
        `select from loyalty_outbox where name = 'loyalty.account_created' and data ->> 'customer_id' = $1`,
        [customerId],
      ),
    ).toHaveLength(1)
  })

  it("is whole or is not: points that went elsewhere meanwhile undo all of it, and its customer's joining", async () => {
    const { id } = await shop.customer()
    await shop.earns(id, 0, 100)
    const cartId = shop.cause("cart")
    await shop.holds(id, 0, 60, { cartId, token: "contested", termsId })
    const facts = orderOf(shop.cause("cus"))
    const redeemed = [{ token: "contested", lines: [{ lineId: facts.lines[0].lineId, amount: "0.60" }] }]
    const call = shop.database.call.bind(shop.database)
    // Between what it reads and what it changes, the hold ends.
    const spy = jest.spyOn(shop.database, "call").mockImplementation(async (name, ...rest) => {
      if (name === "loyalty_settle") {
        spy.mockRestore()
        await shop.redemptions.lapseDue(day(2), 9)
      }
      return await call(name, ...rest)
    })

    expect(await refusalOf(settle(facts, 0, { cartId, redeemed }))).toBe("redemption_ended")
    expect(await shop.settlements.find(facts.orderId)).toBeNull()
    expect(
      (await shop.accounts.listAndCount({ customerId: facts.customerId ?? "" }, { skip: 0, take: 9 }))[1],
    ).toBe(0)
    expect(await shop.balance(id)).toEqual({ available: 100, pending: 0, held: 0 })
  })

  it("moves the points when orders change hands, in both directions at once, without waiting in a circle", async () => {
    const [ada, bob] = [await shop.customer(), await shop.customer()]
    const orders = Array.from({ length: 8 }, (_, number) => orderOf((number % 2 ? ada : bob).customerId))
    await Promise.all(orders.map((facts) => settle(facts, 0)))
    const swapped = orders.map((facts, number) => ({
      ...facts,
      customerId: (number % 2 ? bob : ada).customerId,
    }))
    const other = shop.startProcess()

    await Promise.all(swapped.map((facts, number) => settle(facts, 1, { by: number % 3 ? shop : other })))

    for (const { id } of [ada, bob])
      expect(await shop.balance(id)).toEqual({ available: 0, pending: 200, held: 0 })
  })

  it("does without an order of before the program's start, but for what was spent on it", async () => {
    const { id, customerId } = await shop.customer()
    await shop.earns(id, 0, 100)
    const facts = { ...orderOf(customerId), placedAt: day(-2) }
    await shop.holds(id, 0, 30, { cartId: "early", token: "early", termsId })
    const redeemed = [{ token: "early", lines: [{ lineId: facts.lines[0].lineId, amount: "0.30" }] }]

    expect(await settle({ ...facts, orderId: "order_before" }, 0)).toMatchObject({ posted: 0, earned: 0 })
    expect(await shop.settlements.find("order_before")).toBeNull()
    expect(await settle(facts, 0, { cartId: "early", redeemed })).toMatchObject({ posted: 1, spent: 30 })
    expect(await shop.balance(id)).toEqual({ available: 70, pending: 0, held: 0 })
  })

  it("is never deleted: its order would be settled as if for the first time", async () => {
    const facts = orderOf((await shop.customer()).customerId)
    await settle(facts, 0)

    const deleted = shop.intrude((client) =>
      client.query(`delete from loyalty_settlement where order_id = $1`, [facts.orderId]),
    )

    expect(await refusalOf(deleted)).toBe("LY900")
  })

  it("judges an order by the terms of its day, though the program's have changed since", async () => {
    const facts = orderOf((await shop.customer()).customerId)
    const program = await shop.programs.forSalesChannel(null)
    await settle(facts, 0)
    const rates = {
      currency_code: "eur",
      earn: { points: 3, per_amount: 1 },
      spend: { points: 1, worth: 0.01 },
    }
    await shop.programs.update(program.id, { rates: [rates] })

    expect(await settle(facts, 1)).toMatchObject({ posted: 0, earned: 50 })
    await shop.programs.update(program.id, { rates: [{ ...rates, earn: { points: 1, per_amount: 1 } }] })
  })
})
