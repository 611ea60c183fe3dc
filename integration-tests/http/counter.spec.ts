import { settleOrder } from "../../src/workflows/settle-order"
import { type Method } from "../helpers/http"
import { describeShop } from "../helpers/medusa"
import { type Customer } from "../helpers/people"
import { daysFromNow, Points, type AdminAccount, type AdminTransaction, type Page } from "../helpers/points"
import { expectRefused } from "../helpers/refusals"

/** Settings that an owner may not make, and what the answer says of each. */
const noSettings: [settings: object, said: RegExp][] = [
  [{ colour: "red" }, /colour/],
  [{ earning: { pending: 3 } }, /^earning: .*pending/],
  [{ name: "" }, /^name: /],
  [{ joining: "by_post" }, /^joining: /],
  [{ starts_at: "soon" }, /^starts_at: /],
  [{ rates: [{ currency_code: "zzz" }] }, /^rates: zzz/],
  [{ rates: [{ currency_code: "euro" }] }, /^rates\[0\]\.currency_code: /],
  [{ rates: [{ currency_code: "eur" }, { currency_code: "EUR" }] }, /^rates: .*twice/],
  [
    { rates: [{ currency_code: "eur", earn: { points: 1, per_amount: 0 } }] },
    /^rates\[0\]\.earn\.per_amount: /,
  ],
  [{ rates: [{ currency_code: "eur", spend: { points: 0, worth: 1 } }] }, /^rates\[0\]\.spend\.points: /],
  [{ rates: [{ currency_code: "eur", spend: { points: 1, worth: 0.001 } }] }, /^rates\.spend\.worth: /],
  [{ rates: [{ currency_code: "eur", spend: { points: 0.5, worth: 1 } }] }, /^rates\.spend\.points: /],
  [{ redemption: { min_points: -1 } }, /^redemption\.min_points: /],
  [{ redemption: { min_points: 1.5 } }, /^redemption\.min_points: /],
  [{ redemption: { step_points: 0 } }, /^redemption\.step_points: /],
  [{ redemption: { max_share_percent: 101 } }, /^redemption\.max_share_percent: /],
  [{ redemption: { hold_minutes: 0 } }, /^redemption\.hold_minutes: /],
  [{ earning: { pending_days: "14" } }, /^earning\.pending_days: /],
  [{ earning: { expires_after_days: 0 } }, /^earning\.expires_after_days: /],
  [{ returns: { reversal: "never" } }, /^returns\.reversal: /],
  [{ returns: { restoration: "never" } }, /^returns\.restoration: /],
]

