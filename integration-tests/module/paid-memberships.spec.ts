import type { MedusaContainer } from "@medusajs/framework/types"
import { newClub } from "../../src/modules/loyalty/club-settings/schema"
import { line, order as factsOf } from "../../src/modules/loyalty/domain/__tests__/shop"
import type { LineFacts, OrderFacts } from "../../src/modules/loyalty/domain/earning/facts"
import type { AccountRow } from "../../src/modules/loyalty/persistence/account.schema"
import { newPlan } from "../../src/modules/loyalty/plan-settings/schema"
import LoyaltyModuleService from "../../src/modules/loyalty/service"
import { newRule } from "../../src/modules/loyalty/rule-settings/schema"
import type { ModuleParts } from "../../src/modules/loyalty/module-parts"
import { tierSettings } from "../../src/modules/loyalty/tier-settings/schema"
import type { SettlementReport } from "../../src/modules/loyalty/types/order-facts"
import { parse } from "../../src/modules/loyalty/validation"
import { followMilestones } from "../../src/workflows/milestones"
import { tellOfOccasions } from "../../src/workflows/occasions"
import { servicesOn } from "../helpers/loyalty-services"
import { day, describeLedger, refusalOf } from "./ledger-database"

const dayMs = 86_400_000
const page = { skip: 0, take: 100 }

