import * as pg from "@medusajs/framework/pg"
import { DataSource } from "typeorm"
import { migrations } from "../../migrations"
import { CreateTiers1764000480000 } from "../../migrations/1764000480000-create-tiers"
import { buildDataSource } from "../../src/modules/loyalty/data-source"
import { line, order as factsOf } from "../../src/modules/loyalty/domain/__tests__/shop"
import type { OrderFacts } from "../../src/modules/loyalty/domain/earning/facts"
import { newMember, noCircumstances } from "../../src/modules/loyalty/domain/rules/scene"
import { runMigrations } from "../../src/modules/loyalty/migrate"
import type { AccountRow } from "../../src/modules/loyalty/persistence/account.schema"
import { newRule } from "../../src/modules/loyalty/rule-settings/schema"
import { tierSettings, type LadderChanges } from "../../src/modules/loyalty/tier-settings/schema"
import type { SettlementReport, SettlementRequest } from "../../src/modules/loyalty/types/order-facts"
import { parse } from "../../src/modules/loyalty/validation"
import { createEmptyDatabase, databaseUrl, dropDatabase, withClient } from "../helpers/database"
import { day, describeLedger, refusalOf, type LoyaltyProcess } from "./ledger-database"

const page = { skip: 0, take: 100 }
const reviewedMax = 1_000

