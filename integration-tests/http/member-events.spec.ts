import { Modules } from "@medusajs/framework/utils"
import { describeShop } from "../helpers/medusa"
import { type Customer } from "../helpers/people"
import { daysFromNow, type Page, Points, type TransactionView } from "../helpers/points"
import { expectRefused } from "../helpers/refusals"

interface EventView {
  id: string
  source: string
  account_id: string
  trigger: string
  event: string | null
  data: object
  settled_at: string | null
  rules: { rule: string; points: number; wanted: number; limit: string | null; because: string | null }[]
}

const path = "/admin/loyalty/events"

describeShop("what members do beside their orders", (store) => {
  const points = new Points(store)

  const activeRule = async (name: string, trigger: object, effect: number, settings: object = {}) => {
    const { rule } = await store.shop.admin.post<{ rule: { id: string } }>("/admin/loyalty/rules", {
      name,
      trigger,
      effect: { code: "fixed_points", points: effect },
      ...settings,
    })
    await store.shop.admin.post(`/admin/loyalty/rules/${rule.id}`, { state: "active" })
    return rule.id
  }

  const tell = async (who: Customer, told: object): Promise<EventView> =>
    (await store.shop.admin.post<{ event: EventView }>(path, { customer_id: who.id, ...told })).event
  const eventsOf = async (filters: Record<string, string>): Promise<Page<"events", EventView>> =>
    await store.shop.admin.get(`${path}?${new URLSearchParams(filters).toString()}`)
  const transactionsOf = async (who: Customer) =>
    (
      await who.http.get<{ transactions: (TransactionView & { description: string })[] }>(
        "/store/loyalty/transactions",
      )
    ).transactions

  it("begins with a welcome: who registers is a member at once and sees why he has points", async () => {
    await activeRule("Welcome", { code: "account_created" }, 300)
    const ada = await store.shop.customer()
    await store.events.quiet()
    await points.run("publish")
    await store.events.quiet()

    expect((await points.account(ada)).balance).toEqual({ available: 300, pending: 0, held: 0 })
    expect(await transactionsOf(ada)).toEqual([
      expect.objectContaining({
        type: "earn",
        points: 300,
        order_id: null,
        trigger: "account_created",
        description: "Welcome points",
        reasons: [
          {
            line_id: "account_created",
            points: 300,
            reasons: [expect.objectContaining({ code: "rule_applied", rule: "Welcome", points: 300 })],
          },
        ],
      }),
    ])
    await points.run("publish")
    await store.events.quiet()
    expect((await points.account(ada)).balance.available).toBe(300)
  })

  it("is told by the shop's own programs, once under each id, and answered with what every rule said", async () => {
    const ada = await store.shop.customer()
    await activeRule("A survey", { code: "survey_answered" }, 50, {
      limits: { per_member: [{ times: 1, per: "month" }] },
    })
    await activeRule("The app", { code: "custom", event: "app.installed" }, 70)
    await activeRule("The app at night", { code: "custom", event: "app.installed" }, 10, {
      conditions: { code: "dates", to: "2020-01-01" },
    })
    const told = { id: "answer_1", trigger: "survey_answered", data: { stars: 5 } }
    const first = await tell(ada, told)

    expect(first).toMatchObject({
      id: "answer_1",
      source: "api",
      trigger: "survey_answered",
      event: null,
      data: { stars: 5 },
      rules: [{ rule: "A survey", points: 50, wanted: 50, limit: null, because: null }],
    })
    const again = await store.shop.admin.send("post", path, { customer_id: ada.id, ...told })
    expect(again.headers["idempotency-replayed"]).toBe("true")
    expect((again.body as { event: EventView }).event).toEqual(first)
    const second = await tell(ada, { ...told, id: "answer_2" })
    expect(second.rules).toEqual([
      expect.objectContaining({ points: 0, wanted: 50, limit: "member_month", because: "member_month" }),
    ])
    const app = await tell(ada, { id: "phone_1", trigger: "custom", event: "app.installed" })
    expect(app.rules.map(({ rule, points: given, because }) => [rule, given, because])).toEqual(
      expect.arrayContaining([
        ["The app", 70, null],
        ["The app at night", 0, "dates"],
      ]),
    )
    expect((await points.account(ada)).balance.available).toBe(120)

    const page = await eventsOf({ account_id: first.account_id, limit: "2" })
    expect([page.count, page.events.map(({ id }) => id)]).toEqual([
      expect.any(Number),
      ["phone_1", "answer_2"],
    ])
    expect((await eventsOf({ trigger: "custom" })).events.map(({ id }) => id)).toEqual(["phone_1"])
    expect((await eventsOf({ id: "answer_1", source: "api" })).count).toBe(1)
  })

  it("is refused where it is told wrongly, naming the field, and then nothing is noted", async () => {
    const ada = await store.shop.customer()
    const told = { id: "x_1", customer_id: ada.id, trigger: "survey_answered" }
    await tell(ada, { id: "x_1", trigger: "survey_answered" })
    const post = (body: object) => async () => await store.shop.admin.send("post", path, body)
    const bad: [object, RegExp][] = [
      [{ ...told, id: "" }, /^id: /],
      [{ ...told, id: "no spaces" }, /^id: /],
      [{ ...told, trigger: "birthday" }, /^trigger: /],
      [{ ...told, trigger: "order" }, /^trigger: /],
      [{ ...told, trigger: "custom" }, /^event: /],
      [{ ...told, event: "app.installed" }, /^event: /],
      [{ ...told, id: "x_2", occurred_at: daysFromNow(1).toISOString() }, /^occurred_at: /],
      [{ ...told, data: { deep: { er: 1 } } }, /^data\.deep: /],
      [{ ...told, data: Object.fromEntries([...Array(21).keys()].map((key) => [key, 1])) }, /^data: /],
      [{ ...told, points: 5 }, /points/],
    ]
    for (const [body, sentence] of bad)
      await expectRefused(points, post(body), 400, "invalid_request", sentence)
    await expectRefused(points, post({ ...told, data: { stars: 1 } }), 400, "idempotency_key_reused")
    await expectRefused(
      points,
      post({ ...told, id: "x_3", program_id: "lprog_none" }),
      404,
      "program_not_found",
    )
    expect((await eventsOf({ trigger: "survey_answered" })).events.map(({ id }) => id)).toEqual(["x_1"])
  })

  it("is heard of on the store's own bus, where the options say what an event means", async () => {
    const ada = await store.shop.customer()
    await activeRule("A review", { code: "review_approved" }, 40)
    const bus = store.container.resolve(Modules.EVENT_BUS)
    const approved = { name: "product_review.approved", data: { id: "rev_1", customer_id: ada.id } }
    const { customer: guest } = await store.shop.admin.post<{ customer: { id: string } }>(
      "/admin/customers",
      {
        email: "guest@example.com",
      },
    )
    const ofNobody = { name: approved.name, data: { id: "rev_2" } }
    const ofGuest = { name: approved.name, data: { id: "rev_3", customer_id: guest.id } }
    await bus.emit<object>([approved, approved, ofNobody, ofGuest], {})
    await store.events.quiet()

    expect((await points.account(ada)).balance.available).toBe(40)
    const told = { id: "rev_4", trigger: "review_approved", customer_id: guest.id }
    await expectRefused(points, () => store.shop.admin.send("post", path, told), 404, "account_not_found")
    const { events, count } = await eventsOf({ trigger: "review_approved" })
    expect([count, events[0].source, events[0].id]).toEqual([
      1,
      "store",
      "product_review.approved:review_approved:rev_1",
    ])
  })

  it("comes round on a birthday, which a member gives once and staff can change", async () => {
    const ada = await store.shop.customer()
    const account = (await points.account(ada)).id
    const profile = "/store/loyalty/profile"
    expect(await ada.http.get(profile)).toEqual({ profile: { birthday: null } })
    const birthday = { month: 2, day: 29 }
    expect(await ada.http.post(profile, { birthday })).toEqual({ profile: { birthday } })
    expect(await ada.http.post(profile, { birthday })).toEqual({ profile: { birthday } })
    const give = (other: object) => async () => await ada.http.send("post", profile, { birthday: other })
    await expectRefused(points, give({ month: 3, day: 1 }), 400, "birthday_kept")
    await expectRefused(points, give({ month: 2, day: 30 }), 400, "invalid_request", /^birthday: /)
    await expectRefused(points, give({ month: 3, day: 1, year: 1990 }), 400, "invalid_request", /^birthday: /)

    const now = new Date()
    const today = { month: now.getUTCMonth() + 1, day: now.getUTCDate() }
    const staff = `/admin/loyalty/accounts/${account}/profile`
    expect(await store.shop.admin.post(staff, { birthday: today })).toEqual({ profile: { birthday: today } })
    expect(await ada.http.get(profile)).toEqual({ profile: { birthday: today } })
    await activeRule("Cake", { code: "birthday" }, 100)
    await points.run("celebrate")
    expect((await points.account(ada)).balance.available).toBe(0)
    await points.run("celebrate", daysFromNow(366))
    await points.run("celebrate", daysFromNow(367))
    expect((await points.account(ada)).balance.available).toBe(100)
    expect(await store.shop.admin.post(staff, { birthday: null })).toEqual({ profile: { birthday: null } })
  })

  it("is a sum spent in a month, which goods that come back take away again", async () => {
    const ada = await store.shop.customer()
    const trigger = { code: "spending_milestone", currency_code: "eur", amount: 200, per: "month" }
    await activeRule("Two hundred a month", trigger, 500)
    const { orders } = store.shop
    const one = await orders.capture(await store.shop.placeOrder({ customer: ada, items: { shoes: 1 } }))
    expect((await points.account(ada)).balance.available).toBe(0)
    await orders.capture(await store.shop.placeOrder({ customer: ada, items: { shoes: 1 } }))
    expect((await points.account(ada)).balance.available).toBe(500)
    const { events } = await eventsOf({ trigger: "spending_milestone" })
    expect(events.map(({ rules }) => rules[0].points)).toEqual([500])

    await orders.deliver(one)
    await orders.takeBack(one, { shoes: 1 })
    expect((await points.account(ada)).balance.available).toBe(0)
    const told = (await transactionsOf(ada)).map(({ description }) => description)
    expect(told).toEqual(
      expect.arrayContaining([
        "Points taken back: a milestone is no longer reached",
        "Points for a milestone",
      ]),
    )
    await orders.capture(await store.shop.placeOrder({ customer: ada, items: { shoes: 1 } }))
    expect((await points.account(ada)).balance.available).toBe(500)
  })

  it("comes round for a member who has not ordered for ninety days, once", async () => {
    const [ada, bob] = [await store.shop.customer(), await store.shop.customer()]
    await activeRule("Come back", { code: "inactivity", days: 90 }, 150)
    await store.shop.placeOrder({ customer: ada, items: { book: 1 } })
    await points.account(bob)
    await points.run("celebrate", daysFromNow(1))
    for (const day of [60, 89, 91, 92, 120]) await points.run("celebrate", daysFromNow(day))

    const { events } = await eventsOf({ trigger: "inactivity" })
    expect(events.map(({ rules }) => rules.map(({ points: given }) => given))).toEqual([[150]])
    expect((await points.account(ada)).balance.available).toBe(150)
    expect((await points.account(bob)).balance.available).toBe(0)
  })
})
