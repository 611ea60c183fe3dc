import { line, order as factsOf } from "../../src/modules/loyalty/domain/__tests__/shop"
import type { OrderFacts } from "../../src/modules/loyalty/domain/earning/facts"
import {
  noCircumstances,
  noGoods,
  newMember,
  type RuleContext,
} from "../../src/modules/loyalty/domain/rules/scene"
import { newRule } from "../../src/modules/loyalty/rule-settings/schema"
import type { SettlementReport, SettlementRequest } from "../../src/modules/loyalty/types/order-facts"
import { parse } from "../../src/modules/loyalty/validation"
import { day, describeLedger, type LoyaltyProcess } from "./ledger-database"

describeLedger("an order under earning rules", (shop) => {
  let programId = ""
  let activeRules: string[] = []

  beforeAll(async () => {
    programId = (await shop.programs.forSalesChannel(null)).id
    await shop.programs.update(programId, {
      starts_at: day(-1),
      time_zone: "Europe/Moscow",
      rates: [
        { currency_code: "eur", earn: { points: 1, per_amount: 1 }, spend: { points: 1, worth: 0.01 } },
      ],
      earning: { includes_tax: true },
    })
  })

  afterEach(async () => {
    for (const id of activeRules) await shop.rules.update(id, { state: "ended" }, "user:owner")
    activeRules = []
  })

  /** Active from now on; orders of these stories are placed after that. */
  const rule = async (settings: object): Promise<string> => {
    const { program_id: _, ...known } = parse(newRule, {
      name: "A rule",
      trigger: { code: "order" },
      effect: { code: "multiplier", factor: 2 },
      ...settings,
    })
    const { id } = await shop.rules.create(programId, known, "user:owner")
    await shop.rules.update(id, { state: "active" }, "user:owner")
    activeRules.push(id)
    return id
  }

  const placed = (): Date => new Date(Date.now() + 60_000)

  const orderOf = (
    customerId: string | null,
    totals: number[],
    change: Partial<OrderFacts> = {},
  ): OrderFacts => {
    const orderId = shop.cause("order")
    const lines = totals.map((total, number) =>
      line(`${orderId}_${number}`, String(total), { productId: `product_${number}` }),
    )
    return factsOf(lines, { orderId, customerId, placedAt: placed(), ...change })
  }

  const settle = async (
    facts: OrderFacts,
    revision = 0,
    { by = shop, ...request }: Partial<SettlementRequest> & { by?: LoyaltyProcess } = {},
  ): Promise<SettlementReport> =>
    await by.settlements.settle({
      facts,
      cartId: null,
      redeemed: [],
      revision,
      orderChangedAt: null,
      at: facts.placedAt,
      ...request,
    })

  const grantsOf = async (ruleId: string) =>
    (
      await shop.rows<Record<"wanted" | "given" | "kept", string> & { capped_by: string | null }>(
        `select wanted, given, kept, capped_by from loyalty_rule_grant where rule_id = $1 order by id`,
        [ruleId],
      )
    ).map(({ wanted, given, kept, capped_by }) => [Number(wanted), Number(given), Number(kept), capped_by])

  const toysOnFirstLine = (facts: OrderFacts): RuleContext => ({
    goods: {
      [facts.lines[0].lineId]: { ...noGoods, categoryIds: ["toys"] },
      ...Object.fromEntries(facts.lines.slice(1).map(({ lineId }) => [lineId, noGoods])),
    },
    order: noCircumstances,
    member: newMember,
  })

  it("gives what the rules give, says which, and keeps exactly the part that a return leaves", async () => {
    const id = await rule({ name: "Toys twice", conditions: { code: "category", in: ["toys"] } })
    const { id: account, customerId } = await shop.customer()
    const facts = orderOf(customerId, [30, 20])
    const contextOf = jest.fn(() => Promise.resolve(toysOnFirstLine(facts)))

    expect(await settle(facts, 0, { contextOf })).toMatchObject({ earned: 80 })
    expect(await grantsOf(id)).toEqual([[30, 30, 30, null]])
    const settlement = await shop.settlements.find(facts.orderId)
    expect(settlement?.outcome?.lines[0].reasons).toContainEqual({
      code: "rule_applied",
      rule_id: id,
      rule_version: 1,
      rule: "Toys twice",
      points: 30,
    })

    const [toy, other] = facts.lines
    const returned = { ...facts, lines: [{ ...toy, returnedQuantity: 1 }, other] }
    expect(await settle(returned, 1, { contextOf })).toMatchObject({ earned: 20 })
    expect(await grantsOf(id)).toEqual([[30, 30, 0, null]])
    expect(await shop.balance(account)).toMatchObject({ pending: 20 })
    expect(contextOf).toHaveBeenCalledTimes(1)
  })

  it("is judged by the day it was placed: neither a rule that changed since nor goods that moved make a difference", async () => {
    const id = await rule({ conditions: { code: "category", in: ["toys"] } })
    const facts = orderOf((await shop.customer()).customerId, [30])
    await settle(facts, 0, { contextOf: () => Promise.resolve(toysOnFirstLine(facts)) })

    await shop.rules.update(id, { effect: { code: "multiplier", factor: 5 } }, "user:owner")

    const elsewhere = { ...toysOnFirstLine(facts), goods: { [facts.lines[0].lineId]: noGoods } }
    expect(await settle(facts, 1, { contextOf: () => Promise.resolve(elsewhere) })).toMatchObject({
      posted: 0,
      earned: 60,
    })
  })

  it("looks up the goods of a line that an edit brought, and leaves the others as they were", async () => {
    await rule({ conditions: { code: "category", in: ["toys"] } })
    const facts = orderOf((await shop.customer()).customerId, [30, 20])
    const before = { ...facts, lines: facts.lines.slice(0, 1), owed: "30", captured: "30" }
    await settle(before, 0, { contextOf: () => Promise.resolve(toysOnFirstLine(before)) })

    const asked: string[][] = []
    const contextOf: SettlementRequest["contextOf"] = (_needs, lineIds) => {
      asked.push(lineIds)
      return Promise.resolve({
        ...toysOnFirstLine(facts),
        // The first line's goods have moved since; only the second's were asked for.
        goods: {
          [facts.lines[0].lineId]: noGoods,
          [facts.lines[1].lineId]: { ...noGoods, categoryIds: ["toys"] },
        },
      })
    }
    expect(await settle(facts, 1, { contextOf })).toMatchObject({ earned: 100 })
    expect(asked).toEqual([[facts.lines[1].lineId]])
  })

  it("asks nothing of the store's other modules where no rule wants to know", async () => {
    await rule({ conditions: { code: "order_amount", currency_code: "eur", min: 10 } })
    const contextOf = jest.fn()

    expect(await settle(orderOf((await shop.customer()).customerId, [30]), 0, { contextOf })).toMatchObject({
      earned: 60,
    })
    expect(contextOf).not.toHaveBeenCalled()
  })

  it("gives points with dates of their own apart from the others, each in its time", async () => {
    await rule({
      name: "Until 8 March",
      effect: { code: "fixed_points", points: 100 },
      activation: { after_days: 3 },
      expiry: { on_day: "03-08" },
    })
    const { id, customerId } = await shop.customer()
    const facts = orderOf(customerId, [30], { placedAt: new Date("2030-02-01T10:00:00Z") })
    await settle(facts, 0)
    const later = (days: number): Date => new Date(facts.placedAt.getTime() + days * 86_400_000)

    expect(await shop.balance(id)).toMatchObject({ available: 0, pending: 130 })
    expect(await shop.settlements.find(facts.orderId)).toMatchObject({ activatesAt: later(3) })
    await settle(facts, 1, { at: later(3) })
    expect(await shop.balance(id)).toMatchObject({ available: 100, pending: 30 })
    expect(await shop.settlements.find(facts.orderId)).toMatchObject({ activatesAt: later(14) })
    await settle(facts, 2, { at: later(14) })
    expect(await shop.balance(id)).toMatchObject({ available: 130, pending: 0 })
    const lots = await shop.rows<{ points: string; expires_at: Date }>(
      `select points, expires_at from loyalty_lot where account_id = $1 order by id`,
      [id],
    )
    // The day ends in Moscow.
    expect(lots.find(({ points }) => Number(points) === 100)?.expires_at).toEqual(
      new Date("2030-03-08T21:00:00Z"),
    )
    await settle({ ...facts, canceled: true }, 3, { at: later(15) })
    expect(await shop.balance(id)).toMatchObject({ available: 0, pending: 0 })
  })

  it("gives each member no more than the rule's limits, and what came back can be given again", async () => {
    const id = await rule({
      effect: { code: "fixed_points", points: 40 },
      limits: { per_member: [{ points: 100, per: "month" }] },
    })
    const { customerId } = await shop.customer()
    const orders = [1, 2, 3, 4].map(() =>
      orderOf(customerId, [10], { placedAt: new Date("2030-05-10T10:00:00Z") }),
    )
    for (const facts of orders) await settle(facts)

    expect(await grantsOf(id)).toEqual([
      [40, 40, 40, null],
      [40, 40, 40, null],
      [40, 20, 20, "member_month"],
      [40, 0, 0, "member_month"],
    ])
    const capped = await shop.settlements.find(orders[2].orderId)
    expect(capped?.outcome?.reasons).toContainEqual({
      code: "capped",
      rule_id: id,
      rule: "A rule",
      limit: "member_month",
      wanted: 40,
      given: 20,
    })

    await settle({ ...orders[0], canceled: true }, 1)
    const june = orderOf(customerId, [10], { placedAt: new Date("2030-06-01T10:00:00Z") })
    const again = orderOf(customerId, [10], { placedAt: new Date("2030-05-31T10:00:00Z") })
    expect(await settle(june)).toMatchObject({ earned: 50 })
    expect(await settle(again)).toMatchObject({ earned: 50 })
    // Settled anew, an order keeps what it was granted.
    expect(await settle(orders[3], 1)).toMatchObject({ posted: 0, earned: 10 })
  })

  it("never gives more than its budget, nor to more members than the first, whoever races for the last of it", async () => {
    const budget = await rule({
      name: "Budget",
      effect: { code: "fixed_points", points: 30 },
      limits: { budget: 100 },
    })
    const first = await rule({
      name: "First three",
      effect: { code: "fixed_points", points: 7 },
      limits: { members: 3 },
    })
    const processes = [shop, shop.startProcess()]
    const members = await Promise.all(Array.from({ length: 10 }, () => shop.customer()))

    const reports = await Promise.all(
      members.map(({ customerId }, number) =>
        settle(orderOf(customerId, [10]), 0, { by: processes[number % 2] }),
      ),
    )

    const sum = (column: number, rows: (number | string | null)[][]): number =>
      rows.reduce((whole, row) => whole + Number(row[column]), 0)
    expect(sum(1, await grantsOf(budget))).toBe(100)
    expect(sum(1, await grantsOf(first))).toBe(21)
    expect(reports.reduce((whole, { earned }) => whole + earned, 0)).toBe(10 * 10 + 100 + 21)
    expect(await shop.rules.usageOf(await shop.rules.retrieve(budget))).toMatchObject({
      given: 100,
      kept: 100,
      members: 4,
      budgetLeft: 0,
    })
  })

  it("does not let an order in by an edit that came too late for the first members or the times", async () => {
    const first = await rule({
      effect: { code: "fixed_points", points: 7, each: "line" },
      limits: { members: 1 },
    })
    const once = await rule({
      effect: { code: "fixed_points", points: 5, each: "line" },
      limits: { per_member: [{ times: 1, per: "life" }] },
    })
    await settle(orderOf((await shop.customer()).customerId, [10]))
    const { customerId } = await shop.customer()
    await settle(orderOf(customerId, [10]))
    const facts = orderOf(customerId, [10, 10])
    await settle({ ...facts, lines: facts.lines.slice(0, 1), owed: "10", captured: "10" })

    expect(await settle(facts, 1)).toMatchObject({ earned: 20 })
    expect((await grantsOf(first)).slice(1)).toEqual([
      [7, 0, 0, "members"],
      [14, 0, 0, "members"],
    ])
    expect((await grantsOf(once)).at(-1)).toEqual([10, 0, 0, "member_life"])
  })

  it("keeps what was granted where the settlement did not come to its end", async () => {
    const id = await rule({ effect: { code: "fixed_points", points: 30 }, limits: { budget: 100 } })
    const facts = orderOf((await shop.customer()).customerId, [10])
    await settle(facts)
    const late = settle(facts, 0)

    await expect(late).rejects.toMatchObject({ code: "settlement_conflict" })
    expect(await grantsOf(id)).toEqual([[30, 30, 30, null]])
  })

  it("gives to whom the order belongs, and takes it from whom it belonged before", async () => {
    const id = await rule({ effect: { code: "fixed_points", points: 30 }, limits: { budget: 50 } })
    const [one, other] = [await shop.customer(), await shop.customer()]
    const facts = orderOf(one.customerId, [10])
    await settle(facts)

    await settle({ ...facts, customerId: other.customerId }, 1)

    expect(await shop.balance(one.id)).toMatchObject({ pending: 0 })
    expect(await grantsOf(id)).toEqual([
      [30, 30, 0, null],
      [30, 20, 20, "budget"],
    ])
    expect(await shop.balance(other.id)).toMatchObject({ pending: 30 })
  })

  it("is nobody's who is no member: a guest's order uses no budget", async () => {
    const id = await rule({ effect: { code: "fixed_points", points: 30 }, limits: { budget: 50 } })

    await settle(orderOf(null, [10]))

    expect(await grantsOf(id)).toEqual([])
  })

  it("promises a member what it then gives, limits included", async () => {
    await rule({
      effect: { code: "fixed_points", points: 30 },
      limits: { per_member: [{ times: 1, per: "life" }] },
    })
    const { id, customerId } = await shop.customer()
    const program = await shop.programs.retrieve(programId)
    const promised = async (facts: OrderFacts) =>
      (await shop.earnings.preview({ purchases: [facts], program, accountId: id, contextOf: undefined }))[0]
        .points

    for (const earned of [40, 10]) {
      const facts = orderOf(customerId, [10])
      expect(await promised(facts)).toBe(earned)
      expect(await settle(facts)).toMatchObject({ earned })
    }
    expect(await promised(orderOf(null, [10]))).toBe(10)
  })
})
