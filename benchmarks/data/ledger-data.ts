import type { Client } from "pg"
import { runMigrations } from "../../src/modules/loyalty/migrate"
import { openLedger } from "../ledger/open-ledger"
import { liveIn } from "./lived-in"
import { type Chunk, inChunks, settleDown, whileLoading } from "./chunks"
import {
  farAway,
  historyAccounts,
  type LedgerShape,
  longHistory,
  longHistoryFrom,
  lotsPerAccount,
  now,
  pointsPerLot,
  expiryOfLot,
  shortHistory,
  shortHistoryFrom,
} from "./shape"

const accountsPerChunk = 5_000

/**
 * Fills an empty database with a ledger that verification finds in order: each lot has the entry that credited it, and
 * each account's entries are chained by the hash that the ledger's own function computes.
 */
export async function fillLedger(url: string, shape: LedgerShape): Promise<void> {
  await runMigrations({ options: { databaseUrl: url } })
  const opened = await openLedger(url, 1)
  await opened.close()

  await whileLoading(url, async (client) => {
    await client.query(entryFunction)
    const ordinary = { entries: lotsPerAccount, firstExpiry: expiryOfLot(1), secondExpiry: expiryOfLot(2) }
    await inChunks("our ledger", { from: 1, to: shape.accounts }, accountsPerChunk, (chunk) =>
      fill(client, chunk, 0, { ...ordinary, programId: opened.program.id }),
    )
    if (shape.histories) {
      const never = { firstExpiry: farAway, secondExpiry: farAway, programId: opened.program.id }
      const before = shape.accounts * lotsPerAccount
      await fill(client, members(shortHistoryFrom(shape)), before, { ...never, entries: shortHistory })
      const beforeLong = before + historyAccounts * shortHistory
      await fill(client, members(longHistoryFrom(shape)), beforeLong, { ...never, entries: longHistory })
    }
    for (const table of ["loyalty_account", "loyalty_entry", "loyalty_lot"]) {
      await client.query(`select setval(pg_get_serial_sequence($1, 'id'), (select max(id) from ${table}))`, [
        table,
      ])
    }
    await client.query("drop function bench_entry")
    await settleDown(client)
  })
  await liveIn(url, shape.accounts, shape.histories)
  await whileLoading(url, settleDown)
}

const members = (from: number): Chunk => ({ from, to: from + historyAccounts - 1 })

interface Past {
  programId: string
  entries: number
  firstExpiry: Date
  secondExpiry: Date
}

/** One entry as `loyalty_append` would have written it. */
const entryFunction = `
  create function bench_entry(
    p_id bigint, p_account bigint, p_sequence bigint, p_points bigint, p_at timestamptz, p_expires_at timestamptz,
    p_previous_hash bytea
  ) returns loyalty_entry language plpgsql as $$
  declare
    e loyalty_entry;
  begin
    e.id := p_id;
    e.account_id := p_account;
    e.sequence := p_sequence;
    e.type := 'earn';
    e.available_change := p_points;
    e.pending_change := 0;
    e.held_change := 0;
    e.available_after := p_points * p_sequence;
    e.pending_after := 0;
    e.held_after := 0;
    e.reason := 'imported';
    e.actor := 'system';
    e.expires_at := p_expires_at;
    e.idempotency_key := 'order:order_' || lpad(p_id::text, 26, '0') || ':1:earn:' || p_account;
    e.fingerprint := sha256(p_id::text::bytea);
    e.occurred_at := p_at;
    e.created_at := p_at;
    e.hash := loyalty_hash_of(e, p_previous_hash, null);
    return e;
  end $$`

async function fill(client: Client, { from, to }: Chunk, entriesBefore: number, past: Past): Promise<void> {
  const { programId, entries, firstExpiry, secondExpiry } = past
  const firstAccount = entriesBefore === 0 ? 1 : from
  await client.query(
    `with recursive chain (n, entry) as (
       select 1::bigint, bench_entry($4::bigint + (account - $5::bigint) * $3::bigint + 1, account, 1, $6, $7, $8, '\\x')
       from generate_series($1::bigint, $2::bigint) account
       union all
       select n + 1, bench_entry((entry).id + 1, (entry).account_id, n + 1, $6, $7,
         (entry).expires_at + ($9::timestamptz - $8::timestamptz), (entry).hash)
       from chain where n < $3
     ), entries as (
       insert into loyalty_entry select (entry).* from chain order by (entry).id
       returning id, account_id, available_change, occurred_at, expires_at
     ), lots as (
       insert into loyalty_lot (account_id, entry_id, points, remaining, state, open, earned_at, expires_at)
       select account_id, id, available_change, available_change, 'available', true, occurred_at, expires_at from entries
     )
     insert into loyalty_account (id, public_id, program_id, customer_id, available, sequence, last_hash)
     overriding system value
     select (entry).account_id, 'lacc_' || lpad((entry).account_id::text, 26, '0'), $10,
       'cus_' || lpad((entry).account_id::text, 26, '0'), (entry).available_after, n, (entry).hash
     from chain where n = $3 order by (entry).account_id`,
    [from, to, entries, entriesBefore, firstAccount, pointsPerLot, now, firstExpiry, secondExpiry, programId],
  )
}
