import { type Cart } from "../helpers/carts"
import { withClient } from "../helpers/database"
import { type HttpClient } from "../helpers/http"
import { describeShop } from "../helpers/medusa"
import { type Customer } from "../helpers/people"
import { daysFromNow, pathOf, Points, type AccountView } from "../helpers/points"

const anyId = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}_[A-Z0-9]+$`)) as string
const anyTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string

describeShop("what a storefront gets", (store) => {
  const points = new Points(store)
  const soon = daysFromNow(30)
  const later = daysFromNow(60)
  let ada: Customer

  beforeAll(async () => {
    ada = await store.shop.customer()
    await points.give(ada, 100)
    await points.give(ada, 2_000, later)
    await points.give(ada, 300, soon)
    await points.give(ada, 600, soon)
  })

  const cartOfShoes = () => store.shop.carts.create({ customer: ada, items: { shoes: 3 } })

  it("the program: its name, its unit in the shop's languages, its rates and limits, for everyone", async () => {
    const answer = await store.shop.guest.get("/store/loyalty/program")
    expect(answer).toEqual({
      program: {
        id: anyId("lprog"),
        name: "Loyalty",
        unit_names: {
          en: { one: "point", other: "points" },
          ru: { one: "балл", few: "балла", many: "баллов", other: "балла" },
        },
        precision: 0,
        joining: "automatic",
        rates: [
          { currency_code: "eur", earn: { points: 1, per_amount: 1 }, spend: { points: 1, worth: 0.01 } },
          { currency_code: "usd", earn: { points: 1, per_amount: 1 }, spend: { points: 1, worth: 0.01 } },
          { currency_code: "rub", earn: { points: 5, per_amount: 100 }, spend: { points: 1, worth: 1 } },
        ],
        pending_days: 14,
        expires_after_days: 365,
        redemption: { min_points: 1, step_points: 1, max_share_percent: 100, hold_minutes: 60 },
      },
    })
  })

  it("the account: what is there, what it is worth, and what expires when", async () => {
    const get = (query = "") => ada.http.get<{ account: AccountView }>(`/store/loyalty/account${query}`)
    const { account } = await get()
    expect(account).toEqual({
      id: anyId("lacc"),
      status: "active",
      balance: { available: 3_000, pending: 0, held: 0 },
      worth: { amount: 30, currency_code: "eur" },
      expiring: [
        { points: 900, at: soon.toISOString() },
        { points: 2_000, at: later.toISOString() },
      ],
    })
    expect((await get("?currency_code=rub")).account.worth).toEqual({ amount: 3_000, currency_code: "rub" })
    expect((await get("?currency_code=USD")).account.worth).toEqual({ amount: 30, currency_code: "usd" })
    expect((await get("?currency_code=gbp")).account.worth).toBeNull()
    expect((await ada.http.post<{ account: AccountView }>("/store/loyalty/account")).account).toEqual(account)
  })

  it("the transactions: what moved, for which order, why, and what was left, page by page", async () => {
    const order = await store.shop.placeOrder({ customer: ada, items: { shoes: 2, giftCard: 1 } })
    const path = "/store/loyalty/transactions"
    const first = await ada.http.get<{ transactions: { reasons: object[] }[] }>(`${path}?limit=2`)
    expect(first).toEqual({
      transactions: [
        {
          id: expect.stringMatching(/^lacc_[A-Z0-9]+_5$/) as string,
          type: "earn",
          points: 238,
          order_id: order.id,
          trigger: null,
          description: "Points for an order",
          available_after: 3_000,
          expires_at: null,
          created_at: anyTime,
          reasons: expect.any(Array) as unknown[],
        },
        {
          id: expect.stringMatching(/^lacc_[A-Z0-9]+_4$/) as string,
          type: "adjust",
          points: 600,
          order_id: null,
          trigger: null,
          description: "Correction by the shop",
          available_after: 3_000,
          expires_at: soon.toISOString(),
          created_at: anyTime,
          reasons: [],
        },
      ],
      count: 5,
      limit: 2,
      offset: 0,
    })
    const { reasons } = first.transactions[0]
    expect(reasons).toHaveLength(2)
    expect(reasons).toContainEqual({
      line_id: store.shop.orders.line(order, "shoes").id,
      points: 238,
      reasons: expect.arrayContaining([expect.objectContaining({ code: "rate_applied" })]) as unknown[],
    })
    expect(reasons).toContainEqual({
      line_id: store.shop.orders.line(order, "giftCard").id,
      points: 0,
      reasons: [expect.objectContaining({ code: "gift_card_excluded" })],
    })
    const last = await ada.http.get(`${path}?limit=2&offset=4`)
    expect(last).toMatchObject({ transactions: [{ points: 100 }], count: 5, limit: 2, offset: 4 })
    expect(await ada.http.get(path)).toMatchObject({ count: 5, limit: 20, offset: 0 })
  })

  it("the transactions of an order, however many came after it; of another's order none", async () => {
    const order = await store.shop.placeOrder({ customer: ada, items: { shoes: 2 } })
    await store.shop.placeOrder({ customer: ada, items: { shoes: 1 } })
    const path = `/store/loyalty/transactions?order_id=${order.id}`
    expect(await ada.http.get(`${path}&limit=1`)).toMatchObject({
      transactions: [{ type: "earn", points: 238, order_id: order.id }],
      count: 1,
      limit: 1,
      offset: 0,
    })
    const bob = await store.shop.customer()
    await points.give(bob, 100)
    expect(await bob.http.get(path)).toMatchObject({ transactions: [], count: 0 })
  })

  it("what a product would earn, for whoever looks at it, in the region's money", async () => {
    const { productId, variantId, regionId } = store.shop.catalogue
    const earned = async (good: "shoes" | "giftCard", query: string) => {
      const path = `/store/products/${productId[good]}/loyalty-points?${query}`
      return (await store.shop.guest.get<{ loyalty_points: object[] }>(path)).loyalty_points
    }
    const [shoes, ...others] = await earned("shoes", `region_id=${regionId.eur}`)
    expect(others).toEqual([])
    expect(shoes).toEqual({
      product_id: productId.shoes,
      variant_id: variantId.shoes,
      quantity: 1,
      points: 119,
      reasons: expect.arrayContaining([expect.objectContaining({ code: "rate_applied" })]) as unknown[],
    })
    const three = `region_id=${regionId.rub}&variant_id=${variantId.shoes}&quantity=3`
    expect(await earned("shoes", three)).toMatchObject([{ quantity: 3, points: 1_785 }])
    expect(await earned("shoes", `region_id=${regionId.usd}`)).toMatchObject([{ points: 110 }])
    expect(await earned("giftCard", `region_id=${regionId.eur}`)).toMatchObject([
      { points: 0, reasons: [{ code: "gift_card_excluded" }, { code: "nothing_to_earn" }] },
    ])
  })

  describe("a cart's points", () => {
    it("what the cart earns, what may be spent on it, and what already is", async () => {
      const cart = await cartOfShoes()
      const line = cart.items?.[0].id
      const mayBeSpent = {
        max_points: 3_000,
        max_amount: 30,
        min_points: 1,
        step: 1,
        spend_rate: { points: 1, worth: 0.01 },
        refused: null,
      }
      expect(await ada.http.get(pathOf(cart))).toEqual({
        loyalty_points: {
          earn: {
            points: 357,
            lines: [{ line_id: line, points: 357, reasons: expect.any(Array) as unknown[] }],
          },
          redemption: { ...mayBeSpent, applied: null },
        },
      })

      const { redemption } = await points.apply(cart, 1_000)
      expect(await ada.http.get(pathOf(cart))).toEqual({
        loyalty_points: {
          earn: {
            points: 347,
            lines: [{ line_id: line, points: 347, reasons: expect.any(Array) as unknown[] }],
          },
          redemption: { ...mayBeSpent, applied: redemption },
        },
      })
    })

    it("applying answers with the cart as the store shows it, and with the redemption; so does removing", async () => {
      const cart = await cartOfShoes()
      const applied = await points.apply(cart, 1_000)
      expect(applied).toEqual({
        cart: await store.shop.carts.get(cart),
        redemption: {
          id: anyId("lred"),
          points: 1_000,
          amount: 10,
          currency_code: "eur",
          expires_at: anyTime,
        },
      })
      expect(applied.cart.total).toBe(347)
      const minutes = (new Date(applied.redemption.expires_at).getTime() - Date.now()) / 60_000
      expect(Math.round(minutes)).toBe(60)

      const removed = await ada.http.delete(pathOf(cart))
      expect(removed).toEqual({ cart: await store.shop.carts.get(cart) })
      await points.apply(cart, 1_000)
      expect(await points.apply(cart, 0)).toEqual({
        cart: await store.shop.carts.get(cart),
        redemption: null,
      })
      expect(await ada.http.delete(pathOf(cart))).toEqual(removed)
    })

    it("gives of the cart what is asked for", async () => {
      const cart = await cartOfShoes()
      const path = `${pathOf(cart)}?fields=id,total`
      const answer = await ada.http.post<{ cart: Cart }>(path, { points: 1_000 })
      expect(answer.cart).toEqual({ id: cart.id, total: 347 })
    })
  })

  describe("a program that one has to join", () => {
    it("knows nobody who has not, and everyone who has", async () => {
      await points.changeProgram({ joining: "opt_in" })
      const grace = await store.shop.customer()
      const stranger = await grace.http.send("get", "/store/loyalty/account")
      expect(stranger).toMatchObject({ status: 404, body: { code: "account_not_found" } })
      const empty = { transactions: [], count: 0, limit: 20, offset: 0 }
      expect(await grace.http.get("/store/loyalty/transactions")).toEqual(empty)

      const before = await store.shop.placeOrder({ customer: grace, items: { shoes: 1 } })
      const cart = await store.shop.carts.create({ customer: grace, items: { shoes: 1 } })
      expect((await points.tryToApply(grace.http, cart, 1)).body.code).toBe("account_not_found")
      expect((await grace.http.send("get", "/store/loyalty/account")).status).toBe(404)

      const { account } = await grace.http.post<{ account: AccountView }>("/store/loyalty/account")
      expect(account).toMatchObject({ id: anyId("lacc"), balance: { available: 0, pending: 0, held: 0 } })
      expect((await grace.http.post<{ account: AccountView }>("/store/loyalty/account")).account).toEqual(
        account,
      )
      await store.shop.carts.complete(cart)
      expect(await points.balance(grace)).toEqual({ available: 0, pending: 119, held: 0 })
      expect(await points.ofOrder(before)).toMatchObject({ awards: [] })
    })
  })

  describe("another program for another sales channel", () => {
    /** A shop window of its own: its publishable key sees its own channel, and the channel its own program. */
    const openOutlet = async (): Promise<HttpClient> => {
      const { admin, catalogue } = store.shop
      const { sales_channel: channel } = await admin.post<{ sales_channel: { id: string } }>(
        "/admin/sales-channels",
        { name: "Outlet" },
      )
      const { api_key: key } = await admin.post<{ api_key: { id: string; token: string } }>(
        "/admin/api-keys",
        {
          title: "Outlet",
          type: "publishable",
        },
      )
      await admin.post(`/admin/api-keys/${key.id}/sales-channels`, { add: [channel.id] })
      await admin.post(`/admin/sales-channels/${channel.id}/products`, { add: [catalogue.productId.shoes] })
      await admin.post(`/admin/stock-locations/${catalogue.locationId}/sales-channels`, { add: [channel.id] })
      // Cashback in hundredths: a point is a euro, and every cent counts.
      await withClient(store.databaseUrl, (client) =>
        client.query(
          `insert into loyalty_program (id, handle, name, unit_names, joining, is_default, sales_channel_ids, terms, starts_at)
           select 'lprog_OUTLET', 'outlet', 'Cashback', unit_names, joining, false, array[$1], terms || $2, starts_at
           from loyalty_program where is_default`,
          [
            channel.id,
            {
              precision: 2,
              rates: [
                {
                  currencyCode: "eur",
                  decimalDigits: 2,
                  earn: { points: 5, perMinor: 100 },
                  spend: { points: 1, worthMinor: 1 },
                },
              ],
            },
          ],
        ),
      )
      return ada.http.with({ "x-publishable-api-key": key.token })
    }

    it("has its own name, its own accounts and its own money, exact to the cent", async () => {
      const outlet = await openOutlet()
      expect(await outlet.get("/store/loyalty/program")).toMatchObject({
        program: {
          name: "Cashback",
          precision: 2,
          rates: [{ earn: { points: 0.05, per_amount: 1 }, spend: { points: 0.01, worth: 0.01 } }],
        },
      })
      const { account } = await outlet.get<{ account: AccountView }>("/store/loyalty/account")
      expect(account.balance).toEqual({ available: 0, pending: 0, held: 0 })
      expect(account.id).not.toBe((await points.account(ada)).id)
      await store.shop.admin.post(`/admin/loyalty/accounts/${account.id}/adjustments`, {
        points: 12.34,
        reason: "goodwill",
      })

      const { regionId, variantId } = store.shop.catalogue
      const { cart } = await outlet.post<{ cart: Cart }>("/store/carts", {
        region_id: regionId.eur,
        items: [{ variant_id: variantId.shoes, quantity: 1 }],
      })
      const refused = await points.tryToApply(outlet, cart, 12.345)
      expect(refused).toMatchObject({ status: 400, body: { code: "invalid_points" } })
      const applied = await points.tryToApply(outlet, cart, 12.34)
      expect(applied.body).toMatchObject({
        cart: { total: 106.66 },
        redemption: { points: 12.34, amount: 12.34 },
      })
      expect(await outlet.get(pathOf(cart))).toMatchObject({
        loyalty_points: {
          earn: { points: 5.33 },
          redemption: { max_points: 12.34, min_points: 0.01, step: 0.01 },
        },
      })
      expect(await outlet.get("/store/loyalty/account")).toMatchObject({
        account: { balance: { available: 0, held: 12.34 } },
      })
      expect(await points.balance(ada)).toEqual({ available: 3_000, pending: 0, held: 0 })
    })
  })
})
