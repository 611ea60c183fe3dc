import { type Basket } from "../helpers/catalogue"
import { describeShop } from "../helpers/medusa"
import { type Customer } from "../helpers/people"
import { daysFromNow, Points } from "../helpers/points"

interface Promised {
  product_id: string
  variant_id: string
  quantity: number
  points: number
  reasons: { code: string; rule?: string }[]
}

describeShop("what an owner's rules give", (store) => {
  const points = new Points(store)
  let ada: Customer

  const activeRule = async (settings: object): Promise<string> => {
    const { rule } = await store.shop.admin.post<{ rule: { id: string } }>("/admin/loyalty/rules", {
      trigger: { code: "order" },
      ...settings,
    })
    await store.shop.admin.post(`/admin/loyalty/rules/${rule.id}`, { state: "active" })
    return rule.id
  }

  const category = async (name: string, parent: string | null = null): Promise<string> => {
    type Made = { product_category: { id: string } }
    const { product_category: made } = await store.shop.admin.post<Made>("/admin/product-categories", {
      name,
      is_active: true,
      parent_category_id: parent,
    })
    return made.id
  }

  const promisedIn = async (who: Pick<Customer, "http">, items: Basket): Promise<Promised[]> => {
    const { productId, variantId, regionId } = store.shop.catalogue
    const { earnings } = await who.http.post<{ earnings: Promised[] }>("/store/loyalty/earnings", {
      region_id: regionId.eur,
      items: Object.entries(items).map(([good, quantity]) => ({
        product_id: productId[good as keyof Basket],
        variant_id: variantId[good as keyof Basket],
        quantity,
      })),
    })
    return earnings
  }

  beforeAll(async () => {
    const { admin, catalogue } = store.shop
    ada = await store.shop.customer()
    await points.give(ada, 2_000)
    type Group = { customer_group: { id: string } }
    const { customer_group: regulars } = await admin.post<Group>("/admin/customer-groups", {
      name: "Regulars",
    })
    await admin.post(`/admin/customer-groups/${regulars.id}/customers`, { add: [ada.id] })
    const clothes = await category("Clothes")
    const footwear = await category("Footwear", clothes)
    await admin.post(`/admin/product-categories/${footwear}/products`, { add: [catalogue.productId.shoes] })
    await store.shop.promotion({ code: "TENTH", percent: 10 })

    await activeRule({
      name: "Clothes twice",
      conditions: { code: "category", in: [clothes] },
      effect: { code: "multiplier", factor: 2 },
      limits: { per_order: 60 },
    })
    await activeRule({
      name: "Regulars",
      conditions: { code: "customer_group", in: [regulars.id] },
      effect: { code: "percent_back", percent: 5 },
    })
    await activeRule({
      name: "Welcome",
      conditions: { code: "order_number", is: [1] },
      effect: { code: "fixed_points", points: 100 },
      limits: { per_member: [{ times: 1, per: "life" }] },
    })
    await activeRule({
      name: "Without a code",
      conditions: { not: { code: "promo_code" } },
      effect: { code: "fixed_points", points: 1 },
    })
  })

  it("is promised to each as it would be given: on a list, to a guest and to a member", async () => {
    const guest = await promisedIn({ http: store.shop.guest }, { shoes: 1, book: 1 })
    expect(guest.map((one) => one.points)).toEqual([119 + 60 + 1, 10 + 1])
    expect(guest[0].reasons).toContainEqual(
      expect.objectContaining({
        code: "capped",
        rule: "Clothes twice",
        limit: "order",
        wanted: 119,
        given: 60,
      }),
    )

    const member = await promisedIn(ada, { shoes: 1, book: 1 })
    expect(member.map((one) => one.points)).toEqual([119 + 60 + 595 + 100 + 1, 10 + 53 + 100 + 1])
    const { productId, regionId } = store.shop.catalogue
    const page = await ada.http.get<{ loyalty_points: Promised[] }>(
      `/store/products/${productId.shoes}/loyalty-points?region_id=${regionId.eur}`,
    )
    expect(page.loyalty_points).toEqual([member[0]])
  })

  it("adds up in one order beside a promotion, points spent and a cap, says why, and comes back by halves", async () => {
    const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 2, book: 1 } })
    await store.shop.carts.addPromoCode(cart, "TENTH")
    expect((await points.apply(cart, 2_000)).cart.total).toBe(203.83)
    const promised = await points.ofCart(cart)

    const order = await store.shop.orders.get(await store.shop.carts.complete(cart))
    const [shoes, book] = [store.shop.orders.line(order, "shoes"), store.shop.orders.line(order, "book")]
    const settled = await points.ofOrder(order)
    // The rate, clothes twice up to its cap, five percent back, and the welcome.
    expect(settled.earned).toBe(203 + 60 + 1_019 + 100)
    expect(promised.earn.points).toBe(settled.earned)
    const linesOf = (lines: { line_id: string }[], id: string) => lines.find(({ line_id }) => line_id === id)
    expect(linesOf(settled.lines, shoes.id)).toMatchObject({ earned: 194 + 60 + 975 + 96 })
    expect(linesOf(settled.lines, book.id)).toMatchObject({ earned: 9 + 44 + 4 })
    expect(promised.earn.lines.map((line) => line.points).sort()).toEqual([57, 1_325].sort())
    const reasons = settled.lines.flatMap((line) => line.reasons) as { code: string; rule?: string }[]
    expect(new Set(reasons.flatMap(({ rule }) => rule ?? []))).toEqual(
      new Set(["Clothes twice", "Regulars", "Welcome"]),
    )

    const { rules } = await store.shop.admin.get<{ rules: object[] }>(
      `/admin/loyalty/orders/${order.id}/rules`,
    )
    expect(rules).toMatchObject([
      { rule: "Clothes twice", wanted: 194, given: 60, capped_by: "order", because: null },
      { rule: "Regulars", wanted: 1_019, given: 1_019, capped_by: null, because: null },
      { rule: "Welcome", wanted: 100, given: 100, capped_by: null, because: null },
      { rule: "Without a code", wanted: 0, given: 0, capped_by: null, because: "not_promo_code" },
    ])

    await store.shop.orders.capture(order)
    await store.shop.orders.deliver(order)
    await store.shop.orders.takeBack(order, { shoes: 1 })
    expect(await points.ofOrder(order)).toMatchObject({ earned: 662 + 57 })
    await store.shop.orders.takeBack(order, { shoes: 1 })
    expect(await points.ofOrder(order)).toMatchObject({ earned: 57 })
    await points.run("activate", daysFromNow(15))
    expect(await points.balance(ada)).toMatchObject({ pending: 0 })
  })

  it("adds up for a silver member with a category of his choice, too, each with its reason, and comes back exactly", async () => {
    const { admin, catalogue } = store.shop
    const { programs } = await admin.get<{ programs: { id: string }[] }>("/admin/loyalty/programs")
    await admin.post(`/admin/loyalty/programs/${programs[0].id}/tier-ladder`, {
      qualification: { by: "orders" },
      window: { code: "rolling", days: 365 },
    })
    const { tier } = await admin.post<{ tier: { id: string } }>("/admin/loyalty/tiers", {
      handle: "silver",
      name: "Silver",
      threshold: 1,
      multiplier: 1.5,
    })
    const { id } = await points.account(ada)
    await admin.post(`/admin/loyalty/accounts/${id}/tier`, { tier_id: tier.id })
    const books = await category("Books")
    await admin.post(`/admin/product-categories/${books}/products`, { add: [catalogue.productId.book] })
    const { offer } = await admin.post<{ offer: { id: string } }>("/admin/loyalty/cashback-offers", {
      name: "Your categories",
      period: "month",
      choose_up_to: 1,
      categories: [{ category_id: books, percent: 10 }],
    })
    await admin.post(`/admin/loyalty/cashback-offers/${offer.id}`, { state: "active" })
    await ada.http.post("/store/loyalty/categories", { category_ids: [books] })

    const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 2, book: 1 } })
    await store.shop.carts.addPromoCode(cart, "TENTH")
    await points.apply(cart, 2_000)
    const promised = await points.ofCart(cart)
    const order = await store.shop.orders.get(await store.shop.carts.complete(cart))
    const settled = await points.ofOrder(order)
    expect(promised.earn.points).toBe(settled.earned)

    const lineOf = (good: "shoes" | "book") =>
      settled.lines.find(({ line_id }) => line_id === store.shop.orders.line(order, good).id)
    type Told = { code: string; rule?: string; tier?: string; points: number }
    const toldOf = (good: "shoes" | "book") =>
      (lineOf(good)?.reasons as Told[])
        .filter(({ code }) => code.endsWith("_applied"))
        .map(({ code, rule, tier: held, points: given }) => `${rule ?? held ?? code}: ${given}`)
    // The rate for the shoes and ten percent for the book, both half as much again for silver, then the rest.
    expect(toldOf("shoes")).toEqual([
      "rate_applied: 195",
      "Silver: 98",
      "Clothes twice: 60",
      "Regulars: 975",
      "Welcome: 96",
    ])
    expect(toldOf("book")).toEqual(["Silver: 43", "Regulars: 44", "Welcome: 4", "Your categories: Books: 87"])
    expect(settled.earned).toBe(195 + 87 + 141 + 60 + 1_019 + 100)
    const { rules } = await admin.get<{ rules: object[] }>(`/admin/loyalty/orders/${order.id}/rules`)
    expect(rules).toContainEqual(
      expect.objectContaining({ rule: "Clothes twice", wanted: 293, given: 60, capped_by: "order" }),
    )

    await store.shop.orders.capture(order)
    await store.shop.orders.deliver(order)
    await store.shop.orders.takeBack(order, { shoes: 1 })
    const [shoes, book] = [lineOf("shoes")?.earned ?? 0, lineOf("book")?.earned ?? 0]
    expect((await points.ofOrder(order)).earned).toBe(Math.floor(shoes / 2) + book)
  })

  it("is over for an order that is not the first, and back when the first is canceled", async () => {
    const bob = await store.shop.customer()
    const first = await store.shop.placeOrder({ customer: bob, items: { book: 1 } })
    const second = await store.shop.placeOrder({ customer: bob, items: { book: 1 } })
    expect(await points.ofOrder(first)).toMatchObject({ earned: 10 + 100 + 1 })
    expect(await points.ofOrder(second)).toMatchObject({ earned: 10 + 1 })

    await store.shop.orders.cancel(first)
    expect(await points.ofOrder(first)).toMatchObject({ earned: 0 })
    const third = await store.shop.placeOrder({ customer: bob, items: { book: 1 } })
    // The second order stands, so this one is no first.
    expect(await points.ofOrder(third)).toMatchObject({ earned: 10 + 1 })
  })

  it("is what the rules of the day say: a rule that was ended since still stands for the order", async () => {
    const id = await activeRule({ name: "Today", effect: { code: "fixed_points", points: 7 } })
    // The welcome is for neither of the two.
    await store.shop.placeOrder({ customer: ada, items: { book: 1 } })
    const before = await store.shop.placeOrder({ customer: ada, items: { red: 1 } })
    await store.shop.admin.post(`/admin/loyalty/rules/${id}`, { state: "ended" })
    const after = await store.shop.placeOrder({ customer: ada, items: { red: 1 } })

    const [earnedBefore, earnedAfter] = [await points.ofOrder(before), await points.ofOrder(after)]
    expect(earnedBefore.earned - earnedAfter.earned).toBe(7)
    await store.shop.admin.post(`/admin/loyalty/orders/${before.id}/settlement`)
    expect((await points.ofOrder(before)).earned).toBe(earnedBefore.earned)
  })
})
