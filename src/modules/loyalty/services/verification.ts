import type { LoyaltyDatabase } from "../data-source"
import { accountChecks, entryChecks, lotChecks, orderChecks } from "../persistence/verification-queries"

/** Accounts are proved batch by batch, so that memory stays bounded however large the programme is. */
const accountsPerBatch = 500
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

interface BatchRow {
  ids: string[]
  entries: string
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
    let after = "0"
    for (;;) {
      const done = await this.verifyBatch(after, publicIds, report)
      if (done === null || report.discrepancies.length >= discrepanciesMax) return report
      after = done
    }
  }

  private async verifyBatch(
    after: string,
    publicIds: string[] | undefined,
    report: VerificationReport,
  ): Promise<string | null> {
    return await this.database.withRunner(async (runner) => {
      // Postings go on meanwhile: all checks of a batch have to see the same moment.
      await runner.startTransaction("REPEATABLE READ")
      try {
        // Long histories take longer than a checkout may: the limit that guards postings is not for the auditor. And
        // he keeps to one process of the server: his haste is not worth the shoppers' waiting.
        await runner.query(
          "set local statement_timeout = 0; set local jit = off; set local max_parallel_workers_per_gather = 0",
        )
        const [batch] = (await runner.query(
          `select array_agg(id order by id) as ids,
             (select count(*) from loyalty_entry e where e.account_id = any (array_agg(b.id))) as entries
           from (
             select id from loyalty_account
             where id > $1 and ($2::text[] is null or public_id = any ($2)) order by id limit $3
           ) b`,
          [after, publicIds ?? null, accountsPerBatch],
        )) as [BatchRow | undefined]
        if (batch === undefined || batch.ids === null) return null

        for (const check of [entryChecks, accountChecks, lotChecks, orderChecks]) {
          const room = discrepanciesMax - report.discrepancies.length
          report.discrepancies.push(...((await runner.query(check, [batch.ids, room])) as Discrepancy[]))
        }
        report.accounts_checked += batch.ids.length
        report.entries_checked += Number(batch.entries)
        return batch.ids.at(-1) ?? null
      } finally {
        await runner.rollbackTransaction()
      }
    })
  }
}
