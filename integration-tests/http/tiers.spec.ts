import { type Cart } from "../helpers/carts"
import { type Order } from "../helpers/orders"
import { describeShop } from "../helpers/medusa"
import { type Customer } from "../helpers/people"
import { daysFromNow, type Page, Points } from "../helpers/points"
import { expectRefused } from "../helpers/refusals"

interface Tier {
  id: string
  handle: string
  name: string
  version: number
  threshold: number
  members: number
  customer_group_id: string | null
}

interface MemberTier {
  present: { handle: string; name: string; multiplier: number } | null
  since: string | null
  safe_until: string | null
  measure: { by: string; currency_code: string | null; value: number; from: string | null }
  next: { tier: { handle: string }; threshold: number; missing: number; by: string | null } | null
  stay: { threshold: number; missing: number; by: string | null } | null
}

interface Change {
  from: { handle: string } | null
  to: { handle: string } | null
  reason: string
  measure: number | null
  order_id: string | null
  actor: string
}

interface Earned {
  points: number
  lines: { line_id: string; points: number; reasons: { code: string; tier?: string; points?: number }[] }[]
}

const graceDays = 30
const dayMs = 86_400_000

describeShop("tiers", (store) => {
  const points = new Points(store)
  let silver: Tier
  let program: string
  let ada: Customer

  const ladderPath = () => `/admin/loyalty/programs/${program}/tier-ladder`
  const newTier = async (settings: object): Promise<Tier> =>
    (await store.shop.admin.post<{ tier: Tier }>("/admin/loyalty/tiers", settings)).tier
  const tierOf = async (customer: Customer): Promise<MemberTier> =>
    (await customer.http.get<{ tier: MemberTier }>("/store/loyalty/tier")).tier
  const accountOf = async (customer: Customer): Promise<string> => (await points.account(customer)).id
  const changesOf = async (customer: Customer): Promise<Change[]> => {
    const path = `/admin/loyalty/accounts/${await accountOf(customer)}/tier/changes`
    return (await store.shop.admin.get<Page<"changes", Change>>(path)).changes
  }
  const groupsOf = async (customer: Customer): Promise<string[]> => {
    type Shown = { customer: { groups: { id: string }[] } }
    const path = `/admin/customers/${customer.id}?fields=id,*groups`
    return (await store.shop.admin.get<Shown>(path)).customer.groups.map(({ id }) => id)
  }
  const earnedIn = async (cart: Cart): Promise<Earned> => (await points.ofCart(cart)).earn as Earned
  const paidOrder = async (customer: Customer, pairs: number): Promise<Order> =>
    await store.shop.orders.capture(await store.shop.placeOrder({ customer, items: { shoes: pairs } }))

  beforeAll(async () => {
    const { admin, catalogue } = store.shop
    const { programs } = await admin.get<{ programs: { id: string }[] }>("/admin/loyalty/programs")
    program = programs[0].id
    await admin.post(ladderPath(), {
      qualification: { by: "money_spent", currency_code: "eur" },
      window: { code: "rolling", days: 365 },
      grace_days: graceDays,
    })
    await newTier({ handle: "bronze", name: "Bronze", threshold: 0 })
    silver = await newTier({
      handle: "silver",
      name: "Silver",
      translations: { ru: "Серебро" },
      threshold: 150,
      multiplier: 1.5,
      redemption: {
        min_points: 10,
        max_share_percent: 20,
        rates: [{ currency_code: "eur", points: 1, worth: 0.02 }],
      },
      create_customer_group: true,
    })
    await newTier({ handle: "gold", name: "Gold", threshold: 1_000, multiplier: 2 })
    await admin.post("/admin/price-lists", {
      title: "Silver",
      description: "For members of silver",
      type: "override",
      status: "active",
      rules: { "customer.groups.id": [silver.customer_group_id] },
      prices: [{ variant_id: catalogue.variantId.shoes, currency_code: "eur", amount: 100 }],
    })
    ada = await store.shop.customer()
  })

  it("a member reaches silver by the payment of his order, has its prices and its points, and loses it after a return and the grace", async () => {
    const first = await store.shop.placeOrder({ customer: ada, items: { shoes: 2 } })
    expect(await tierOf(ada)).toMatchObject({
      present: { handle: "bronze", multiplier: 1 },
      safe_until: null,
      next: { tier: { handle: "silver" }, threshold: 150, missing: 150 },
    })
    expect(first.items[0].unit_price).toBe(119)
    await store.shop.orders.capture(first)

    const reached = await tierOf(ada)
    expect(reached).toMatchObject({
      present: { handle: "silver", name: "Silver", multiplier: 1.5 },
      measure: { by: "money_spent", currency_code: "eur", counts_when: "paid", includes_events: false },
      next: { tier: { handle: "gold" } },
      stay: { threshold: 150, missing: 150 },
    })
    const { value } = reached.measure
    expect(reached.next?.missing).toBeCloseTo(1_000 - value, 2)
    expect(await groupsOf(ada)).toEqual([silver.customer_group_id])

    const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 1 } })
    expect(cart.items?.[0].unit_price).toBe(100)
    const promised = await earnedIn(cart)
    const second = await store.shop.orders.get(await store.shop.carts.complete(cart))
    const awarded = await points.ofOrder(second)
    expect(awarded.earned).toBe(promised.points)
    const byRate = promised.lines[0].reasons.find(({ code }) => code === "rate_applied")?.points ?? 0
    expect(promised.lines[0].reasons).toContainEqual(
      expect.objectContaining({ code: "tier_applied", tier: "Silver", points: Math.floor(byRate / 2) }),
    )
    expect(promised.points).toBe(byRate + Math.floor(byRate / 2))
    expect(awarded.lines[0].reasons).toEqual(promised.lines[0].reasons)
    expect((await points.ofOrder(first)).earned).toBe(Math.floor(value))

    await store.shop.orders.deliver(first)
    await store.shop.orders.takeBack(first, { shoes: 2 })
    const dropped = await tierOf(ada)
    expect(dropped).toMatchObject({
      present: { handle: "silver" },
      measure: { value: 0 },
      stay: { missing: 150 },
    })
    expect(Date.parse(dropped.safe_until ?? "") - Date.now()).toBeGreaterThan((graceDays - 1) * dayMs)

    await points.run("review", daysFromNow(graceDays - 1))
    expect((await tierOf(ada)).present?.handle).toBe("silver")
    expect(await groupsOf(ada)).toEqual([silver.customer_group_id])
    await points.run("review", daysFromNow(graceDays + 1))
    expect((await tierOf(ada)).present?.handle).toBe("bronze")
    expect(await groupsOf(ada)).toEqual([])
    const plain = await store.shop.carts.create({ customer: ada, items: { shoes: 1 } })
    expect(plain.items?.[0].unit_price).toBe(119)
    // What was bought as a member of silver stays judged so.
    await store.shop.admin.post(`/admin/loyalty/orders/${second.id}/settlement`)
    expect(await points.ofOrder(second)).toMatchObject({ earned: promised.points })

    const change = (from: string | null, to: string, reason: string, order_id: string | null) => ({
      from: from && expect.objectContaining({ handle: from }),
      to: expect.objectContaining({ handle: to }) as unknown,
      reason,
      order_id,
      actor: "system",
    })
    expect(await changesOf(ada)).toMatchObject([
      change("silver", "bronze", "fell", null),
      change("bronze", "silver", "reached", first.id),
      change(null, "bronze", "reached", first.id),
    ])
    await points.run("publish")
    expect(store.events.emitted.filter(({ name }) => name === "loyalty.tier_changed")).toHaveLength(3)
  })

  it("a member of silver spends points by silver's terms, which his cart keeps when he is bronze again", async () => {
    await paidOrder(ada, 2)
    await points.give(ada, 5_000)
    expect((await points.account(ada)).worth).toEqual({ amount: 100, currency_code: "eur" })
    const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 1 } })

    // A fifth of 119.00: the price of the list is one without tax. At two cents a point.
    const twoCents = { points: 1, worth: 0.02 }
    expect((await points.ofCart(cart)).redemption).toMatchObject({
      max_points: 1_190,
      max_amount: 23.8,
      min_points: 10,
      spend_rate: twoCents,
    })
    const { redemption, cart: paying } = await points.apply(cart, 1_000)
    expect(redemption).toMatchObject({ points: 1_000, amount: 20 })
    expect(paying.total).toBe(119 - 20)
    await store.shop.admin.post(`/admin/loyalty/accounts/${await accountOf(ada)}/tier`, { tier_id: null })
    const left = await store.shop.carts.updateItem(cart, "shoes", 2)
    // Still at two cents a point.
    expect(left.total).toBe(238 - 20)
  })

  it("a guest and a member of bronze are promised what the rate gives", async () => {
    const { productId, variantId, regionId } = store.shop.catalogue
    const path = `/store/products/${productId.shoes}/loyalty-points?region_id=${regionId.eur}&variant_id=${variantId.shoes}`
    type Promised = { loyalty_points: { points: number; reasons: { code: string }[] }[] }
    const bob = await store.shop.customer()
    const promised = async (who: Pick<Customer, "http">) =>
      (await who.http.get<Promised>(path)).loyalty_points[0]
    const usual = await promised({ http: store.shop.guest })

    expect(await promised(bob)).toEqual(usual)
    await paidOrder(bob, 2)
    const raised = await promised(bob)
    expect(raised.points).toBe(usual.points + Math.floor(usual.points / 2))
    expect(raised.reasons.map(({ code }) => code)).toContain("tier_applied")
  })

  it("a rule for silver gives to silver alone", async () => {
    const { rule } = await store.shop.admin.post<{ rule: { id: string } }>("/admin/loyalty/rules", {
      name: "Silver's own",
      trigger: { code: "order" },
      conditions: { code: "tier", in: [silver.id] },
      effect: { code: "fixed_points", points: 7 },
    })
    await store.shop.admin.post(`/admin/loyalty/rules/${rule.id}`, { state: "active" })
    const before = await paidOrder(ada, 2)
    const after = await paidOrder(ada, 1)

    const codes = async (order: Order) =>
      (await points.ofOrder(order)).lines[0].reasons.map(({ code }) => code)
    expect(await codes(before)).not.toContain("rule_applied")
    expect(await codes(after)).toEqual(expect.arrayContaining(["tier_applied", "rule_applied"]))
  })

  it("a group that the staff took a member out of, or put him into by mistake, is put right by the review; other groups are let be", async () => {
    const { admin } = store.shop
    type Group = { customer_group: { id: string } }
    const { customer_group: friends } = await admin.post<Group>("/admin/customer-groups", { name: "Friends" })
    const bob = await store.shop.customer()
    await points.account(bob)
    await paidOrder(ada, 2)
    const silvers = `/admin/customer-groups/${silver.customer_group_id}/customers`
    await admin.post(silvers, { remove: [ada.id], add: [bob.id] })
    await admin.post(`/admin/customer-groups/${friends.id}/customers`, { add: [ada.id, bob.id] })

    expect(await points.run("review")).toEqual({ done: 2, failed: 0 })

    expect((await groupsOf(ada)).sort()).toEqual([friends.id, silver.customer_group_id].sort())
    expect(await groupsOf(bob)).toEqual([friends.id])
    expect(await points.run("review")).toEqual({ done: 0, failed: 0 })
  })

  it("a tier's group changes, and its members go along by the next review", async () => {
    await paidOrder(ada, 2)
    type Group = { customer_group: { id: string } }
    const { customer_group: other } = await store.shop.admin.post<Group>("/admin/customer-groups", {
      name: "Argent",
    })
    await store.shop.admin.post(`/admin/loyalty/tiers/${silver.id}`, { customer_group_id: other.id })

    await points.run("review")

    expect(await groupsOf(ada)).toEqual([other.id])
  })

  it("staff put a member into a tier, see who holds it, and cannot delete it but by saying where he goes", async () => {
    const { admin } = store.shop
    const account = await accountOf(ada)
    const until = daysFromNow(100).toISOString()
    const gold = (await admin.get<Page<"tiers", Tier>>("/admin/loyalty/tiers")).tiers[2]
    await admin.post(`/admin/loyalty/accounts/${account}/tier`, { tier_id: gold.id, until })

    type Accounts = Page<"accounts", { id: string }>
    expect(await admin.get<Accounts>(`/admin/loyalty/accounts?tier_id=${gold.id}`)).toMatchObject({
      accounts: [{ id: account }],
      count: 1,
    })
    expect(
      (await admin.get<Page<"tiers", Tier>>("/admin/loyalty/tiers")).tiers.map(({ handle, members }) => [
        handle,
        members,
      ]),
    ).toEqual([
      ["bronze", 0],
      ["silver", 0],
      ["gold", 1],
    ])
    await points.run("review", daysFromNow(99))
    expect((await tierOf(ada)).present?.handle).toBe("gold")

    const path = `/admin/loyalty/tiers/${gold.id}`
    await expectRefused(points, () => admin.send("delete", path), 400, "tier_in_use")
    await expectRefused(
      points,
      () => admin.send("delete", `${path}?move_to=${gold.id}`),
      400,
      "invalid_request",
      /^move_to: /,
    )
    await admin.delete(`${path}?move_to=${silver.id}`)
    expect((await tierOf(ada)).present?.handle).toBe("silver")
    expect((await changesOf(ada))[0]).toMatchObject({
      from: { handle: "gold" },
      to: { handle: "silver" },
      reason: "tier_deleted",
    })
    await expectRefused(points, () => admin.send("get", path), 404, "tier_not_found")
  })

  it("settings that are refused name the field, and nothing changes", async () => {
    const { admin } = store.shop
    const tier = { handle: "new", name: "New", threshold: 500 }
    const post = (path: string, body: object) => () => admin.send("post", path, body)
    const faults: [path: string, body: object, said: RegExp][] = [
      [ladderPath(), { window: { code: "rolling" } }, /^window/],
      [ladderPath(), { window: { code: "since_joining" }, lock: "period" }, /^lock: /],
      [ladderPath(), { qualification: { by: "orders" } }, /^qualification: /],
      [ladderPath(), { grace_days: -1 }, /^grace_days: /],
      ["/admin/loyalty/tiers", { ...tier, handle: "silver" }, /^handle: is that of Silver/],
      ["/admin/loyalty/tiers", { ...tier, threshold: 150 }, /^threshold: is that of Silver/],
      ["/admin/loyalty/tiers", { ...tier, threshold: 1.005 }, /^threshold: /],
      ["/admin/loyalty/tiers", { ...tier, handle: "Not so" }, /^handle: /],
      ["/admin/loyalty/tiers", { ...tier, customer_group_id: "cusgroup_none" }, /^customer_group_id: /],
      [
        "/admin/loyalty/tiers",
        { ...tier, name: "Silver", create_customer_group: true },
        /^create_customer_group: /,
      ],
      ["/admin/loyalty/tiers", { ...tier, multiplier: 0 }, /^multiplier: /],
      [
        "/admin/loyalty/tiers",
        { ...tier, redemption: { max_share_percent: 101 } },
        /^redemption\.max_share_percent: /,
      ],
      [`/admin/loyalty/tiers/${silver.id}`, { threshold: 1_000 }, /^threshold: is that of Gold/],
      [`/admin/loyalty/tiers/${silver.id}`, { colour: "grey" }, /colour/],
    ]
    for (const [path, body, said] of faults)
      await expectRefused(points, post(path, body), 400, "invalid_request", said)
    await expectRefused(points, () => admin.send("delete", ladderPath()), 400, "tier_ladder_in_use")

    const changed = await admin.post<{ tier: Tier }>(`/admin/loyalty/tiers/${silver.id}`, {
      multiplier: 1.25,
    })
    expect(changed.tier).toMatchObject({
      version: 2,
      multiplier: 1.25,
      threshold: 150,
      translations: { ru: "Серебро" },
    })
    expect(await admin.get(`/admin/loyalty/tiers/${silver.id}/versions`)).toMatchObject({
      versions: [
        { version: 2, multiplier: 1.25 },
        { version: 1, multiplier: 1.5 },
      ],
      count: 2,
    })
  })

  it("a member buys a year of silver: with its payment he has the tier, its prices and the club, renews, and gives back what he returns", async () => {
    const { admin, catalogue, orders } = store.shop
    const { club } = await admin.post<{ club: { id: string } }>("/admin/loyalty/clubs", {
      handle: "readers",
      name: "Readers",
    })
    await admin.post("/admin/loyalty/membership-plans", {
      name: "A year of silver",
      variant_ids: [catalogue.variantId.book],
      term: { months: 12 },
      tier_id: silver.id,
      club_ids: [club.id],
    })
    const bought = async (customer: Customer) =>
      (
        await customer.http.get<Page<"memberships", { state: string; ends_at: string; units: number }>>(
          "/store/loyalty/memberships",
        )
      ).memberships
    const yearsFromNow = (at: string): number => (Date.parse(at) - Date.now()) / (365 * dayMs)
    const year = () => store.shop.placeOrder({ customer: ada, items: { book: 1 } })

    const first = await year()
    expect([await bought(ada), (await tierOf(ada)).present?.handle]).toEqual([[], "bronze"])
    await orders.capture(first)
    expect(await tierOf(ada)).toMatchObject({ present: { handle: "silver" } })
    expect(await groupsOf(ada)).toEqual([silver.customer_group_id])
    const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 1 } })
    expect(cart.items?.[0].unit_price).toBe(100)
    expect((await earnedIn(cart)).lines[0].reasons.map(({ code }) => code)).toContain("tier_applied")
    const [membership] = await bought(ada)
    expect(membership).toMatchObject({ state: "active", units: 1 })
    const inClubs = async () =>
      (
        await admin.get<Page<"clubs", { name: string; joined_at: string | null; bought_until: string }>>(
          `/admin/loyalty/accounts/${await accountOf(ada)}/clubs`,
        )
      ).clubs
    expect(await inClubs()).toMatchObject([
      { name: "Readers", joined_at: null, bought_until: membership.ends_at },
    ])
    expect(yearsFromNow(membership.ends_at)).toBeCloseTo(1, 1)

    const renewed = await orders.capture(await year())
    expect((await bought(ada)).map(({ state }) => state)).toEqual(["to_come", "active"])
    expect(yearsFromNow((await bought(ada))[0].ends_at)).toBeCloseTo(2, 1)
    const page = await admin.get<Page<"memberships", { order_id: string }>>(
      `/admin/loyalty/accounts/${await accountOf(ada)}/memberships`,
    )
    expect(page.memberships.map(({ order_id }) => order_id)).toEqual([renewed.id, first.id])

    await orders.deliver(first)
    await orders.takeBack(first, { book: 1 })
    const left = await bought(ada)
    expect(left.map(({ state }) => state)).toEqual(["active", "ended"])
    expect(yearsFromNow(left[0].ends_at)).toBeCloseTo(1, 1)
    expect((await tierOf(ada)).present?.handle).toBe("silver")
    await orders.deliver(renewed)
    await orders.takeBack(renewed, { book: 1 })
    expect(await inClubs()).toEqual([])
    await points.run("review", daysFromNow(graceDays + 1))
    expect((await tierOf(ada)).present?.handle).toBe("bronze")
    expect(await groupsOf(ada)).toEqual([])
  })
})
