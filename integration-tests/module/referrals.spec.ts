import { newRule } from "../../src/modules/loyalty/rule-settings/schema"
import type { MedusaContainer } from "@medusajs/framework/types"
import { LOYALTY_MODULE } from "../../src/modules/loyalty/constants"
import { referralSettings } from "../../src/modules/loyalty/referral-settings"
import LoyaltyModuleService from "../../src/modules/loyalty/service"
import type { AccountRow } from "../../src/modules/loyalty/persistence/account.schema"
import type { ReferralRow } from "../../src/modules/loyalty/persistence/referral.schema"
import { parse } from "../../src/modules/loyalty/validation"
import { clockwork } from "../../src/workflows/clockwork"
import { enterCode, lookAfterFriend, lookAfterReferral } from "../../src/workflows/referrals"
import { servicesOn } from "../helpers/loyalty-services"
import { day, describeLedger, refusalOf, type LoyaltyProcess } from "./ledger-database"

const dayMs = 86_400_000

/** What the store around the module knows: customers, and orders as it would answer them. */
interface StoredOrder {
  id: string
  customer_id: string
  created_at: Date
  [field: string]: unknown
}

describeLedger("who invites whom", (shop) => {
  let programId = ""
  const orders = new Map<string, StoredOrder>()
  const customers = new Map<string, Record<string, unknown>>()

  beforeAll(async () => {
    programId = (await shop.programs.forSalesChannel(null)).id
    await shop.programs.update(programId, { starts_at: day(-1_000) })
    await settings({ enabled: true, link_template: "https://example.com/join?code={code}" })
    for (const [role, points] of [
      ["referrer", 500],
      ["friend", 200],
    ] as const)
      await rule(role, points)
  })

  const settings = async (change: object) =>
    await shop.referrals.changeTerms(programId, parse(referralSettings, change))

  const rule = async (role: string, points: number, limits?: object): Promise<string> => {
    const known = parse(newRule, {
      name: `For the ${role}`,
      trigger: { code: "referral_completed", for: role },
      effect: { code: "fixed_points", points },
      ...(limits === undefined ? {} : { limits }),
    })
    const { id } = await shop.rules.create(programId, known, "user:owner")
    await shop.rules.update(id, { state: "active" }, "user:owner")
    return id
  }

  /** The store's side of it, kept in memory; the module's own services are real, and those of the process named. */
  const storeOf = (by: LoyaltyProcess = shop): MedusaContainer => {
    const service = new LoyaltyModuleService(servicesOn(by.database))
    const ofCustomer = (id: string): StoredOrder[] =>
      [...orders.values()].filter(({ customer_id }) => customer_id === id)
    const query = {
      graph: async ({ entity, filters }: { entity: string; filters: Record<string, string | string[]> }) =>
        await Promise.resolve({
          data:
            entity === "customer"
              ? [filters.id].flat().flatMap((id) => customers.get(id) ?? [])
              : entity === "order"
                ? filters.id === undefined
                  ? [filters.customer_id].flat().flatMap(ofCustomer)
                  : [filters.id].flat().flatMap((id) => orders.get(id) ?? [])
                : [],
        }),
    }
    const known: Record<string, unknown> = {
      [LOYALTY_MODULE]: service,
      query,
      customer: {
        listCustomers: async ({ id }: { id: string | string[] }) =>
          await Promise.resolve([id].flat().flatMap((one) => customers.get(one) ?? [])),
      },
      order: {
        listAndCountOrders: async ({ $or: [{ customer_id }] }: { $or: { customer_id: string }[] }) =>
          await Promise.resolve([[], ofCustomer(customer_id).length]),
      },
      logger: { error: () => undefined },
    }
    return { resolve: (name: string) => known[name] } as unknown as MedusaContainer
  }

  const member = async (facts: object = {}): Promise<AccountRow> => {
    const account = await shop.customer()
    const { customerId: id } = account
    customers.set(id, { id, email: `${id}@example.com`, created_at: new Date(), addresses: [], ...facts })
    return account
  }
  const codeOf = async (account: AccountRow): Promise<string> => await shop.referrals.codeOf(account)
  const enter = async (friend: AccountRow, code: string, at = new Date(), by?: LoyaltyProcess) =>
    await enterCode(storeOf(by), friend, code, at)
  const invited = async (): Promise<{ ada: AccountRow; bob: AccountRow; referral: ReferralRow }> => {
    const [ada, bob] = [await member(), await member()]
    return { ada, bob, referral: await enter(bob, await codeOf(ada)) }
  }

  /** An order of the member's in the store and in the ledger, whose points become available. */
  const activated = async (
    { id, customerId }: AccountRow,
    change: Partial<StoredOrder> = {},
    activatedAt = new Date(Date.now() + 15 * dayMs),
  ): Promise<string> => {
    const awardId = await shop.award(id)
    const [{ order_id: orderId }] = await shop.rows<{ order_id: string }>(
      `select order_id from loyalty_award where id = $1`,
      [awardId],
    )
    const order = {
      id: orderId,
      status: "pending",
      is_draft_order: false,
      canceled_at: null,
      version: 1,
      currency_code: "eur",
      customer_id: customerId,
      customer: { id: customerId, has_account: true },
      created_at: new Date(),
      updated_at: new Date(),
      total: 100,
      transactions: [{ amount: 100, created_at: new Date() }],
      items: [
        { id: "line_1", quantity: 1, unit_price: 100, is_tax_inclusive: true, detail: { quantity: 1 } },
      ],
      ...change,
    }
    orders.set(orderId, order)
    await shop.rows(`update loyalty_settlement set placed_at = $2 where order_id = $1`, [
      orderId,
      order.created_at,
    ])
    await shop.earnsFor(awardId, id, 0, 10)
    const posting = { ...shop.posting(0), orderId, at: activatedAt }
    await shop.ledger.activate({ accountId: id, awardId, expiresAt: null }, posting)
    return orderId
  }

  const told = async (friend: AccountRow, at = new Date(), by?: LoyaltyProcess) =>
    await lookAfterFriend(storeOf(by), friend.publicId, at)
  const now = async ({ id }: AccountRow): Promise<ReferralRow | null> => await shop.referrals.ofFriend(id)
  const rewardsOf = async ({ id }: AccountRow): Promise<number> => {
    const [{ points }] = await shop.rows<{ points: string }>(
      `select coalesce(sum(available_change), 0) as points from loyalty_entry where account_id = $1 and reason = 'referral_completed'`,
      [id],
    )
    return Number(points)
  }

  describe("have a code", () => {
    it("that is their own, and stays: looked at by two processes at once it is one", async () => {
      const other = shop.startProcess()
      const members = [await member(), await member(), await member()]
      const codes = await Promise.all(
        members.flatMap((account) => [
          shop.referrals.codeOf(account),
          other.referrals.codeOf(account),
          shop.referrals.codeOf(account),
        ]),
      )
      const first = await Promise.all(members.map(codeOf))

      expect(codes).toEqual(first.flatMap((code) => [code, code, code]))
      expect(new Set(first).size).toBe(3)
      for (const code of first) expect(code).toMatch(/^[BCDFGHJKMNPQRTVWXZ]{8}$/)
    })

    it("that nobody finds by trying: ten an hour, and a frozen member's is as good as none", async () => {
      const [ada, bob] = [await member(), await member()]
      const code = await codeOf(ada)
      await shop.accounts.setStatus(ada.publicId, "frozen")
      const at = new Date()
      expect(await refusalOf(enter(bob, code, at))).toBe("referral_code_not_found")
      await shop.accounts.setStatus(ada.publicId, "active")
      const typed = ["nothing", "BCDFGHJK", ...Array<string>(7).fill("KJHGFDCB")]
      for (const guess of typed)
        expect(await refusalOf(enter(bob, guess, at))).toBe("referral_code_not_found")
      const tenMinutes = new Date(at.getTime() + 600_000)

      expect(await refusalOf(enter(bob, code, tenMinutes))).toBe("referral_attempts_exhausted")
      expect((await enter(bob, code, new Date(at.getTime() + 3_600_000))).state).toBe("joined")
    })
  })

  describe("come by somebody", () => {
    it("once: entered again it has one effect, another's is refused, and nobody's own counts", async () => {
      const { ada, bob, referral } = await invited()
      const [carl, dora] = [await member(), await member()]

      expect(await enter(bob, ` ${(await codeOf(ada)).toLowerCase()} `)).toEqual(referral)
      expect(await refusalOf(enter(bob, await codeOf(carl)))).toBe("referral_already_made")
      expect(await refusalOf(enter(dora, await codeOf(dora)))).toBe("referral_own_code")
      expect(await now(dora)).toBeNull()
      expect(referral.expiresAt.getTime() - referral.attributedAt.getTime()).toBe(90 * dayMs)
    })

    it("and one alone, where two invite them at the same moment through two processes", async () => {
      const other = shop.startProcess()
      const [ada, carl, bob] = [await member(), await member(), await member()]
      const codes = [await codeOf(ada), await codeOf(carl)]
      const outcomes = await Promise.all(
        [0, 1, 0, 1, 0, 1].map(
          async (which, turn) =>
            await refusalOf(enter(bob, codes[which], new Date(), turn % 2 ? other : shop)),
        ),
      )
      const kept = await now(bob)

      expect(kept?.state).toBe("joined")
      const winner = kept?.referrerAccountId === ada.id ? 0 : 1
      expect(outcomes).toEqual(
        [0, 1, 0, 1, 0, 1].map((which) => (which === winner ? null : "referral_already_made")),
      )
    })

    it("only while they are new and have not ordered, and only where the shop wants it", async () => {
      const code = await codeOf(await member())
      const old = await member({ created_at: new Date(Date.now() - 31 * dayMs) })
      const buyer = await member()
      await activated(buyer)
      expect(await refusalOf(enter(old, code))).toBe("referral_not_new")
      expect(await refusalOf(enter(buyer, code))).toBe("referral_not_new")
      await settings({ enabled: false })
      expect(await refusalOf(enter(await member(), code))).toBe("referral_not_enabled")
      await settings({ enabled: true, new_member_days: 40 })
      expect((await enter(old, code)).state).toBe("joined")
      await settings({ new_member_days: 30 })
    })

    it("but not by themselves: what looks like one person is kept for staff and told to nobody", async () => {
      const ada = await member({ email: "ada@gmail.com", phone: "+49 151 23456789" })
      const code = await codeOf(ada)
      const alias = await member({ email: "a.d.a+new@googlemail.com" })
      expect(await refusalOf(enter(alias, code))).toBe("referral_refused")
      expect(await refusalOf(enter(alias, code))).toBe("referral_refused")
      expect(await now(alias)).toMatchObject({ state: "rejected", reason: "email", decidedBy: null })

      await settings({ checks: { email: false } })
      const unchecked = await member({ email: "a.d.a+other@googlemail.com" })
      expect((await enter(unchecked, code)).state).toBe("joined")
      await settings({ checks: { email: true } })
    })

    it("and do not bring in turn who brought them", async () => {
      const { ada, bob } = await invited()
      expect(await refusalOf(enter(ada, await codeOf(bob)))).toBe("referral_refused")
      expect(await now(ada)).toMatchObject({ state: "rejected", reason: "mutual" })
    })
  })

  describe("are rewarded", () => {
    it("both, once, when the friend's order has become sure, however often it is told of", async () => {
      const { ada, bob } = await invited()
      await told(bob)
      expect(await now(bob)).toMatchObject({ state: "joined" })
      const orderId = await activated(bob)
      for (let time = 0; time < 3; time++) await told(bob)
      await activated(bob)
      await told(bob)

      expect([await rewardsOf(ada), await rewardsOf(bob)]).toEqual([500, 200])
      const done = await now(bob)
      expect(done).toMatchObject({ state: "completed", orderId, reason: null })
      expect(done?.rewardedAt).not.toBeNull()
      expect(await shop.referrals.invitationsOf(ada.id)).toEqual({ joined: 1, completed: 1, points: 500 })
      expect(await shop.referrals.openOf(bob.publicId)).toBeNull()
    })

    it("each once, where two processes find it complete at the same moment", async () => {
      const other = shop.startProcess()
      const { ada, bob } = await invited()
      await activated(bob)
      await Promise.all([shop, other, shop, other].map(async (by) => await told(bob, new Date(), by)))

      expect([await rewardsOf(ada), await rewardsOf(bob)]).toEqual([500, 200])
    })

    it("also where the event was lost, or a crash came before the rewards: the clock finds it", async () => {
      const lost = await invited()
      await activated(lost.bob)
      const crashed = await invited()
      const orderId = await activated(crashed.bob)
      await shop.referrals.complete(crashed.referral, orderId, new Date())
      expect(await rewardsOf(crashed.ada)).toBe(0)
      const report = await clockwork.celebrate(storeOf(), new Date())

      expect(report).toEqual({ done: 2, failed: 0 })
      for (const { ada, bob } of [lost, crashed])
        expect([await rewardsOf(ada), await rewardsOf(bob)]).toEqual([500, 200])
      expect(await clockwork.celebrate(storeOf(), new Date())).toEqual({ done: 0, failed: 0 })
    })

    it("as far as the rule's limits allow: the friend's reward does not hang on the referrer's", async () => {
      const limited = await rule("referrer", 40, { per_member: [{ times: 1, per: "month" }] })
      const ada = await member()
      const friends = [await member(), await member()]
      for (const friend of friends) {
        await enter(friend, await codeOf(ada))
        await activated(friend)
        await told(friend)
      }
      await shop.rules.update(limited, { state: "ended" }, "user:owner")

      expect(await rewardsOf(ada)).toBe(500 + 500 + 40)
      expect(await Promise.all(friends.map(rewardsOf))).toEqual([200, 200])
      expect(await shop.referrals.invitationsOf(ada.id)).toMatchObject({ completed: 2, points: 1_040 })
    })

    it("for an order that is large enough, by the amounts of the day on which the friend joined", async () => {
      await settings({ qualifying_amounts: [{ currency_code: "eur", amount: 100 }] })
      const { ada, bob } = await invited()
      await settings({ qualifying_amounts: [{ currency_code: "EUR", amount: 5_000 }] })
      await activated(bob, { currency_code: "usd" })
      await told(bob)
      expect(await now(bob)).toMatchObject({ state: "joined" })
      await activated(bob)
      await told(bob)
      await settings({ qualifying_amounts: [] })

      expect([await rewardsOf(ada), await rewardsOf(bob)]).toEqual([500, 200])
    })

    it("not for an order that was placed too late", async () => {
      const { ada, bob } = await invited()
      await activated(
        bob,
        { created_at: new Date(Date.now() + 90 * dayMs) },
        new Date(Date.now() + 200 * dayMs),
      )
      await told(bob)

      expect(await now(bob)).toMatchObject({ state: "joined" })
      expect(await rewardsOf(ada)).toBe(0)
      expect(await clockwork.celebrate(storeOf(), new Date())).toEqual({ done: 0, failed: 0 })
    })

    it("not before the waiting time is over, though a rule's points were available at once", async () => {
      const { ada, bob } = await invited()
      await activated(bob, {}, new Date())
      await told(bob)
      expect(await rewardsOf(ada)).toBe(0)
      const celebrate = async (days: number) =>
        await clockwork.celebrate(storeOf(), new Date(Date.now() + days * dayMs))
      expect(await celebrate(13)).toEqual({ done: 0, failed: 0 })
      expect(await celebrate(15)).toEqual({ done: 1, failed: 0 })

      expect([await rewardsOf(ada), await rewardsOf(bob)]).toEqual([500, 200])
    })

    it("not where the order shows that they are one person", async () => {
      const home = { address_1: "Hafenstraße 1", postal_code: "20457", country_code: "de" }
      const card = { payments: [{ data: { charge: { card: { fingerprint: "fp_1" } } } }] }
      const seen: [string, object, object][] = [
        ["address", { shipping_address: home }, { billing_address: { ...home, address_1: "hafenstr. 1" } }],
        [
          "phone",
          { shipping_address: { phone: "+49 151 2345678" } },
          { shipping_address: { phone: "+491512345678" } },
        ],
        ["card", { payment_collections: [card] }, { metadata: { card_fingerprint: "fp_1" } }],
      ]
      for (const [reason, ofReferrer, ofFriend] of seen) {
        const { ada, bob } = await invited()
        await activated(ada, ofReferrer)
        const orderId = await activated(bob, ofFriend)
        await told(bob)

        expect(await now(bob)).toMatchObject({ state: "rejected", reason, orderId })
        expect([await rewardsOf(ada), await rewardsOf(bob)]).toEqual([0, 0])
      }
    })
  })

  describe("are decided about by staff", () => {
    const decision = (note: string | null = null) => ({ actor: "user:eve", note, at: new Date() })

    it("who believe what looked like one person: then its order completes it past all checks", async () => {
      const [ada, twin] = [
        await member({ phone: "+49 151 23456789" }),
        await member({ phone: "0049 151 23456789" }),
      ]
      await settings({ checks: { phone: false } })
      await enter(twin, await codeOf(ada))
      await settings({ checks: { phone: true } })
      customers.set(twin.customerId, { ...customers.get(twin.customerId), phone: "+4915123456789" })
      await activated(twin)
      await told(twin)
      const rejected = await now(twin)
      expect(rejected).toMatchObject({ state: "rejected", reason: "phone" })
      const decided = await shop.referrals.decide(rejected?.publicId ?? "", "joined", decision("Sisters"))
      await lookAfterReferral(storeOf(), decided, new Date())

      expect(await now(twin)).toMatchObject({
        state: "completed",
        reason: null,
        decidedBy: "user:eve",
        note: "Sisters",
      })
      expect([await rewardsOf(ada), await rewardsOf(twin)]).toEqual([500, 200])
      const again = shop.referrals.decide(rejected?.publicId ?? "", "rejected", decision())
      expect(await refusalOf(again)).toBe("referral_completed")
    })

    it("who do not believe one: its order gives nothing, until they change their mind", async () => {
      const { ada, bob, referral } = await invited()
      await shop.referrals.decide(referral.publicId, "rejected", decision("Ring"))
      await activated(bob)
      await told(bob)
      expect(await now(bob)).toMatchObject({ state: "rejected", reason: "staff", note: "Ring" })
      expect(await rewardsOf(ada)).toBe(0)
      expect(await refusalOf(shop.referrals.decide("lref_none", "joined", decision()))).toBe(
        "referral_not_found",
      )
    })

    it("who say by hand who came by whom, in place of a rejected one and of no other", async () => {
      const { ada, bob, referral } = await invited()
      const carl = await member()
      const byHand = async (referrer: AccountRow) =>
        await shop.referrals.attribute(
          {
            programId,
            referrerAccountId: referrer.id,
            friendAccountId: bob.id,
            reason: null,
            attributedAt: new Date(),
            terms: await shop.referrals.termsOf(programId),
          },
          decision(),
        )
      expect(await byHand(carl)).toMatchObject({ referrerAccountId: ada.id })
      await shop.referrals.decide(referral.publicId, "rejected", decision())
      expect(await byHand(carl)).toMatchObject({ referrerAccountId: carl.id, state: "joined", reason: null })
      expect(await byHand(ada)).toMatchObject({ referrerAccountId: carl.id })
    })
  })

  it.each([
    ["attribution_days", { attribution_days: 0 }],
    [
      "qualifying_amounts",
      {
        qualifying_amounts: [
          { currency_code: "eur", amount: 1 },
          { currency_code: "EUR", amount: 2 },
        ],
      },
    ],
    ["qualifying_amounts[0].amount", { qualifying_amounts: [{ currency_code: "eur", amount: 0.001 }] }],
    ["link_template", { link_template: "https://example.com/join" }],
    ["link_template", { link_template: "javascript:alert('{code}')" }],
    ["checks.email", { checks: { email: "yes" } }],
  ])("settings that make no sense are refused: %s", async (field, change) => {
    const before = await shop.referrals.termsOf(programId)
    await expect(settings(change)).rejects.toMatchObject({ code: "invalid_request", details: { field } })
    expect(await shop.referrals.termsOf(programId)).toEqual(before)
  })
})
