import { Modules } from "@medusajs/framework/utils"
import { continueBackfills } from "../../src/workflows/backfill"
import { placedOrders, type PlacedOrder } from "../../src/workflows/placed-orders"
import { simulate } from "../../src/workflows/simulation"
import { simulationRequest } from "../../src/modules/loyalty/simulation-settings"
import { parse } from "../../src/modules/loyalty/validation"
import { withClient } from "../helpers/database"
import { type ErrorBody } from "../helpers/http"
import { describeShop } from "../helpers/medusa"
import { type Order } from "../helpers/orders"
import { type Customer } from "../helpers/people"
import { daysFromNow, Points } from "../helpers/points"

interface Simulated {
  orders: number
  orders_without_member: number
  orders_before_start: number
  members: number
  points: number
  given: number
  held_back: number
  cost: { currency_code: string; points: number; given: number; amount: number; amount_given: number }[]
  by_rule: {
    rule_id: string | null
    rule: string | null
    points: number
    given: number
    wanted: number
    held_back: { limit: string; points: number }[]
    orders: number
    passed_over: { because: string; orders: number }[]
  }[]
  by_tier: { tier_id: string | null; points: number; given: number }[]
  by_product: { product_id: string; points: number; given: number }[]
  other_products: { products: number; points: number; given: number }
  approximate: string[]
}

interface Backfill {
  id: string
  confirms: string | null
  state: string
  progress: { orders: number; of: number }
  outcome: {
    orders: number
    members: number
    points: number
    pending: number
    skipped: number
    failed: number
    undone: { orders: number; points: number; uncollected: number }
  }
}

const path = "/admin/loyalty/simulations"
const backfillsPath = "/admin/loyalty/backfills"

