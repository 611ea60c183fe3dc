import { Client } from "pg"
import type { Sample } from "../harness/statistics"

/** The entry that `loyalty_append` writes for an expiry. */
const entryFunction = `
  create or replace function bench_expiry_of(
    a loyalty_account, p_total bigint, p_uses text, p_at timestamptz
  ) returns loyalty_entry language plpgsql as $$
  declare
    e loyalty_entry;
  begin
    e.id := nextval('loyalty_entry_id_seq');
    e.account_id := a.id;
    e.sequence := a.sequence + 1;
    e.type := 'expire';
    e.available_change := -p_total;
    e.pending_change := 0;
    e.held_change := 0;
    e.available_after := a.available - p_total;
    e.pending_after := a.pending;
    e.held_after := a.held;
    e.reason := 'points_expired';
    e.actor := 'system';
    e.idempotency_key := 'expire:' || e.id;
    e.fingerprint := '';
    e.occurred_at := p_at;
    e.created_at := clock_timestamp();
    e.hash := loyalty_hash_of(e, a.last_hash, p_uses);
    return e;
  end $$`

const expiry = `
  with due as (
    select account_id, array_agg(id order by id) as lots, array_agg(-remaining order by id) as points, sum(remaining)::bigint as total,
      string_agg(loyalty_use_text(id, -remaining), ',' order by id) as uses
    from loyalty_lot where open and state = 'available' and expires_at <= $1 group by account_id
  ), made as materialized (
    select d.lots, d.points, bench_expiry_of(a, d.total, d.uses, $1) as entry
    from due d join loyalty_account a on a.id = d.account_id
  ), entries as (
    insert into loyalty_entry select (entry).* from made
  ), uses as (
    insert into loyalty_lot_use (entry_id, lot_id, points)
    select (m.entry).id, u.lot, u.points from made m cross join unnest(m.lots, m.points) as u(lot, points)
  ), lots as (
    update loyalty_lot l set remaining = 0, open = false, expired = l.expired + l.remaining
    from made m cross join unnest(m.lots) as u(lot) where l.id = u.lot returning l.id
  ), accounts as (
    update loyalty_account a set available = (m.entry).available_after, sequence = (m.entry).sequence,
      last_hash = (m.entry).hash, updated_at = (m.entry).created_at
    from made m where a.id = (m.entry).account_id
  ), events as (
    insert into loyalty_outbox (id) select (entry).id from made
  )
  select count(*) as lots from lots`

/**
 * Everything that expires at the moment, in one statement and one transaction: entries with their hashes, lot uses, lots,
 * balances and events. As fast as it goes, and every account is locked until it ends.
 */
export async function expireAtOnce(url: string, at: Date): Promise<Sample> {
  return await withLongStatements(url, async (client) => {
    await client.query(entryFunction)
    const began = performance.now()
    const { rows } = await client.query<{ lots: string }>(expiry, [at])
    const ms = performance.now() - began
    await client.query("drop function bench_expiry_of")
    return { operations: Number(rows[0].lots), seconds: ms / 1_000, latencies: [ms] }
  })
}

/** The same on bare tables: no chain, no uses, no events. */
export async function expireBareAtOnce(url: string, at: Date): Promise<Sample> {
  return await withLongStatements(url, async (client) => {
    const began = performance.now()
    const { rowCount } = await client.query(
      `with due as (
         select id, account_id, remaining from bare_lot where open and expires_at <= $1
       ), lots as (
         update bare_lot l set remaining = 0, open = false from due where l.id = due.id
       ), accounts as (
         update bare_account a set balance = a.balance - d.points
         from (select account_id, sum(remaining) as points from due group by account_id) d where a.id = d.account_id
         returning a.id, d.points, a.balance
       )
       insert into bare_entry (account_id, points, balance_after, key)
       select id, -points, balance, 'expire:' || id || ':' || $1::timestamptz from accounts`,
      [at],
    )
    const ms = performance.now() - began
    return { operations: rowCount ?? 0, seconds: ms / 1_000, latencies: [ms] }
  })
}

export async function settleTables(url: string): Promise<void> {
  await withLongStatements(url, async (client) => {
    await client.query("vacuum analyze")
    await client.query("checkpoint")
  })
}

async function withLongStatements<Result>(
  url: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: url, application_name: "benchmark" })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