describeLedger("members of tiers", (shop) => {
  let programId = ""
  const ids: Record<"bronze" | "silver" | "gold", string> = { bronze: "", silver: "", gold: "" }
  /** Tiers say what they say from now on; the orders of these stories are placed after that. */
  const today = (days = 0): Date => new Date(Date.now() + 60_000 + days * 86_400_000)

  const setLadder = async (changes: LadderChanges): Promise<void> => {
    await shop.tiers.setLadder(programId, changes)
  }

  beforeAll(async () => {
    programId = (await shop.programs.forSalesChannel(null)).id
    await shop.programs.update(programId, {
      starts_at: day(-1_000),
      rates: [
        { currency_code: "eur", earn: { points: 1, per_amount: 1 }, spend: { points: 1, worth: 0.01 } },
      ],
      earning: { includes_tax: true },
    })
    await setLadder({
      qualification: { by: "points_earned", includes_events: true },
      window: { code: "rolling", days: 365 },
      grace_days: 10,
    })
    for (const [handle, threshold, multiplier] of [
      ["bronze", 0, 1],
      ["silver", 100, 1.5],
      ["gold", 500, 2],
    ] as const) {
      const settings = parse(tierSettings, { handle, name: handle, threshold, multiplier })
      ids[handle] = (await shop.tiers.create(programId, settings, "user:owner")).id
    }
  })

  const orderOf = (
    { customerId }: Pick<AccountRow, "customerId">,
    total: number,
    change: Partial<OrderFacts> = {},
  ): OrderFacts => {
    const orderId = shop.cause("order")
    const bought = { productId: "product", variantId: "variant", quantity: 2 }
    const lines = [line(`${orderId}_line`, String(total), bought)]
    return factsOf(lines, { orderId, customerId, placedAt: today(), ...change })
  }

  const settle = async (
    facts: OrderFacts,
    revision = 0,
    { by = shop, at = facts.placedAt, ...request }: Partial<SettlementRequest> & { by?: LoyaltyProcess } = {},
  ): Promise<SettlementReport> =>
    await by.settlements.settle({
      facts,
      cartId: null,
      redeemed: [],
      revision,
      orderChangedAt: null,
      at,
      ...request,
    })

  const returned = (facts: OrderFacts, quantity: number): OrderFacts => ({
    ...facts,
    lines: facts.lines.map((line) => ({ ...line, returnedQuantity: quantity })),
    owed: String((Number(facts.owed) * (2 - quantity)) / 2),
    refunded: String((Number(facts.captured) * quantity) / 2),
  })

  const tierOf = async ({ id }: AccountRow): Promise<string | null> => {
    const held = (await shop.tiers.members.find(id))?.tierId ?? null
    return Object.entries(ids).find(([, tier]) => tier === held)?.[0] ?? null
  }
  const historyOf = async ({ id }: AccountRow) =>
    (await shop.tiers.members.historyOf(id, page))[0].map(({ toTierId, reason }) => [
      Object.entries(ids).find(([, tier]) => tier === toTierId)?.[0] ?? null,
      reason,
    ])
  const review = async (at: Date, by: LoyaltyProcess = shop, membersMax = reviewedMax): Promise<number> => {
    const ladder = await by.tiers.ladderOf(await by.programs.retrieve(programId))
    if (ladder === null) return 0
    await by.tiers.members.admitNewcomers(programId)
    return (await by.tiers.members.review(ladder, at, membersMax)).length
  }
  const toldOf = async ({ customerId }: AccountRow): Promise<number> =>
    (
      await shop.rows(
        `select from loyalty_outbox where name = 'loyalty.tier_changed' and data ->> 'customer_id' = $1`,
        [customerId],
      )
    ).length
  const roundTripsOf = async (work: () => Promise<unknown>): Promise<number> => {
    const queries = jest.spyOn(pg.Client.prototype, "query")
    try {
      await work()
      return queries.mock.calls.length
    } finally {
      queries.mockRestore()
    }
  }

  it("are measured by the settlement's two round trips, and moved by a third", async () => {
    const ada = await shop.customer()
    const [small, large] = [orderOf(ada, 10), orderOf(ada, 120)]
    await settle(small)

    expect(await roundTripsOf(() => settle(small, 1))).toBe(2)
    expect(await roundTripsOf(() => settle(large))).toBe(3)
    expect(await roundTripsOf(() => settle(large, 1))).toBe(2)
    expect(await tierOf(ada)).toBe("silver")
  })

  it("reach a tier with the order that reaches it, are told of once, and how they came there is kept", async () => {
    const ada = await shop.customer()
    const first = orderOf(ada, 80)

    expect(await settle(first)).toMatchObject({ tierChangedOf: ada.customerId })
    expect(await settle(orderOf(ada, 20))).toMatchObject({ tierChangedOf: ada.customerId })
    expect((await settle(first, 1)).tierChangedOf).toBeUndefined()

    expect(await historyOf(ada)).toEqual([
      ["silver", "reached"],
      ["bronze", "reached"],
    ])
    expect((await shop.tiers.members.historyOf(ada.id, page))[0][0]).toMatchObject({
      measure: 100,
      actor: "system",
    })
    expect(await toldOf(ada)).toBe(2)
    const changed = shop.intrude((client) => client.query("update loyalty_tier_change set reason = 'fell'"))
    expect(await refusalOf(changed)).toBe("LY900")
  })

  it("keep it after a return for the days of grace, and go down by the review after that", async () => {
    const ada = await shop.customer()
    const facts = orderOf(ada, 120)
    await settle(facts)
    expect((await settle(returned(facts, 1), 1)).tierChangedOf).toBeUndefined()

    await review(today(9))
    expect(await tierOf(ada)).toBe("silver")
    await review(today(10))
    expect(await tierOf(ada)).toBe("bronze")
    expect((await historyOf(ada))[0]).toEqual(["bronze", "fell"])
    expect(await settle(facts, 2, { at: today(11) })).toMatchObject({ tierChangedOf: ada.customerId })
    expect(await tierOf(ada)).toBe("silver")
  })

  it("lose it a year after they bought, and the grace, though they still have the points", async () => {
    const ada = await shop.customer()
    await settle(orderOf(ada, 120))

    await review(today(364))
    expect((await shop.tiers.members.find(ada.id))?.belowSince).toBeNull()
    await review(today(365))
    await review(today(376))
    expect(await tierOf(ada)).toBe("bronze")
    expect((await shop.balance(ada.id)).pending).toBe(120)
  })

  it("never lose it by spending points", async () => {
    const ada = await shop.customer()
    const facts = orderOf(ada, 120)
    await settle(facts)
    await settle(facts, 1, { at: today(15) })
    await shop.spends(ada.id, 1, 120)

    await review(today(16))
    await review(today(40))
    expect(await shop.balance(ada.id)).toEqual({ available: 0, pending: 0, held: 0 })
    expect(await tierOf(ada)).toBe("silver")
    expect((await shop.tiers.members.find(ada.id))?.belowSince).toBeNull()
  })

  it("are not measured by orders that are canceled, not paid, or somebody else's by now", async () => {
    const [ada, bob] = [await shop.customer(), await shop.customer()]
    const unpaid = orderOf(ada, 120, { captured: "0" })
    await settle(unpaid)
    expect(await tierOf(ada)).toBe("bronze")
    await settle({ ...unpaid, captured: "120" }, 1)
    expect(await tierOf(ada)).toBe("silver")

    expect(await settle({ ...unpaid, captured: "120", customerId: bob.customerId }, 2)).toMatchObject({
      tierChangedOf: bob.customerId,
    })
    await review(today(1))
    await review(today(11))
    expect([await tierOf(ada), await tierOf(bob)]).toEqual(["bronze", "silver"])
    await settle(
      { ...unpaid, captured: "120", refunded: "120", canceled: true, customerId: bob.customerId },
      3,
    )
    await review(today(12))
    await review(today(22))
    expect(await tierOf(bob)).toBe("bronze")
  })

  it("may be measured by money, or by orders, of which some came back", async () => {
    const ada = await shop.customer()
    const of = await shop.tiers.ladderOf(await shop.programs.retrieve(programId))
    await settle(orderOf(ada, 51))
    await settle(orderOf(ada, 30, { currencyCode: "usd" }))
    const facts = orderOf(ada, 80)
    await settle(facts)
    await settle(returned(facts, 1), 1)
    const whole = orderOf(ada, 10)
    await settle(whole)
    await settle(returned(whole, 2), 1)

    const measured = async (qualification: NonNullable<typeof of>["ladder"]["qualification"]) => {
      if (of === null) throw new Error("The program has no ladder.")
      const ladder = { ...of.ladder, qualification }
      const values = await shop.tiers.members.contributionsOf({ ...of, ladder }, ada.id, today())
      return values.reduce((sum, { value }) => sum + value, 0)
    }
    expect(await measured({ by: "points_earned", includesEvents: false })).toBe(91)
    expect(await measured({ by: "money_spent", currencyCode: "eur" })).toBe(9_100)
    expect(await measured({ by: "orders" })).toBe(3)
    const { program_id: _, ...welcome } = parse(newRule, {
      name: "Birthday",
      trigger: { code: "birthday" },
      effect: { code: "fixed_points", points: 5 },
    })
    const { id } = await shop.rules.create(programId, welcome, "user:owner")
    await shop.rules.update(id, { state: "active" }, "user:owner")
    const birthday = { accountId: ada.id, trigger: "birthday" as const, name: null, source: "clock" as const }
    const told = await shop.memberEvents.tell(programId, [
      { ...birthday, key: shop.cause("birthday"), data: {}, occurredAt: new Date() },
    ])
    await shop.memberEvents.settle(told, () => Promise.resolve(new Map()))
    expect(await measured({ by: "points_earned", includesEvents: false })).toBe(91)
    expect(await measured({ by: "points_earned", includesEvents: true })).toBe(96)
  })

  it("reach it by orders of the same moment in several processes, none of which would do", async () => {
    const ada = await shop.customer()
    const others = [shop, shop.startProcess(), shop.startProcess()]

    await Promise.all(
      Array.from({ length: 6 }, (_, number) => settle(orderOf(ada, 20), 0, { by: others[number % 3] })),
    )

    expect(await tierOf(ada)).toBe("silver")
    expect((await historyOf(ada)).filter(([tier]) => tier === "silver")).toHaveLength(1)
  })

  it("are given by the review what a crash after the settlement kept from them", async () => {
    const ada = await shop.customer()
    const call = shop.database.call.bind(shop.database)
    const spy = jest.spyOn(shop.database, "call").mockImplementation(async (name, ...rest) => {
      if (name === "loyalty_tier_apply") throw new Error("the process is gone")
      return await call(name, ...rest)
    })
    await expect(settle(orderOf(ada, 600))).rejects.toThrow("the process is gone")
    spy.mockRestore()
    expect(await tierOf(ada)).toBeNull()

    await review(today(50))
    expect(await tierOf(ada)).toBe("gold")
  })

  it("are looked at once a day by however many processes, in batches, and again when the tiers change", async () => {
    const others = [shop, shop.startProcess(), shop.startProcess()]
    await shop.customers(200)
    // Other stories looked at some of them years ahead: a change of the tiers has all looked at.
    await shop.tiers.update(ids.gold, { name: "Golden" }, "user:owner")
    await review(today(60))
    const [{ count }] = await shop.rows<{ count: string }>(`select count(*) from loyalty_tier_member`)

    const runOf = async (by: LoyaltyProcess): Promise<number> => {
      let seen = 0
      for (let more = 1; more > 0; seen += more) more = await review(today(61), by, 25)
      return seen
    }
    const seen = await Promise.all(others.map(runOf))
    // Who finds all that is left in others' hands ends early; what nobody has taken is taken by the next.
    const rest = await runOf(shop)

    expect(seen.reduce((sum, one) => sum + one, rest)).toBe(Number(count))
    expect(await review(today(61))).toBe(0)
    await shop.tiers.update(ids.gold, { name: "Gold" }, "user:owner")
    expect(await review(today(61))).toBe(Number(count))
    expect(await review(today(62), shop, 30)).toBe(30)
  })

  it("that many processes review fall once", async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => shop.customer()))
    for (const one of people) {
      const facts = orderOf(one, 120)
      await settle(facts)
      await settle(returned(facts, 2), 1)
    }
    const others = [shop, shop.startProcess(), shop.startProcess()]

    for (const days of [70, 90]) await Promise.all(others.map((by) => review(today(days), by, 200)))
    await review(today(90))

    for (const one of people)
      expect((await historyOf(one)).filter(([, reason]) => reason === "fell")).toHaveLength(1)
  })

  it("are judged by the tier that they held when they ordered, as it was then, whenever the order is settled", async () => {
    const ada = await shop.customer()
    const before = orderOf(ada, 100)
    await settle(before)
    const late = orderOf(ada, 100, { placedAt: new Date(before.placedAt.getTime() - 1) })
    const after = orderOf(ada, 100)

    expect(await settle(late)).toMatchObject({ earned: 100 })
    expect(await settle(after)).toMatchObject({ earned: 150 })
    await shop.tiers.update(ids.silver, { multiplier: 3 }, "user:owner")
    expect(await settle(after, 1)).toMatchObject({ posted: 0, earned: 150 })
    // Placed before the tier was changed, though settled after it.
    const forgotten = orderOf(ada, 100, { placedAt: new Date(before.placedAt.getTime() + 1) })
    await shop.rows(`update loyalty_tier_version set created_at = $2 where tier_id = $1 and version = 2`, [
      ids.silver,
      today(),
    ])
    expect(await settle(forgotten)).toMatchObject({ earned: 150 })
    await shop.tiers.update(ids.silver, { multiplier: 1.5 }, "user:owner")
  })

  it("have the tier's multiplier first, before all rules', and no rule's limit knows of it", async () => {
    const { program_id: _, ...twice } = parse(newRule, {
      name: "Twice for silver",
      trigger: { code: "order" },
      conditions: { code: "tier", in: [ids.silver] },
      effect: { code: "multiplier", factor: 2 },
      limits: { budget: 1_000 },
    })
    const rule = await shop.rules.create(programId, twice, "user:owner")
    await shop.rules.update(rule.id, { state: "active" }, "user:owner")
    const ada = await shop.customer()
    const contextOf = () =>
      Promise.resolve({ goods: {}, order: noCircumstances, member: { ...newMember, orderNumber: 1 } })
    await settle(orderOf(ada, 100), 0, { contextOf })
    const facts = orderOf(ada, 101)

    // A half of 101 more is 151 by rounding down; then twice.
    expect(await settle(facts, 0, { contextOf })).toMatchObject({ earned: 302 })
    expect(await settle(returned(facts, 1), 1, { contextOf })).toMatchObject({ earned: 151 })
    const grants = await shop.rows<{ rule_id: string; kept: string }>(
      `select rule_id, kept from loyalty_rule_grant where source_id = $1`,
      [facts.orderId],
    )
    expect(grants).toEqual([{ rule_id: rule.id, kept: "75" }])
    await shop.rules.update(rule.id, { state: "ended" }, "user:owner")
  })

  it("who join by their first order have what the lowest tier gives, and guests have nothing", async () => {
    await shop.tiers.update(ids.bronze, { multiplier: 1.1 }, "user:owner")
    const placedAt = today(1)

    expect(await settle(orderOf({ customerId: shop.cause("cus") }, 100, { placedAt }))).toMatchObject({
      earned: 110,
    })
    const guest = { ...orderOf({ customerId: "" }, 100, { placedAt }), customerId: null }
    expect(await settle(guest)).toMatchObject({ earned: 100 })
    await shop.tiers.update(ids.bronze, { multiplier: 1 }, "user:owner")
  })

  it("keep a tier that staff put them into for as long as was said", async () => {
    const ada = await shop.customer()
    const ladder = await shop.tiers.ladderOf(await shop.programs.retrieve(programId))
    if (ladder === null) throw new Error("The program has no ladder.")
    const put = { until: today(200), actor: "user:ann", at: today() }
    await shop.tiers.members.put(ladder, ada.id, ids.gold, put)

    await review(today(190))
    await review(today(201))
    expect(await tierOf(ada)).toBe("gold")
    await review(today(211))
    expect(await tierOf(ada)).toBe("bronze")
    expect(await historyOf(ada)).toEqual([
      ["bronze", "fell"],
      ["gold", "by_staff"],
    ])
  })

  it("of a tier that is deleted go where they are sent, and nobody holds what is no more", async () => {
    const settings = parse(tierSettings, { handle: "brass", name: "Brass", threshold: 40 })
    const brass = await shop.tiers.create(programId, settings, "user:owner")
    const ada = await shop.customer()
    await settle(orderOf(ada, 50))
    const gone = { actor: "user:owner", at: today() }

    expect(await refusalOf(shop.tiers.delete(brass.id, { ...gone, moveTo: undefined }))).toBe("tier_in_use")
    expect(await refusalOf(shop.tiers.delete(brass.id, { ...gone, moveTo: brass.id }))).toBe(
      "invalid_request",
    )
    await shop.tiers.delete(brass.id, { ...gone, moveTo: null })

    expect(await tierOf(ada)).toBeNull()
    expect((await historyOf(ada))[0]).toEqual([null, "tier_deleted"])
    await settle(orderOf(ada, 1))
    expect(await tierOf(ada)).toBe("bronze")
    expect((await shop.tiers.namesOf([brass.id])).get(brass.id)).toEqual({
      handle: "brass",
      name: "Brass",
      translations: {},
    })
    expect(await refusalOf(shop.tiers.update(brass.id, { name: "Tin" }, "user:owner"))).toBe("tier_not_found")
  })

  it("spend by terms of their tier that are kept once, however many spend by them at once", async () => {
    const rates = [{ currency_code: "eur", points: 1, worth: 0.02 }]
    const redemption = { min_points: null, max_share_percent: 30, rates }
    await shop.tiers.update(ids.gold, { redemption }, "user:owner")
    const ada = await shop.customer()
    await settle(orderOf(ada, 600))
    const program = await shop.programs.retrieve(programId)

    const own = await shop.tiers.programFor(program, ada.id, today(1))
    const kept = await Promise.all(Array.from({ length: 5 }, () => shop.tiers.keptTermsId(own)))

    expect(new Set(kept).size).toBe(1)
    expect(kept[0]).not.toBe(program.termsId)
    const terms = await shop.programs.termsOf(kept[0])
    expect(terms.redemption.maxShareBasisPoints).toBe(3_000)
    expect(terms.rates[0].spend).toEqual({ points: 1, worthMinor: 2 })
    const bob = await shop.customer()
    expect(await shop.tiers.programFor(program, bob.id, today(1))).toEqual({ program, tier: null })
  })
})

