import { generateEntityId } from "@medusajs/framework/utils"
import type { EntityManager } from "typeorm"
import type { LoyaltyDatabase } from "../data-source"
import { LoyaltyError } from "../domain/errors"
import type { ProgramTerms } from "../domain/program"
import { holdLease, leaseMinutes } from "../persistence/backfill-lease"
import { BackfillSchema, type BackfillRow } from "../persistence/backfill.schema"
import { invalid } from "../settings-units"
import type { BackfillOrder, BackfillSettlement, BackfillTotals, BackfillWork } from "../types/backfill"
import type { Page } from "./accounts"
import type { Programs } from "./programs"

const hourMs = 3_600_000
/** What a dry run said is taken for true for so long. */
const dryRunHours = 24

/**
 * Points for orders that earned none because they were placed before their program began. First a dry run says what each order
 * would get; a run that confirms it then settles these orders, each once; and it can be undone.
 */
export class Backfills {
  private readonly database: LoyaltyDatabase
  private readonly programs: Programs

  constructor(cradle: { database: LoyaltyDatabase; programs: Programs }) {
    this.database = cradle.database
    this.programs = cradle.programs
  }

  /** A dry run by the program's terms and rules of this moment; the job carries it out. Throws `program_not_found` and `invalid_request`. */
  async propose(
    { programId, from, to, orders }: { programId?: string; from: Date; to: Date; orders: number },
    actor: string,
  ): Promise<BackfillRow> {
    if (from >= to) throw invalid("to", "is not after from")
    const program =
      programId === undefined
        ? await this.programs.forSalesChannel(null)
        : await this.programs.retrieve(programId)
    return await this.database.transaction(
      async (manager) =>
        await insert(manager, {
          programId: program.id,
          confirmsId: null,
          state: "proposing",
          fromAt: from,
          toAt: to,
          termsId: program.termsId,
          ruleSetId: program.ruleSetId,
          actor,
          orders,
        }),
    )
  }

  /**
   * The run that carries a dry run out; asked for again, the same. Throws `backfill_not_found`, `backfill_not_ready` while the
   * dry run is not at its end, and `backfill_stale` where it is a day old or the program's terms or rules are others by now.
   */
  async confirm(dryRunId: string, actor: string, at: Date): Promise<BackfillRow> {
    return await this.database.transaction(async (manager) => {
      const dryRun = await lock(manager, dryRunId)
      const known = await manager.findOneBy(BackfillSchema, { confirmsId: dryRun.id })
      if (known !== null) return known
      if (dryRun.state !== "proposed") throw new LoyaltyError("backfill_not_ready")
      const program = await this.programs.retrieve(dryRun.programId)
      const isOld = dryRun.endedAt === null || at.getTime() - dryRun.endedAt.getTime() > dryRunHours * hourMs
      if (isOld || program.termsId !== dryRun.termsId || program.ruleSetId !== dryRun.ruleSetId)
        throw new LoyaltyError("backfill_stale")
      const [{ count }] = await this.database.query<{ count: string }>(
        `select count(*) from loyalty_backfill_order where backfill_id = $1`,
        [dryRun.id],
        manager,
      )
      const { programId, fromAt, toAt, termsId, ruleSetId } = dryRun
      return await insert(manager, {
        programId,
        confirmsId: dryRun.id,
        state: "running",
        fromAt,
        toAt,
        termsId,
        ruleSetId,
        actor,
        orders: Number(count),
      })
    })
  }

  /**
   * From now on nothing more is given, and the job takes back what was; asked for again, the same. Throws `backfill_not_found`, and
   * `backfill_not_ready` for a dry run, which has given nothing.
   */
  async undo(publicId: string, actor: string): Promise<BackfillRow> {
    return await this.database.transaction(async (manager) => {
      const run = await lock(manager, publicId)
      if (run.confirmsId === null) throw new LoyaltyError("backfill_not_ready")
      if (run.state === "undoing" || run.state === "undone") return run
      await manager.update(
        BackfillSchema,
        { id: run.id },
        { state: "undoing", undoneBy: actor, endedAt: null },
      )
      return await manager.findOneByOrFail(BackfillSchema, { id: run.id })
    })
  }

  /** Throws `backfill_not_found`. */
  async retrieve(publicId: string): Promise<BackfillRow> {
    return await this.database.manager((manager) => find(manager, publicId))
  }

  /** The newest first. */
  async listAndCount(filters: { programId?: string }, page: Page): Promise<[BackfillRow[], number]> {
    return await this.database.manager((manager) =>
      manager.findAndCount(BackfillSchema, {
        where: filters.programId === undefined ? {} : { programId: filters.programId },
        order: { id: "desc" },
        skip: page.skip,
        take: page.take,
      }),
    )
  }

  /** The public ids of the dry runs, by their keys. */
  async publicIdsOf(ids: number[]): Promise<Map<number, string>> {
    const rows = await this.database.query<{ id: string; public_id: string }>(
      `select id, public_id from loyalty_backfill where id = any ($1)`,
      [ids],
    )
    return new Map(rows.map(({ id, public_id }) => [Number(id), public_id]))
  }