describeShop("behind the counter", (store) => {
  const points = new Points(store)
  let ada: Customer
  let adaAccount: string

  beforeAll(async () => {
    ada = await store.shop.customer()
    adaAccount = (await points.account(ada)).id
  })

  const admin = <T>(path: string, body?: object): Promise<T> =>
    body === undefined
      ? store.shop.admin.get<T>(`/admin/loyalty${path}`)
      : store.shop.admin.post<T>(`/admin/loyalty${path}`, body)

  const adjustments = () => `/accounts/${adaAccount}/adjustments`

  it("a correction carries its author, its reason and a note, and may expire", async () => {
    const expires_at = daysFromNow(10).toISOString()
    const given = { points: 300, reason: "data_correction", note: "Called on Monday.", expires_at }
    type Answer = { account: AdminAccount; transaction: AdminTransaction }
    const { account, transaction } = await admin<Answer>(adjustments(), given)
    const { user } = await store.shop.admin.get<{ user: { id: string } }>("/admin/users/me")
    expect(account.balance).toEqual({ available: 300, pending: 0, held: 0 })
    expect(transaction).toMatchObject({
      type: "adjust",
      points: 300,
      reason: "data_correction",
      actor: `user:${user.id}`,
      note: "Called on Monday.",
      expires_at,
    })

    const { transaction: taken } = await admin<Answer>(adjustments(), { points: -100, reason: "goodwill" })
    expect(taken).toMatchObject({ points: -100, available_after: 200, note: null, expires_at: null })
    const { transactions } = await admin<Page<"transactions", AdminTransaction>>(
      `/accounts/${adaAccount}/transactions`,
    )
    expect(transactions).toEqual([taken, transaction])
    expect(JSON.stringify(await points.transactions(ada))).not.toMatch(/Monday|user_/)
  })

  it("has one effect for the same Idempotency-Key", async () => {
    const http = store.shop.admin.with({ "Idempotency-Key": "letter-7" })
    const path = `/admin/loyalty${adjustments()}`
    const first = await http.send<{ transaction: AdminTransaction }>("post", path, {
      points: 5,
      reason: "goodwill",
    })
    const again = await http.send<{ transaction: AdminTransaction }>("post", path, {
      points: 5,
      reason: "goodwill",
    })
    const other = await http.send("post", path, { points: 6, reason: "goodwill" })

    expect(first.headers["idempotency-replayed"]).toBeUndefined()
    expect(again.headers["idempotency-replayed"]).toBe("true")
    expect(again.body.transaction).toEqual(first.body.transaction)
    expect(other).toMatchObject({ status: 400, body: { code: "idempotency_key_reused" } })
    expect(await points.balance(ada)).toMatchObject({ available: 5 })
  })

  it("a frozen member keeps earning and getting back, and is as before when unfrozen", async () => {
    await points.give(ada, 1_000)
    const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 3 } })
    await points.apply(cart, 1_000)
    const order = await store.shop.carts.complete(cart)
    const { account } = await admin<{ account: AdminAccount }>(`/accounts/${adaAccount}`, {
      status: "frozen",
    })
    expect(account.status).toBe("frozen")
    expect((await points.account(ada)).status).toBe("frozen")

    await store.shop.orders.cancel(order)
    await store.shop.placeOrder({ customer: ada, items: { shoes: 1 } })
    expect(await points.balance(ada)).toEqual({ available: 1_000, pending: 119, held: 0 })
    await admin(`/accounts/${adaAccount}`, { status: "active" })
    const next = await store.shop.carts.create({ customer: ada, items: { shoes: 1 } })
    expect((await points.apply(next, 1_000)).cart.total).toBe(109)
  })

  it("finds members by e-mail, by customer and by status, page by page", async () => {
    const grace = await store.shop.customer({ email: "grace.hopper@example.com" })
    const alan = await store.shop.customer({ email: "alan@example.com" })
    const ids = [(await points.account(grace)).id, (await points.account(alan)).id]
    await admin(`/accounts/${ids[1]}`, { status: "frozen" })
    const search = async (query: string) => {
      const { accounts, ...page } = await admin<Page<"accounts", AdminAccount>>(`/accounts?${query}`)
      return { ids: accounts.map(({ id }) => id), ...page }
    }

    expect(await search("q=grace.hopper@example")).toEqual({
      ids: [ids[0]],
      count: 1,
      limit: 20,
      offset: 0,
      is_cut: false,
    })
    expect(await search("q=nobody@example.com")).toMatchObject({ ids: [], count: 0 })
    expect(await search(`customer_id=${alan.id}`)).toMatchObject({ ids: [ids[1]], count: 1 })
    expect(await search(`customer_id=${alan.id}&q=grace`)).toMatchObject({ ids: [], count: 0 })
    expect(await search("status=frozen")).toMatchObject({ ids: [ids[1]], count: 1 })
    expect(await search("limit=2")).toMatchObject({ ids: [ids[1], ids[0]], count: 3, limit: 2, offset: 0 })
    expect(await search("limit=2&offset=2")).toMatchObject({
      ids: [adaAccount],
      count: 3,
      limit: 2,
      offset: 2,
    })
  })

  it("pages through a member's transactions, the newest first, and by type", async () => {
    for (const amount of [1, 2, 3, 4]) await points.give(ada, amount)
    await admin(adjustments(), { points: -1, reason: "goodwill" })
    const list = async (query: string) => {
      const path = `/accounts/${adaAccount}/transactions?${query}`
      const { transactions, ...page } = await admin<Page<"transactions", AdminTransaction>>(path)
      return { points: transactions.map((one) => one.points), ...page }
    }

    expect(await list("limit=2")).toEqual({ points: [-1, 4], count: 5, limit: 2, offset: 0 })
    expect(await list("limit=2&offset=4")).toEqual({ points: [1], count: 5, limit: 2, offset: 4 })
    expect(await list("offset=9")).toMatchObject({ points: [], count: 5 })
    expect(await list("type=expire")).toMatchObject({ points: [], count: 0 })
    expect(await list("type=adjust&limit=1")).toMatchObject({ points: [-1], count: 5 })
  })

  it("settles an order now, once, and shows what it earned, what it spent and why", async () => {
    await points.give(ada, 1_000)
    const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 2, giftCard: 1 } })
    const { redemption } = await points.apply(cart, 1_000)
    store.events.deliver("never")
    const order = await store.shop.orders.get(await store.shop.carts.complete(cart))
    expect((await store.shop.admin.send("get", `/admin/loyalty/orders/${order.id}`)).status).toBe(404)

    const settle = async () =>
      await admin<{ posted: number; order: object }>(`/orders/${order.id}/settlement`, {})
    const { posted, order: shown } = await settle()
    expect(posted).toBe(2)
    expect((await settle()).posted).toBe(0)
    const [shoes, card] = [
      store.shop.orders.line(order, "shoes").id,
      store.shop.orders.line(order, "giftCard").id,
    ]
    expect(shown).toMatchObject({
      id: order.id,
      earned: 228,
      spent: 1_000,
      paid: false,
      awards: [{ earned: 228, reversed: 0, shortfall: 0, expired: 0 }],
      redemption: { id: redemption.id, status: "captured", held: 1_000, captured: 1_000, restored: 0 },
    })
    const { lines, transactions } = await points.ofOrder(order)
    expect(lines).toHaveLength(2)
    expect(lines).toContainEqual(
      expect.objectContaining({ line_id: shoes, bought_points: 228, earned: 228, spent: 1_000 }),
    )
    expect(lines.find(({ line_id }) => line_id === card)).toMatchObject({
      earned: 0,
      spent: 0,
      reasons: [{ code: "gift_card_excluded" }],
    })
    expect(transactions.map(({ type }) => type)).toEqual(["capture", "earn"])
    expect(transactions.map(({ order_id }) => order_id)).toEqual([order.id, order.id])
  })

  it("an account is opened for a registered customer, and for nobody else", async () => {
    const grace = await store.shop.customer()
    const open = (body: object) => admin<{ account: AdminAccount }>("/accounts", body)
    const { account } = await open({ customer_id: grace.id })
    expect(account).toMatchObject({ customer_id: grace.id, balance: { available: 0, pending: 0, held: 0 } })
    expect((await open({ customer_id: grace.id })).account).toEqual(account)

    const guest = await store.shop.placeOrder({ items: { shoes: 1 } })
    const refused = (body: object) => () => store.shop.admin.send("post", "/admin/loyalty/accounts", body)
    for (const body of [{ customer_id: "cus_none" }, { customer_id: guest.customer_id }, {}]) {
      await expectRefused(points, refused(body), 400, "invalid_request", /^customer_id: /)
    }
    const nowhere = { customer_id: grace.id, program_id: "lprog_none" }
    await expectRefused(points, refused(nowhere), 404, "program_not_found")
  })

  describe("the clock's jobs can be run by hand", () => {
    const run = async (job: string) => {
      const report = await admin<{ job: string; done: number; failed: number }>(`/jobs/${job}`, {})
      expect(report).toEqual({ job, done: expect.any(Number) as number, failed: 0 })
    }

    it("activate makes paid points available that have waited long enough", async () => {
      await points.changeProgram({ earning: { pending_days: 0 } })
      store.events.deliver("never")
      const order = await store.shop.placeOrder({ customer: ada, items: { shoes: 1 } })
      const justBefore = new Date(new Date(order.created_at).getTime() - 1_000).toISOString()
      await settleOrder(store.container, { order_id: order.id, at: justBefore })
      await store.shop.orders.capture(order)
      expect(await points.balance(ada)).toEqual({ available: 0, pending: 119, held: 0 })

      await run("activate")
      expect(await points.balance(ada)).toEqual({ available: 119, pending: 0, held: 0 })
    })

    it("expire lets go of points past their time", async () => {
      await points.giveAt(ada, 700, daysFromNow(-2), daysFromNow(-1))
      await run("expire")
      expect((await points.transactions(ada))[0]).toMatchObject({ type: "expire", points: -700 })
    })

    it("announce tells of points that are about to expire", async () => {
      await points.give(ada, 700, daysFromNow(10))
      await run("announce")
      await run("publish")
      expect(store.events.emitted.map(({ name }) => name)).toContain("loyalty.points_expiring")
    })

    it("lapse gives the points of abandoned carts back", async () => {
      await points.give(ada, 1_000)
      const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 1 } })
      await points.hold(ada, cart, 1_000, daysFromNow(-2))
      await run("lapse")
      expect(await points.balance(ada)).toEqual({ available: 1_000, pending: 0, held: 0 })
      expect((await points.transactions(ada))[0]).toMatchObject({ type: "lapse", points: 1_000 })
    })

    it("reconcile settles the orders that no event told of", async () => {
      store.events.deliver("never")
      const order = await store.shop.placeOrder({ customer: ada, items: { shoes: 1 } })
      await run("reconcile")
      expect(await points.ofOrder(order)).toMatchObject({ earned: 119 })
    })

    it("publish tells the store what has happened", async () => {
      await points.give(ada, 5)
      await run("publish")
      expect(store.events.emitted.map(({ name }) => name)).toContain("loyalty.points_adjusted")
    })
  })

  describe("is refused", () => {
    const admin = (method: Method, path: string, body?: object) => () =>
      store.shop.admin.send(method, `/admin/loyalty${path}`, body)

    it("what is no setting is refused, and the answer names the field", async () => {
      const { programs } = await store.shop.admin.get<{ programs: { id: string }[] }>(
        "/admin/loyalty/programs",
      )
      for (const [settings, field] of noSettings) {
        await expectRefused(
          points,
          admin("post", `/programs/${programs[0].id}`, settings),
          400,
          "invalid_request",
          field,
        )
      }
    })

    it("a correction has a number, a reason and a future, or is none", async () => {
      await points.give(ada, 10_000)
      const path = `/accounts/${adaAccount}/adjustments`
      const adjust = (body: object) => admin("post", path, { points: 5, reason: "goodwill", ...body })
      for (const value of [0, 0.5, "5", null, 1e300, -1e300]) {
        await expectRefused(points, adjust({ points: value }), 400, "invalid_points")
      }
      await expectRefused(points, adjust({ points: -10_001 }), 400, "insufficient_points")
      // As many as would leave a balance that no longer counts to the point.
      await expectRefused(points, adjust({ points: 2 ** 53 - 1 }), 400, "invalid_points")
      await expectRefused(
        points,
        adjust({ reason: "Because I like her" }),
        400,
        "invalid_request",
        /^reason: /,
      )
      await expectRefused(points, adjust({ note: "x".repeat(1_001) }), 400, "invalid_request", /^note: /)
      await expectRefused(points, adjust({ expires_at: "soon" }), 400, "invalid_request", /^expires_at: /)
      await expectRefused(
        points,
        adjust({ expires_at: "2020-01-01T00:00:00Z" }),
        400,
        "invalid_request",
        /^expires_at: /,
      )
      await expectRefused(points, adjust({ author: "user_1" }), 400, "invalid_request", /author/)
    })

    it("what is not there is not found", async () => {
      await expectRefused(points, admin("get", "/programs/lprog_none"), 404, "program_not_found")
      await expectRefused(
        points,
        admin("post", "/programs/lprog_none", { name: "New" }),
        404,
        "program_not_found",
      )
      await expectRefused(points, admin("get", "/accounts/lacc_none"), 404, "account_not_found")
      await expectRefused(
        points,
        admin("post", "/accounts/lacc_none", { status: "frozen" }),
        404,
        "account_not_found",
      )
      await expectRefused(points, admin("get", "/accounts/lacc_none/transactions"), 404, "account_not_found")
      const adjustment = { points: 5, reason: "goodwill" }
      await expectRefused(
        points,
        admin("post", "/accounts/lacc_none/adjustments", adjustment),
        404,
        "account_not_found",
      )
      await expectRefused(points, admin("get", "/orders/order_none"), 404, "order_not_found")
      await expectRefused(points, admin("post", "/orders/order_none/settlement"), 404, "order_not_found")
      await expectRefused(points, admin("post", "/jobs/brew"), 400, "invalid_request", /^name: /)
      await expectRefused(
        points,
        admin("post", `/accounts/${adaAccount}`, { status: "asleep" }),
        400,
        "invalid_request",
        /^status: /,
      )
      const nobody = { account_ids: [] }
      await expectRefused(
        points,
        admin("post", "/ledger/verification", nobody),
        400,
        "invalid_request",
        /^account_ids: /,
      )
    })
  })
})
