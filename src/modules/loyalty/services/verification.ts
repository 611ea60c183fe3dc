import type { LoyaltyDatabase } from "../data-source"
import { accountChecks, entryChecks, lotChecks, orderChecks } from "../persistence/verification-queries"

/**
 * Accounts are proved batch by batch, so that memory stays bounded however large the programme is. A batch ends with the
 * account whose entries make it up: one with a long history is a batch of its own.
 */
const accountsPerBatch = 1_000
const entriesPerBatch = 20_000
/** Batches at a time, each on a connection of its own, where the pool has as many left for the shoppers. */
const lanesMax = 2
/** A broken ledger is reported by its first discrepancies; nobody reads the millionth. */
const discrepanciesMax = 1_000

export interface Discrepancy {
  /** The account's public id. */
  account_id: string
  /** The transaction's public id, where one entry is to blame. */
  transaction_id: string | null
  check: string
  expected: string | null
  actual: string | null
}

export interface VerificationReport {
  accounts_checked: number
  entries_checked: number
  discrepancies: Discrepancy[]
}

/**
 * Proves the cached numbers: replays the entries against balances, lots, holds, redemptions and awards, and the
 * chain of hashes against every row, so that a change behind the application's back is found and named.
 */
export class Verification {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /** The whole ledger, or the accounts given by their public ids. One consistent snapshot a batch. */
  async verify(publicIds?: string[]): Promise<VerificationReport> {
    const report: VerificationReport = { accounts_checked: 0, entries_checked: 0, discrepancies: [] }
    const found: Discrepancy[][] = []
    let picking: Promise<string[]> = Promise.resolve(["0"])
    let batches = 0
    let isOver = false

    const lane = async (): Promise<void> => {
      try {
        while (!isOver) {
          const place = batches++
          picking = picking.then((before) => this.pickBatch(before.at(-1), publicIds))
          const ids = await picking
          if (ids.length === 0) return
          const { entries, discrepancies } = await this.verifyBatch(ids)
          report.accounts_checked += ids.length
          report.entries_checked += entries
          found[place] = discrepancies
          if (found.flat().length >= discrepanciesMax) return
        }
      } finally {
        // Whether all is done, enough was found or something failed: the others begin nothing more.
        isOver = true
      }
    }
    const lanes = Math.max(1, Math.min(lanesMax, Math.floor(this.database.connectionsMax / 2)))
    const ended = await Promise.allSettled(Array.from({ length: lanes }, lane))
    const failed = ended.find((end) => end.status === "rejected")
    if (failed !== undefined) throw failed.reason
    // In the order of the accounts, whichever batch was done first.
    report.discrepancies = found.flat().slice(0, discrepanciesMax)
    return report
  }

  /** The keys of the accounts that come after the one given; none where there are no more. */
  private async pickBatch(after: string | undefined, publicIds: string[] | undefined): Promise<string[]> {
    if (after === undefined) return []
    const rows = await this.database.query<{ id: string }>(
      `select id from (
         select id, sum(sequence) over (order by id) - sequence as entries_before from (
           select id, sequence from loyalty_account
           where id > $1 and ($2::text[] is null or public_id = any ($2)) order by id limit $3
         ) a
       ) b where entries_before < $4 order by id`,
      [after, publicIds ?? null, accountsPerBatch, entriesPerBatch],
    )
    return rows.map(({ id }) => id)
  }

  private async verifyBatch(ids: string[]): Promise<{ entries: number; discrepancies: Discrepancy[] }> {
    return await this.database.withRunner(async (runner) => {
      // Postings go on meanwhile: all checks of a batch have to see the same moment.
      await runner.startTransaction("REPEATABLE READ")
      try {
        // Long histories take longer than a checkout may: the limit that guards postings is not for the auditor. The
        // rest is the way that a batch is read, in whatever state the statistics are: of each table only what is the
        // batch's, joined by hashing. A plan that is made for few rows and meets many would take for ever.
        await runner.query(
          `set local statement_timeout = 0; set local jit = off; set local max_parallel_workers_per_gather = 0;
           set local enable_seqscan = off; set local enable_nestloop = off; set local work_mem = '32MB'`,
        )
        const discrepancies: Discrepancy[] = []
        for (const check of [entryChecks, accountChecks, lotChecks, orderChecks]) {
          const room = discrepanciesMax - discrepancies.length
          discrepancies.push(...((await runner.query(check, [ids, room])) as Discrepancy[]))
        }
        const [{ entries }] = (await runner.query(
          `select count(*) as entries from loyalty_entry where account_id = any ($1)`,
          [ids],
        )) as [{ entries: string }]
        return { entries: Number(entries), discrepancies }
      } finally {
        await runner.rollbackTransaction()
      }
    })
  }
}