  async totalsOf(backfillId: number): Promise<BackfillTotals[]> {
    const rows = await this.database.query<Record<string, string> & { currency_code: string | null }>(
      `select state, currency_code, count(*) as orders, sum(points) as points, sum(pending) as pending,
         sum(reversed) as reversed, sum(uncollected) as uncollected
       from loyalty_backfill_order where backfill_id = $1 group by 1, 2 order by 1, 2`,
      [backfillId],
    )
    return rows.map((row) => ({
      state: row.state as BackfillTotals["state"],
      currencyCode: row.currency_code,
      orders: Number(row.orders),
      points: Number(row.points),
      pending: Number(row.pending),
      reversed: Number(row.reversed),
      uncollected: Number(row.uncollected),
    }))
  }

  async membersOf(backfillId: number): Promise<number> {
    const [{ members }] = await this.database.query<{ members: string }>(
      `select count(distinct customer_id) as members from loyalty_backfill_order
       where backfill_id = $1 and state in ('planned', 'awarded', 'undone')`,
      [backfillId],
    )
    return Number(members)
  }

  // The job's

  /** What nobody is working on, the oldest first; taken on until the lease is given back, or runs out. */
  async takeOn(exceptIds: number[] = []): Promise<BackfillWork | null> {
    const [taken] = await this.database.query<{ id: string; lease: number }>(
      `with due as (
         select id from loyalty_backfill
         where state in ('proposing', 'running', 'undoing') and (leased_until is null or leased_until < now())
           and id <> all ($2)
         order by id limit 1 for update skip locked
       ), taken as (
         update loyalty_backfill b set lease = b.lease + 1, leased_until = now() + make_interval(mins => $1)
         from due where b.id = due.id returning b.id, b.lease
       ) select * from taken`,
      [leaseMinutes, exceptIds],
    )
    if (taken === undefined) return null
    const run = await this.database.manager((manager) =>
      manager.findOneByOrFail(BackfillSchema, { id: Number(taken.id) }),
    )
    return { run, lease: taken.lease }
  }

  async giveBack({ run, lease }: BackfillWork): Promise<void> {
    await this.database.query(
      `update loyalty_backfill set leased_until = null where id = $1 and lease = $2`,
      [run.id, lease],
    )
  }

  /** What a run has yet to come to, in the order of the dry run; for an undo, what it has given and not taken back. */
  async nextOrders({ run }: BackfillWork, afterId: number, ordersMax: number): Promise<BackfillOrder[]> {
    const rows = await this.database.query<{ id: string; order_id: string }>(
      `select id, order_id from loyalty_backfill_order
       where backfill_id = $1 and id > $2 and state = $3 order by id limit $4`,
      run.state === "undoing"
        ? [run.id, afterId, "awarded", ordersMax]
        : [run.confirmsId, afterId, "planned", ordersMax],
    )
    return rows.map(({ id, order_id }) => ({ id: Number(id), orderId: order_id }))
  }

  async settlementBy({ run }: BackfillWork): Promise<BackfillSettlement> {
    const { id: backfillId, programId, termsId, ruleSetId, state } = run
    const terms: ProgramTerms = await this.programs.termsOf(termsId)
    return { backfillId, verb: state === "undoing" ? "undo" : "award", programId, termsId, terms, ruleSetId }
  }

  /** Keeps why an order got nothing. Whether it was given something has been written with the points. */
  async note(
    { run }: BackfillWork,
    { orderId }: BackfillOrder,
    state: "skipped" | "failed",
    fault: string,
  ): Promise<void> {
    await this.database.query(
      `insert into loyalty_backfill_order as o (backfill_id, order_id, state, fault) values ($1, $2, $3, $4)
       on conflict on constraint uq_loyalty_backfill_order do update set state = excluded.state, fault = excluded.fault
       where o.state in ('skipped', 'failed')`,
      [run.id, orderId, state, fault],
    )
  }

  /** Keeps how far the work is. Throws `backfill_not_ready` where somebody else has taken it on, or it is to be undone. */
  async advance(work: BackfillWork, progress: { done: number; reachedId?: number }): Promise<void> {
    await this.database.manager((manager) => holdLease(manager, work, progress))
  }

  async finish({ run, lease }: BackfillWork): Promise<void> {
    const next = { proposing: "proposed", running: "completed", undoing: "undone" } as const
    const state = next[run.state as keyof typeof next]
    await this.database.query(
      `update loyalty_backfill set state = $4, ended_at = now(), updated_at = now(), leased_until = null
       where id = $1 and lease = $2 and state = $3`,
      [run.id, lease, run.state, state],
    )
  }
}

type NewBackfill = Pick<
  BackfillRow,
  "programId" | "confirmsId" | "state" | "fromAt" | "toAt" | "termsId" | "ruleSetId" | "actor" | "orders"
>

async function insert(manager: EntityManager, run: NewBackfill): Promise<BackfillRow> {
  const publicId = generateEntityId("", "lbfill")
  await manager.insert(BackfillSchema, { ...run, publicId })
  return await manager.findOneByOrFail(BackfillSchema, { publicId })
}

async function find(manager: EntityManager, publicId: string): Promise<BackfillRow> {
  const run = await manager.findOneBy(BackfillSchema, { publicId })
  if (run === null) throw new LoyaltyError("backfill_not_found")
  return run
}

/** Waits for who is about to give something. */
async function lock(manager: EntityManager, publicId: string): Promise<BackfillRow> {
  const { id } = await find(manager, publicId)
  return await manager.findOneOrFail(BackfillSchema, { where: { id }, lock: { mode: "pessimistic_write" } })
}
