import { type Delivery } from "../helpers/events"
import { settleOrder } from "../../src/workflows/settle-order"
import { describeShop } from "../helpers/medusa"
import { type Order } from "../helpers/orders"
import { type Customer } from "../helpers/people"
import { daysFromNow, Points } from "../helpers/points"

describeShop("what a return does to points", (store) => {
  const points = new Points(store)
  const sooner = daysFromNow(30)
  const later = daysFromNow(60)
  let ada: Customer

  beforeAll(async () => {
    ada = await store.shop.customer()
    await points.give(ada, 3_000, sooner)
    await points.give(ada, 4_000, later)
  })

  /** Three pairs for 357.00, 50.00 of it paid with points; captured and delivered, so that it can come back. */
  const boughtWithPoints = async (): Promise<Order> => {
    const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 3 } })
    await points.apply(cart, 5_000)
    const order = await store.shop.orders.get(await store.shop.carts.complete(cart))
    await store.shop.orders.capture(order)
    await store.shop.orders.deliver(order)
    return await store.shop.orders.get(order)
  }

  const expectLots = async (soonerRemaining: number, laterRemaining: number) => {
    const lots = (await points.lots(ada)).filter((lot) => lot.expires_at !== null && lot.points >= 3_000)
    expect(lots.map(({ remaining, expires_at }) => [remaining, expires_at?.getTime()])).toEqual([
      [soonerRemaining, sooner.getTime()],
      [laterRemaining, later.getTime()],
    ])
  }

  describe("three of a line, one by one", () => {
    it("takes and gives back to the point at every step, to the lots the points came from", async () => {
      const order = await boughtWithPoints()
      expect(await points.ofOrder(order)).toMatchObject({ earned: 307, spent: 5_000 })
      await expectLots(0, 2_000)
      const line = store.shop.orders.line(order, "shoes")

      await store.shop.orders.takeBack(order, { shoes: 1 })
      const first = await points.ofOrder(order)
      expect(first).toMatchObject({ earned: 204, spent: 3_334 })
      expect(first.lines).toMatchObject([{ line_id: line.id, bought_points: 307, earned: 204, spent: 3_334 }])
      expect(await points.balance(ada)).toEqual({ available: 3_666, pending: 204, held: 0 })
      await expectLots(0, 3_666)
      expect((await store.shop.orders.get(order)).summary.pending_difference).toBeCloseTo(-102.33, 2)
      await store.shop.orders.refund(order, 102.33)
      expect(await points.ofOrder(order)).toMatchObject({ earned: 204, spent: 3_334 })

      await store.shop.orders.takeBack(order, { shoes: 1 })
      expect(await points.ofOrder(order)).toMatchObject({ earned: 102, spent: 1_667 })
      await expectLots(1_333, 4_000)
      await store.shop.orders.refund(order, 102.34)
      expect(await points.ofOrder(order)).toMatchObject({ earned: 102, spent: 1_667 })

      await store.shop.orders.takeBack(order, { shoes: 1 })
      expect(await points.ofOrder(order)).toMatchObject({ earned: 0, spent: 0 })
      expect(await points.balance(ada)).toEqual({ available: 7_000, pending: 0, held: 0 })
      await expectLots(3_000, 4_000)
    })

    it("is the same when damaged goods come back", async () => {
      const order = await boughtWithPoints()
      const returned = await store.shop.orders.requestReturn(order, { shoes: 3 })
      await store.shop.orders.receiveReturn(order, returned, { sound: { shoes: 1 }, damaged: { shoes: 2 } })
      expect(await points.ofOrder(order)).toMatchObject({ earned: 0, spent: 0 })
      await expectLots(3_000, 4_000)
    })

    it.each<[string, Delivery]>([
      ["every event comes twice", "twice"],
      ["no event comes and the reconcile job has to find it", "never"],
    ])("is the same when %s", async (_, delivery) => {
      store.events.deliver(delivery)
      const settle = async () => {
        if (delivery === "never") await points.run("reconcile")
      }
      const order = await boughtWithPoints()
      await settle()
      expect(await points.ofOrder(order)).toMatchObject({ earned: 307, spent: 5_000 })
      for (const [earned, spent] of [
        [204, 3_334],
        [102, 1_667],
        [0, 0],
      ]) {
        await store.shop.orders.takeBack(order, { shoes: 1 })
        await settle()
        expect(await points.ofOrder(order)).toMatchObject({ earned, spent })
      }
      await expectLots(3_000, 4_000)
      const { transactions } = await points.ofOrder(order)
      expect(transactions.map(({ type }) => type).sort()).toEqual(
        ["capture", "earn", "restore", "restore", "restore", "reverse", "reverse", "reverse"].sort(),
      )
      expect(await points.run("reconcile")).toEqual({ done: 0, failed: 0 })
    })

    it("is the same when the money goes back before the goods do", async () => {
      const order = await boughtWithPoints()
      await store.shop.orders.refund(order, 204.66)
      expect(await points.ofOrder(order)).toMatchObject({ earned: 102, spent: 5_000 })
      await store.shop.orders.takeBack(order, { shoes: 1 })
      expect(await points.ofOrder(order)).toMatchObject({ earned: 102, spent: 3_334 })
      await store.shop.orders.takeBack(order, { shoes: 1 })
      expect(await points.ofOrder(order)).toMatchObject({ earned: 102, spent: 1_667 })
      await store.shop.orders.takeBack(order, { shoes: 1 })
      expect(await points.ofOrder(order)).toMatchObject({ earned: 0, spent: 0 })
      await expectLots(3_000, 4_000)
    })
  })

  it("an order that is canceled leaves nothing earned and nothing spent", async () => {
    const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 3, book: 1 } })
    await points.apply(cart, 5_000)
    const order = await store.shop.carts.complete(cart)
    await store.shop.orders.capture(order)
    await store.shop.orders.cancel(order)
    expect(await points.ofOrder(order)).toMatchObject({ earned: 0, spent: 0 })
    expect(await points.balance(ada)).toEqual({ available: 7_000, pending: 0, held: 0 })
    await expectLots(3_000, 4_000)
  })

  describe("when the points that came with the goods are already spent", () => {
    const spent = async (policy: string) => {
      await points.changeProgram({ returns: { reversal: policy } })
      const bob = await store.shop.customer()
      const order = await store.shop.placeOrder({ customer: bob, items: { shoes: 3 } })
      await store.shop.orders.capture(order)
      await store.shop.orders.deliver(order)
      await points.run("activate", daysFromNow(15))
      const cart = await store.shop.carts.create({ customer: bob, items: { shoes: 1 } })
      await points.apply(cart, 300)
      await store.shop.carts.complete(cart)
      await store.shop.orders.takeBack(order, { shoes: 3 })
      return { bob, order, awards: (await points.ofOrder(order)).awards }
    }

    it("only_pending leaves the member what is available", async () => {
      const { bob, awards } = await spent("only_pending")
      expect(await points.balance(bob)).toEqual({ available: 57, pending: 116, held: 0 })
      expect(awards).toMatchObject([{ earned: 357, reversed: 357, shortfall: 357 }])
    })

    it("within_balance takes what is there and writes the rest off", async () => {
      const { bob, awards } = await spent("within_balance")
      expect(await points.balance(bob)).toEqual({ available: 0, pending: 116, held: 0 })
      expect(awards).toMatchObject([{ earned: 357, reversed: 357, shortfall: 300 }])
    })

    it("allow_negative makes the member owe them, and the next points pay the debt first", async () => {
      const { bob, awards } = await spent("allow_negative")
      expect(await points.balance(bob)).toEqual({ available: -300, pending: 116, held: 0 })
      expect(awards).toMatchObject([{ earned: 357, reversed: 357, shortfall: 0 }])
      await points.give(bob, 500)
      expect(await points.balance(bob)).toMatchObject({ available: 200 })
    })
  })

  it("money given back for a complaint takes its part of the points along, unless the program says otherwise", async () => {
    const order = await boughtWithPoints()
    await store.shop.orders.refund(order, 30.7)
    expect(await points.ofOrder(order)).toMatchObject({ earned: 276, spent: 5_000 })

    await points.changeProgram({ earning: { refunds_lower_earning: false } })
    const generous = await store.shop.placeOrder({ customer: ada, items: { shoes: 1 } })
    await store.shop.orders.capture(generous)
    await store.shop.orders.refund(generous, 30)
    expect(await points.ofOrder(generous)).toMatchObject({ earned: 119 })
  })

  it("a claim that sends the same goods for nothing earns and loses nothing", async () => {
    const order = await boughtWithPoints()
    await store.shop.orders.claim(order, { type: "replace", items: { shoes: 1 }, replacement: { shoes: 1 } })
    expect(await points.ofOrder(order)).toMatchObject({ earned: 307, spent: 5_000, paid: true })
  })

  it("a claim that replaces what came back earns as much as before", async () => {
    const order = await store.shop.placeOrder({ customer: ada, items: { shoes: 3 } })
    await store.shop.orders.capture(order)
    await store.shop.orders.deliver(order)
    const claim = {
      type: "replace",
      items: { shoes: 1 },
      sendBack: { shoes: 1 },
      replacement: { shoes: 1 },
    } as const
    const { returned } = await store.shop.orders.claim(order, claim)
    await store.shop.orders.receiveReturn(order, returned as { id: string }, { sound: { shoes: 1 } })
    expect(await points.ofOrder(order)).toMatchObject({ earned: 357, paid: true })
  })

  it("a claim whose goods come back is a return", async () => {
    const order = await boughtWithPoints()
    const { returned } = await store.shop.orders.claim(order, {
      type: "refund",
      items: { shoes: 1 },
      sendBack: { shoes: 1 },
    })
    await store.shop.orders.receiveReturn(order, returned as { id: string }, { sound: { shoes: 1 } })
    expect(await points.ofOrder(order)).toMatchObject({ earned: 204, spent: 3_334 })
  })

  it("an exchange gives back for what came in and awards what went out", async () => {
    const order = await boughtWithPoints()
    const { returned } = await store.shop.orders.exchange(order, {
      sendBack: { shoes: 1 },
      sendOut: { red: 1 },
    })
    await store.shop.orders.receiveReturn(order, returned as { id: string }, { sound: { shoes: 1 } })
    const { earned, spent, lines } = await points.ofOrder(order)
    expect(spent).toBe(3_334)
    expect(lines).toHaveLength(2)
    expect(earned).toBe(204 + 33)
  })

  it("an order edit follows the order: more goods earn, goods taken out earn and spend nothing", async () => {
    const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 2, red: 1 } })
    await points.apply(cart, 5_000)
    const order = await store.shop.carts.complete(cart)
    expect(await points.ofOrder(order)).toMatchObject({ earned: 221, spent: 5_000 })

    await store.shop.orders.edit(order, { add: { green: 1 } })
    expect(await points.ofOrder(order)).toMatchObject({ earned: 254, spent: 5_000 })

    await store.shop.orders.edit(order, { change: { red: 0, green: 0 } })
    const after = await points.ofOrder(order)
    expect(after.lines).toHaveLength(1)
    expect(after.spent).toBeLessThan(5_000)
    expect(after.spent).toBe(after.redemption!.captured - after.redemption!.restored)
    await store.shop.orders.cancel(order)
    expect(await points.balance(ada)).toEqual({ available: 7_000, pending: 0, held: 0 })
    await expectLots(3_000, 4_000)
  })

  it("an order that is handed to another customer earns for them; who spent gets the points back", async () => {
    const order = await boughtWithPoints()
    const bob = await store.shop.customer()
    await store.shop.orders.transfer(order, bob)
    await points.run("reconcile")
    expect(await points.balance(ada)).toEqual({ available: 2_000, pending: 0, held: 0 })
    expect(await points.balance(bob)).toEqual({ available: 0, pending: 307, held: 0 })

    await store.shop.orders.takeBack(order, { shoes: 3 })
    expect(await points.balance(ada)).toEqual({ available: 7_000, pending: 0, held: 0 })
    expect(await points.balance(bob)).toEqual({ available: 0, pending: 0, held: 0 })
  })

  it("is judged by the terms of the day of the order, not by today's", async () => {
    const order = await boughtWithPoints()
    await points.changeProgram({
      rates: [{ currency_code: "eur", earn: { points: 10, per_amount: 1 }, spend: { points: 1, worth: 1 } }],
    })
    await store.shop.orders.takeBack(order, { shoes: 1 })
    expect(await points.ofOrder(order)).toMatchObject({ earned: 204, spent: 3_334 })
  })

  describe("when the lot has expired meanwhile", () => {
    it.each([
      ["stay_expired", { available: 4_000 }],
      ["grace", { available: 7_000 }],
      ["reissue", { available: 7_000 }],
    ])("%s decides what becomes of the points", async (restoration, expected) => {
      await points.changeProgram({ returns: { restoration, grace_days: 10 } })
      const order = await boughtWithPoints()
      store.events.deliver("never")
      await store.shop.orders.takeBack(order, { shoes: 3 })
      const at = daysFromNow(40)
      await settleOrder(store.container, { order_id: order.id, at: at.toISOString() })
      await points.run("expire", at)
      const { available } = (
        await points.loyalty.listAccounts({ customerId: ada.id }, { skip: 0, take: 1 })
      )[0][0]
      expect({ available }).toEqual(expected)
    })
  })
})