describe("orders of before there were tiers", () => {
  it("count by what their settlement says at once, and are to be settled once more for the rest", async () => {
    const name = await createEmptyDatabase()
    const url = databaseUrl(name)
    try {
      const source = new DataSource({
        ...buildDataSource({ databaseUrl: url }).options,
        migrations: migrations.slice(0, migrations.indexOf(CreateTiers1764000480000)),
      })
      await source.initialize()
      await source.runMigrations()
      await source.destroy()
      await withClient(url, (client) =>
        client.query(`
          insert into loyalty_settlement (order_id, program_id, terms_id, placed_at, outcome) values
            ('kept', 'p', 1, now(), '{"earned": 70, "paid": true, "reasons": []}'),
            ('canceled', 'p', 1, now(), '{"earned": 0, "paid": true, "reasons": [{"code": "canceled"}]}'),
            ('unknown', 'p', 1, now(), '{"earned": 0, "paid": false, "reasons": []}');
          insert into loyalty_award (order_id, account_id, earned, reversed) values ('kept', 3, 90, 90), ('kept', 7, 70, 0), ('canceled', 7, 9, 9)
        `),
      )
      await runMigrations({ options: { databaseUrl: url } })

      const measures = await withClient(url, async (client) => {
        const { rows } = await client.query(
          `select order_id, account_id, points, orders, paid from loyalty_tier_measure where currency_code is null order by 1`,
        )
        return rows as unknown[]
      })
      expect(measures).toEqual([
        { order_id: "canceled", account_id: "7", points: "0", orders: 0, paid: true },
        { order_id: "kept", account_id: "7", points: "70", orders: 1, paid: true },
        { order_id: "unknown", account_id: "0", points: "0", orders: 1, paid: false },
      ])
    } finally {
      await dropDatabase(name)
    }
  })
})
