import fc from "fast-check"
import { line, order as factsOf } from "../../src/modules/loyalty/domain/__tests__/shop"
import type { OrderFacts } from "../../src/modules/loyalty/domain/earning/facts"
import { newMember, noCircumstances, type RuleContext } from "../../src/modules/loyalty/domain/rules/scene"
import type { BackfillRow } from "../../src/modules/loyalty/persistence/backfill.schema"
import { newRule } from "../../src/modules/loyalty/rule-settings/schema"
import { tierSettings } from "../../src/modules/loyalty/tier-settings/schema"
import type { BackfillTotals, BackfillWork } from "../../src/modules/loyalty/types/backfill"
import type { SettlementReport } from "../../src/modules/loyalty/types/order-facts"
import { parse } from "../../src/modules/loyalty/validation"
import { day, describeLedger, refusalOf, type LoyaltyProcess } from "./ledger-database"

describeLedger("points for orders from before the program's start", (shop) => {
  const startsAt = day(100)
  const period = { from: day(0), to: day(200) }
  const somebody: RuleContext = { goods: {}, order: noCircumstances, member: newMember }
  const contextOf = async (): Promise<RuleContext> => await Promise.resolve(somebody)
  let programId = ""
  const activeRules: string[] = []

  beforeAll(async () => {
    programId = (await shop.programs.forSalesChannel(null)).id
    await shop.programs.update(programId, {
      starts_at: startsAt,
      rates: [
        { currency_code: "eur", earn: { points: 1, per_amount: 1 }, spend: { points: 1, worth: 0.01 } },
      ],
      earning: { includes_tax: true, pending_days: 14, expires_after_days: 30 },
      returns: { reversal: "within_balance" },
    })
  })

  const endRules = async (): Promise<void> => {
    for (const id of activeRules.splice(0)) await shop.rules.update(id, { state: "ended" }, "user:owner")
  }

  afterEach(endRules)

  const rule = async (settings: object): Promise<string> => {
    const { program_id: _, ...known } = parse(newRule, {
      name: "A rule",
      trigger: { code: "order" },
      effect: { code: "fixed_points", points: 50 },
      ...settings,
    })
    const { id } = await shop.rules.create(programId, known, "user:owner")
    await shop.rules.update(id, { state: "active" }, "user:owner")
    activeRules.push(id)
    return id
  }

  const order = (customerId: string | null, total: number, change: Partial<OrderFacts> = {}): OrderFacts => {
    const orderId = shop.cause("order")
    const lines = [line(`${orderId}_line`, String(total), { productId: "tea", quantity: 4 })]
    return factsOf(lines, { orderId, customerId, placedAt: day(10), ...change })
  }

  const returned = (facts: OrderFacts, quantity: number): OrderFacts => ({
    ...facts,
    lines: facts.lines.map((line) => ({ ...line, returnedQuantity: quantity })),
  })

  const settle = async (
    facts: OrderFacts,
    at: Date,
    { by = shop, backfill }: { by?: LoyaltyProcess; backfill?: BackfillWork } = {},
  ): Promise<SettlementReport> =>
    await by.settlements.settle({
      facts,
      cartId: null,
      redeemed: [],
      revision: await by.settlements.revisionOf(facts.orderId),
      orderChangedAt: null,
      at,
      contextOf,
      backfill: backfill && (await by.backfills.settlementBy(backfill)),
    })

  const takenOn = async (by: LoyaltyProcess = shop): Promise<BackfillWork> => {
    const work = await by.backfills.takeOn()
    if (work === null) throw new Error("There is nothing to take on.")
    return work
  }

  const dryRun = async (orders: OrderFacts[], at = day(150)): Promise<BackfillRow> => {
    await shop.backfills.propose({ ...period, orders: orders.length }, "user:owner")
    const work = await takenOn()
    const dry = await shop.dryRuns.begin(work)
    const toTry = orders.map((facts) => ({ facts, contextOf }))
    await shop.dryRuns.plan(dry, toTry, orders.length, at)
    await shop.backfills.finish(work)
    return await shop.backfills.retrieve(work.run.publicId)
  }

  /** Settles what the work has left, as the job does; answers the refusals. */
  const workOff = async (
    work: BackfillWork,
    orders: OrderFacts[],
    {
      at = day(150),
      ordersMax = 1_000,
      by = shop,
    }: { at?: Date; ordersMax?: number; by?: LoyaltyProcess } = {},
  ): Promise<(string | null)[]> => {
    const refusals = []
    for (const next of await by.backfills.nextOrders(work, work.run.reachedId, ordersMax)) {
      const facts = orders.find(({ orderId }) => orderId === next.orderId)
      if (facts === undefined) throw new Error(`Nobody knows ${next.orderId}.`)
      const code = await refusalOf(settle(facts, at, { by, backfill: work }))
      refusals.push(code)
      if (code !== null) await by.backfills.note(work, next, "skipped", code)
    }
    return refusals
  }

  const run = async (orders: OrderFacts[], at = day(150)): Promise<BackfillRow> => {
    const dry = await dryRun(orders, at)
    await shop.backfills.confirm(dry.publicId, "user:owner", new Date())
    const work = await takenOn()
    await workOff(work, orders, { at })
    await shop.backfills.finish(work)
    return await shop.backfills.retrieve(work.run.publicId)
  }

  const undo = async ({ publicId }: BackfillRow, orders: OrderFacts[], at = day(160)): Promise<void> => {
    await shop.backfills.undo(publicId, "user:owner")
    const work = await takenOn()
    const fromTheStart = { ...work, run: { ...work.run, reachedId: 0 } }
    await workOff(fromTheStart, orders, { at })
    await shop.backfills.finish(work)
  }

  const totals = async ({ id }: BackfillRow, state: BackfillTotals["state"]) => {
    const of = (await shop.backfills.totalsOf(id)).filter((total) => total.state === state)
    const sum = (field: "orders" | "points" | "reversed" | "uncollected"): number =>
      of.reduce((whole, total) => whole + total[field], 0)
    return {
      orders: sum("orders"),
      points: sum("points"),
      reversed: sum("reversed"),
      uncollected: sum("uncollected"),
    }
  }

  const settlementOf = async ({ orderId }: OrderFacts) => {
    const found = await shop.settlements.find(orderId)
    return (
      found && {
        earns: found.earns,
        termsId: found.termsId,
        ruleSetId: found.ruleSetId,
        context: found.context,
      }
    )
  }

  it("are pending while the order waits, available where it has waited, and expire counted from the day of the run", async () => {
    const { id, customerId } = await shop.customer()
    const { id: young, customerId: youngId } = await shop.customer()
    const orders = [
      order(customerId, 100),
      order(youngId, 40, { placedAt: day(95) }),
      order(youngId, 7, { captured: "0" }),
      order(null, 60),
      order(customerId, 30, { placedAt: day(101) }),
      order(customerId, 20, { canceled: true }),
      returned(order(customerId, 80), 4),
    ]
    const dry = await dryRun(orders, day(101))
    const planned = await shop.backfills.totalsOf(dry.id)
    expect(planned).toMatchObject([
      { state: "planned", currencyCode: "eur", orders: 3, points: 147, pending: 47 },
    ])

    await run(orders, day(101))
    expect(await shop.balance(id)).toEqual({ available: 100, pending: 0, held: 0 })
    expect(await shop.balance(young)).toEqual({ available: 0, pending: 47, held: 0 })
    const [lot] = await shop.rows<{ expires_at: Date }>(
      "select expires_at from loyalty_lot where account_id = $1",
      [id],
    )
    expect(lot.expires_at).toEqual(day(131))
    await settle(orders[1], day(110))
    expect(await shop.balance(young)).toEqual({ available: 40, pending: 7, held: 0 })
  })

  it("come as the dry run said, under any limits, whatever was used of them before and whatever came back", async () => {
    const limit = fc.record({
      budget: fc.option(fc.integer({ min: 1, max: 200 })),
      members: fc.option(fc.integer({ min: 1, max: 3 })),
      per_member: fc.constantFrom(
        [],
        [{ points: 60, per: "month" }],
        [
          { times: 1, per: "day" },
          { points: 90, per: "life" },
        ],
      ),
    })
    const purchase = fc.record({
      member: fc.integer({ min: 0, max: 3 }),
      total: fc.integer({ min: 1, max: 90 }),
      back: fc.integer({ min: 0, max: 4 }),
      placedOn: fc.integer({ min: 0, max: 40 }),
    })
    await fc.assert(
      fc.asyncProperty(
        limit,
        fc.array(purchase, { minLength: 1, maxLength: 8 }),
        fc.array(purchase, { maxLength: 2 }),
        async (limits, past, present) => {
          await endRules()
          await rule({ effect: { code: "percent_back", percent: 1 }, limits })
          const members = await Promise.all([0, 1, 2, 3].map(() => shop.customer()))
          const bought = (
            { member, total, back, placedOn }: (typeof past)[number],
            from: number,
          ): OrderFacts =>
            returned(order(members[member].customerId, total, { placedAt: day(from + placedOn) }), back)
          // Rules that were made today have a say in orders of today.
          for (const one of present) {
            const facts = { ...bought(one, 0), placedAt: new Date(Date.now() + 60_000) }
            await settle(returned(facts, 0), facts.placedAt)
          }
          const orders = past
            .map((one) => bought(one, 0))
            .sort((a, b) => a.placedAt.getTime() - b.placedAt.getTime() || (a.orderId < b.orderId ? -1 : 1))
          const dry = await dryRun(orders)
          const promised = await totals(dry, "planned")
          await shop.backfills.confirm(dry.publicId, "user:owner", new Date())
          const work = await takenOn()
          await workOff(work, orders)
          await shop.backfills.finish(work)

          const given = await totals(work.run, "awarded")
          expect(given).toMatchObject({ orders: promised.orders, points: promised.points })
        },
      ),
      { numRuns: 25 },
    )
  }, 120_000)

  it("are given once, however often the work breaks off, and whoever was thought dead writes nothing more", async () => {
    const { id, customerId } = await shop.customer()
    const orders = [order(customerId, 10), order(customerId, 20), order(customerId, 30)]
    const dry = await dryRun(orders)
    const confirmed = await shop.backfills.confirm(dry.publicId, "user:owner", new Date())
    expect(await shop.backfills.confirm(dry.publicId, "user:other", new Date())).toEqual(confirmed)
    const first = await takenOn()
    await workOff(first, orders, { ordersMax: 2 })
    expect(await shop.backfills.takeOn()).toBeNull()
    await shop.rows("update loyalty_backfill set leased_until = now() - interval '1 second' where id = $1", [
      confirmed.id,
    ])

    const other = shop.startProcess()
    const second = await takenOn(other)
    expect(await workOff(second, orders, { by: other })).toEqual(["nothing_to_do", "nothing_to_do", null])
    expect(await refusalOf(shop.backfills.advance(first, { done: 2, reachedId: 2 }))).toBe(
      "backfill_not_ready",
    )
    await other.backfills.finish(second)

    expect(await shop.balance(id)).toEqual({ available: 60, pending: 0, held: 0 })
    expect(await totals(confirmed, "awarded")).toMatchObject({ orders: 3, points: 60 })
    expect(await shop.backfills.takeOn()).toBeNull()
    const named = await shop.rows<{ backfill_id: string }>(
      "select backfill_id from loyalty_award where account_id = $1",
      [id],
    )
    expect(named.map(({ backfill_id }) => Number(backfill_id))).toEqual([1, 1, 1].map(() => confirmed.id))
  })

  it("are taken back from whoever has them by now, and from none twice", async () => {
    const [ada, bob] = [await shop.customer(), await shop.customer()]
    const orders = [order(ada.customerId, 100), order(ada.customerId, 50)]
    const done = await run(orders)
    await settle(returned(orders[0], 1), day(151))
    const moved = { ...orders[1], customerId: bob.customerId }
    await settle(moved, day(152))
    expect(await shop.balance(ada.id)).toMatchObject({ available: 75 })
    expect(await shop.balance(bob.id)).toMatchObject({ available: 50 })

    const now = [returned(orders[0], 2), moved]
    await undo(done, now)
    expect(await shop.balance(ada.id)).toEqual({ available: 0, pending: 0, held: 0 })
    expect(await shop.balance(bob.id)).toEqual({ available: 0, pending: 0, held: 0 })
    expect(await totals(done, "undone")).toEqual({ orders: 2, points: 150, reversed: 125, uncollected: 0 })
    for (const facts of [returned(orders[0], 3), moved]) {
      expect(await settle(facts, day(170))).toMatchObject({ posted: 0, earned: 0 })
    }
  })

  it("that were spent are taken as the program's policy lets them, and not given a second time by another run", async () => {
    const { id, customerId } = await shop.customer()
    const orders = [order(customerId, 100)]
    const done = await run(orders)
    await shop.spends(id, 151, 60)
    await undo(done, orders)
    expect(await shop.balance(id)).toMatchObject({ available: 0 })
    expect(await totals(done, "undone")).toMatchObject({ reversed: 100, uncollected: 60 })

    const again = await run(orders, day(170))
    expect(await totals(again, "awarded")).toMatchObject({ orders: 1, points: 100 })
    expect(await shop.balance(id)).toMatchObject({ available: 40 })
  })

  it("leave an order as it was: one on which points were spent, and the limits of a rule", async () => {
    const { id, customerId } = await shop.customer()
    const facts = order(customerId, 100)
    await shop.earns(id, 5, 10)
    const cartId = shop.cause("cart")
    await shop.holds(id, 6, 10, { cartId })
    // Points that its cart left open make it an order that is settled, though it earns nothing.
    await shop.settlements.settle({
      facts,
      cartId,
      redeemed: [],
      revision: 0,
      orderChangedAt: null,
      at: day(10),
      contextOf,
    })
    const before = await settlementOf(facts)
    expect(before).toMatchObject({ earns: false })
    await shop.programs.update(programId, { earning: { pending_days: 13 } })
    const ruleId = await rule({ conditions: { code: "order_number", is: [1] }, limits: { budget: 50 } })
    const done = await run([facts])
    expect(await shop.balance(id)).toMatchObject({ available: 160 })
    expect(await settlementOf(facts)).toMatchObject({ earns: true, context: somebody })
    const { config } = await shop.rules.retrieve(ruleId)
    expect(await shop.rules.usageOf({ id: ruleId, config })).toMatchObject({ kept: 50, budgetLeft: 0 })

    await undo(done, [facts])
    expect(await shop.balance(id)).toMatchObject({ available: 10 })
    expect(await settlementOf(facts)).toEqual(before)
    expect(await shop.rules.usageOf({ id: ruleId, config })).toMatchObject({ kept: 0, budgetLeft: 50 })
  })

  it("are a frozen member's, too, as those of any order of his are", async () => {
    const { id, publicId, customerId } = await shop.customer()
    await shop.accounts.setStatus(publicId, "frozen")
    await run([order(customerId, 25)])
    expect(await shop.balance(id)).toMatchObject({ available: 25 })
  })

  it("are given no more from the moment on at which they are to be taken back", async () => {
    const { id, customerId } = await shop.customer()
    const orders = [order(customerId, 10), order(customerId, 20)]
    const dry = await dryRun(orders)
    const { publicId } = await shop.backfills.confirm(dry.publicId, "user:owner", new Date())
    const work = await takenOn()
    await workOff(work, orders, { ordersMax: 1 })
    const undoing = await shop.backfills.undo(publicId, "user:owner")
    expect(await shop.backfills.undo(publicId, "user:other")).toEqual(undoing)

    expect(await refusalOf(settle(orders[1], day(150), { backfill: work }))).toBe("backfill_not_ready")
    expect(await refusalOf(shop.backfills.advance(work, { done: 1 }))).toBe("backfill_not_ready")
    await shop.backfills.giveBack(work)
    const rest = await takenOn()
    await workOff({ ...rest, run: { ...rest.run, reachedId: 0 } }, orders)
    await shop.backfills.finish(rest)
    expect(await shop.balance(id)).toMatchObject({ available: 0 })
    expect(await shop.backfills.retrieve(publicId)).toMatchObject({ state: "undone" })
  })

  it("are not given by a dry run that is not at its end, that is a day old, or whose terms or rules are others by now", async () => {
    const { customerId } = await shop.customer()
    const confirming = async ({ publicId }: BackfillRow, at = new Date()): Promise<string | null> =>
      await refusalOf(shop.backfills.confirm(publicId, "user:owner", at))

    const begun = await shop.backfills.propose({ ...period, orders: 1 }, "user:owner")
    expect(await confirming(begun)).toBe("backfill_not_ready")
    expect(await refusalOf(shop.backfills.undo(begun.publicId, "user:owner"))).toBe("backfill_not_ready")
    const work = await takenOn()
    await shop.dryRuns.begin(work)
    await shop.backfills.finish(work)

    const dry = await dryRun([order(customerId, 10)])
    expect(await confirming(dry, new Date(Date.now() + 25 * 3_600_000))).toBe("backfill_stale")
    await rule({})
    expect(await confirming(dry)).toBe("backfill_stale")
    const another = await dryRun([order(customerId, 10)])
    await shop.programs.update(programId, { earning: { rounding: "up" } })
    expect(await confirming(another)).toBe("backfill_stale")
    expect(await refusalOf(shop.backfills.confirm("lbfill_none", "user:owner", new Date()))).toBe(
      "backfill_not_found",
    )
  })

  it("are counted in the tier of the order's day and lift a member to another, which an undo leaves to the review", async () => {
    const { id, customerId } = await shop.customer()
    await shop.tiers.setLadder(programId, {
      qualification: { by: "points_earned", includes_events: true },
      window: { code: "since_joining" },
      grace_days: 0,
    })
    for (const [handle, threshold, multiplier] of [
      ["bronze", 0, 2],
      ["silver", 200, 3],
    ] as const) {
      const settings = parse(tierSettings, { handle, name: handle, threshold, multiplier })
      await shop.tiers.create(programId, settings, "user:owner")
    }
    const tierOf = async (): Promise<string | undefined> => {
      const [held] = await shop.rows<{ handle: string }>(
        `select t.handle from loyalty_tier_member m join loyalty_tier t on t.id = m.tier_id where m.account_id = $1`,
        [id],
      )
      return held?.handle
    }
    // One of them was settled before, without earning: points of his cart were spent on it.
    await shop.earns(id, 5, 10)
    const cartId = shop.cause("cart")
    await shop.holds(id, 6, 10, { cartId })
    const orders = [order(customerId, 60), order(customerId, 70)]
    await shop.settlements.settle({
      facts: orders[1],
      cartId,
      redeemed: [],
      revision: 0,
      orderChangedAt: null,
      at: day(10),
      contextOf,
    })

    const dry = await dryRun(orders)
    expect(await totals(dry, "planned")).toMatchObject({ orders: 2, points: 260 })
    const done = await run(orders)
    expect(await totals(done, "awarded")).toMatchObject({ orders: 2, points: 260 })
    expect(await tierOf()).toBe("silver")

    await undo(done, orders)
    expect(await shop.balance(id)).toMatchObject({ available: 10 })
    const counted = await shop.rows("select from loyalty_tier_measure where account_id = $1", [id])
    expect(counted).toEqual([])
    for (const facts of orders) expect(await settle(facts, day(170))).toMatchObject({ earned: 0 })
    expect(await shop.rows("select from loyalty_tier_measure where account_id = $1", [id])).toEqual([])
  })
})
