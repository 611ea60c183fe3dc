import * as pg from "@medusajs/framework/pg"
import { describeShop } from "../helpers/medusa"
import type { Order } from "../helpers/orders"
import type { Customer } from "../helpers/people"
import { pathOf, Points } from "../helpers/points"

/** Statements about points that a page may cost; what Medusa asks for itself is its own. */
describeShop("what a page with points asks the database", (store) => {
  const points = new Points(store)
  let ada: Customer
  let order: Order
  let cart: { id: string }
  let ruleId = ""

  beforeAll(async () => {
    ada = await store.shop.customer()
    await points.give(ada, 1_000)
    order = await store.shop.placeOrder({ customer: ada, items: { shoes: 1, book: 2 } })
    cart = await store.shop.carts.create({ customer: ada, items: { shoes: 1 } })
    const { rule } = await store.shop.admin.post<{ rule: { id: string } }>("/admin/loyalty/rules", {
      name: "Books",
      trigger: { code: "order" },
      effect: { code: "fixed_points", points: 5 },
    })
    ruleId = rule.id
  })

  /** How many statements name a table or a function of ours. */
  const statementsOf = async (request: () => Promise<unknown>): Promise<number> => {
    // The first answer of a process prepares what later ones find.
    await request()
    const queries = jest.spyOn(pg.Client.prototype, "query")
    try {
      await request()
      const texts = queries.mock.calls.map(([statement]) => textOf(statement))
      return texts.filter((text) => text.includes("loyalty_")).length
    } finally {
      queries.mockRestore()
    }
  }

  const textOf = (statement: unknown): string => {
    if (typeof statement === "string") return statement
    const { text = "" } = (statement ?? {}) as { text?: string }
    return text
  }

  it.each<[string, () => Promise<unknown>, number]>([
    ["the program", () => store.shop.guest.get("/store/loyalty/program"), 1],
    ["the account", () => ada.http.get("/store/loyalty/account"), 4],
    ["the history", () => ada.http.get("/store/loyalty/transactions?limit=100"), 5],
    ["a cart", () => ada.http.get(pathOf(cart)), 5],
    [
      "a product",
      () =>
        store.shop.guest.get(
          `/store/products/${store.shop.catalogue.productId.shoes}/loyalty-points?region_id=${store.shop.catalogue.regionId.eur}`,
        ),
      1,
    ],
    ["the list of members", () => store.shop.admin.get("/admin/loyalty/accounts"), 3],
    ["the list of rules", () => store.shop.admin.get("/admin/loyalty/rules"), 2],
    ["a rule", () => store.shop.admin.get(`/admin/loyalty/rules/${ruleId}`), 3],
    ["an order", () => store.shop.admin.get(`/admin/loyalty/orders/${order.id}`), 6],
    ["an order's rules", () => store.shop.admin.get(`/admin/loyalty/orders/${order.id}/rules`), 3],
  ])("of %s is no more than so many statements, however long the list", async (_, request, atMost) => {
    const statements = await statementsOf(request)

    expect(statements).toBeGreaterThan(0)
    expect(statements).toBeLessThanOrEqual(atMost)
  })
})
