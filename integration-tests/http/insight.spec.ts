import { DateTime } from "luxon"
import type {
  Lot,
  LotsAnswer,
  Member,
  MemberOrdersAnswer,
  MembersAnswer,
} from "../../src/api/admin/loyalty/accounts/view"
import type { Figures, Overview } from "../../src/api/admin/loyalty/overview/view"
import type { Preview } from "../../src/api/admin/loyalty/programs/[id]/preview/view"
import { orderFigures } from "../../src/workflows/order-figures"
import { describeShop } from "../helpers/medusa"
import { type Order } from "../helpers/orders"
import { type Customer } from "../helpers/people"
import { daysFromNow, Points } from "../helpers/points"
import { expectRefused } from "../helpers/refusals"

/** A zone in which it is about noon: no day of the story ends while it is told. */
const noonZone = (): string => {
  const offset = new Date().getUTCHours() - 12
  return `Etc/GMT${offset < 0 ? "" : "+"}${offset}`
}

const nothing = { issued: 0, activated: 0, spent: 0, restored: 0, expired: 0, reversed: 0, adjusted: 0 }
const noOrders = {
  count: 0,
  with_points: 0,
  share_with_points: null,
  average: null,
  average_with_points: null,
  average_without_points: null,
  customers: 0,
  repeat_customers: 0,
  repeat_rate: null,
}