describeShop("what would have been, and what is made up for", (store) => {
  const points = new Points(store)
  let ada: Customer
  let bob: Customer

  const period = { from: daysFromNow(-1).toISOString(), to: daysFromNow(1).toISOString() }

  const simulated = async (request: object = {}): Promise<Simulated> =>
    (await store.shop.admin.post<{ simulation: Simulated }>(path, { ...period, ...request })).simulation

  const refused = async (request: object): Promise<ErrorBody & { status: number }> => {
    const { status, body } = await store.shop.admin.send<ErrorBody>("post", path, { ...period, ...request })
    return { status, ...body }
  }

  const drafted = async (settings: object): Promise<string> => {
    const { rule } = await store.shop.admin.post<{ rule: { id: string } }>("/admin/loyalty/rules", {
      trigger: { code: "order" },
      ...settings,
    })
    return rule.id
  }

  const active = async (settings: object): Promise<string> => {
    const id = await drafted(settings)
    await store.shop.admin.post(`/admin/loyalty/rules/${id}`, { state: "active" })
    return id
  }

  const product = (good: keyof typeof store.shop.catalogue.productId): string =>
    store.shop.catalogue.productId[good]

  const bought = async (
    customer: Customer | undefined,
    items: Parameters<typeof store.shop.placeOrder>[0]["items"],
  ): Promise<Order> => await store.shop.placeOrder({ customer, items })

  /** Every table of the store, Medusa's too, row by row. */
  const everything = async (): Promise<Record<string, string>> =>
    await withClient(store.databaseUrl, async (client) => {
      const { rows: tables } = await client.query<{ name: string }>(
        `select table_name as name from information_schema.tables
         where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
      )
      const digests: Record<string, string> = {}
      for (const { name } of tables) {
        const { rows } = await client.query<{ digest: string }>(
          `select count(*) || ' ' || md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as digest from "${name}" t`,
        )
        digests[name] = rows[0].digest
      }
      return digests
    })

  beforeAll(async () => {
    ada = await store.shop.customer()
    bob = await store.shop.customer()
  })

  describe("a simulation", () => {
    it("of the rules that are active gives what was really given, returns, cancellations and limits included, and writes nothing", async () => {
      await active({
        name: "Shoes twice",
        conditions: { code: "product", in: [product("shoes")] },
        effect: { code: "multiplier", factor: 2 },
        limits: { per_order: 150 },
      })
      await active({
        name: "Welcome",
        conditions: { code: "order_number", is: [1] },
        effect: { code: "fixed_points", points: 100 },
        limits: { budget: 150, per_member: [{ times: 1, per: "life" }] },
      })
      const kept = await bought(ada, { shoes: 2, book: 1 })
      await bought(bob, { shoes: 1 })
      const canceled = await bought(bob, { red: 2 })
      await bought(undefined, { shoes: 1 })
      await store.shop.orders.cancel(canceled)
      await store.shop.orders.capture(kept)
      await store.shop.orders.deliver(kept)
      await store.shop.orders.takeBack(kept, { shoes: 1 })
      await store.events.quiet()
      const before = await everything()

      const simulation = await simulated()

      expect(await everything()).toEqual(before)
      expect(simulation).toMatchObject({ orders: 4, orders_without_member: 1, members: 2 })
      expect(simulation.points).toBeGreaterThan(0)
      expect(simulation.points).toBe(simulation.given)
      expect(simulation.points).toBe(
        (await points.balance(ada)).pending + (await points.balance(bob)).pending,
      )
      for (const rule of simulation.by_rule) expect([rule.rule, rule.points]).toEqual([rule.rule, rule.given])
      for (const one of simulation.by_product) expect(one.points).toBe(one.given)
      const [rate, ...rules] = simulation.by_rule
      expect(rate).toMatchObject({ rule_id: null })
      expect(rules).toMatchObject([
        { rule: "Shoes twice", held_back: [{ limit: "order" }] },
        { rule: "Welcome", orders: 2, wanted: 200, held_back: [{ limit: "budget", points: 50 }] },
      ])
      expect(simulation.cost).toEqual([
        {
          currency_code: "eur",
          points: simulation.points,
          given: simulation.given,
          amount: simulation.points / 100,
          amount_given: simulation.given / 100,
        },
      ])
    })

    it("of a draft, of a rule that nobody has written yet and of other terms says what each would add, and what was looked up only now", async () => {
      const draft = await drafted({
        name: "Shoes twice",
        conditions: { code: "product", in: [product("shoes")] },
        effect: { code: "multiplier", factor: 2 },
      })
      const category = await store.shop.admin.post<{ product_category: { id: string } }>(
        "/admin/product-categories",
        { name: "Reading", is_active: true },
      )
      await store.shop.admin.post(`/admin/product-categories/${category.product_category.id}/products`, {
        add: [product("book")],
      })
      await bought(ada, { shoes: 1, book: 1 })
      await bought(bob, { book: 1 })

      const asItIs = await simulated()
      expect(asItIs).toMatchObject({ points: 139, given: 139, approximate: [] })

      const changed = await simulated({
        program: {
          rates: [
            { currency_code: "eur", earn: { points: 2, per_amount: 1 }, spend: { points: 1, worth: 0.05 } },
          ],
        },
        rules: {
          drafts: [draft],
          inline: [
            {
              name: "Reading",
              trigger: { code: "order" },
              conditions: { code: "category", in: [category.product_category.id] },
              effect: { code: "fixed_points", points: 30 },
              limits: { per_member: [{ points: 20, per: "month" }], budget: 35 },
            },
            {
              name: "In the far future",
              trigger: { code: "order" },
              effect: { code: "fixed_points", points: 5 },
              starts_at: "2100-01-01T00:00:00Z",
            },
          ],
        },
      })

      // Twice the rate on 129.70 and 10.70, the shoes' 238 once more, and 20 and 15 of the 30 for reading.
      expect(changed).toMatchObject({
        points: 259 + 21 + 238 + 35,
        given: 139,
        held_back: 25,
        approximate: ["goods"],
        by_rule: [
          { rule_id: null, points: 280, given: 139 },
          {
            rule: "Shoes twice",
            points: 238,
            given: 0,
            orders: 1,
            passed_over: [{ because: "product", orders: 1 }],
          },
          {
            rule: "Reading",
            points: 35,
            wanted: 60,
            held_back: [
              { limit: "member_month", points: 10 },
              { limit: "budget", points: 15 },
            ],
          },
          { rule: "In the far future", points: 0, passed_over: [{ because: "not_yet", orders: 2 }] },
        ],
        cost: [{ currency_code: "eur", amount: 27.65, amount_given: 6.95 }],
      })
      expect(changed.by_product[0]).toMatchObject({ product_id: product("shoes"), given: 118 })
      const one = await simulated({ products: 1 })
      expect(one.by_product).toHaveLength(1)
      expect(one.other_products).toEqual({ products: 1, points: 21, given: 21 })
    })

    it("tells how far it is, line by line, where it is asked to, and ends when the caller hangs up", async () => {
      await bought(ada, { book: 1 })
      const { simulations } = points.loyalty.whatIf
      const ask = async (signal?: AbortSignal): Promise<Response> =>
        await fetch(`${store.baseUrl}${path}`, {
          method: "POST",
          headers: {
            ...store.shop.admin.headers,
            "content-type": "application/json",
            accept: "application/x-ndjson",
          },
          body: JSON.stringify(period),
          signal,
        })

      const answer = await ask()
      const lines = (await answer.text()).trim().split("\n")
      expect(answer.headers.get("content-type")).toContain("application/x-ndjson")
      const told = lines.map((line) => JSON.parse(line) as { progress?: object; simulation?: Simulated })
      expect(told.slice(0, -1)).toEqual([
        { progress: { orders: 0, of: 1 } },
        { progress: { orders: 1, of: 1 } },
      ])
      expect(told.at(-1)?.simulation).toEqual(await simulated())

      let begun = (): void => undefined
      const isAtWork = new Promise<void>((resolve) => (begun = resolve))
      const hasStopped = new Promise<void>((resolve) => {
        jest.spyOn(simulations, "add").mockImplementationOnce(async (_run, _orders, signal) => {
          const hungUp = new Promise((heard) => signal?.addEventListener("abort", heard))
          begun()
          await hungUp
          resolve()
          signal?.throwIfAborted()
        })
      })
      const caller = new AbortController()
      await ask(caller.signal)
      await isAtWork
      caller.abort()
      await hasStopped
    })

    it("is refused where it asks for too much or for what is not there, naming the field, and where others are running", async () => {
      const rule = { name: "A rule", trigger: { code: "order" }, effect: { code: "fixed_points", points: 5 } }
      const refusals: [object, string][] = [
        [{ to: period.from }, "to: is not after from."],
        [{ from: "2020-01-01T00:00:00Z" }, "to: is more than 366 days after from."],
        [
          { rules: { inline: [{ ...rule, limits: { per_order: 0.5 } }] } },
          "rules.inline[0].limits.per_order: ",
        ],
        [
          { rules: { inline: [rule, { ...rule, trigger: { code: "birthday" } }] } },
          "rules.inline[1].trigger: is no rule for orders.",
        ],
        [{ program: { rates: [{ currency_code: "xyz" }] } }, "rates: xyz is no known currency."],
      ]
      for (const [request, sentence] of refusals) {
        const { status, code, message } = await refused(request)
        expect({ status, code, message }).toEqual({
          status: 400,
          code: "invalid_request",
          message: expect.stringContaining(sentence) as string,
        })
      }
      expect(await refused({ rules: { drafts: ["lrul_none"] } })).toMatchObject({ code: "rule_not_found" })

      const { simulations } = points.loyalty.whatIf
      const request = parse(simulationRequest, period)
      const [first, second] = [await simulations.begin(request), await simulations.begin(request)]
      expect(await refused({})).toMatchObject({ status: 400, code: "simulations_busy" })
      simulations.end(first)
      await simulated()
      simulations.end(second)

      await bought(undefined, { book: 1 })
      await expect(simulate(store.container, request, undefined, 0).next()).rejects.toMatchObject({
        code: "too_many_orders",
        details: { orders: 1, orders_max: 0 },
      })
      await simulated()
    })
  })

  describe("points for the past", () => {
    /** Orders that are placed while `work` is done are from before the program's start. */
    const beforeStart = async <Result>(work: () => Promise<Result>): Promise<Result> => {
      await points.changeProgram({ starts_at: daysFromNow(1).toISOString() })
      const done = await work()
      await points.changeProgram({ starts_at: new Date().toISOString() })
      return done
    }

    const asked = async (body: object): Promise<Backfill> =>
      (await store.shop.admin.post<{ backfill: Backfill }>(backfillsPath, body)).backfill

    const shown = async ({ id }: { id: string }): Promise<Backfill> =>
      (await store.shop.admin.get<{ backfill: Backfill }>(`${backfillsPath}/${id}`)).backfill

    const dryRun = async (at = new Date()): Promise<Backfill> => {
      const run = await asked({ dry_run: true, ...period })
      await points.run("backfill", at)
      return await shown(run)
    }

    const confirmed = async (dry: Backfill, at = new Date()): Promise<Backfill> => {
      const run = await asked({ confirms: dry.id })
      await points.run("backfill", at)
      return await shown(run)
    }

    const undone = async (run: Backfill): Promise<Backfill> => {
      await store.shop.admin.post(`${backfillsPath}/${run.id}/undo`)
      await points.run("backfill")
      return await shown(run)
    }

    it("are said by a dry run, given as it said, and taken back by an undo, each once", async () => {
      const [kept, unpaid] = await beforeStart(async () => {
        const first = await bought(ada, { shoes: 2, book: 1 })
        const second = await bought(bob, { red: 1 })
        await bought(undefined, { shoes: 1 })
        const canceled = await bought(bob, { shoes: 1 })
        await store.shop.orders.cancel(canceled)
        await store.shop.orders.capture(first)
        await store.shop.orders.deliver(first)
        await store.shop.orders.takeBack(first, { shoes: 1 })
        return [first, second]
      })
      const later = await bought(ada, { book: 1 })
      const before = await points.everything()
      const at = daysFromNow(20)

      const dry = await dryRun(at)
      expect(dry).toMatchObject({
        confirms: null,
        state: "proposed",
        progress: { orders: 5, of: 5 },
        outcome: {
          orders: 2,
          members: 2,
          points: 129 + 33,
          pending: 33,
          cost: [{ currency_code: "eur", points: 162, amount: 1.62 }],
        },
      })
      expect(await points.everything()).toEqual(before)

      // The job does as much as it may in one run, and goes on in the next.
      const begun = await asked({ confirms: dry.id })
      await continueBackfills(store.container, at, 1)
      expect(await shown(begun)).toMatchObject({
        state: "running",
        progress: { orders: 1, of: 2 },
        outcome: { orders: 1, points: 129 },
      })
      const run = await confirmed(dry, at)
      expect(run).toMatchObject({
        confirms: dry.id,
        state: "completed",
        outcome: { orders: 2, points: 162, skipped: 0, failed: 0 },
      })
      expect((await asked({ confirms: dry.id })).id).toBe(run.id)
      await points.run("backfill", at)
      expect(await points.balance(ada)).toMatchObject({ available: 129, pending: 10 })
      expect(await points.balance(bob)).toMatchObject({ available: 0, pending: 33 })
      // A year from the day on which they were given, not from the order's.
      const [lot] = (await points.lots(ada)).filter(({ state }) => state === "available")
      expect(lot.expires_at).toEqual(new Date(at.getTime() + 365 * 86_400_000))

      await store.shop.orders.takeBack(kept, { book: 1 })
      expect(await points.balance(ada)).toMatchObject({ available: 118 })

      expect(await undone(run)).toMatchObject({
        state: "undone",
        outcome: { orders: 0, points: 0, undone: { orders: 2, points: 118 + 33, uncollected: 0 } },
      })
      expect(await undone(run)).toMatchObject({ outcome: { undone: { orders: 2, points: 118 + 33 } } })
      const after = { available: 0, pending: 10, held: 0 }
      expect(await points.balance(ada)).toEqual(after)
      expect(await points.balance(bob)).toEqual({ available: 0, pending: 0, held: 0 })

      await store.shop.orders.takeBack(kept, { shoes: 1 })
      await store.shop.orders.capture(unpaid)
      for (const order of [kept, unpaid])
        await store.shop.admin.post(`/admin/loyalty/orders/${order.id}/settlement`)
      await points.run("activate", at)
      expect(await points.balance(bob)).toEqual({ available: 0, pending: 0, held: 0 })
      expect(await points.ofOrder(later)).toMatchObject({ earned: 10 })
      expect((await points.balance(ada)).available).toBe(0)
    })

    it("are not asked for without a dry run, nor by one that is not there, nor taken back where none were given", async () => {
      const tried = async (way: string, body: object): Promise<object> => {
        const { status, body: refusal } = await store.shop.admin.send<ErrorBody>("post", way, body)
        return { status, code: refusal.code, message: refusal.message }
      }
      const invalid = (message: string): object => ({ status: 400, code: "invalid_request", message })

      expect(await tried(backfillsPath, period)).toEqual(
        invalid("confirms: has to name the dry run that is to be carried out."),
      )
      expect(await tried(backfillsPath, { dry_run: true, from: period.from })).toEqual(
        invalid("to: is missing."),
      )
      expect(await tried(backfillsPath, { dry_run: true, from: period.to, to: period.from })).toEqual(
        invalid("to: is not after from."),
      )
      expect(await tried(backfillsPath, { confirms: "lbfill_none", from: period.from })).toEqual(
        invalid("from: is the dry run's to say."),
      )
      expect(await tried(backfillsPath, { confirms: "lbfill_none" })).toMatchObject({ status: 404 })
      expect(await tried(`${backfillsPath}/lbfill_none/undo`, {})).toMatchObject({ status: 404 })
      const dry = await asked({ dry_run: true, ...period })
      for (const [way, body] of [
        [backfillsPath, { confirms: dry.id }],
        [`${backfillsPath}/${dry.id}/undo`, {}],
      ] as const) {
        expect(await tried(way, body)).toMatchObject({ status: 400, code: "backfill_not_ready" })
      }
      const { backfills, count } = await store.shop.admin.get<{ backfills: Backfill[]; count: number }>(
        backfillsPath,
      )
      expect([count, backfills[0].id, backfills[0].state]).toEqual([1, dry.id, "proposing"])
    })
  })

  it("comes to every order of a period once and in order, also to those of the same millisecond", async () => {
    const orderModule = store.container.resolve(Modules.ORDER)
    const item = { title: "Tea", quantity: 1, unit_price: 10 }
    const made = await orderModule.createOrders(
      Array.from({ length: 14 }, () => ({ currency_code: "eur", email: "a@example.com", items: [item] })),
    )
    const start = Date.parse("2026-02-01T00:00:00.000Z")
    // Five in one millisecond and six in another, in disorder and microseconds apart; three alone.
    const micros = [
      0, 1_000, 1_900, 1_100, 1_700, 1_300, 5_000, 9_900, 9_100, 9_000, 9_500, 9_300, 9_700, 12_000,
    ]
    await withClient(store.databaseUrl, async (client) => {
      for (const [index, { id }] of made.entries()) {
        const at = new Date(start + Math.floor(micros[index] / 1_000)).toISOString()
        const exact = at.replace("Z", `${String(micros[index] % 1_000).padStart(3, "0")}Z`)
        await client.query(`update "order" set created_at = $1 where id = $2`, [exact, id])
      }
    })
    for (const pageSize of [1, 3, 5, 100]) {
      const seen: PlacedOrder[] = []
      const whole = { from: new Date(start), to: new Date(start + 12) }
      for await (const page of placedOrders(store.container, whole, pageSize)) {
        expect(page.length).toBeLessThanOrEqual(pageSize)
        seen.push(...page)
      }
      expect(seen.map(({ id }) => id).sort()).toEqual(
        made
          .slice(0, 13)
          .map(({ id }) => id)
          .sort(),
      )
      const moments = seen.map(({ placedAt }) => placedAt.getTime())
      expect(moments).toEqual([...moments].sort((a, b) => a - b))
    }
  })
})