describeLedger("what orders count for beside their points", (shop) => {
  let programId = ""
  let clubId = ""
  let planId = ""
  const tierIds = { silver: "", gold: "" }
  const store = (): LoyaltyModuleService => new LoyaltyModuleService(servicesOn(shop.database))
  const inDays = (days: number): Date => new Date(today + days * dayMs)
  const today = Date.now() + 60_000

  beforeAll(async () => {
    const { clubs, tiers, membershipPlans } = store() as ModuleParts
    programId = (await shop.programs.forSalesChannel(null)).id
    await shop.programs.update(programId, {
      starts_at: day(-1_000),
      time_zone: "Europe/Moscow",
      rates: [
        { currency_code: "eur", earn: { points: 1, per_amount: 1 }, spend: { points: 1, worth: 0.01 } },
      ],
    })
    await tiers.setLadder(programId, {
      qualification: { by: "money_spent", currency_code: "eur" },
      window: { code: "rolling", days: 365 },
      grace_days: 0,
    })
    for (const [handle, threshold] of [
      ["silver", 1_000],
      ["gold", 5_000],
    ] as const) {
      const settings = parse(tierSettings, { handle, name: handle, threshold })
      tierIds[handle] = (await tiers.create(programId, settings, "user:owner")).id
    }
    const { program_id: _, ...club } = parse(newClub, { handle: "readers", name: "Readers" })
    clubId = (await clubs.create(programId, club)).id
    const { program_id: __, ...plan } = parse(newPlan, {
      name: "A year of silver",
      variant_ids: ["silver_year"],
      term: { days: 365 },
      tier_id: tierIds.silver,
      club_ids: [clubId],
    })
    planId = (await membershipPlans.create(programId, plan)).id
  })

  const orderOf = (
    { customerId }: Pick<AccountRow, "customerId">,
    variantId: string | null,
    total: number,
    change: Partial<OrderFacts> & Partial<Pick<LineFacts, "quantity" | "returnedQuantity">> = {},
  ): OrderFacts => {
    const { quantity = 1, returnedQuantity = 0, ...rest } = change
    const orderId = change.orderId ?? shop.cause("order")
    const bought = { productId: "product", variantId, quantity, returnedQuantity }
    const lines = [line(`${orderId}_line`, String(total), bought)]
    return factsOf(lines, { orderId, customerId, placedAt: inDays(0), ...rest })
  }

  const settle = async (facts: OrderFacts, at = facts.placedAt): Promise<SettlementReport> => {
    const service = store()
    return await service.settleOrder({
      facts,
      cartId: null,
      redeemed: [],
      revision: await service.settlementRevision(facts.orderId),
      orderChangedAt: null,
      at,
    })
  }
  const returned = (facts: OrderFacts): OrderFacts => ({
    ...facts,
    lines: facts.lines.map((line) => ({ ...line, returnedQuantity: line.quantity })),
    owed: "0",
    refunded: facts.captured,
  })
  const spansOf = async ({ id }: Pick<AccountRow, "id">): Promise<string[]> =>
    (await store().membershipPurchases.of(id, page))[0]
      .map(({ startsAt, endsAt }) =>
        [startsAt, endsAt].map((at) => Math.round((at.getTime() - today) / dayMs)).join(" to "),
      )
      .reverse()
  const tierOf = async ({ id }: Pick<AccountRow, "id">): Promise<string | null> =>
    (await store().tiers.members.find(id))?.tierId ?? null
  const clubsOf = async ({ id }: Pick<AccountRow, "id">, at: Date): Promise<string[]> =>
    (await servicesOn(shop.database).memberships.of(id, at)).clubIds
  const review = async (at: Date): Promise<void> => {
    const ladder = await store().tiers.ladderOf(await store().retrieveProgram(programId))
    if (ladder !== null) await store().tiers.members.review(ladder, at, 1_000)
  }

  it("is a membership from its payment on: the plan's tier and clubs for its term, told once", async () => {
    const ada = await shop.customer()
    const order = orderOf(ada, "silver_year", 50, { captured: "0" })
    expect((await settle(order)).tierChangedOf).toBeUndefined()
    expect([await tierOf(ada), await spansOf(ada)]).toEqual([null, []])

    const paid = { ...order, captured: "50" }
    expect((await settle(paid, inDays(2))).tierChangedOf).toBe(ada.customerId)
    expect((await settle(paid, inDays(3))).tierChangedOf).toBeUndefined()
    expect([await tierOf(ada), await spansOf(ada)]).toEqual([tierIds.silver, ["2 to 367"]])
    expect(await clubsOf(ada, inDays(366))).toEqual([clubId])
    expect([await clubsOf(ada, inDays(1)), await clubsOf(ada, inDays(368))]).toEqual([[], []])
    const [[change]] = await store().tiers.members.historyOf(ada.id, page)
    expect(change).toMatchObject({ toTierId: tierIds.silver, reason: "bought", actor: "system" })
    const told = await shop.rows(
      `select from loyalty_outbox where name = 'loyalty.membership_changed' and data ->> 'customer_id' = $1`,
      [ada.customerId],
    )
    expect(told).toHaveLength(1)
  })

  it("is extended by renewing, and ends with the last of it at the nightly review", async () => {
    const ada = await shop.customer()
    await settle(orderOf(ada, "silver_year", 50))
    await settle(orderOf(ada, "silver_year", 50, { placedAt: inDays(300) }), inDays(300))

    expect(await spansOf(ada)).toEqual(["0 to 365", "365 to 730"])
    await review(inDays(500))
    expect(await tierOf(ada)).toBe(tierIds.silver)
    await review(inDays(732))
    expect(await tierOf(ada)).toBeNull()
  })

  it("that comes back ends then, and takes what was to follow forward", async () => {
    const ada = await shop.customer()
    const first = orderOf(ada, "silver_year", 50)
    await settle(first)
    await settle(orderOf(ada, "silver_year", 50), inDays(1))
    await settle(returned(first), inDays(100))
    expect(await spansOf(ada)).toEqual(["0 to 100", "100 to 465"])

    const bob = await shop.customer()
    const only = orderOf(bob, "silver_year", 50)
    await settle(only)
    await settle({ ...only, canceled: true, captured: "0", owed: "0" }, inDays(30))
    expect([await spansOf(bob), await clubsOf(bob, inDays(31))]).toEqual([["0 to 30"], []])
    await review(inDays(31))
    expect(await tierOf(bob)).toBeNull()
  })

  it("lowers nobody who stands higher, and holds him once he falls", async () => {
    const ada = await shop.customer()
    await settle(orderOf(ada, null, 6_000))
    expect(await tierOf(ada)).toBe(tierIds.gold)
    expect((await settle(orderOf(ada, "silver_year", 50), inDays(200))).tierChangedOf).toBeUndefined()
    expect(await tierOf(ada)).toBe(tierIds.gold)

    await review(inDays(370))
    const service = store()
    const program = await service.retrieveProgram(programId)
    const paid = await service.membershipPurchases.paidTiers(inDays(370), ada.id - 1, 1)
    expect(paid).toEqual([
      expect.objectContaining({ accountId: ada.id, customerId: ada.customerId, tierId: tierIds.silver }),
    ])
    expect(await service.membershipPurchases.hold(program, paid[0], inDays(370))).toBe(true)
    expect(await service.membershipPurchases.hold(program, paid[0], inDays(370))).toBe(false)
    expect(await tierOf(ada)).toBe(tierIds.silver)
  })

  it("that comes back gives its tier back also where the process died before it did", async () => {
    const ada = await shop.customer()
    const order = orderOf(ada, "silver_year", 50)
    await settle(order)
    await shop.rows(
      `update loyalty_membership_purchase set units = 0, ran_until = $2, ends_at = $2 where order_id = $1`,
      [order.orderId, inDays(10)],
    )
    await settle(returned(order), inDays(10))
    await review(inDays(11))
    expect(await tierOf(ada)).toBeNull()
  })

  it("is not bought by an order of before the plan was sold, nor taken from one of before it ended", async () => {
    const [ada, bob] = [await shop.customer(), await shop.customer()]
    const early = orderOf(ada, "silver_year", 50, { placedAt: new Date(Date.now() - dayMs) })
    await settle(early, inDays(1))
    expect(await spansOf(ada)).toEqual([])

    const unpaid = orderOf(bob, "silver_year", 50, { captured: "0", placedAt: new Date() })
    await settle(unpaid)
    await store().membershipPlans.update(planId, { state: "ended" })
    await settle({ ...unpaid, captured: "50" }, inDays(2))
    expect(await spansOf(bob)).toEqual(["2 to 367"])
    await store().membershipPlans.update(planId, { state: "active" })
  })

  it("is what the plan granted when it was ordered, however it is changed before it is paid", async () => {
    const [ada, bob, carl] = [await shop.customer(), await shop.customer(), await shop.customer()]
    const ordered = (who: AccountRow) =>
      orderOf(who, "silver_year", 50, { captured: "0", placedAt: new Date() })
    const paid = async (order: OrderFacts) => await settle({ ...order, captured: "50" }, inDays(1))
    const first = ordered(ada)
    await store().membershipPlans.update(planId, { term: { days: 30 }, variant_ids: ["silver_month"] })
    const none = ordered(bob)
    await store().membershipPlans.update(planId, { variant_ids: ["silver_year"], tier_id: tierIds.gold })
    await store().membershipPlans.update(planId, { name: "Gold for a month" })
    const last = ordered(carl)
    await store().membershipPlans.update(planId, { term: { days: 365 }, tier_id: tierIds.silver })
    for (const order of [first, none, last]) await paid(order)

    expect([await spansOf(ada), await tierOf(ada)]).toEqual([["1 to 366"], tierIds.silver])
    expect([await spansOf(bob), await tierOf(bob)]).toEqual([[], null])
    expect([await spansOf(carl), await tierOf(carl)]).toEqual([["1 to 31"], tierIds.gold])
  })

  it("is nobody's who is a guest, and nothing new of a plan that has ended", async () => {
    await settle(orderOf({ customerId: null as never }, "silver_year", 50))
    const ada = await shop.customer()
    await settle(orderOf(ada, "silver_year", 50))
    await store().membershipPlans.update(planId, { state: "ended" })
    await settle(orderOf(ada, "silver_year", 50, { placedAt: new Date(Date.now() + 1) }), inDays(1))
    expect(await spansOf(ada)).toEqual(["0 to 365"])
    await store().membershipPlans.update(planId, { state: "active" })

    expect(await refusalOf(store().membershipPlans.delete(planId))).toBe("plan_in_use")
    expect(await refusalOf(store().membershipPlans.retrieve("lplan_none"))).toBe("plan_not_found")
  })

  it("is settled by two processes at once as by one", async () => {
    const ada = await shop.customer()
    const order = orderOf(ada, "silver_year", 50, { quantity: 2 })
    await Promise.allSettled([settle(order), settle(order), settle(order)])
    await settle(order)

    expect(await spansOf(ada)).toEqual(["0 to 730"])
  })

  it.each([
    [{ tier_id: null, club_ids: [] }, "tier_id"],
    [{ tier_id: "ltier_none" }, "tier_id"],
    [{ club_ids: ["lclub_none"] }, "club_ids"],
  ])("is refused as a plan that grants nothing there is: %j", async (change, field) => {
    const work = store().membershipPlans.update(planId, change)
    await expect(work).rejects.toMatchObject({ code: "invalid_request", details: { field } })
  })

  describe("and what rules wait for", () => {
    const rule = async (settings: object): Promise<void> => {
      const { program_id: _, ...known } = parse(newRule, {
        name: "A rule",
        effect: { code: "fixed_points", points: 100 },
        ...settings,
      })
      const { id } = await shop.rules.create(programId, known, "user:owner")
      await shop.rules.update(id, { state: "active" }, "user:owner")
      await shop.rows(`update loyalty_rule_set set created_at = $1`, [day(0)])
    }
    const container = (): MedusaContainer => {
      const service = store()
      return {
        resolve: (name: string) => (name === "logger" ? console : service),
      } as unknown as MedusaContainer
    }
    const eventsOf = async ({ id }: Pick<AccountRow, "id">): Promise<string[]> =>
      (await shop.memberEvents.listAndCount({ accountId: id }, page))[0].map(({ key }) => key).reverse()
    const clockReached = async (at: Date): Promise<unknown> =>
      await shop.rows(
        `insert into loyalty_checkpoint (name, reached_at) values ('occasions:' || $1, $2)
         on conflict (name) do update set reached_at = excluded.reached_at`,
        [programId, at],
      )

    it("is a sum that the orders of a period reach, once a period, and again in the next", async () => {
      await rule({ trigger: { code: "spending_milestone", currency_code: "eur", amount: 300, per: "month" } })
      const ada = await shop.customer()
      const at = (text: string): Date => new Date(`${text}T12:00:00Z`)
      const buys = async (placedAt: Date, total: number, change: Partial<OrderFacts> = {}) => {
        const report = await settle(orderOf(ada, null, total, { placedAt, ...change }), placedAt)
        await followMilestones(container(), report, placedAt)
      }
      await buys(at("2027-03-05"), 200)
      await buys(at("2027-03-20"), 99, { captured: "0" })
      expect(await eventsOf(ada)).toEqual([])
      await buys(at("2027-03-21"), 100)
      await buys(at("2027-03-22"), 500)
      await buys(at("2027-04-01"), 250)
      await buys(at("2027-03-31"), 10)

      const name = "spending_milestone:eur:30000:month"
      expect(await eventsOf(ada)).toEqual([`${name}:${ada.publicId}:2027-03`])
      await buys(at("2027-04-02"), 50)
      expect(await eventsOf(ada)).toEqual([
        `${name}:${ada.publicId}:2027-03`,
        `${name}:${ada.publicId}:2027-04`,
      ])
      const given = await shop.rows(
        `select from loyalty_entry where account_id = $1 and reason = 'spending_milestone' and available_change = 100`,
        [ada.id],
      )
      expect(given).toHaveLength(2)
    })

    it("is missed again when goods come back, and then gives and takes exactly what it was worth", async () => {
      const ada = await shop.customer()
      const placedAt = new Date("2027-05-05T12:00:00Z")
      const settleAndFollow = async (order: OrderFacts) => {
        const report = await settle(order, placedAt)
        await followMilestones(container(), report, placedAt)
      }
      const given = async () => {
        const [row] = await shop.rows<{ given: number; entries: number }>(
          `select coalesce(sum(available_change), 0)::int as given, count(*)::int as entries from loyalty_entry
           where account_id = $1 and reason in ('spending_milestone', 'milestone_lost')`,
          [ada.id],
        )
        return [row.given, row.entries]
      }
      const order = orderOf(ada, null, 400, { placedAt, quantity: 4 })
      const after = (pieces: number): OrderFacts => ({
        ...order,
        lines: order.lines.map((line) => ({ ...line, returnedQuantity: pieces })),
        owed: String(400 - pieces * 100),
        refunded: String(pieces * 100),
      })
      await settleAndFollow(order)
      await settleAndFollow(after(1))
      expect(await given()).toEqual([100, 1])
      await settleAndFollow(after(2))
      await settleAndFollow(after(2))
      await settleAndFollow(after(3))
      expect(await given()).toEqual([0, 2])

      const another = orderOf(ada, null, 250, { placedAt })
      await settleAndFollow(another)
      await settleAndFollow(another)
      expect(await given()).toEqual([100, 3])
      await settleAndFollow(returned(another))
      expect(await given()).toEqual([0, 4])
      // June's orders have no say in May.
      const june = new Date("2027-06-01T12:00:00Z")
      const report = await settle(orderOf(ada, null, 50, { placedAt: june }), june)
      await followMilestones(container(), report, june)
      expect(await given()).toEqual([0, 4])
    })

    it("is found by the clock where the settlement's process died before it told", async () => {
      const ada = await shop.customer()
      const placedAt = new Date("2027-06-10T12:00:00Z")
      await settle(orderOf(ada, null, 400, { placedAt }), placedAt)
      await clockReached(new Date("2027-06-10T20:00:00Z"))
      await tellOfOccasions(container(), new Date("2027-06-11T20:00:00Z"))
      await tellOfOccasions(container(), new Date("2027-06-12T20:00:00Z"))

      expect(await eventsOf(ada)).toEqual([`spending_milestone:eur:30000:month:${ada.publicId}:2027-06`])
    })

    it("is so many days without an order, once each time, for those who have ever ordered", async () => {
      await rule({ trigger: { code: "inactivity", days: 90 } })
      const [ada, bob] = [await shop.customer(), await shop.customer()]
      const early = new Date("2027-08-01T12:00:00Z")
      await settle(orderOf(ada, null, 10, { placedAt: early }), early)
      await clockReached(new Date("2027-10-20T12:00:00Z"))
      await tellOfOccasions(container(), new Date("2027-10-29T12:00:00Z"))
      expect(await eventsOf(ada)).toEqual([])
      await tellOfOccasions(container(), new Date("2027-10-30T12:00:00Z"))
      await tellOfOccasions(container(), new Date("2027-11-15T12:00:00Z"))
      expect(await eventsOf(ada)).toEqual([`inactivity:90:${ada.publicId}:2027-08-01`])
      expect(await eventsOf(bob)).toEqual([])

      const late = new Date("2027-11-20T12:00:00Z")
      await settle(orderOf(ada, null, 10, { placedAt: late }), late)
      await clockReached(new Date("2028-02-10T12:00:00Z"))
      await tellOfOccasions(container(), new Date("2028-02-20T12:00:00Z"))
      expect(await eventsOf(ada)).toHaveLength(2)
    })
  })
})
