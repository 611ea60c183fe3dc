import { describeShop } from "../helpers/medusa"
import { type Customer } from "../helpers/people"
import { daysFromNow, pathOf, Points, type Applied } from "../helpers/points"

describeShop("points at checkout", (store) => {
  const points = new Points(store)
  let ada: Customer

  beforeAll(async () => {
    ada = await store.shop.customer()
    await points.give(ada, 10_000)
  })

  const cartOfShoes = async (quantity = 3) =>
    await store.shop.carts.create({ customer: ada, items: { shoes: quantity } })

  describe("earning", () => {
    it("shows the points of an order at once and makes them available when it is paid and its time is over", async () => {
      const order = await store.shop.placeOrder({ customer: ada, items: { shoes: 3 } })
      expect(order.total).toBe(357)
      expect(await points.balance(ada)).toEqual({ available: 10_000, pending: 357, held: 0 })

      await points.run("activate", daysFromNow(15))
      expect(await points.balance(ada)).toMatchObject({ available: 10_000, pending: 357 })

      await store.shop.orders.capture(order)
      await points.run("activate", daysFromNow(13))
      expect(await points.balance(ada)).toMatchObject({ available: 10_000, pending: 357 })

      await points.run("activate", daysFromNow(17))
      expect(await points.balance(ada)).toEqual({ available: 10_357, pending: 0, held: 0 })
    })

    it("promises in the cart and on the product's page what the order then earns, and says why", async () => {
      const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 2, book: 1, giftCard: 1 } })
      const promised = await points.ofCart(cart)
      const onPage = await store.shop.guest.get<{ loyalty_points: { points: number }[] }>(
        `/store/products/${store.shop.catalogue.productId.shoes}/loyalty-points?quantity=2&region_id=${store.shop.catalogue.regionId.eur}`,
      )

      const order = await store.shop.carts.complete(cart)
      const { earned, lines } = await points.ofOrder(order)
      expect(earned).toBe(248)
      expect(promised.earn.points).toBe(248)
      expect(onPage.loyalty_points).toMatchObject([{ points: 238 }])
      expect(lines.map((line) => line.earned).sort()).toEqual([0, 11, 237].sort())
      expect(lines.flatMap((line) => line.reasons.map(({ code }) => code))).toContain("gift_card_excluded")
    })
  })

  describe("the discount", () => {
    it("is taken after a percentage, and is gone when the customer takes the points back", async () => {
      await store.shop.promotion({ code: "TENTH", percent: 10 })
      const cart = await cartOfShoes()
      const applied = await points.apply(cart, 5_000)
      expect(applied.cart.total).toBe(307)
      expect(applied.redemption).toMatchObject({ points: 5_000, amount: 50, currency_code: "eur" })

      expect((await store.shop.carts.addPromoCode(cart, "TENTH")).total).toBe(271.3)
      expect((await points.remove(cart)).total).toBe(321.3)
      expect(await points.balance(ada)).toMatchObject({ available: 10_000, held: 0 })
    })

    it("follows the cart down and up again on every route that changes it, and never below zero", async () => {
      await store.shop.promotion({ code: "HALF", percent: 50 })
      const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 1, red: 1 } })
      expect((await points.apply(cart, 10_000)).cart.total).toBe(52.33)

      expect((await store.shop.carts.removeItem(cart, "shoes")).total).toBe(0)
      expect((await store.shop.carts.updateItem(cart, "red", 2)).total).toBe(0)
      expect((await store.shop.carts.addItem(cart, "shoes", 1)).total).toBe(85.66)
      expect((await store.shop.carts.addPromoCode(cart, "HALF")).total).toBe(0)
      expect((await store.shop.carts.removePromoCode(cart, "HALF")).total).toBe(85.66)
      expect((await store.shop.carts.setShippingMethod(cart, "paid")).total).toBe(95.66)
      expect((await store.shop.carts.setShippingMethod(cart, "free")).total).toBe(85.66)
      expect((await store.shop.carts.update(cart, { metadata: { gift: "yes" } })).total).toBe(85.66)
      expect(await points.balance(ada)).toMatchObject({ available: 0, held: 10_000 })
    })

    it("follows the cart to another currency at that currency's rate, and back", async () => {
      const cart = await cartOfShoes(1)
      await points.apply(cart, 5_000)
      expect((await store.shop.carts.moveTo(cart, "rub")).total).toBe(11_900 - 5_000)
      const moved = await store.shop.carts.get(cart)
      expect((await points.ofCart(cart)).redemption.applied).toMatchObject({
        points: 5_000,
        currency_code: "rub",
      })
      const order = await store.shop.carts.complete(cart)
      expect(order.total).toBe(moved.total)
      expect(await points.ofOrder(order)).toMatchObject({ spent: 5_000, earned: 345 })
    })

    it("splits 50.00 over three lines of 33.33 without losing or finding a cent", async () => {
      const cart = await store.shop.carts.create({ customer: ada, items: { red: 1, green: 1, blue: 1 } })
      const { cart: discounted, redemption } = await points.apply(cart, 5_000)
      expect(redemption.amount).toBe(50)
      expect(discounted.total).toBe(49.99)
      expect(discounted.discount_total).toBe(50)
    })

    it("can be a single cent on three lines", async () => {
      const cart = await store.shop.carts.create({ customer: ada, items: { red: 1, green: 1, blue: 1 } })
      expect((await points.apply(cart, 1)).cart.total).toBe(99.98)
    })

    it("is exact in a cart with tax rates of 19 % and 7 %", async () => {
      const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 1, book: 3 } })
      const { cart: discounted } = await points.apply(cart, 3_333)
      expect(discounted.total).toBe(119 + 32.1 - 33.33)
    })

    it("is exact where prices are shown without tax", async () => {
      const cart = await store.shop.carts.create({ customer: ada, region: "usd", items: { shoes: 2 } })
      expect(cart.total).toBe(220)
      expect((await points.apply(cart, 5_000)).cart.total).toBe(170)
      const order = await store.shop.carts.complete(cart)
      expect(order.total).toBe(170)
      expect(await points.ofOrder(order)).toMatchObject({ spent: 5_000, earned: 170 })
    })

    it.each([
      ["in euros with two tax rates", "eur", { red: 1, green: 1, blue: 1, book: 1 }],
      ["in dollars with tax on top", "usd", { red: 1, green: 2, book: 1 }],
    ] as const)("can pay for everything %s, and the order needs no payment", async (_, region, items) => {
      await points.give(ada, 10_000)
      const cart = await store.shop.carts.create({ customer: ada, region, items })
      const worth = Math.round(cart.total * 100)
      const { cart: paid } = await points.apply(cart, worth)
      expect(paid.total).toBe(0)

      const { order, error } = await store.shop.carts.tryToComplete(cart)
      expect(error).toBeUndefined()
      expect(order?.total).toBe(0)
      const settled = await points.ofOrder(order as { id: string })
      expect(settled).toMatchObject({ spent: worth, earned: 0, paid: true })
      expect(await points.balance(ada)).toEqual({ available: 20_000 - worth, pending: 0, held: 0 })
    })

    it("is captured by the order to the point; what the cart could not use goes back", async () => {
      const cart = await store.shop.carts.create({ customer: ada, items: { red: 1, shoes: 1 } })
      await points.apply(cart, 10_000)
      await store.shop.carts.removeItem(cart, "shoes")
      const { order } = await store.shop.carts.tryToComplete(cart)
      expect(order?.total).toBe(0)
      expect(await points.balance(ada)).toEqual({ available: 10_000 - 3_333, pending: 0, held: 0 })
      expect((await points.transactions(ada)).map(({ type }) => type).slice(0, 3)).toEqual([
        "release",
        "capture",
        "hold",
      ])
    })
  })

  describe("asking twice", () => {
    it("has one effect for the same Idempotency-Key, answers the same and says that it is a replay", async () => {
      const cart = await cartOfShoes()
      const ask = (body: object) =>
        ada.http.with({ "Idempotency-Key": "tap-1" }).send<Applied>("post", pathOf(cart), body)
      const first = await ask({ points: 5_000 })
      const again = await ask({ points: 5_000 })
      const other = await ask({ points: 4_000 })

      expect(first.headers["idempotency-replayed"]).toBeUndefined()
      expect(again.headers["idempotency-replayed"]).toBe("true")
      expect(again.body.redemption).toEqual(first.body.redemption)
      expect(again.body.cart.total).toBe(first.body.cart.total)
      expect(other.status).toBe(400)
      expect(other.body).toMatchObject({ code: "idempotency_key_reused" })
      expect(await points.balance(ada)).toMatchObject({ available: 5_000, held: 5_000 })
    })

    it("replaces what the cart had: the latest wish counts", async () => {
      const cart = await cartOfShoes()
      await points.apply(cart, 5_000)
      expect((await points.apply(cart, 2_000)).cart.total).toBe(337)
      expect(await points.balance(ada)).toMatchObject({ available: 8_000, held: 2_000 })
      expect((await points.apply(cart, 0)).cart.total).toBe(357)
      expect(await points.balance(ada)).toMatchObject({ available: 10_000, held: 0 })
    })
  })

  describe("an abandoned cart", () => {
    it("loses its discount and gives the points back when the hold's time is over", async () => {
      const cart = await cartOfShoes()
      await points.apply(cart, 5_000)
      await points.run("lapse", daysFromNow(1))
      expect((await store.shop.carts.get(cart)).total).toBe(357)
      expect(await points.balance(ada)).toMatchObject({ available: 10_000, held: 0 })
      expect((await points.ofCart(cart)).redemption.applied).toBeNull()
    })

    it("is either an order or lapsed, never both, when it is completed in the same instant", async () => {
      for (let round = 0; round < 4; round++) {
        const cart = await cartOfShoes(1)
        await points.apply(cart, 1_000)
        await store.shop.carts.initPayment(cart)
        const [completion] = await Promise.all([
          store.shop.carts.sendCompletion(cart),
          points.run("lapse", daysFromNow(1)),
        ])
        await store.events.quiet()

        const { available, held } = await points.balance(ada)
        expect(held).toBe(0)
        const { order } = completion.body as { order?: { id: string; total: number } }
        if (order) {
          expect(order.total).toBe(109)
          expect(await points.ofOrder(order)).toMatchObject({ spent: 1_000 })
          expect((await points.loyalty.verifyLedger()).discrepancies).toEqual([])
        } else {
          expect((await store.shop.carts.get(cart)).total).toBe(119)
          expect(available % 1_000).toBe(0)
        }
      }
    })
  })

  describe("completing", () => {
    it("is refused when the redemption has ended behind the cart's back, and goes on after a refresh", async () => {
      const cart = await cartOfShoes()
      await points.apply(cart, 5_000)
      const redemption = await points.loyalty.redemptionOfCart(cart.id)
      await points.loyalty.releaseRedemption(redemption?.id ?? 0, "taken_back", "system")

      const refused = await store.shop.carts.tryToComplete(cart)
      expect(refused).toMatchObject({ error: { code: "redemption_ended" } })
      expect(refused.order).toBeUndefined()

      await points.remove(cart)
      const order = await store.shop.carts.complete(cart)
      expect(order.total).toBe(357)
      expect(await points.balance(ada)).toMatchObject({ available: 10_000, held: 0 })
    })

    it("keeps the points on an order edit that carries promotions over", async () => {
      await store.shop.promotion({ code: "TENTH", percent: 10 })
      const cart = await cartOfShoes()
      await store.shop.carts.addPromoCode(cart, "TENTH")
      await points.apply(cart, 5_000)
      const order = await store.shop.carts.complete(cart)
      expect(order.total).toBe(271.3)

      await store.shop.orders.edit(order, { add: { red: 1 }, carryOverPromotions: true })
      const edited = await store.shop.orders.get(order)
      expect(edited.total).toBeCloseTo((357 + 33.33) * 0.9 - 50, 2)
      expect(await points.ofOrder(order)).toMatchObject({ spent: 5_000 })
    })

    it("leaves a merchant's promotion that carries our code out of it", async () => {
      const cart = await cartOfShoes()
      await points.apply(cart, 1_000)
      const redemption = await points.loyalty.redemptionOfCart(cart.id)
      const code = `POINTS-${redemption?.token}`
      await store.shop.promotion({ code, percent: 100 })

      expect((await store.shop.carts.update(cart, { metadata: { a: 1 } })).total).toBe(347)
      await store.shop.carts
        .http(cart)
        .send("post", `/store/carts/${cart.id}/promotions`, { promo_codes: [code] })
      expect((await store.shop.carts.get(cart)).total).toBe(347)
    })
  })

  it("a cart that changes hands loses its points, and they go back to their owner", async () => {
    const bob = await store.shop.customer({ email: "bob@example.com" })
    const cart = await cartOfShoes()
    await points.apply(cart, 5_000)
    const handed = await store.shop.carts.handTo(cart, bob)
    expect(handed.total).toBe(357)
    expect(await points.balance(ada)).toMatchObject({ available: 10_000, held: 0 })
  })

  it("an order from before the program's start earns nothing, whatever happens to it later", async () => {
    await points.changeProgram({ starts_at: daysFromNow(1).toISOString() })
    const order = await store.shop.placeOrder({ customer: ada, items: { shoes: 1 } })
    await store.shop.orders.capture(order)
    await points.run("reconcile")
    expect(await points.balance(ada)).toEqual({ available: 10_000, pending: 0, held: 0 })

    const cart = await cartOfShoes(1)
    await points.apply(cart, 1_000)
    await store.shop.carts.complete(cart)
    expect(await points.balance(ada)).toEqual({ available: 9_000, pending: 0, held: 0 })
  })

  it("a cart without points is none of the plugin's business", async () => {
    const cart = await store.shop.carts.create({ items: { shoes: 3 } })
    const order = await store.shop.carts.complete(cart)
    expect(order.total).toBe(357)
  })
})
