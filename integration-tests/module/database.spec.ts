import type { EventEmitter } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { toPoints } from "../../src/modules/loyalty/domain/points"
import type { OutboxEvent } from "../../src/modules/loyalty/services/outbox"
import { databaseUrl, dropDatabase, newDatabaseName } from "../helpers/database"
import { eventually } from "../helpers/eventually"
import { createLedgerDatabase, day, describeLedger, LoyaltyProcess, refusalOf } from "./ledger-database"

const application = "medusa-plugin-loyalty"

interface Pool {
  connect(done: (error: unknown, connection: EventEmitter, release: (end: boolean) => void) => void): void
}

describeLedger("a database that fails", (shop) => {
  const cutConnections = async () =>
    await shop.intrude((client) =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = $1 and datname = current_database()`,
        [application],
      ),
    )

  const connections = async (): Promise<number> =>
    await shop.intrude(async (client) => {
      const { rows } = await client.query<{ count: string }>(
        `select count(*) from pg_stat_activity where application_name = $1 and datname = current_database()`,
        [application],
      )
      return Number(rows[0].count)
    })

  it("may end a connection just as it is handed over, and the process goes on", async () => {
    const { driver } = await shop.database.open()
    const { master } = driver as unknown as { master: Pool }
    const handed = await new Promise<string>((resolve) => {
      master.connect((_, connection, release) => {
        try {
          connection.emit("error", new Error("terminating connection due to unexpected postmaster exit"))
          resolve("goes on")
        } catch {
          resolve("has ended")
        } finally {
          release(true)
        }
      })
    })

    expect(handed).toBe("goes on")
  })

  it("is used again after the server has cut every connection", async () => {
    const { id } = await shop.customer()
    await Promise.all([1, 2, 3].map((points) => shop.earns(id, 0, points)))

    await cutConnections()
    const key = shop.cause("retried")
    const command = { accountId: id, points: toPoints(10), pending: false }
    await eventually(() => shop.ledger.earn(command, shop.posting(1, key)))

    expect(await shop.balance(id)).toEqual({ available: 16, pending: 0, held: 0 })
  })

  it("that goes away in the middle of a transaction leaves nothing of it", async () => {
    const { id } = await shop.customer()
    const command = { accountId: id, points: toPoints(10), pending: false }

    const interrupted = shop.database.transaction(async (manager) => {
      await shop.ledger.earn(command, shop.posting(0), manager)
      await cutConnections()
      await shop.ledger.earn(command, shop.posting(0), manager)
    })

    expect(await refusalOf(interrupted)).toBe("ledger_unavailable")
    expect(await shop.balance(id)).toEqual({ available: 0, pending: 0, held: 0 })
  })

  it("that cannot be reached is told of by its code, and by nothing that a shopper should not read", async () => {
    const alone = new LoyaltyProcess({ databaseUrl: "postgres://ledger:secret@localhost:1/hidden" })
    const everything = [
      () => alone.programs.list(),
      () => alone.redemptions.forCart("cart_1"),
      () => alone.redemptions.commit("token", "cus_1", toPoints(1)),
      () => alone.ledger.earn({ accountId: 1, points: toPoints(1), pending: false }, shop.posting(0)),
      () => alone.ledger.expireDue(day(0), 10),
      () => alone.outbox.drain(async () => await Promise.resolve(), 10),
      () => alone.verification.verify(),
    ]

    for (const ask of everything) {
      const error: unknown = await ask().then(
        () => null,
        (reason: unknown) => reason,
      )
      expect(error).toMatchObject({ code: "ledger_unavailable" })
      expect(JSON.stringify(error) + String(error)).not.toMatch(/loyalty_|localhost|hidden|secret/)
    }
    await alone.database.close()
  })

  it("that comes up after the store is found without a restart", async () => {
    const name = newDatabaseName("late")
    const early = new LoyaltyProcess({ databaseUrl: databaseUrl(name) })
    expect(await refusalOf(early.programs.list())).not.toBeNull()

    await createLedgerDatabase(name)

    expect(await early.programs.list()).toEqual([])
    await early.database.close()
    await dropDatabase(name)
  })

  it("that has no connection free in time is unavailable, and nobody waits for ever", async () => {
    const narrow = shop.startProcess({ pool: { max: 1, connectionTimeoutMs: 400 } })
    await eventually(() => narrow.programs.list())
    const busy = narrow.rows("select pg_sleep(1)")

    expect(await refusalOf(narrow.programs.list())).toBe("ledger_unavailable")
    await busy
    expect(await refusalOf(narrow.programs.list())).toBeNull()
  })

  it("keeps no connection of a store that has shut down", async () => {
    const before = await connections()
    const stopped = shop.startProcess()
    await Promise.all([1, 2, 3].map(() => stopped.rows("select pg_sleep(0.05)")))
    expect(await connections()).toBe(before + 3)

    await stopped.database.close()

    await eventually(async () => {
      expect(await connections()).toBe(before)
    })
  })
})

describeLedger("a pooler between the store and its database", (shop) => {
  it("may forget prepared statements: the ledger does without them from then on", async () => {
    const { id } = await shop.customer()
    const store = shop.startProcess({ pool: { max: 1 } })
    const earn = async () =>
      (await store.ledger.earn({ accountId: id, points: toPoints(10), pending: false }, shop.posting(1)))
        .available

    expect(await earn()).toBe(10)
    await store.rows("deallocate all")
    expect(await earn()).toBe(20)
    await store.rows("deallocate all")
    expect(await earn()).toBe(30)
  })
})

describeLedger("points past their time", (shop) => {
  /** Lots of ten points for each account, past their time from day 10 on. */
  const lotsFor = async (accountIds: number[], lotsEach: number) =>
    await shop.rows(
      `select loyalty_earn(id, ('lot:' || id || ':' || n, '', $3::timestamptz, 'test', 'system', null, null)::loyalty_posting,
         10, false, null, $4, null)
       from unnest($1::bigint[]) id, generate_series(1, $2::int) n`,
      [accountIds, lotsEach, day(0), day(10)],
    )

  const openLots = async (): Promise<number> => {
    const rows = await shop.rows<{ count: string }>("select count(*) from loyalty_lot where open")
    return Number(rows[0].count)
  }

  it("go in batches that end with the account that fills them", async () => {
    await lotsFor(await shop.customers(20), 4)

    expect(await shop.ledger.expireDue(day(9), 10)).toBe(0)
    expect(await shop.ledger.expireDue(day(10), 10)).toBe(3)
    expect(await openLots()).toBe(17 * 4)
    expect(await shop.ledger.expireDue(day(10), 1_000)).toBe(17)
    expect(await shop.ledger.expireDue(day(10), 1_000)).toBe(0)
    expect(await openLots()).toBe(0)
  })

  it("go whole for a member who has more lots than a batch, and only for that one", async () => {
    const [many, few] = await shop.customers(2)
    await lotsFor([many], 25)
    await lotsFor([few], 2)

    expect(await shop.ledger.expireDue(day(10), 10)).toBe(1)
    expect(await shop.balance(many)).toMatchObject({ available: 0 })
    expect(await shop.balance(few)).toMatchObject({ available: 20 })
    expect(await shop.ledger.expireDue(day(10), 10)).toBe(1)
    expect(await openLots()).toBe(0)
  })

  it("go once, however many workers of however many processes come for them", async () => {
    const accounts = await shop.customers(400)
    await lotsFor(accounts, 5)
    const workers = [shop, shop.startProcess(), shop.startProcess()].flatMap((one) => [one, one])

    const expired = await Promise.all(
      workers.map(async ({ ledger }) => {
        let touched = 0
        for (let idle = 0; idle < 3;) {
          const accountsTouched = await ledger.expireDue(day(11), 100)
          touched += accountsTouched
          idle = accountsTouched === 0 ? idle + 1 : 0
        }
        return touched
      }),
    )

    expect(expired.reduce((sum, touched) => sum + touched, 0)).toBe(accounts.length)
    expect(expired.filter((touched) => touched > 0).length).toBeGreaterThan(1)
    expect(await openLots()).toBe(0)
  })

  it("of an account that is just being posted to wait for the next run, and nobody waits for it", async () => {
    const [busy, ...others] = await shop.customers(5)
    await lotsFor([busy, ...others], 1)

    await shop.intrude(async (client) => {
      await client.query("begin")
      await client.query("select loyalty_lock_account($1)", [busy])
      expect(await shop.ledger.expireDue(day(12), 100)).toBe(others.length)
      await client.query("rollback")
    })

    expect(await shop.balance(busy)).toEqual({ available: 10, pending: 0, held: 0 })
    expect(await shop.ledger.expireDue(day(12), 100)).toBe(1)
  })
})

describeLedger("events", (shop) => {
  let written: string[] = []

  beforeEach(async () => {
    const accounts = await shop.customers(300)
    await shop.rows("delete from loyalty_outbox")
    for (const id of accounts) await shop.earns(id, 0, 5)
    const events = await shop.rows<{ id: string }>("select data->>'id' as id from loyalty_event")
    written = events.map(({ id }) => id).sort()
    expect(written.length).toBe(300)
  })

  const idsOf = (events: OutboxEvent[]) => events.map(({ data }) => String(data.id))
  const left = async () => (await shop.rows("select from loyalty_outbox")).length

  const drainAll = async (publish: (events: OutboxEvent[]) => Promise<void>) => {
    const processes = [shop, shop.startProcess(), shop.startProcess()]
    await Promise.all(
      processes.map(async ({ outbox }) => {
        for (let idle = 0; idle < 3;) {
          const published = await outbox.drain(publish, 20).catch(() => 1)
          idle = published === 0 ? idle + 1 : 0
        }
      }),
    )
  }

  it("are handed out once where nothing fails, however many processes share the work", async () => {
    const published: string[] = []

    await drainAll(async (events) => {
      await sleep(1)
      published.push(...idsOf(events))
    })

    expect(published.sort()).toEqual(written)
    expect(await left()).toBe(0)
  })

  it("are never lost by a bus that fails, before or after it has passed them on", async () => {
    const published = new Set<string>()
    let calls = 0

    await drainAll(async (events) => {
      calls += 1
      if (calls % 3 === 1) throw new Error("The bus is full.")
      for (const id of idsOf(events)) published.add(id)
      await sleep(1)
      if (calls % 4 === 2) throw new Error("The bus said nothing.")
    })

    expect([...published].sort()).toEqual(written)
    expect(await left()).toBe(0)
  })

  it("stay for the next process where one dies while it publishes", async () => {
    const dying = shop.startProcess()
    const attempt = dying.outbox.drain(async () => {
      await shop.intrude((client) =>
        client.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and state = 'idle in transaction'`,
        ),
      )
    }, 50)

    expect(await refusalOf(attempt)).toBe("ledger_unavailable")
    expect(await left()).toBe(300)
  })
})

