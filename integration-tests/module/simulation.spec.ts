import { line, order as factsOf } from "../../src/modules/loyalty/domain/__tests__/shop"
import type { OrderFacts } from "../../src/modules/loyalty/domain/earning/facts"
import type { Needs } from "../../src/modules/loyalty/domain/rules/needs"
import {
  newMember,
  noCircumstances,
  noGoods,
  type RuleContext,
} from "../../src/modules/loyalty/domain/rules/scene"
import { newRule } from "../../src/modules/loyalty/rule-settings/schema"
import { simulationRequest } from "../../src/modules/loyalty/simulation-settings"
import { tierSettings } from "../../src/modules/loyalty/tier-settings/schema"
import type { SimulationResult } from "../../src/modules/loyalty/types/simulation"
import { parse } from "../../src/modules/loyalty/validation"
import { databaseUrl } from "../helpers/database"
import { describeLedger, type LoyaltyProcess } from "./ledger-database"

/** The store around an order: what its product is, and which groups its customer is in. */
interface Around {
  category: string
  group: string
}

describeLedger("a simulation", (shop) => {
  const period = { from: new Date(Date.now() - 86_400_000), to: new Date(Date.now() + 86_400_000) }
  let programId = ""
  let activeRules: string[] = []
  let asked: Needs[] = []

  beforeAll(async () => {
    programId = (await shop.programs.forSalesChannel(null)).id
    await shop.programs.update(programId, {
      starts_at: new Date("2025-01-01"),
      rates: [
        { currency_code: "eur", earn: { points: 1, per_amount: 1 }, spend: { points: 1, worth: 0.01 } },
      ],
      earning: { includes_tax: true },
    })
  })

  afterEach(async () => {
    for (const id of activeRules) await shop.rules.update(id, { state: "ended" }, "user:owner")
    activeRules = []
    asked = []
  })

  const tea = { code: "category", in: ["tea"] }
  const regulars = { code: "customer_group", in: ["regulars"] }

  const draft = async (settings: object): Promise<string> => {
    const { program_id: _, ...known } = parse(newRule, {
      name: "A rule",
      trigger: { code: "order" },
      effect: { code: "fixed_points", points: 10 },
      ...settings,
    })
    return (await shop.rules.create(programId, known, "user:owner")).id
  }

  const active = async (settings: object): Promise<string> => {
    const id = await draft(settings)
    await shop.rules.update(id, { state: "active" }, "user:owner")
    activeRules.push(id)
    return id
  }

  const order = (customerId: string | null, total: number, change: Partial<OrderFacts> = {}): OrderFacts => {
    const orderId = shop.cause("order")
    const lines = [line(`${orderId}_line`, String(total), { productId: "some_tea", quantity: 2 })]
    return factsOf(lines, { orderId, customerId, placedAt: new Date(Date.now() + 60_000), ...change })
  }

  const found =
    (facts: OrderFacts, { category, group }: Around) =>
    async (needs: Needs, lineIds: string[]): Promise<RuleContext> => {
      asked.push(needs)
      const goods = { ...noGoods, categoryIds: [category] }
      return await Promise.resolve({
        goods: Object.fromEntries(lineIds.map((lineId) => [lineId, goods])),
        order: noCircumstances,
        member: facts.customerId === null ? null : { ...newMember, groupIds: [group] },
      })
    }

  const settle = async (facts: OrderFacts, around: Around): Promise<void> => {
    await shop.settlements.settle({
      facts,
      cartId: null,
      redeemed: [],
      revision: await shop.settlements.revisionOf(facts.orderId),
      orderChangedAt: null,
      at: facts.placedAt,
      contextOf: found(facts, around),
    })
  }

  const simulated = async (
    orders: OrderFacts[],
    request: object = {},
    {
      around = { category: "tea", group: "regulars" },
      by = shop,
    }: { around?: Around; by?: LoyaltyProcess } = {},
  ): Promise<SimulationResult> => {
    const wanted = parse(simulationRequest, {
      from: period.from.toISOString(),
      to: period.to.toISOString(),
      ...request,
    })
    const run = await by.simulations.begin(wanted)
    try {
      await by.simulations.add(
        run,
        orders.map((facts) => ({ facts, contextOf: found(facts, around) })),
      )
      return by.simulations.resultOf(run)
    } finally {
      by.simulations.end(run)
    }
  }

  it("judges an order by what its own day knew, and says what it had to look up because the day did not", async () => {
    await active({ conditions: tea })
    const { customerId } = await shop.customer()
    const facts = order(customerId, 100)
    await settle(facts, { category: "tea", group: "strangers" })
    asked = []

    const since = { around: { category: "coffee", group: "regulars" } }
    const live = await simulated([facts], {}, since)
    expect(live).toMatchObject({ outcome: { points: 110, given: 110 }, approximate: [] })
    expect(asked).toEqual([])

    const id = await draft({
      conditions: { all: [tea, regulars] },
      effect: { code: "multiplier", factor: 2 },
    })
    const tried = await simulated([facts], { rules: { drafts: [id] } }, since)
    expect(tried).toMatchObject({ outcome: { points: 210, given: 110 }, approximate: ["customer_groups"] })
    expect(asked).toMatchObject([{ goods: false, customerGroups: true }])
  })

  it("gives what the ledger gave under every limit, in the order in which the orders were placed", async () => {
    await active({
      effect: { code: "percent_back", percent: 1 },
      limits: { budget: 150, members: 2, per_member: [{ points: 80, per: "month" }] },
    })
    const members = [await shop.customer(), await shop.customer(), await shop.customer()]
    const orders = [70, 60, 20, 90, 30].map((total, index) =>
      order(members[index % 3].customerId, total, { placedAt: new Date(Date.now() + 60_000 + index) }),
    )
    for (const facts of orders) await settle(facts, { category: "", group: "" })

    const { outcome } = await simulated(orders)
    expect(outcome.points).toBe(outcome.given)
    for (const rule of outcome.byRule) expect(rule.points).toBe(rule.given)
    expect(outcome.byRule[1].heldBack).toEqual({ members: 20, member_month: 80, budget: 20 })
  })

  it("of rules that stand elsewhere in time, or not at all, tries them as it is told to", async () => {
    const { customerId } = await shop.customer()
    const facts = order(customerId, 100)
    const id = await active({ name: "Over", ends_at: "2025-06-01T00:00:00Z" })
    expect((await simulated([facts])).outcome).toMatchObject({ points: 100 })
    expect((await simulated([facts], { ignore_schedules: true })).outcome).toMatchObject({ points: 110 })
    const without = { ignore_schedules: true, rules: { without: [id] } }
    expect((await simulated([facts], without)).outcome).toMatchObject({ points: 100 })
    expect((await simulated([facts], { ...without, rules: { live: false } })).outcome.byRule).toHaveLength(1)
  })

  it("counts a guest's order, one that was transferred and one from before the start, each as what it is", async () => {
    const [ada, bob] = [await shop.customer(), await shop.customer()]
    const transferred = order(ada.customerId, 40)
    await settle(transferred, { category: "", group: "" })
    const moved = { ...transferred, customerId: bob.customerId }
    await settle(moved, { category: "", group: "" })
    const early = order(ada.customerId, 30, { placedAt: new Date("2024-06-01") })
    const back = order(ada.customerId, 20)
    const returned = { ...back, lines: back.lines.map((line) => ({ ...line, returnedQuantity: 1 })) }

    const { outcome } = await simulated([early, order(null, 99), moved, returned])
    expect(outcome).toMatchObject({
      orders: 4,
      ordersWithoutMember: 1,
      ordersBeforeStart: 1,
      members: 2,
      points: 30 + 40 + 10,
      given: 40,
    })
  })

  it("has only those earn who have joined, where members join by themselves", async () => {
    await shop.programs.update(programId, { joining: "opt_in" })
    const { customerId } = await shop.customer()
    const { outcome } = await simulated([order(customerId, 50), order("cus_elsewhere", 70)])
    await shop.programs.update(programId, { joining: "automatic" })
    expect(outcome).toMatchObject({ points: 50, ordersWithoutMember: 1 })
  })

  it("cannot write: it is the same on a connection that refuses every change", async () => {
    const id = await active({ conditions: { all: [tea, regulars] }, limits: { budget: 15 } })
    const orders = [
      order((await shop.customer()).customerId, 30),
      order((await shop.customer()).customerId, 40),
    ]
    await settle(orders[0], { category: "tea", group: "regulars" })
    const reader = shop.startProcess({
      databaseUrl: `${databaseUrl(shop.databaseName)}?options=-c%20default_transaction_read_only%3Don`,
    })
    await expect(reader.rules.update(id, { state: "paused" }, "user:owner")).rejects.toMatchObject({
      code: "ledger_fault",
    })

    const read = await simulated(orders, {}, { by: reader })
    expect(read.outcome).toEqual((await simulated(orders)).outcome)
    expect(read.outcome).toMatchObject({ points: 30 + 10 + 40 + 5, given: 40 })
  })

  it("judges an order in the tier that was frozen with it, and one that was never settled in the tier of its day", async () => {
    const [ada, bob] = [await shop.customer(), await shop.customer()]
    const beforeTiers = order(ada.customerId, 50)
    await settle(beforeTiers, { category: "", group: "" })
    await shop.tiers.setLadder(programId, {
      qualification: { by: "points_earned", includes_events: true },
      window: { code: "rolling", days: 365 },
    })
    for (const [handle, threshold, multiplier] of [
      ["bronze", 0, 1.5],
      ["silver", 100, 3],
    ] as const) {
      const settings = parse(tierSettings, { handle, name: handle, threshold, multiplier })
      await shop.tiers.create(programId, settings, "user:owner")
    }
    const first = order(ada.customerId, 100, { placedAt: new Date(Date.now() + 61_000) })
    await settle(first, { category: "", group: "" })
    const second = order(ada.customerId, 10, { placedAt: new Date(Date.now() + 62_000) })
    await settle(second, { category: "", group: "" })
    const unsettled = order(bob.customerId, 20, { placedAt: new Date(Date.now() + 63_000) })

    const settled = (await simulated([beforeTiers, first, second])).outcome
    expect(settled).toMatchObject({ points: 50 + 150 + 30, given: 50 + 150 + 30 })
    expect(settled.byRule).toMatchObject([{ ruleId: null, points: 230, given: 230 }])
    expect(settled.byTier.map(({ tierId, points, given }) => [tierId !== null, points, given])).toEqual([
      [true, 150, 150],
      [false, 50, 50],
      [true, 30, 30],
    ])
    expect((await simulated([unsettled])).outcome).toMatchObject({ points: 30, given: 0 })
    expect((await simulated([order(null, 20)])).outcome).toMatchObject({ points: 0 })
  })
})
