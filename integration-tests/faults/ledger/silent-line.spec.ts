import { setTimeout as pause } from "node:timers/promises"
import { toPoints } from "../../../src/modules/loyalty/domain/points"
import { databaseUrl } from "../../helpers/database"
import { eventually } from "../../helpers/eventually"
import { describeLedger, type LoyaltyProcess, refusalOf } from "../../module/ledger-database"
import { LossyLine } from "./lossy-line"

const statementTimeoutMs = 500
const connectionTimeoutMs = 500
const patience = statementTimeoutMs + connectionTimeoutMs

describeLedger("a database that says nothing any more, on connections that never end", (shop) => {
  let line: LossyLine
  let store: LoyaltyProcess
  let member: number

  beforeEach(async () => {
    line = await LossyLine.open(databaseUrl(shop.databaseName))
    store = shop.startProcess({
      databaseUrl: line.url,
      pool: { max: 4, statementTimeoutMs, connectionTimeoutMs },
    })
    member = (await shop.customer()).id
    // Four connections stand before the line falls silent.
    await Promise.all([1, 2, 3, 4].map(() => store.rows("select pg_sleep(0.05)")))
  })

  afterEach(async () => {
    await store.database.close()
    await line.close()
  })

  const earn = async (key: string) =>
    await store.ledger.earn({ accountId: member, points: toPoints(10), pending: false }, shop.posting(0, key))

  const backends = async (): Promise<number[]> => {
    const rows = await Promise.all(
      [1, 2, 3, 4].map(() => store.rows<{ pid: number }>("select pg_backend_pid() as pid, pg_sleep(0.05)")),
    )
    return rows.map(([{ pid }]) => pid).sort()
  }

  it("keeps nobody waiting, and is used again as soon as it speaks", async () => {
    const keys = ["a", "b", "c", "d", "e", "f"]
    let others: Promise<unknown>[] = []
    const begun = store.database.transaction(async (manager) => {
      await store.ledger.earn(
        { accountId: member, points: toPoints(1_000), pending: false },
        shop.posting(0, "never committed"),
        manager,
      )
      line.fallSilent()
      others = keys.map((key) => refusalOf(earn(key)))
      await manager.query("select 1")
    })

    expect(await refusalOf(begun)).toBe("ledger_unavailable")
    expect(await Promise.all(others)).toEqual(keys.map(() => "ledger_unavailable"))
    expect(await refusalOf(store.programs.list())).toBe("ledger_unavailable")

    line.speakAgain()
    const after = await Promise.all(keys.map((key) => earn(key)))

    expect(after.map(({ replayed }) => replayed)).toEqual(Array(6).fill(false))
    expect(await shop.balance(member)).toEqual({ available: 60, pending: 0, held: 0 })
    expect((await shop.verification.verify()).discrepancies).toEqual([])
  })

  it("answers with the first receipt who asks again for what was done in the silence", async () => {
    await shop.intrude(async (client) => {
      await client.query("begin")
      await client.query("select loyalty_lock_account($1)", [member])
      const unheard = refusalOf(earn("done unheard"))
      await eventually(async () => {
        expect(
          await shop.rows("select from pg_locks where locktype = 'advisory' and not granted"),
        ).toHaveLength(1)
      })
      line.fallSilent()
      await client.query("commit")
      expect(await unheard).toBe("ledger_unavailable")
    })

    line.speakAgain()

    expect((await earn("done unheard")).replayed).toBe(true)
    expect(await shop.balance(member)).toEqual({ available: 10, pending: 0, held: 0 })
  })

  it("is no reason to give up a connection that nobody asks anything, nor one that was refused something", async () => {
    const before = await backends()

    await pause(patience * 1.5)
    const spent = store.ledger.adjust({ accountId: member, points: toPoints(-1) }, shop.posting(0))
    expect(await refusalOf(spent)).toBe("insufficient_points")

    expect(await backends()).toEqual(before)
  })

  it("is what the auditor has patience with, whose statements take as long as the history is", async () => {
    const heard = store.database.withRunner(async (runner) => {
      await runner.query("set statement_timeout = 0")
      await runner.query(`select pg_sleep(${(patience * 1.5) / 1_000})`)
      return "heard"
    })

    expect(await heard).toBe("heard")
  })
})