describeLedger("the auditor", (shop) => {
  const accountsCount = 2_400
  let accounts: number[] = []

  beforeAll(async () => {
    accounts = await shop.customers(accountsCount)
    await shop.rows(
      `select loyalty_earn(id, ('earn:' || id, '', $2::timestamptz, 'test', 'system', null, null)::loyalty_posting,
         100, false, null, null, null)
       from unnest($1::bigint[]) id`,
      [accounts, day(0)],
    )
  })

  it("reads a ledger of 2,400 members, batch by batch", async () => {
    expect(await shop.verification.verify()).toEqual({
      accounts_checked: accountsCount,
      entries_checked: accountsCount,
      discrepancies: [],
    })
  })

  it("raises no false alarm while points are earned, held and spent", async () => {
    const busy = shop.startProcess()
    let auditing = true
    let posted = 0
    const customers = [0, 1, 2].map(async (customer) => {
      for (let turn = 0; auditing; turn++) {
        const accountId = accounts[(customer * 397 + turn * 31) % accountsCount]
        const key = `turn:${customer}:${turn}`
        const at = day(1)
        const by = { at, reason: "test", actor: "system" }
        await busy.ledger.earn({ accountId, points: toPoints(7), pending: false }, { ...by, key })
        const hold = await busy.ledger.hold(
          {
            accountId,
            token: key,
            cartId: key,
            points: toPoints(50),
            currencyCode: "eur",
            termsId: 1,
            expiresAt: day(2),
          },
          { ...by, key: `${key}:hold` },
        )
        const redemptionId = hold.redemptionId ?? 0
        await busy.ledger.capture(
          { redemptionId, points: toPoints(5), shares: [] },
          { ...by, key: `${key}:capture` },
        )
        posted += 4
      }
    })

    const reports = []
    for (let audit = 0; audit < 4; audit++) reports.push(await shop.verification.verify())
    auditing = false
    await Promise.all(customers)

    expect(posted).toBeGreaterThan(20)
    expect(reports.flatMap(({ discrepancies }) => discrepancies)).toEqual([])
    expect(reports.map((report) => report.accounts_checked)).toEqual(Array(4).fill(accountsCount))
    expect(reports[3].entries_checked).toBeGreaterThan(reports[0].entries_checked)
  })

  it("stops at the thousandth finding, which nobody would read anyway", async () => {
    await shop.rows("update loyalty_account set pending = pending + 1")

    const { discrepancies } = await shop.verification.verify()

    expect(discrepancies.length).toBe(1_000)
    await shop.rows("update loyalty_account set pending = pending - 1")
  })
})
