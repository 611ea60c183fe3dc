import { type HttpTypes } from "@medusajs/framework/types"
import { type Basket } from "../helpers/catalogue"
import { describeShop } from "../helpers/medusa"
import { type Order } from "../helpers/orders"
import { type Customer } from "../helpers/people"
import { daysFromNow, type Page, Points, type TransactionView } from "../helpers/points"
import { expectRefused } from "../helpers/refusals"

interface Invitation {
  enabled: boolean
  code: string | null
  link: string | null
  friends: { joined: number; completed: number }
  points_earned: number
  invited: { state: string; order_before: string } | null
}

interface ReferralView {
  id: string
  referrer_account_id: string
  friend_account_id: string
  state: string
  reason: string | null
  order_id: string | null
  decided_by: string | null
  note: string | null
}

const path = "/store/loyalty/referral"
const staffPath = "/admin/loyalty/referrals"

describeShop("who invites whom", (store) => {
  const points = new Points(store)

  beforeAll(async () => {
    const settings = await settingsPath()
    await store.shop.admin.post(settings, {
      enabled: true,
      qualifying_amounts: [{ currency_code: "eur", amount: 100 }],
      link_template: "https://shop.example.com/join?code={code}",
    })
    for (const [role, given] of [
      ["referrer", 500],
      ["friend", 200],
    ] as const) {
      const { rule } = await store.shop.admin.post<{ rule: { id: string } }>("/admin/loyalty/rules", {
        name: `Invitation: ${role}`,
        trigger: { code: "referral_completed", for: role },
        effect: { code: "fixed_points", points: given },
      })
      await store.shop.admin.post(`/admin/loyalty/rules/${rule.id}`, { state: "active" })
    }
  })

  const settingsPath = async (): Promise<string> => {
    const { programs } = await store.shop.admin.get<{ programs: { id: string }[] }>("/admin/loyalty/programs")
    return `/admin/loyalty/programs/${programs[0].id}/referral`
  }
  const own = async (who: Customer): Promise<Invitation> =>
    (await who.http.get<{ referral: Invitation }>(path)).referral
  const enter = async (who: Customer, code: string | null): Promise<Invitation> =>
    (await who.http.post<{ referral: Invitation }>(path, { code })).referral
  const tryToEnter = (who: Customer, code: string | null) => async () =>
    await who.http.send("post", path, { code })
  const referralsOf = async (filters: Record<string, string>): Promise<Page<"referrals", ReferralView>> =>
    await store.shop.admin.get(`${staffPath}?${new URLSearchParams(filters).toString()}`)
  const referralOf = async (friend: Customer): Promise<ReferralView> =>
    (await referralsOf({ friend_account_id: (await points.account(friend)).id })).referrals[0]
  const decide = async ({ id }: ReferralView, decision: object): Promise<ReferralView> =>
    (await store.shop.admin.post<{ referral: ReferralView }>(`${staffPath}/${id}`, decision)).referral

  /** Shipped to a door of its own: in these stories nobody else lives there. */
  const buys = async (
    customer: Customer,
    items: Basket,
    door: string,
    shipping: object = {},
  ): Promise<Order> => {
    const cart = await store.shop.carts.create({ customer, items })
    const address = { ...(cart.shipping_address as HttpTypes.StoreCartAddress), ...shipping }
    const { first_name, last_name, city, postal_code, country_code, phone } = address
    const at = { first_name, last_name, city, postal_code, country_code, phone, address_1: door }
    await store.shop.carts.update(cart, { shipping_address: at, billing_address: at })
    return await store.shop.orders.capture(await store.shop.carts.complete(cart))
  }
  /** The clock goes on beyond the waiting time, and the store is told what became available. */
  const waitingTimeOver = async (): Promise<void> => {
    await points.run("activate", daysFromNow(15))
    await points.run("publish")
    await store.events.quiet()
  }
  const rewardsOf = async (who: Customer): Promise<TransactionView[]> =>
    (await points.transactions(who)).filter(({ reasons }) =>
      reasons.some(({ line_id }) => line_id === "referral_completed"),
    )

  it("shows a member his code and link; a friend enters it, buys and pays, and both have their points and the reasons", async () => {
    const [ada, bob] = [await store.shop.customer(), await store.shop.customer()]
    const mine = await own(ada)
    expect(mine).toEqual({
      enabled: true,
      code: expect.stringMatching(/^[A-Z]{8}$/) as string,
      link: `https://shop.example.com/join?code=${mine.code}`,
      friends: { joined: 0, completed: 0 },
      points_earned: 0,
      invited: null,
    })
    expect(await own(ada)).toEqual(mine)

    const entered = await enter(bob, (mine.code ?? "").toLowerCase())
    expect(entered.invited).toMatchObject({ state: "joined" })
    expect(await enter(bob, mine.code)).toEqual(entered)
    for (const secret of [ada.id, ada.email, (await points.account(ada)).id, mine.code ?? ""])
      expect(JSON.stringify(entered)).not.toContain(secret)
    expect(await own(ada)).toMatchObject({ friends: { joined: 1, completed: 0 } })

    const order = await buys(bob, { shoes: 1 }, "Bobs Weg 2")
    expect([await rewardsOf(ada), await rewardsOf(bob)]).toEqual([[], []])
    await waitingTimeOver()

    const reward = (given: number, role: string) => [
      expect.objectContaining({
        type: "earn",
        points: given,
        order_id: null,
        description: "Points for an invitation",
        reasons: [
          {
            line_id: "referral_completed",
            points: given,
            reasons: [expect.objectContaining({ code: "rule_applied", rule: `Invitation: ${role}` })],
          },
        ],
      }),
    ]
    expect(await rewardsOf(ada)).toEqual(reward(500, "referrer"))
    expect(await rewardsOf(bob)).toEqual(reward(200, "friend"))
    expect(await own(ada)).toMatchObject({ friends: { joined: 1, completed: 1 }, points_earned: 500 })
    expect(await referralOf(bob)).toMatchObject({ state: "completed", order_id: order.id, reason: null })
    expect((await own(bob)).invited).toMatchObject({ state: "completed" })

    store.events.deliver("twice")
    await waitingTimeOver()
    await points.run("celebrate")
    expect([(await rewardsOf(ada)).length, (await rewardsOf(bob)).length]).toEqual([1, 1])
  })

  it("gives nothing for an order that came back or is too small, and all for the first that is neither", async () => {
    const [ada, bob] = [await store.shop.customer(), await store.shop.customer()]
    await enter(bob, (await own(ada)).code)
    const returned = await buys(bob, { shoes: 1, book: 1 }, "Bobs Weg 2")
    await store.shop.orders.deliver(returned)
    await store.shop.orders.takeBack(returned, { shoes: 1 })
    await buys(bob, { book: 1 }, "Bobs Weg 2")
    await waitingTimeOver()
    expect(await referralOf(bob)).toMatchObject({ state: "joined", order_id: null })
    expect([await rewardsOf(ada), await rewardsOf(bob)]).toEqual([[], []])

    const kept = await buys(bob, { shoes: 1 }, "Bobs Weg 2")
    await waitingTimeOver()
    expect(await referralOf(bob)).toMatchObject({ state: "completed", order_id: kept.id })
    expect([(await rewardsOf(ada))[0]?.points, (await rewardsOf(bob))[0]?.points]).toEqual([500, 200])
  })

  it("finds by itself what no event told of", async () => {
    const [ada, bob] = [await store.shop.customer(), await store.shop.customer()]
    await enter(bob, (await own(ada)).code)
    await buys(bob, { shoes: 1 }, "Bobs Weg 2")
    store.events.deliver("never")
    await waitingTimeOver()
    expect(await rewardsOf(ada)).toEqual([])
    await points.run("celebrate")

    expect([(await rewardsOf(ada))[0]?.points, (await rewardsOf(bob))[0]?.points]).toEqual([500, 200])
  })

  it("keeps a self-referral by an alias for staff, who may believe it: then its order completes it", async () => {
    const ada = await store.shop.customer({ email: "ada.member@gmail.com" })
    const alias = await store.shop.customer({ email: "adamember+second@googlemail.com" })
    const { code } = await own(ada)
    const { status, body } = await alias.http.send<{ code: string; message: string }>("post", path, { code })
    expect([status, body.code]).toEqual([400, "referral_refused"])
    expect(body.message).not.toMatch(/mail|phone|address|card/i)
    const kept = await referralOf(alias)
    expect(kept).toMatchObject({ state: "rejected", reason: "email", decided_by: null })
    expect((await own(ada)).friends).toEqual({ joined: 0, completed: 0 })

    await buys(alias, { shoes: 1 }, "Anderer Weg 3")
    await waitingTimeOver()
    expect(await rewardsOf(alias)).toEqual([])
    expect(await referralOf(alias)).toMatchObject({ state: "rejected" })
    expect(await decide(kept, { state: "joined", note: "Mother and daughter" })).toMatchObject({
      state: "completed",
      reason: null,
      decided_by: expect.stringMatching(/^user:/) as string,
      note: "Mother and daughter",
    })
    expect([(await rewardsOf(ada))[0]?.points, (await rewardsOf(alias))[0]?.points]).toEqual([500, 200])
    await expectRefused(
      points,
      async () => await store.shop.admin.send("post", `${staffPath}/${kept.id}`, { state: "rejected" }),
      400,
      "referral_completed",
    )
  })

  it.each([
    ["address", "hafenstr. 1", {}],
    ["phone", "Bobs Weg 2", { phone: "0151 2345678" }],
  ])(
    "finds out by the order's %s who invited himself, and staff may reject whom the checks let through",
    async (reason, door, shipping) => {
      const [ada, second, third] = [
        await store.shop.customer(),
        await store.shop.customer(),
        await store.shop.customer(),
      ]
      await buys(ada, { shoes: 1 }, "Hafenstraße 1", { phone: "+49 151 2345678" })
      const { code } = await own(ada)
      for (const friend of [second, third]) await enter(friend, code)
      await decide(await referralOf(third), { state: "rejected", note: "One of a ring" })
      const order = await buys(second, { shoes: 1 }, door, shipping)
      await buys(third, { shoes: 1 }, "Dritter Weg 3")
      await waitingTimeOver()

      expect(await referralOf(second)).toMatchObject({ state: "rejected", reason, order_id: order.id })
      expect(await referralOf(third)).toMatchObject({
        state: "rejected",
        reason: "staff",
        note: "One of a ring",
      })
      expect([await rewardsOf(ada), await rewardsOf(second), await rewardsOf(third)]).toEqual([[], [], []])
      expect((await referralsOf({ state: "rejected", limit: "1" })).count).toBe(2)
    },
  )

  it("refuses one's own code, a second referrer, a code that is none, and who is not new; each changes nothing", async () => {
    const [ada, bob, carl] = [
      await store.shop.customer(),
      await store.shop.customer(),
      await store.shop.customer(),
    ]
    const { code } = await own(ada)
    await own(carl)
    await points.account(bob)
    await expectRefused(points, tryToEnter(ada, code), 400, "referral_own_code")
    await expectRefused(points, tryToEnter(bob, "BCDFGHJK"), 404, "referral_code_not_found")
    await expectRefused(points, tryToEnter(bob, ""), 400, "invalid_request", /^code: /)
    await enter(bob, code)
    await expectRefused(points, tryToEnter(bob, (await own(carl)).code), 400, "referral_already_made")
    await buys(carl, { shoes: 1 }, "Carls Weg 4")
    await expectRefused(points, tryToEnter(carl, code), 400, "referral_not_new")

    for (let guess = 0; guess < 9; guess++) await tryToEnter(ada, "BCDFGHJK")()
    await expectRefused(points, tryToEnter(ada, "BCDFGHJK"), 400, "referral_attempts_exhausted")
  })

  it("lets staff say by hand who came by whom, also of an order that was placed before", async () => {
    const [ada, bob, carl] = [
      await store.shop.customer(),
      await store.shop.customer(),
      await store.shop.customer(),
    ]
    const order = await buys(bob, { shoes: 1 }, "Bobs Weg 2")
    await waitingTimeOver()
    const [referrer, friend, other] = [
      (await points.account(ada)).id,
      (await points.account(bob)).id,
      (await points.account(carl)).id,
    ]
    const given = { referrer_account_id: referrer, friend_account_id: friend }
    const post = (body: object) => async () => await store.shop.admin.send("post", staffPath, body)
    await expectRefused(
      points,
      post({ ...given, friend_account_id: referrer }),
      400,
      "invalid_request",
      /^friend_account_id: /,
    )
    await expectRefused(points, post({ ...given, friend_account_id: "lacc_none" }), 404, "account_not_found")
    await expectRefused(
      points,
      post({ ...given, attributed_at: daysFromNow(1) }),
      400,
      "invalid_request",
      /^attributed_at: /,
    )
    const { referral } = await store.shop.admin.post<{ referral: ReferralView }>(staffPath, {
      ...given,
      attributed_at: daysFromNow(-1),
      note: "Forgot the code",
    })
    expect(referral).toMatchObject({
      ...given,
      state: "completed",
      order_id: order.id,
      note: "Forgot the code",
    })
    expect([(await rewardsOf(ada))[0]?.points, (await rewardsOf(bob))[0]?.points]).toEqual([500, 200])
    await expectRefused(points, post({ ...given, referrer_account_id: other }), 400, "referral_already_made")
    expect((await referralsOf({ referrer_account_id: referrer })).count).toBe(1)
    expect((await referralsOf({ referrer_account_id: referrer, state: "joined" })).count).toBe(0)
  })

  it("is the owner's to set, each setting by itself; switched off, nobody has a code", async () => {
    const settings = await settingsPath()
    type Settings = { referral: Record<string, unknown> }
    const { referral } = await store.shop.admin.post<Settings>(settings, { checks: { address: false } })
    expect(referral).toEqual({
      enabled: true,
      attribution_days: 90,
      new_member_days: 30,
      qualifying_amounts: [{ currency_code: "eur", amount: 100 }],
      link_template: "https://shop.example.com/join?code={code}",
      checks: { email: true, phone: true, address: false, card: true },
    })
    expect(await store.shop.admin.get(settings)).toEqual({ referral })
    const post = (body: object) => async () => await store.shop.admin.send("post", settings, body)
    await expectRefused(points, post({ new_member_days: 0 }), 400, "invalid_request", /^new_member_days: /)
    await expectRefused(
      points,
      post({ link_template: "https://x" }),
      400,
      "invalid_request",
      /^link_template: /,
    )
    await expectRefused(points, post({ checks: { name: true } }), 400, "invalid_request", /^checks: /)

    await store.shop.admin.post(settings, { enabled: false })
    const ada = await store.shop.customer()
    expect(await own(ada)).toMatchObject({ enabled: false, code: null, link: null })
    await expectRefused(points, tryToEnter(ada, "BCDFGHJK"), 400, "referral_not_enabled")
  })
})