describeShop("what the shop's staff see", (store) => {
  const points = new Points(store)
  const zone = noonZone()
  let program: string
  let empty: Overview
  let ada: Customer
  let bob: Customer
  const orders: Record<"shoes" | "withPoints" | "book" | "roubles" | "canceled", Order> = {} as never

  /** Days from today, in the program's time zone. */
  const date = (days: number): string => DateTime.now().setZone(zone).plus({ days }).toISODate() ?? ""
  const overview = async (query: Record<string, string> = {}): Promise<Overview> => {
    const path = `/admin/loyalty/overview?${new URLSearchParams(query).toString()}`
    return (await store.shop.admin.get<{ overview: Overview }>(path)).overview
  }
  const members = async (query: Record<string, string | number> = {}): Promise<MembersAnswer> => {
    const text = Object.entries(query).map(([name, value]) => [name, String(value)])
    const path = `/admin/loyalty/accounts?${new URLSearchParams(text).toString()}`
    return await store.shop.admin.get<MembersAnswer>(path)
  }
  const accountOf = async (customer: Customer): Promise<string> => (await points.account(customer)).id
  const lotsOf = async (customer: Customer, query = ""): Promise<Lot[]> => {
    const path = `/admin/loyalty/accounts/${await accountOf(customer)}/lots${query}`
    return (await store.shop.admin.get<LotsAnswer>(path)).lots
  }
  const ordersOf = async (customer: Customer, query = ""): Promise<MemberOrdersAnswer> =>
    await store.shop.admin.get<MemberOrdersAnswer>(
      `/admin/loyalty/accounts/${await accountOf(customer)}/orders${query}`,
    )
  const preview = async (settings: object, order?: object): Promise<Preview> =>
    await store.shop.admin.post<Preview>(`/admin/loyalty/programs/${program}/preview`, { settings, order })

  beforeAll(async () => {
    const { admin, orders: office } = store.shop
    const { programs } = await admin.get<{ programs: { id: string }[] }>("/admin/loyalty/programs")
    program = programs[0].id
    empty = await overview()
    await points.changeProgram({ time_zone: zone })
    ada = await store.shop.customer({ email: "ada@example.com" })
    bob = await store.shop.customer({ email: "bob@example.com" })
    await admin.post(`/admin/customers/${ada.id}`, {
      first_name: "Ada",
      last_name: "Byron",
      phone: "+7 (921) 555-01-10",
    })
    await admin.post(`/admin/customers/${bob.id}`, {
      first_name: "Bob",
      last_name: "O'Neil_50%",
      phone: "+4930123456",
    })

    await points.give(ada, 3_000)
    await points.give(ada, 500, daysFromNow(20))
    orders.shoes = await store.shop.placeOrder({ customer: ada, items: { shoes: 2 } })
    const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 1, red: 1 } })
    await points.apply(cart, 1_000)
    orders.withPoints = await office.get(await store.shop.carts.complete(cart))
    orders.book = await store.shop.placeOrder({ customer: bob, items: { book: 1 } })
    await store.shop.placeOrder({ items: { red: 1 } })
    orders.roubles = await store.shop.placeOrder({ customer: bob, region: "rub", items: { book: 1 } })
    orders.canceled = await store.shop.placeOrder({ customer: bob, items: { red: 1 } })
    await office.cancel(orders.canceled)
    for (const name of ["shoes", "withPoints", "book", "roubles"] as const) await office.capture(orders[name])
    for (const name of ["shoes", "withPoints"] as const) await office.deliver(orders[name])
    await office.takeBack(orders.shoes, { shoes: 1 })
    await office.takeBack(orders.withPoints, { red: 1 })
  })

  // 238 for the shoes, 142 for 142.33 beside the points, 10 for the book, 53 for 1,070 roubles, 33 for what was canceled.
  const today = { ...nothing, issued: 238 + 142 + 10 + 53 + 33, spent: 1_000, adjusted: 3_500 }
  // One pair of two; of the other order 31 points of the red thing, and what it had of the 1,000 that were spent.
  const story = { ...today, reversed: 119 + 31 + 33, restored: 219 }
  // 119.00, 111.19 and 10.70 with points, 33.33 of a guest without.
  const eurOrders = {
    count: 4,
    with_points: 3,
    share_with_points: 0.75,
    average: 68.56,
    average_with_points: 80.3,
    average_without_points: 33.33,
    customers: 3,
    repeat_customers: 1,
    repeat_rate: 0.3333,
  }

  it("an empty store has figures of nothing", () => {
    const { present, previous, days, outstanding } = empty
    for (const figures of [present, previous])
      expect(figures).toMatchObject({
        points: nothing,
        redemption_rate: null,
        members: { active: 0, new: 0 },
        orders: noOrders,
      })
    expect(days).toHaveLength(30)
    expect(outstanding).toMatchObject({ available: 0, members: 0, worth: { available: 0, pending: 0 } })
  })

  it("the overview tells the story of the day in points, members, orders and money", async () => {
    const { present, previous, days, outstanding, ...rest } = await overview()

    expect(rest).toEqual({ program_id: program, time_zone: zone, currency_code: "eur" })
    expect(present).toEqual({
      from: date(-29),
      to: date(0),
      points: story,
      redemption_rate: 2.1008,
      members: { active: 2, new: 2 },
      orders: eurOrders,
    } satisfies Figures)
    expect(previous).toMatchObject({ from: date(-59), to: date(-30), points: nothing, orders: noOrders })
    expect(days).toHaveLength(30)
    expect(days.at(-1)).toEqual({ date: date(0), ...story })
    expect(
      days.slice(0, -1).every(({ date: _, ...day }) => Object.values(day).every((sum) => sum === 0)),
    ).toBe(true)
    expect(outstanding).toEqual({
      available: 3_500 - 1_000 + 219,
      pending: 119 + 111 + 10 + 53,
      held: 0,
      worth: { available: 27.19, pending: 2.93, held: 0 },
      members: 2,
    })
  })

  it("what happens on other days is told of those days, and beside them the days before", async () => {
    await points.give(bob, 40, daysFromNow(20))
    expect(await points.run("activate", daysFromNow(15))).toMatchObject({ failed: 0 })
    await points.run("expire", daysFromNow(21))

    const { present, previous, days, outstanding } = await overview({ from: date(1), to: date(30) })
    expect(present.points).toEqual({ ...nothing, activated: 293, expired: 40 })
    expect(previous).toMatchObject({
      ...{ from: date(-29), to: date(0), orders: eurOrders },
      points: { ...story, adjusted: story.adjusted + 40 },
    })
    expect(present).toMatchObject({ members: { active: 0, new: 0 }, orders: noOrders, redemption_rate: null })
    expect(days.filter(({ activated, expired }) => activated + expired > 0)).toEqual([
      { date: date(15), ...nothing, activated: 293 },
      { date: date(21), ...nothing, expired: 40 },
    ])
    const all = (await overview({ from: date(-10), to: date(30) })).present.points
    expect(outstanding.available + outstanding.pending + outstanding.held).toBe(
      all.issued + all.adjusted + all.restored - all.spent - all.expired - all.reversed,
    )
  })

  it("another currency has orders and worth of its own, and one without a rate no worth", async () => {
    const roubles = await overview({ currency_code: "RUB" })
    expect(roubles).toMatchObject({
      currency_code: "rub",
      present: {
        points: story,
        orders: {
          count: 1,
          with_points: 1,
          average: 1_070,
          average_without_points: null,
          customers: 1,
          repeat_rate: 0,
        },
      },
      outstanding: { worth: { available: 2_719, pending: 293 } },
    })
    expect(await overview({ currency_code: "gbp" })).toMatchObject({
      present: { orders: noOrders },
      outstanding: { available: 2_719, worth: null },
    })
  })

  it("of another program there is nothing, but the store's orders, none of them with its points", async () => {
    const at = { from: DateTime.fromISO(date(0), { zone }).toJSDate(), to: daysFromNow(1) }
    const ofStore = { ...at, currencyCode: "eur", decimalDigits: 2 }
    const without = () => Promise.resolve(new Set<string>())

    expect(await orderFigures(store.container, ofStore, without)).toMatchObject({
      count: 4,
      withPoints: 0,
      average: 68.56,
      averageWithoutPoints: 68.56,
    })
    expect(await orderFigures(store.container, ofStore, without, 3)).toBeNull()
  })

  it.each<[string, Record<string, string>, RegExp]>([
    ["a period that ends before it begins", { from: "2026-03-02", to: "2026-03-01" }, /^from: comes after/],
    ["a period of more than 366 days", { from: "2025-01-01", to: "2026-01-02" }, /^from: .*366 days/],
    ["a day that is none", { from: "2026-02-30" }, /^from: /],
    ["a day with an hour", { to: "2026-02-03T00:00:00Z" }, /^to: /],
    ["a day out of all years", { to: "9999-12-31" }, /^to: /],
    ["letters that are no currency", { currency_code: "xxq" }, /^currency_code: /],
    ["more letters than a currency has", { currency_code: "euro" }, /^currency_code: /],
  ])("%s is refused, naming the field", async (_, query, said) => {
    const path = `/admin/loyalty/overview?${new URLSearchParams(query).toString()}`
    await expectRefused(points, () => store.shop.admin.send("get", path), 400, "invalid_request", said)
  })

  it("an unknown program is not found, in the overview and in the preview", async () => {
    const { admin } = store.shop
    const unknown = "program_not_found"
    await expectRefused(
      points,
      () => admin.send("get", "/admin/loyalty/overview?program_id=lprog_x"),
      404,
      unknown,
    )
    await expectRefused(
      points,
      () => admin.send("post", "/admin/loyalty/programs/lprog_x/preview", { settings: {} }),
      404,
      unknown,
    )
    for (const part of ["lots", "orders"])
      await expectRefused(
        points,
        () => admin.send("get", `/admin/loyalty/accounts/lacc_x/${part}`),
        404,
        "account_not_found",
      )
  })

  describe("the list of members", () => {
    const idsFor = async (query: Record<string, string | number>): Promise<string[]> =>
      (await members(query)).accounts.map(({ customer_id }) => customer_id)

    it("has who they are, and is searched by name, e-mail and phone", async () => {
      const { accounts, count, is_cut } = await members()
      expect({ count, is_cut }).toEqual({ count: 2, is_cut: false })
      expect(accounts[1]).toMatchObject({
        customer_id: ada.id,
        customer: {
          id: ada.id,
          first_name: "Ada",
          last_name: "Byron",
          email: ada.email,
          phone: "+7 (921) 555-01-10",
        },
        tier: null,
        balance: { available: 2_719, pending: 230, held: 0 },
      } satisfies Partial<Member>)

      for (const q of [
        "ada",
        "BYRON",
        "byron  ada",
        ada.email,
        ada.email.slice(0, 5),
        "79215550110",
        "921 555",
        "555-01-10",
      ])
        expect([q, await idsFor({ q })]).toEqual([q, [ada.id]])
      for (const q of ["o'neil", "_50%", "+4930123456"])
        expect([q, await idsFor({ q })]).toEqual([q, [bob.id]])
      for (const q of ["a%n", "_da", "ada neil", "0000000"]) expect([q, await idsFor({ q })]).toEqual([q, []])
      expect(await idsFor({ q: "example.com", customer_id: bob.id })).toEqual([bob.id])
      expect(await idsFor({ q: "ada", customer_id: bob.id })).toEqual([])
    })

    it("is filtered by what they have and sorted by it", async () => {
      expect(await idsFor({ order: "available" })).toEqual([bob.id, ada.id])
      expect(await idsFor({ order: "-available" })).toEqual([ada.id, bob.id])
      expect(await idsFor({ order: "pending" })).toEqual([bob.id, ada.id])
      expect(await idsFor({ order: "created_at" })).toEqual([ada.id, bob.id])
      expect(await idsFor({ min_available: 2_719 })).toEqual([ada.id])
      expect(await idsFor({ min_available: 2_719.5 })).toEqual([])
      expect(await idsFor({ min_available: 0, status: "active", program_id: program })).toEqual([
        bob.id,
        ada.id,
      ])
      expect(await idsFor({ min_available: 0, program_id: "lprog_x" })).toEqual([])
      await points.give(ada, 1)
      expect(await idsFor({ order: "-updated_at" })).toEqual([ada.id, bob.id])
    })

    it("is filtered by club and by tier, both at once", async () => {
      const { admin } = store.shop
      type Club = { club: { id: string } }
      const { club } = await admin.post<Club>("/admin/loyalty/clubs", { handle: "tea", name: "Tea" })
      await admin.post(`/admin/loyalty/clubs/${club.id}`, { state: "open" })
      await ada.http.post(`/store/loyalty/clubs/${club.id}/membership`)
      await admin.post(`/admin/loyalty/programs/${program}/tier-ladder`, {
        qualification: { by: "orders" },
        window: { code: "rolling", days: 365 },
      })
      const settings = { handle: "gold", name: "Gold", translations: { ru: "Золото" }, threshold: 100 }
      const { tier } = await admin.post<{ tier: { id: string } }>("/admin/loyalty/tiers", settings)
      await admin.post(`/admin/loyalty/accounts/${await accountOf(ada)}/tier`, { tier_id: tier.id })

      expect(await idsFor({ club_id: club.id, tier_id: tier.id })).toEqual([ada.id])
      expect(await idsFor({ club_id: club.id, tier_id: "ltier_x" })).toEqual([])
      expect(await idsFor({ club_id: "lclub_x" })).toEqual([])
      expect((await members({ q: "ada" })).accounts[0].tier).toEqual({
        id: tier.id,
        name: "Gold",
        translations: { ru: "Золото" },
      })
    })

    it("has pages that neither repeat nor miss anybody, whatever many of them have in common", async () => {
      const crowd: string[] = []
      for (let number = 0; number < 5; number++) {
        const someone = await store.shop.customer()
        await points.account(someone)
        crowd.push(someone.id)
      }
      for (const order of ["available", "-available", "-created_at", "pending"]) {
        const pages = await Promise.all([0, 2, 4, 6].map((offset) => members({ order, limit: 2, offset })))
        const seen = pages.flatMap(({ accounts }) => accounts.map(({ customer_id }) => customer_id))
        expect(pages[0].count).toBe(7)
        expect([...seen].sort()).toEqual([ada.id, bob.id, ...crowd].sort())
      }
    })

    it("refuses an order that it does not know", async () => {
      const path = "/admin/loyalty/accounts?order=held"
      await expectRefused(
        points,
        () => store.shop.admin.send("get", path),
        400,
        "invalid_request",
        /^order: /,
      )
    })
  })

  describe("one member", () => {
    it("has lots that tell what became of every point", async () => {
      const lots = (await lotsOf(ada)).map(({ id: _, created_at: __, ...lot }) => lot)
      const rest = { held: 0, spent: 0, expired: 0, taken: 0, order_id: null }
      const available = { ...rest, state: "available", available_at: expect.any(String) as string }

      expect(lots).toEqual([
        {
          ...rest,
          points: 142,
          remaining: 111,
          taken: 31,
          state: "pending",
          order_id: orders.withPoints.id,
          available_at: expect.any(String) as string,
          expires_at: null,
        },
        {
          ...rest,
          points: 238,
          remaining: 119,
          taken: 119,
          state: "pending",
          order_id: orders.shoes.id,
          available_at: expect.any(String) as string,
          expires_at: null,
        },
        // Spent first, for they expire first; of what came back, the last drawn came first.
        {
          ...rest,
          points: 500,
          remaining: 0,
          spent: 500,
          state: "spent",
          available_at: expect.any(String) as string,
          expires_at: expect.any(String) as string,
        },
        { ...available, points: 3_000, remaining: 2_719, spent: 281, expires_at: null },
      ])
      expect(await lotsOf(ada, "?open=false")).toMatchObject([{ points: 500, state: "spent" }])
    })

    it("has lots that a cart holds, that expire, and that come in the order in which they are spent", async () => {
      const cart = await store.shop.carts.create({ customer: bob, items: { shoes: 1 } })
      await points.give(bob, 100, daysFromNow(2))
      await points.give(bob, 70, daysFromNow(1))
      await points.apply(cart, 120)

      expect((await lotsOf(bob, "?open=true")).map(({ points: given, state }) => [given, state])).toEqual([
        [100, "available"],
        [10, "pending"],
        [53, "pending"],
      ])
      expect(await lotsOf(bob, "?open=false")).toMatchObject([
        { points: 70, held: 70, state: "held" },
        { points: 33, taken: 33, state: "reversed" },
      ])
      await points.remove(cart)
      await points.run("expire", daysFromNow(3))
      expect(await lotsOf(bob, "?open=false&limit=2")).toMatchObject([
        { points: 70, expired: 70, held: 0, state: "expired" },
        { points: 100, expired: 100, held: 0, state: "expired" },
      ])
    })

    it("has orders with what each gave and took, as the ledger says, page by page", async () => {
      const { orders: found, count } = await ordersOf(ada)
      expect(count).toBe(2)
      expect(found).toEqual([
        {
          order_id: orders.withPoints.id,
          display_id: orders.withPoints.display_id,
          placed_at: expect.any(String) as string,
          currency_code: "eur",
          total: 111.19,
          earned: 142,
          reversed: 31,
          pending: 111,
          spent: 1_000,
          restored: 219,
        },
        {
          order_id: orders.shoes.id,
          display_id: orders.shoes.display_id,
          placed_at: expect.any(String) as string,
          currency_code: "eur",
          total: 119,
          earned: 238,
          reversed: 119,
          pending: 119,
          spent: 0,
          restored: 0,
        },
      ])
      expect(await ordersOf(ada, "?limit=1&offset=1")).toMatchObject({
        orders: [{ order_id: orders.shoes.id }],
        count: 2,
      })
      const bobs = (await ordersOf(bob)).orders
      expect(bobs.map(({ earned, reversed, currency_code }) => [earned, reversed, currency_code])).toEqual([
        [33, 33, "eur"],
        [53, 0, "rub"],
        [10, 0, "eur"],
      ])
    })

    it("has an order without points among the others", async () => {
      const order = await store.shop.placeOrder({ customer: bob, items: { giftCard: 1 } })
      expect((await ordersOf(bob)).orders[0]).toMatchObject({ order_id: order.id, earned: 0, total: 50 })
    })
  })

  describe("a preview of settings", () => {
    const eur = (earn: number, worth: number) => ({
      currency_code: "eur",
      earn: { points: earn, per_amount: 1 },
      spend: { points: 1, worth },
    })
    const usd = { ...eur(1, 0.01), currency_code: "usd" }
    const changed = {
      rates: [eur(3, 0.02), usd],
      earning: { pending_days: 3, expires_after_days: null, includes_tax: false },
      redemption: { min_points: 50, step_points: 50, max_share_percent: 30 },
    }

    it("is what is then earned, and what the cart then allows", async () => {
      const { present, changed: promised } = (
        await preview(changed, { amount: 152.33, currency_code: "eur", tax_percent: 19 })
      ).examples
      expect(present).toEqual({
        amount: 152.33,
        currency_code: "eur",
        earn_points: 152,
        earn_worth: 1.52,
        activates_after_days: 14,
        expires_after: 365,
        min_points: 1,
        max_points: 15_233,
        max_points_worth: 152.33,
        to_pay: 0,
      })
      // A third of 152.33 at most, in whole fifties of points at two cents; three points for each of 128.01 without tax.
      expect(promised).toEqual({
        amount: 152.33,
        currency_code: "eur",
        earn_points: 384,
        earn_worth: 7.68,
        activates_after_days: 3,
        expires_after: null,
        min_points: 50,
        max_points: 2_250,
        max_points_worth: 45,
        to_pay: 107.33,
      })

      await points.changeProgram(changed)
      await points.give(ada, 100_000)
      const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 1, red: 1 } })
      const { earn, redemption } = await points.ofCart(cart)
      expect(earn.points).toBe(promised?.earn_points)
      expect(redemption).toMatchObject({
        max_points: promised?.max_points,
        min_points: promised?.min_points,
        step: 50,
      })
      const order = await store.shop.orders.get(await store.shop.carts.complete(cart))
      expect((await points.ofOrder(order)).earned).toBe(promised?.earn_points)
      const paying = await store.shop.carts.create({ customer: ada, items: { shoes: 1, red: 1 } })
      const { cart: paid, redemption: applied } = await points.apply(paying, promised?.max_points ?? 0)
      expect(applied.amount).toBe(promised?.max_points_worth)
      expect(paid.total).toBe(promised?.to_pay)
    })

    it("tells what would change, what each change reaches and how much there is to reach, and changes nothing", async () => {
      const before = await points.everything()
      const { changes, touched } = await preview({
        ...changed,
        name: "Tea points",
        joining: "opt_in",
        returns: { reversal: "only_pending" },
      })

      expect(changes.map(({ path, affects }) => [path, affects])).toEqual([
        ["name", "nothing"],
        ["joining", "members"],
        ["rates.eur.earn", "new_orders"],
        ["rates.eur.spend", "balances"],
        ["rates.rub.earn", "new_orders"],
        ["rates.rub.spend", "balances"],
        ["earning.pending_days", "new_orders"],
        ["earning.expires_after_days", "new_orders"],
        ["earning.includes_tax", "new_orders"],
        ["redemption.min_points", "open_carts"],
        ["redemption.step_points", "open_carts"],
        ["redemption.max_share_percent", "open_carts"],
        ["returns.reversal", "new_orders"],
      ])
      expect(changes).toContainEqual({
        path: "rates.rub.earn",
        from: { points: 5, per_amount: 100 },
        to: null,
        affects: "new_orders",
      })
      expect(changes).toContainEqual({
        path: "earning.pending_days",
        from: 14,
        to: 3,
        affects: "new_orders",
      })
      expect(touched).toEqual({
        members: 2,
        pending_points: 293,
        available_points: 2_719,
        open_redemptions: 0,
      })
      expect(await points.everything()).toEqual(before)
    })

    it("counts the carts that hold points", async () => {
      const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 1 } })
      await points.apply(cart, 100)
      expect((await preview({})).touched).toMatchObject({ open_redemptions: 1, available_points: 2_619 })
      expect((await preview({})).changes).toEqual([])
    })

    it("has no example in a currency without a rate, before or after", async () => {
      const order = { amount: 1_000, currency_code: "rub" }
      const { examples } = await preview({ rates: [eur(1, 0.01)] }, order)
      expect(examples).toMatchObject({
        present: { earn_points: 50, max_points: 1_000, to_pay: 0 },
        changed: null,
      })
      expect((await preview({ rates: [] })).examples).toMatchObject({
        present: { amount: 1_000 },
        changed: null,
      })
    })

    it.each<[string, object, RegExp]>([
      [
        "settings that the program would refuse",
        { settings: { rates: [{ currency_code: "xxq" }] } },
        /^rates: /,
      ],
      ["a setting that is none", { settings: { colour: "red" } }, /colour/],
      ["no settings", {}, /^settings: /],
      [
        "an order of nothing",
        { settings: {}, order: { amount: 0, currency_code: "eur" } },
        /^order\.amount: /,
      ],
      [
        "no known currency",
        { settings: {}, order: { amount: 1, currency_code: "xxq" } },
        /^order\.currency_code: /,
      ],
      [
        "more points than can be counted",
        {
          settings: { rates: [{ ...eur(1, 1), spend: { points: 1_000_000_000, worth: 0.01 } }] },
          order: { amount: 1_000_000_000, currency_code: "eur" },
        },
        /^order\.amount: /,
      ],
    ])("refuses %s, naming the field", async (_, body, said) => {
      const path = `/admin/loyalty/programs/${program}/preview`
      await expectRefused(
        points,
        () => store.shop.admin.send("post", path, body),
        400,
        "invalid_request",
        said,
      )
    })
  })
})
