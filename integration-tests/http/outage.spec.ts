import { Modules } from "@medusajs/framework/utils"
import { setTimeout as pause } from "node:timers/promises"
import { type Cart } from "../helpers/carts"
import { withClient } from "../helpers/database"
import { DatabaseLine } from "../helpers/database-line"
import { HttpClient } from "../helpers/http"
import { describeShop } from "../helpers/medusa"
import { type Customer } from "../helpers/people"
import { daysFromNow, pathOf, Points, type AccountView } from "../helpers/points"
import { insides } from "../helpers/refusals"
import { startStore } from "../helpers/store-process"

let line: DatabaseLine

/** The store speaks to its database as always; only loyalty goes through the line. */
const throughTheLine = async (databaseUrl: string): Promise<void> => {
  line = await DatabaseLine.open(databaseUrl)
  process.env.LOYALTY_DATABASE_URL = line.url
}

const suite: Parameters<typeof describeShop>[1] = (store) => {
  const points = new Points(store)
  let ada: Customer
  /** For 357.00, and nothing of it paid with points yet. */
  let cart: Cart

  beforeAll(async () => {
    ada = await store.shop.customer()
    await points.give(ada, 10_000)
    await store.shop.promotion({ code: "TENTH", percent: 10 })
    cart = await store.shop.carts.create({ customer: ada, items: { shoes: 3 } })
  })

  afterAll(async () => {
    delete process.env.LOYALTY_DATABASE_URL
    await line.close()
  })

  const expectUnavailable = (answer: { status: number; body: unknown }): void => {
    expect(answer).toMatchObject({ status: 500, body: { code: "ledger_unavailable" } })
    expect(JSON.stringify(answer.body)).not.toMatch(insides)
  }

  const minutesFromNow = (minutes: number) => daysFromNow(minutes / 1_440)

  describe.each([
    ["cannot be reached", () => line.cut()],
    ["has fallen silent", () => Promise.resolve(line.hush())],
  ])("when the ledger %s", (_, lose) => {
    afterEach(() => line.mend())

    it("a cart without points is refreshed and becomes an order as ever; its points come when the ledger is back", async () => {
      await lose()
      expect((await store.shop.carts.addItem(cart, "book", 1)).total).toBe(367.7)
      expect((await store.shop.carts.addPromoCode(cart, "TENTH")).total).toBe(330.93)
      await store.shop.carts.initPayment(cart)
      const { body } = await store.shop.carts.sendCompletion(cart)
      expect(body).toMatchObject({ type: "order", order: { total: 330.93 } })
      const { order } = body as { order: { id: string } }

      await line.mend()
      await store.events.quiet()
      await points.run("reconcile")
      expect(await points.ofOrder(order)).toMatchObject({ earned: 330, spent: 0 })
      expect(await points.balance(ada)).toEqual({ available: 10_000, pending: 330, held: 0 })
    })

    it("a cart that carries points is refused in every way, and never dearer; later it goes on without a restart", async () => {
      await points.apply(cart, 5_000)
      await store.shop.carts.initPayment(cart)
      const [shoes] = (await store.shop.carts.get(cart)).items ?? []
      const path = `/store/carts/${cart.id}`
      await lose()

      expectUnavailable(await ada.http.send("post", `${path}/line-items/${shoes.id}`, { quantity: 2 }))
      expectUnavailable(await ada.http.send("post", `${path}/promotions`, { promo_codes: ["TENTH"] }))
      expectUnavailable(await store.shop.carts.sendCompletion(cart))
      expect((await store.shop.carts.get(cart)).total).toBe(307)

      await line.mend()
      expect((await store.shop.carts.addPromoCode(cart, "TENTH")).total).toBe(271.3)
      const order = await store.shop.carts.complete(cart)
      expect(order.total).toBe(271.3)
      expect(await points.ofOrder(order)).toMatchObject({ earned: 271, spent: 5_000 })
    })

    it("members and staff are told so, and what they asked for has not happened", async () => {
      await lose()
      expectUnavailable(await ada.http.send("get", "/store/loyalty/account"))
      expectUnavailable(await ada.http.send("post", pathOf(cart), { points: 5_000 }))
      expectUnavailable(await store.shop.admin.send("post", "/admin/loyalty/jobs/expire"))

      await line.mend()
      expect(await points.balance(ada)).toEqual({ available: 10_000, pending: 0, held: 0 })
      expect((await points.apply(cart, 5_000)).cart.total).toBe(307)
    })
  })

  describe("when the line is cut in the middle", () => {
    afterEach(() => line.mend())

    const heldAlready = async () => {
      const held = "select 1 from loyalty_redemption"
      while ((await withClient(store.databaseUrl, (client) => client.query(held))).rowCount === 0)
        await pause(1)
    }

    it.each([
      ["as it is sent", () => pause(10)],
      ["a little later", () => pause(60)],
      ["when the points are held and the cart is not computed yet", heldAlready],
    ])("of a wish, %s, nothing is lost, and the same wish again is granted once", async (_, moment) => {
      const http = ada.http.with({ "Idempotency-Key": "tap-1" })
      const [answer] = await Promise.all([
        points.tryToApply(http, cart, 3_000),
        moment().then(() => line.cut()),
      ])
      await line.mend()
      if (answer.status !== 200) expectUnavailable(answer)

      const again = await points.tryToApply(http, cart, 3_000)
      expect(again).toMatchObject({ status: 200, body: { cart: { total: 327 }, redemption: { amount: 30 } } })
      expect(await points.balance(ada)).toEqual({ available: 7_000, pending: 0, held: 3_000 })
      expect((await points.remove(cart)).total).toBe(357)
      expect(await points.balance(ada)).toEqual({ available: 10_000, pending: 0, held: 0 })
    })

    it.each([
      ["cut", () => line.cut()],
      ["silent", () => Promise.resolve(line.hush())],
    ])(
      "and stays %s while a payment fails, no order stays behind, and in a while the cart has its points again",
      async (_, lose) => {
        await points.apply(cart, 5_000)
        await store.shop.carts.initPayment(cart)
        const statuses: unknown[] = []
        decline(async () => {
          statuses.push((await points.loyalty.redemptionOfCart(cart.id))?.status)
          await lose()
          throw new Error("The card was declined.")
        })
        const { body } = await store.shop.carts.sendCompletion(cart)
        expect(statuses).toEqual(["committed"])
        expect(body).not.toHaveProperty("order")
        await line.mend()
        expect(await orders()).toEqual([])

        await points.run("reconcile", minutesFromNow(16))
        expect((await points.loyalty.redemptionOfCart(cart.id))?.status).toBe("open")
        const second = await store.shop.carts.complete(cart)
        expect(second.total).toBe(307)
        expect(await points.ofOrder(second)).toMatchObject({ spent: 5_000 })
      },
    )
  })

  it("a store that starts while the ledger is away sells, and knows its members when it is back", async () => {
    await line.cut()
    const other = await startStore({ databaseUrl: store.databaseUrl })
    try {
      const http = new HttpClient(other.baseUrl, ada.http.headers)
      const update = await http.send<{ cart: Cart }>("post", `/store/carts/${cart.id}`, {
        metadata: { a: 1 },
      })
      expect(update).toMatchObject({ status: 200, body: { cart: { total: 357 } } })
      expectUnavailable(await http.send("get", "/store/loyalty/account"))

      await line.mend()
      const { account } = await http.get<{ account: AccountView }>("/store/loyalty/account")
      expect(account.balance.available).toBe(10_000)
      const applied = await http.send<{ cart: Cart }>("post", pathOf(cart), { points: 5_000 })
      expect(applied).toMatchObject({ status: 200, body: { cart: { total: 307 } } })
    } finally {
      await line.mend()
      await other.stop()
    }
  })

  describe("when no order comes of it after all", () => {
    const redemption = async () => await points.loyalty.redemptionOfCart(cart.id)

    beforeEach(async () => {
      await points.apply(cart, 5_000)
    })

    it.each([
      [
        "is declined",
        "payment_authorization_error",
        () => Promise.reject(new Error("The card was declined.")),
      ],
      [
        "asks the shopper for more",
        "not_allowed",
        () => Promise.resolve({ status: "requires_more", data: {} }),
      ],
    ])(
      "because the payment %s, the cart has its points again, and the second try succeeds",
      async (_, type, outcome) => {
        const statuses: unknown[] = []
        decline(async () => {
          statuses.push((await redemption())?.status)
          return await outcome()
        })
        const { order, error } = await store.shop.carts.tryToComplete(cart)
        expect({ order, type: error?.type, statuses }).toEqual({
          order: undefined,
          type,
          statuses: ["committed"],
        })
        expect((await redemption())?.status).toBe("open")
        expect((await store.shop.carts.get(cart)).total).toBe(307)
        expect(await points.balance(ada)).toEqual({ available: 5_000, pending: 0, held: 5_000 })
        expect(await orders()).toEqual([])

        const second = await store.shop.carts.complete(cart)
        expect(second.total).toBe(307)
        expect(await points.ofOrder(second)).toMatchObject({ spent: 5_000 })
      },
    )

    it("because the process died, the reconcile job finds no order and gives the cart its points back", async () => {
      await commitAndDie()
      const { error } = await store.shop.carts.tryToComplete(cart)
      expect(error?.code).toBe("redemption_ended")
      await points.run("reconcile", minutesFromNow(14))
      expect((await redemption())?.status).toBe("committed")

      await points.run("reconcile", minutesFromNow(16))
      expect((await redemption())?.status).toBe("open")
      expect((await store.shop.carts.complete(cart)).total).toBe(307)
    })

    it("or one that nobody was told of, because the process died: the reconcile job finds it and captures", async () => {
      store.events.deliver("never")
      const order = await store.shop.carts.complete(cart)
      expect((await redemption())?.status).toBe("committed")

      // Past the order's change: only what was left committed leads to it.
      for (const stream of ["reconcile_orders", "reconcile_payments"]) {
        await points.loyalty.advanceCheckpoint(stream, daysFromNow(1))
      }
      await points.run("reconcile", minutesFromNow(16))
      expect(await redemption()).toBeNull()
      expect(await points.ofOrder(order)).toMatchObject({ spent: 5_000, redemption: { status: "captured" } })
    })
  })

  /** The next payment is not simply authorised, but what `outcome` makes of it. */
  function decline(outcome: () => Promise<unknown>): void {
    interface Payments {
      paymentProviderService_: { authorizePayment(): Promise<unknown> }
    }
    const { paymentProviderService_: providers } = store.container.resolve(
      Modules.PAYMENT,
    ) as unknown as Payments
    jest.spyOn(providers, "authorizePayment").mockImplementationOnce(outcome)
  }

  /** As a completion leaves the redemption when its process is killed after the promotion step. */
  async function commitAndDie(): Promise<void> {
    const token = (await points.loyalty.redemptionOfCart(cart.id))?.token
    await withClient(store.databaseUrl, (client) =>
      client.query("select loyalty_commit_redemption($1, $2, $3)", [token, ada.id, 5_000]),
    )
  }

  async function orders(): Promise<{ id: string }[]> {
    return (await ada.http.get<{ orders: { id: string }[] }>("/store/orders")).orders
  }
}

describeShop("a store whose ledger fails it", suite, { beforeBoot: throughTheLine })
