import { boundsOf, plusDays } from "../../src/modules/loyalty/domain/insight/period"
import { toPoints } from "../../src/modules/loyalty/domain/points"
import type { InsightFigures, PointsMoved } from "../../src/modules/loyalty/services/insight-figures"
import { servicesOn } from "../helpers/loyalty-services"
import { day, describeLedger } from "./ledger-database"

const nothing = { issued: 0, activated: 0, spent: 0, restored: 0, expired: 0, reversed: 0, adjusted: 0 }

/** From the first of January 2026, day 0, so many days in UTC. */
const daysFrom = (first: number, last: number): Date[] =>
  boundsOf({ from: plusDays("2026-01-01", first), to: plusDays("2026-01-01", last) }, "UTC")

describeLedger("figures of a program", (shop) => {
  let figures: InsightFigures
  let program: string

  beforeAll(async () => {
    figures = servicesOn(shop.database).insightFigures
    program = (await shop.programs.forSalesChannel(null)).id
  })

  const sumOf = (moved: PointsMoved[]): number =>
    moved.reduce(
      (sum, { issued, adjusted, restored, spent, expired, reversed }) =>
        sum + issued + adjusted + restored - spent - expired - reversed,
      0,
    )

  it("tell of each kind of entry on its day, and together are what the members have", async () => {
    const { id: ada } = await shop.customer()
    const { id: bob } = await shop.customer()
    const award = await shop.award(ada)
    await shop.earnsFor(award, ada, 1, 300)
    await shop.earns(bob, 1, 70, 6)
    await shop.activates(award, ada, 2, null)
    const spent = await shop.spends(ada, 3, 200)
    const released = await shop.holds(ada, 3, 50)
    await shop.ledger.release({ redemptionId: released, ending: "release" }, shop.posting(3))
    await shop.ledger.restore(
      { redemptionId: spent, points: toPoints(120), policy: "reissue", reissueExpiresAt: null },
      shop.posting(4),
    )
    await shop.ledger.reverse(
      { accountId: ada, awardId: award, points: toPoints(90), policy: "within_balance" },
      shop.posting(5),
    )
    await shop.ledger.adjust({ accountId: ada, points: toPoints(15) }, shop.posting(5))
    await shop.ledger.adjust({ accountId: ada, points: toPoints(-4) }, shop.posting(5))
    await shop.ledger.expireDue(day(7), 100)
    await shop.holds(ada, 8, 10)

    const moved = await figures.pointsMoved(program, daysFrom(0, 8))
    expect(moved).toEqual([
      nothing,
      { ...nothing, issued: 370 },
      { ...nothing, activated: 300 },
      { ...nothing, spent: 200 },
      { ...nothing, restored: 120 },
      { ...nothing, reversed: 90, adjusted: 11 },
      nothing,
      { ...nothing, expired: 70 },
      nothing,
    ])
    const { available, pending, held, members } = await figures.owed(program)
    expect({ held, members }).toEqual({ held: 10, members: 2 })
    expect(available + pending + held).toBe(sumOf(moved))
    expect(await figures.openRedemptions(program)).toBe(1)
    expect(await figures.membersMoved(program, day(0), day(3))).toMatchObject({ active: 2 })
    expect(await figures.membersMoved(program, day(3), day(9))).toMatchObject({ active: 1 })
    expect(await figures.membersMoved(program, day(4), day(9))).toMatchObject({ active: 0 })
  })

  it("put what happens at midnight into the day that begins, in the zone that is asked for", async () => {
    const { id: eve } = await shop.customer()
    await shop.earns(eve, 20, 5)
    const spansIn = async (zone: string): Promise<number[]> => {
      const bounds = boundsOf({ from: "2026-01-20", to: "2026-01-21" }, zone)
      return (await figures.pointsMoved(program, bounds)).map(({ issued }) => issued)
    }

    expect(await spansIn("UTC")).toEqual([0, 5])
    expect(await spansIn("America/New_York")).toEqual([5, 0])
    expect(await spansIn("Europe/Moscow")).toEqual([0, 5])
  })

  it("leave out what is another program's", async () => {
    await shop.rows(
      `insert into loyalty_program (id, handle, name, unit_names, joining, terms)
       select 'lprog_other', 'other', 'Other', '{}', 'automatic', terms from loyalty_program where id = $1`,
      [program],
    )
    const stranger = await shop.accounts.ensure("lprog_other", "cus_stranger")
    await shop.earns(stranger.id, 30, 999)

    expect(await figures.pointsMoved(program, daysFrom(30, 30))).toEqual([nothing])
    expect(await figures.pointsMoved("lprog_other", daysFrom(30, 30))).toMatchObject([{ issued: 999 }])
    expect(await figures.owed("lprog_other")).toMatchObject({ available: 999, members: 1 })
    expect(await figures.membersMoved(program, day(30), day(31))).toMatchObject({ active: 0 })
  })
})

const historyDays = 400
const entriesADay = 100

describeLedger(
  "figures of a long history",
  (shop) => {
    let program: string
    let statements: [string, unknown[]][]
    let figures: InsightFigures

    beforeAll(async () => {
      program = (await shop.programs.forSalesChannel(null)).id
      const [accountId] = await shop.customers(2_000)
      await shop.intrude(async (client) => {
        await client.query(
          `insert into loyalty_entry (account_id, sequence, type, available_change, pending_change, held_change,
             available_after, pending_after, held_after, reason, actor, idempotency_key, fingerprint, occurred_at, hash)
           select $1 + n % 2000, 1 + n, 'earn', 1, 0, 0, 1, 0, 0, 'told_by_test', 'system', 'long:' || n, '',
             $2::timestamptz + (n / ${entriesADay}) * interval '1 day', ''
           from generate_series(0, ${historyDays * entriesADay - 1}) n`,
          [accountId, day(0)],
        )
        await client.query("vacuum analyze")
      })
      const { database } = shop
      const spied = Object.assign(Object.create(database) as typeof database, {
        query: async (sql: string, parameters: unknown[]) => {
          statements.push([sql, parameters])
          return await database.query(sql, parameters)
        },
      })
      figures = servicesOn(spied).insightFigures
    })

    /** How many entries the database looked at for what was asked. */
    const entriesRead = async (ask: () => Promise<unknown>): Promise<number> => {
      statements = []
      await ask()
      return await shop.intrude(async (client) => {
        await client.query("begin")
        for (const [sql, parameters] of statements) await client.query(sql, parameters)
        const { rows } = await client.query<{ read: string }>(
          `select seq_tup_read + idx_tup_fetch as read from pg_stat_xact_user_tables where relname = 'loyalty_entry'`,
        )
        await client.query("rollback")
        return Number(rows[0].read)
      })
    }

    it.each<[string, () => Promise<unknown>]>([
      ["the points", () => figures.pointsMoved(program, daysFrom(300, 306))],
      ["the members", () => figures.membersMoved(program, day(300), day(307))],
    ])("of a few days, %s are read without the rest of it", async (_, ask) => {
      const read = await entriesRead(ask)

      expect(read).toBeGreaterThanOrEqual(7 * entriesADay)
      expect(read).toBeLessThan((historyDays * entriesADay) / 4)
    })
  },
  { provable: false },
)
