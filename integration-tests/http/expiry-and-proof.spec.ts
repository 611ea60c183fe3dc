import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { withClient } from "../helpers/database"
import { describeShop } from "../helpers/medusa"
import { type Customer } from "../helpers/people"
import { daysFromNow, Points } from "../helpers/points"

interface Verification {
  accounts_checked: number
  entries_checked: number
  discrepancies: { account_id: string; transaction_id: string | null; check: string }[]
}

describeShop("a ledger that can be proved", (store) => {
  const points = new Points(store)
  let ada: Customer
  let adaAccount: string
  /** Has bought with points: two corrections, a hold, what she earned and what she spent are her five transactions. */
  let grace: Customer
  let graceAccount: string

  beforeAll(async () => {
    // Long enough for a hold of the day before yesterday to be still on its cart.
    await points.changeProgram({ redemption: { hold_minutes: 43_200 } })
    ada = await store.shop.customer()
    adaAccount = (await points.account(ada)).id

    grace = await store.shop.customer()
    graceAccount = (await points.account(grace)).id
    await points.give(grace, 1_000)
    await points.give(grace, 2_000, daysFromNow(60))
    const cart = await store.shop.carts.create({ customer: grace, items: { shoes: 3 } })
    await points.apply(cart, 500)
    await store.shop.carts.complete(cart)
  })

  const admin = <T>(path: string, body?: object): Promise<T> =>
    body === undefined
      ? store.shop.admin.get<T>(`/admin/loyalty${path}`)
      : store.shop.admin.post<T>(`/admin/loyalty${path}`, body)
  const typesOf = async (customer: Customer) => (await points.transactions(customer)).map(({ type }) => type)
  const remaining = async (customer: Customer) => (await points.lots(customer)).map((lot) => lot.remaining)
  const sql = async <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
    await withClient(store.databaseUrl, async (client) => (await client.query<Row>(text, values)).rows)

  describe("expiry", () => {
    it("spends first what expires soonest, and last what never does", async () => {
      await points.give(ada, 1_000)
      await points.give(ada, 2_000, daysFromNow(60))
      await points.give(ada, 3_000, daysFromNow(30))
      const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 3 } })

      await points.apply(cart, 2_500)
      expect(await remaining(ada)).toEqual([1_000, 2_000, 500])
      await points.apply(cart, 5_500)
      expect(await remaining(ada)).toEqual([500, 0, 0])
      await points.apply(cart, 4_000)
      await store.shop.carts.complete(cart)
      expect((await remaining(ada)).slice(0, 3)).toEqual([1_000, 1_000, 0])
    })

    it("points past their time are shown to nobody and bought with by nobody, even before the job has come", async () => {
      await points.giveAt(ada, 700, daysFromNow(-2), daysFromNow(-1))
      await points.give(ada, 1_000, daysFromNow(1))
      const { balance, worth, expiring } = await points.account(ada)
      expect(balance).toEqual({ available: 1_000, pending: 0, held: 0 })
      expect(worth).toEqual({ amount: 10, currency_code: "eur" })
      expect(expiring).toMatchObject([{ points: 1_000 }])

      const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 1 } })
      expect((await points.ofCart(cart)).redemption.max_points).toBe(1_000)
      const { status, body } = await points.tryToApply(ada.http, cart, 1_001)
      expect({ status, code: body.code }).toEqual({ status: 400, code: "insufficient_points" })
      await points.apply(cart, 1_000)
      expect(await remaining(ada)).toEqual([0, 0])
      expect(await typesOf(ada)).toEqual(["hold", "expire", "adjust", "adjust"])
    })

    it("the job lets them go, once, and the others stay", async () => {
      await points.giveAt(ada, 700, daysFromNow(-2), daysFromNow(-1))
      await points.give(ada, 1_000, daysFromNow(1))
      await Promise.all([points.run("expire"), points.run("expire")])
      await points.run("expire")
      expect(await remaining(ada)).toEqual([0, 1_000])
      const [expired, ...before] = await points.transactions(ada)
      expect(expired).toMatchObject({ type: "expire", points: -700, available_after: 1_000 })
      expect(before.map(({ type }) => type)).toEqual(["adjust", "adjust"])
    })

    /** 500 of 700 points on a cart since the day before yesterday; all 700 expired yesterday. */
    const cartWithExpiredPoints = async () => {
      const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 3 } })
      await points.giveAt(ada, 700, daysFromNow(-3), daysFromNow(-1))
      await points.hold(ada, cart, 500, daysFromNow(-2))
      expect((await store.shop.carts.update(cart, { metadata: { refreshed: true } })).total).toBe(352)
      return cart
    }

    it("points in a hold do not vanish under it: the order gets them", async () => {
      const cart = await cartWithExpiredPoints()
      await points.run("expire")
      expect(await points.balance(ada)).toEqual({ available: 0, pending: 0, held: 500 })

      const order = await store.shop.carts.complete(cart)
      expect(order.total).toBe(352)
      expect(await points.ofOrder(order)).toMatchObject({ spent: 500 })
      expect(await points.balance(ada)).toMatchObject({ available: 0, held: 0 })
      expect(await typesOf(ada)).toEqual(["capture", "earn", "expire", "hold", "adjust"])
    })

    it("when the hold of expired points is released they are not spendable again, and go at the next expiry", async () => {
      const cart = await cartWithExpiredPoints()
      await points.run("expire")
      await points.remove(cart)
      expect(await points.balance(ada)).toEqual({ available: 0, pending: 0, held: 0 })
      expect((await points.tryToApply(ada.http, cart, 1)).body.code).toBe("insufficient_points")

      await points.run("expire")
      expect(await remaining(ada)).toEqual([0])
      expect((await points.transactions(ada))[0]).toMatchObject({
        type: "expire",
        points: -500,
        available_after: 0,
      })
    })
  })

  describe("verification", () => {
    const verify = (accountIds?: string[]) =>
      admin<Verification>("/ledger/verification", accountIds ? { account_ids: accountIds } : {})

    /** A thief with the database's password, who has silenced the triggers. */
    const tamper = async (change: string) => {
      store.expectDiscrepancies()
      await points.give(await store.shop.customer(), 10)
      const [{ id }] = await sql<{ id: string }>("select id from loyalty_account where public_id = $1", [
        graceAccount,
      ])
      for (const table of ["loyalty_entry", "loyalty_lot_use"])
        await sql(`alter table ${table} disable trigger user`)
      await sql(change, [id])
    }

    /** Transaction and fault of every discrepancy; that another account were named would be one fault more. */
    const found = async () => {
      const { discrepancies } = await verify()
      expect(new Set(discrepancies.map(({ account_id }) => account_id))).toEqual(new Set([graceAccount]))
      return discrepancies.map(({ transaction_id, check }) => [transaction_id, check.replace(/_\d+_/, "_#_")])
    }

    it("finds nothing where nothing was done, and counts what it has proved", async () => {
      const bob = await store.shop.customer()
      await points.give(bob, 10)
      const [{ accounts, entries }] = await sql<{ accounts: number; entries: number }>(
        `select (select count(*)::int from loyalty_account) as accounts,
           (select count(*)::int from loyalty_entry) as entries`,
      )
      expect(entries).toBe(6)
      expect(await verify()).toEqual({
        accounts_checked: accounts,
        entries_checked: entries,
        discrepancies: [],
      })
      const one = { accounts_checked: 1, entries_checked: 1, discrepancies: [] }
      expect(await verify([(await points.account(bob)).id])).toEqual(one)
    })

    it("the database itself refuses to change or forget an entry", async () => {
      for (const attempt of [
        "update loyalty_entry set available_change = 9999",
        "delete from loyalty_entry",
        "truncate loyalty_entry cascade",
        "update loyalty_lot_use set points = 1",
        "delete from loyalty_lot_use",
        "truncate loyalty_lot_use",
      ]) {
        await expect(sql(attempt)).rejects.toThrow(/append-only/)
      }
    })

    it.each([
      [
        "an account's balance",
        "loyalty_account set available = available + 1 where id = $1",
        5,
        ["available", "open_lots"],
      ],
      ["an account's hold", "loyalty_account set held = held + 1 where id = $1", 5, ["held", "holds"]],
      [
        "what an entry moved",
        "loyalty_entry set available_change = 3000 where account_id = $1 and sequence = 2",
        2,
        ["hash", "available_after"],
      ],
      [
        "who made an entry",
        "loyalty_entry set actor = 'user:me' where account_id = $1 and sequence = 1",
        1,
        ["hash"],
      ],
      [
        "when an entry was made",
        "loyalty_entry set occurred_at = now() where account_id = $1 and sequence = 4",
        4,
        ["hash"],
      ],
      [
        "what is left of a lot",
        "loyalty_lot set remaining = remaining - 1 where account_id = $1 and points = 2000",
        2,
        ["lot_#_remaining"],
      ],
      [
        "when a lot expires",
        "loyalty_lot set expires_at = null where account_id = $1 and points = 2000",
        2,
        ["lot_#_expires_at"],
      ],
      [
        "what a hold drew",
        "loyalty_lot_use set points = -400 from loyalty_entry e where e.id = entry_id and account_id = $1 and sequence = 3",
        3,
        ["hash", "lots_moved"],
      ],
      [
        "what a redemption took",
        "loyalty_redemption set captured = captured - 1 where account_id = $1",
        3,
        ["redemption_#_captured"],
      ],
      [
        "what an order earned",
        "loyalty_award set earned = earned + 1 where account_id = $1",
        4,
        ["award_#_earned"],
      ],
    ] as const)(
      "names the account and the transaction where somebody changed %s by SQL",
      async (_, change, sequence, checks) => {
        await tamper(`update ${change}`)
        expect(await found()).toEqual(
          expect.arrayContaining(checks.map((check) => [`${graceAccount}_${sequence}`, check])),
        )
      },
    )

    it("names the account, and where the chain is broken, when somebody took an entry out", async () => {
      await tamper("delete from loyalty_entry where account_id = $1 and sequence = 2")
      const broken = ["sequence", "hash"].map((check) => [`${graceAccount}_3`, check])
      expect(await found()).toEqual(expect.arrayContaining(broken))
    })

    it("misses the last entry, too", async () => {
      await tamper("delete from loyalty_entry where account_id = $1 and sequence = 5")
      const broken = ["last_sequence", "last_hash"].map((check) => [`${graceAccount}_5`, check])
      expect(await found()).toEqual(expect.arrayContaining(broken))
    })
  })

  describe("events", () => {
    const waiting = () => sql<{ name: string }>("select name from loyalty_event order by outbox_id")
    const told = () => store.events.emitted.filter(({ name }) => name.startsWith("loyalty."))

    /** Everything that a purchase with points and its cancellation have to tell. */
    const happenings = async () => {
      const bob = await store.shop.customer()
      await points.give(bob, 1_000, daysFromNow(1))
      const cart = await store.shop.carts.create({ customer: bob, items: { shoes: 1 } })
      await points.apply(cart, 400)
      await points.apply(cart, 500)
      await store.shop.orders.cancel(await store.shop.carts.complete(cart))
      await admin(`/accounts/${(await points.account(bob)).id}`, { status: "frozen" })
      await points.run("expire", daysFromNow(2))
    }

    it("tell of each change of points, in order and by ids only, and then no more", async () => {
      await points.run("publish")
      store.events.reset()
      await happenings()
      await points.run("publish")
      await points.run("publish")

      expect(told().map(({ name }) => name.replace("loyalty.", ""))).toEqual([
        "account_created",
        "points_adjusted",
        "redemption_opened",
        "redemption_released",
        "redemption_opened",
        "points_earned",
        "points_redeemed",
        "redemption_captured",
        "points_reversed",
        "points_restored",
        "account_frozen",
        "points_expired",
      ])
      for (const { data } of told()) {
        expect(data).toMatchObject({ id: expect.stringMatching(/^(lacc|lred)_/) as string })
        for (const id of Object.values(data as object)) expect(id).toMatch(/^(lacc|lred|cus|order)_\w+$/)
      }
      expect(await waiting()).toEqual([])
    })

    it("are told again when the store's bus has failed or a crash came between: at least once, and none is lost", async () => {
      await happenings()
      const names = (await waiting()).map(({ name }) => name)
      const emit = jest.spyOn(store.container.resolve(Modules.EVENT_BUS), "emit")
      emit.mockRejectedValue(new Error("The bus is down."))
      const failed = await store.shop.admin.send("post", "/admin/loyalty/jobs/publish")
      emit.mockRestore()
      expect(failed.status).toBe(500)

      const heard: string[] = []
      const crash = points.loyalty.drainOutbox(async (events) => {
        heard.push(...events.map(({ name }) => name))
        throw new Error("The process was killed here.")
      }, 1_000)
      await expect(crash).rejects.toThrow("killed")
      expect(heard).toEqual(names)

      await Promise.all([points.run("publish"), points.run("publish")])
      expect(told().map(({ name }) => name)).toEqual(names)
      expect(await waiting()).toEqual([])
    })
  })

  describe("query.graph", () => {
    const graph = async (entity: string, fields: string[], filters: object = {}) => {
      const query = store.container.resolve(ContainerRegistrationKeys.QUERY)
      return (await query.graph({ entity, fields, filters })).data as object[]
    }

    it("finds accounts by customer, by id, by program and by status", async () => {
      const bob = await store.shop.customer()
      await points.give(bob, 250)
      await points.give(bob, 50)
      const { id } = await points.account(bob)
      const shown = { id, customer_id: bob.id, status: "active", available: 300, pending: 0, held: 0 }
      const fields = Object.keys(shown)

      expect(await graph("loyalty_account", fields, { customer_id: bob.id })).toEqual([shown])
      expect(await graph("loyalty_accounts", fields, { id: [id, "lacc_none"] })).toEqual([shown])
      expect(await graph("loyalty_account", ["id"])).toEqual([
        { id },
        { id: graceAccount },
        { id: adaAccount },
      ])
      expect(await graph("loyalty_account", fields, { program_id: "lprog_none" })).toEqual([])
      expect(await graph("loyalty_account", fields, { status: "frozen" })).toEqual([])
    })

    it("finds transactions by account, by order and by type", async () => {
      await points.give(ada, 250)
      const order = await store.shop.placeOrder({ customer: ada, items: { shoes: 1 } })
      const fields = ["id", "type", "available_change", "pending_change", "available_after", "order_id"]
      const given = {
        id: `${adaAccount}_1`,
        type: "adjust",
        available_change: 250,
        pending_change: 0,
        available_after: 250,
        order_id: null,
      }
      const earned = {
        id: `${adaAccount}_2`,
        type: "earn",
        available_change: 0,
        pending_change: 119,
        available_after: 250,
        order_id: order.id,
      }

      expect(await graph("loyalty_transaction", fields, { account_id: adaAccount })).toEqual([earned, given])
      expect(await graph("loyalty_transactions", fields, { order_id: order.id })).toEqual([earned])
      expect(await graph("loyalty_transaction", fields, { id: `${adaAccount}_1` })).toEqual([given])
      expect(
        await graph("loyalty_transaction", fields, { account_id: adaAccount, type: ["adjust", "expire"] }),
      ).toEqual([given])
    })

    it("joins a customer with their account, and leaves out whoever has none", async () => {
      await points.give(ada, 250)
      // Known by name to the shop's staff, and not registered: no member.
      const { customer: stranger } = await store.shop.admin.post<{ customer: { id: string; email: string } }>(
        "/admin/customers",
        { email: "stranger@example.com" },
      )
      const found = await graph("customer", ["id", "email", "loyalty_account.*"], {
        id: [ada.id, stranger.id],
      })
      expect(found).toHaveLength(2)
      expect(found).toContainEqual({
        id: ada.id,
        email: ada.email,
        loyalty_account: expect.objectContaining({ id: adaAccount, available: 250 }) as object,
      })
      expect(found).toContainEqual({ id: stranger.id, email: stranger.email })
    })

    it("refuses a filter that it does not know, instead of answering with everybody", async () => {
      for (const [entity, filters] of [
        ["loyalty_account", { available: { $gt: 100 } }],
        ["loyalty_transaction", { reason: "goodwill" }],
      ] as const) {
        await expect(graph(entity, ["id"], filters)).rejects.toMatchObject({ code: "invalid_request" })
      }
    })
  })
})
