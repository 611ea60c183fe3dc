import type { MigrationInterface, QueryRunner } from "typeorm"

/** Points for many members in one call: imports and campaigns. */
export class BatchPosting1764000700000 implements MigrationInterface {
  name = "BatchPosting1764000700000"

  async up(runner: QueryRunner): Promise<void> {
    // The same as an earn for each, in sets: all of it or nothing. Rows are locked in the order of their ids, as
    // everywhere; the queue in front of a row is not joined, for a lock each would fill the server's lock table. A member
    // who is named twice is come to twice: what has been posted by then is a known key.
    await runner.query(`
      create function loyalty_earn_batch(
        p_accounts bigint[], p_keys text[], p_fingerprints bytea[], p_points bigint[], p_expires_at timestamptz[],
        p_pending boolean, p_at timestamptz, p_reason text, p_actor text
      ) returns setof loyalty_receipt language plpgsql
      set plan_cache_mode = force_generic_plan as $$
      declare
        v_known text[];
        v_now constant timestamptz := clock_timestamp();
        v_countable constant bigint := 9007199254740991;
      begin
        if exists (select from unnest(p_points) as u(points) where points <= 0) then
          perform loyalty_refuse('invalid_points');
        end if;
        perform from loyalty_account where id = any (p_accounts) order by id for no key update;
        if exists (
          select from unnest(p_accounts) as u(account) left join loyalty_account a on a.id = u.account where a.id is null
        ) then
          perform loyalty_refuse('account_not_found');
        end if;
        if exists (
          select from unnest(p_keys, p_fingerprints) as u(key, fingerprint)
            join loyalty_entry e on e.idempotency_key = u.key where e.fingerprint <> u.fingerprint
        ) then
          perform loyalty_refuse('idempotency_key_reused');
        end if;
        select array_agg(idempotency_key) into v_known from loyalty_entry where idempotency_key = any (p_keys);

        loop
          with unposted as (
            select distinct on (u.account) u.*
            from unnest(p_accounts, p_keys, p_fingerprints, p_points, p_expires_at)
              with ordinality as u(account, key, fingerprint, points, expires_at, place)
            where not exists (select from loyalty_entry e where e.idempotency_key = u.key)
            order by u.account, u.place
          ), credit as (
            select u.*, nextval('loyalty_entry_id_seq') as entry, nextval('loyalty_lot_id_seq') as lot,
              case when p_pending then 0 else u.points end as available,
              case when p_pending then u.points else 0 end as pending,
              case when p_pending then 0 else least(u.points, greatest(0, -a.available)) end as owed
            from unposted u join loyalty_account a on a.id = u.account
          ), account as (
            update loyalty_account a set
              available = a.available + c.available, pending = a.pending + c.pending,
              sequence = a.sequence + 1, updated_at = v_now, overdrawn = a.overdrawn and a.available + c.available < 0,
              last_hash = loyalty_entry_hash(a.last_hash, a.sequence + 1, a.available + c.available,
                a.pending + c.pending, a.held,
                loyalty_entry_content(c.entry, c.account, 'earn', c.available, c.pending, 0, null, null, null, null,
                  p_reason, p_actor, null, c.expires_at, c.key, c.fingerprint, p_at, v_now,
                  case when c.owed > 0 then loyalty_use_text(c.lot, -c.owed) end))
            from credit c where a.id = c.account
            returning a.id, a.sequence, a.available, a.pending, a.held, a.last_hash
          ), lot as (
            insert into loyalty_lot (id, account_id, entry_id, points, remaining, state, open, earned_at, expires_at)
            select lot, account, entry, points, points - owed,
              case when p_pending then 'pending'::loyalty_lot_state else 'available' end, points > owed, p_at, expires_at
            from credit
          ), used as (
            insert into loyalty_lot_use (entry_id, lot_id, points) select entry, lot, -owed from credit where owed > 0
          ), told as (
            insert into loyalty_outbox (entry_id) select entry from credit order by place
          )
          insert into loyalty_entry (id, account_id, sequence, type, available_change, pending_change, held_change,
            available_after, pending_after, held_after, reason, actor, expires_at, idempotency_key, fingerprint,
            occurred_at, created_at, hash)
          select c.entry, c.account, a.sequence, 'earn', c.available, c.pending, 0,
            a.available, a.pending, a.held, p_reason, p_actor, c.expires_at, c.key, c.fingerprint, p_at, v_now, a.last_hash
          from credit c join account a on a.id = c.account;
          exit when not found;
        end loop;

        if exists (
          select from loyalty_account where id = any (p_accounts) and greatest(available, pending) > v_countable
        ) then
          perform loyalty_refuse('invalid_points');
        end if;
        return query
          select e.id, coalesce(e.idempotency_key = any (v_known), false), e.redemption_id, e.sequence,
            e.available_after, e.pending_after, e.held_after
          from unnest(p_keys) with ordinality as u(key, place) join loyalty_entry e on e.idempotency_key = u.key
          order by u.place;
      end $$
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function loyalty_earn_batch`)
  }
}
