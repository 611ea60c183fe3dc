import * as pg from "@medusajs/framework/pg"
import { Client } from "pg"
import { runMigrations } from "../../src/modules/loyalty/migrate"
import { toPoints } from "../../src/modules/loyalty/domain/points"
import type { Posting } from "../../src/modules/loyalty/types/ledger"
import { type RunningPostgres, startPostgres } from "../helpers/embedded-postgres"
import { LoyaltyProcess } from "./ledger-database"

const membersCount = 200
/** Keys, ids and times as long as a store's are. */
const ulid = (kind: string, number: number) =>
  `${kind}_01M0PPAS47DXYTDS7D9W4${String(number).padStart(6, "0")}`

/** What noise cannot touch: the server is the test's own, and what is counted is bytes, rows and round trips. */
describe("what a posting costs", () => {
  let server: RunningPostgres
  let shop: LoyaltyProcess
  let members: number[] = []
  let posted = 0

  beforeAll(async () => {
    server = await startPostgres({})
    const admin = new Client({ connectionString: server.adminUrl })
    await admin.connect()
    await admin.query("create database costs")
    for (const setting of ["full_page_writes", "autovacuum"])
      await admin.query(`alter system set ${setting} = off`)
    await admin.query("select pg_reload_conf()")
    await admin.end()
    const databaseUrl = server.url("costs")
    await runMigrations({ options: { databaseUrl } })
    shop = new LoyaltyProcess({ databaseUrl })
    await shop.programs.ensureDefault({})
    const program = await shop.programs.forSalesChannel(null)
    for (let number = 0; number < membersCount; number++) {
      members.push((await shop.accounts.ensure(program.id, ulid("cus", number))).id)
    }
    await everyone(earn)
    await everyone(spend)
  })

  afterAll(async () => {
    members = []
    await shop.database.close()
    await server.stop()
  })

  const posting = (verb: string): Posting => {
    posted += 1
    const orderId = ulid("order", posted)
    return {
      key: `order:${orderId}:1:${verb}`,
      at: new Date(),
      reason: `order_${verb}`,
      actor: "system",
      orderId,
    }
  }

  const earn = async (accountId: number): Promise<void> => {
    const expiresAt = new Date(Date.now() + 31_536_000_000)
    await shop.ledger.earn({ accountId, points: toPoints(100), pending: false, expiresAt }, posting("earn"))
  }

  const hold = async (accountId: number): Promise<number> => {
    const token = ulid("", posted)
    const { redemptionId } = await shop.ledger.hold(
      {
        accountId,
        token,
        cartId: `cart${token}`,
        points: toPoints(10),
        currencyCode: "eur",
        termsId: 1,
        expiresAt: new Date(Date.now() + 3_600_000),
      },
      posting("hold"),
    )
    return redemptionId ?? 0
  }

  const capture = async (redemptionId: number): Promise<void> => {
    const lineId = `ordli${ulid("", redemptionId)}`
    const shares = [{ lineId, points: toPoints(10), amount: "0.10" }]
    await shop.ledger.capture({ redemptionId, points: toPoints(10), shares }, posting("capture"))
  }

  /** A hold and its capture, each out of one lot. */
  const spend = async (accountId: number): Promise<void> => await capture(await hold(accountId))

  const everyone = async (does: (accountId: number) => Promise<void>): Promise<void> => {
    for (const accountId of members) await does(accountId)
  }

  const bytesOf = async (does: (accountId: number) => Promise<void>): Promise<number> => {
    const position = async () =>
      (await shop.rows<{ at: string }>("select pg_current_wal_insert_lsn() as at"))[0].at
    const before = await position()
    await everyone(does)
    const [{ bytes }] = await shop.rows<{ bytes: string }>(
      "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), $1) as bytes",
      [before],
    )
    return Number(bytes) / membersCount
  }

  it("is less than 1,800 bytes of the server's log for points earned", async () => {
    const bytes = await bytesOf(earn)
    expect(bytes).toBeGreaterThan(500)
    expect(bytes).toBeLessThan(1_800)
  })

  // Where they go, and that 2,400 are the goal: docs/operating/performance.md.
  it("is less than 3,700 bytes for points held for a cart and captured by its order", async () => {
    const bytes = await bytesOf(spend)
    expect(bytes).toBeGreaterThan(1_000)
    expect(bytes).toBeLessThan(3_700)
  })

  it("is one round trip to the database, whatever is posted", async () => {
    const [accountId] = members
    const queries = jest.spyOn(pg.Client.prototype, "query")
    try {
      await earn(accountId)
      expect(queries).toHaveBeenCalledTimes(1)
      await spend(accountId)
      expect(queries).toHaveBeenCalledTimes(3)
    } finally {
      queries.mockRestore()
    }
  })

  it("is a row updated in place: 95 of 100 accounts, 40 of 100 lots, 95 of 100 redemptions", async () => {
    await shop.rows("vacuum")
    await shop.rows("select pg_stat_reset()")
    for (let round = 0; round < 5; round++) {
      await everyone(earn)
      const held: number[] = []
      await everyone(async (accountId) => void held.push(await hold(accountId)))
      for (const redemptionId of held) await capture(redemptionId)
    }
    await shop.rows("select pg_stat_force_next_flush()")
    const rows = await shop.rows<{ relname: string; share: number }>(
      `select relname, n_tup_hot_upd::float / n_tup_upd as share from pg_stat_user_tables
       where relname in ('loyalty_account', 'loyalty_lot', 'loyalty_redemption')`,
    )
    const share = Object.fromEntries(rows.map((row) => [row.relname, row.share]))
    expect(share.loyalty_account).toBeGreaterThanOrEqual(0.95)
    expect(share.loyalty_lot).toBeGreaterThanOrEqual(0.4)
    expect(share.loyalty_redemption).toBeGreaterThanOrEqual(0.95)
  })
})
