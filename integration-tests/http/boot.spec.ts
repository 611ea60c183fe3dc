import { type Cart } from "../helpers/carts"
import { HttpClient } from "../helpers/http"
import { describeShop } from "../helpers/medusa"
import { type Customer } from "../helpers/people"
import { startStore } from "../helpers/store-process"

describeShop("a shop without points", (store) => {
  let ada: Customer

  beforeAll(async () => {
    ada = await store.shop.customer()
  })

  const threePairs = async () => store.shop.placeOrder({ customer: ada, items: { shoes: 3 } })

  const delivered = async () => {
    const order = await threePairs()
    await store.shop.orders.capture(order)
    return store.shop.orders.deliver(order)
  }

  describe("selling", () => {
    it("shows prices with tax in Germany", async () => {
      const cart = await store.shop.carts.create({ items: { shoes: 3, book: 1 }, shipping: "paid" })

      expect(cart.item_total).toBeCloseTo(367.7, 9)
      expect(cart.total).toBeCloseTo(377.7, 9)
      expect(cart.item_tax_total).toBeCloseTo(57 + 0.7, 9)
    })

    it("adds the tax to prices in the United States", async () => {
      const cart = await store.shop.carts.create({ region: "usd", items: { shoes: 3 } })

      expect(cart).toMatchObject({ total: 330, tax_total: 30, currency_code: "usd" })
    })

    it("sells in roubles with tax", async () => {
      const cart = await store.shop.carts.create({ region: "rub", items: { shoes: 1 } })

      expect(cart.total).toBeCloseTo(11_900, 9)
      expect(cart.tax_total).toBeCloseTo(11_900 / 6, 6)
    })

    it("lets a cart be changed in every way a storefront can", async () => {
      const { carts } = store.shop
      await store.shop.promotion({ code: "TENTH", percent: 10 })
      const cart = await carts.create({ items: { shoes: 3 } })

      expect(await carts.addItem(cart, "red")).toMatchObject({ item_total: 390.33 })
      expect(await carts.updateItem(cart, "red", 2)).toMatchObject({ item_total: 423.66 })
      expect(await carts.removeItem(cart, "red")).toMatchObject({ item_total: 357 })
      expect(await carts.addPromoCode(cart, "TENTH")).toMatchObject({ total: 321.3 })
      expect(await carts.removePromoCode(cart, "TENTH")).toMatchObject({ total: 357 })
      expect(await carts.setShippingMethod(cart, "paid")).toMatchObject({ total: 367 })
      expect(await carts.moveTo(cart, "usd")).toMatchObject({ currency_code: "usd" })
      expect(await carts.handTo(cart, ada)).toMatchObject({ customer_id: ada.id })
    })

    it("takes automatic and fixed promotions off, but not off gift cards and fixed prices", async () => {
      await store.shop.promotion({ code: "ALWAYS", amount: 9, automatic: true })

      const cart = await store.shop.carts.create({ items: { shoes: 1, giftCard: 1, fixedPriceLamp: 1 } })

      expect(cart.total).toBeCloseTo(119 - 9 + 50 + 40, 9)
    })

    it("sells to guests", async () => {
      const order = await store.shop.placeOrder({ items: { red: 1, green: 1, blue: 1 } })

      expect(order.total).toBeCloseTo(99.99, 9)
    })
  })

  describe("after the sale", () => {
    it("places an order of a signed-in customer and tells its subscribers", async () => {
      const order = await threePairs()

      expect(order).toMatchObject({ total: 357, customer_id: ada.id, payment_status: "authorized" })
      expect(store.events.emitted).toContainEqual({ name: "order.placed", data: { id: order.id } })
    })

    it("captures, and refunds a part", async () => {
      const order = await store.shop.orders.capture(await threePairs())
      const refunded = await store.shop.orders.refund(order, 20)

      expect(order.payment_status).toBe("captured")
      expect(refunded.payment_status).toBe("partially_refunded")
    })

    it("cancels", async () => {
      const order = await store.shop.orders.cancel(await threePairs())

      expect(order.status).toBe("canceled")
    })

    it("takes one of three back, then another that is damaged", async () => {
      const { orders } = store.shop
      const order = await delivered()

      const once = await orders.takeBack(order, { shoes: 1 })
      const returned = await orders.requestReturn(order, { shoes: 1 })
      const twice = await orders.receiveReturn(order, returned, { damaged: { shoes: 1 } })

      expect(orders.line(once, "shoes").detail.return_received_quantity).toBe(1)
      expect(orders.line(twice, "shoes").detail).toMatchObject({
        return_received_quantity: 1,
        return_dismissed_quantity: 1,
      })
      expect(twice.total).toBeCloseTo(119, 9)
    })

    it("refunds a claim for goods that are kept", async () => {
      const { order } = await store.shop.orders.claim(await delivered(), {
        type: "refund",
        items: { shoes: 1 },
      })

      expect(store.shop.orders.line(order, "shoes").detail.written_off_quantity).toBe(1)
    })

    it("replaces claimed goods that come back", async () => {
      const { orders } = store.shop
      const { order, returned } = await orders.claim(await delivered(), {
        type: "replace",
        items: { shoes: 1 },
        sendBack: { shoes: 1 },
        replacement: { book: 1 },
      })

      const after = await orders.receiveReturn(order, returned!, { sound: { shoes: 1 } })

      expect(orders.line(after, "shoes").detail.return_received_quantity).toBe(1)
      expect(orders.line(after, "book").quantity).toBe(1)
    })

    it("exchanges one good for another", async () => {
      const { orders } = store.shop
      const { order, returned } = await orders.exchange(await delivered(), {
        sendBack: { shoes: 1 },
        sendOut: { red: 1 },
      })

      const after = await orders.receiveReturn(order, returned!, { sound: { shoes: 1 } })

      expect(after.total).toBeCloseTo(238 + 33.33, 9)
    })

    it("edits an order: fewer of one, another added, one taken out", async () => {
      const { orders } = store.shop
      const order = await store.shop.placeOrder({ customer: ada, items: { shoes: 3, red: 1 } })

      const edited = await orders.edit(order, {
        change: { shoes: 2, red: 0 },
        add: { blue: 1 },
        carryOverPromotions: true,
      })

      expect(edited.total).toBeCloseTo(238 + 33.33, 9)
    })

    it("transfers an order to another customer", async () => {
      const grace = await store.shop.customer()

      const order = await store.shop.orders.transfer(await threePairs(), grace)

      expect(order.customer_id).toBe(grace.id)
    })

    it("marks an order as finished", async () => {
      const order = await store.shop.orders.finish(await delivered())

      expect(order.status).toBe("completed")
    })
  })

  it("is open in two processes at once", async () => {
    const other = await startStore({ databaseUrl: store.databaseUrl })
    try {
      const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 3 } })
      const elsewhere = new HttpClient(other.baseUrl, ada.http.headers)

      const { cart: seen } = await elsewhere.get<{ cart: Cart }>(`/store/carts/${cart.id}`)

      expect(seen.total).toBe(357)
    } finally {
      await other.stop()
    }
  })
})
