import type { MigrationInterface, QueryRunner } from "typeorm"

/** Many members in one call, in sets: imports and campaigns, and the points whose time has come. */
export class BatchPosting1764000700000 implements MigrationInterface {
  name = "BatchPosting1764000700000"

  async up(runner: QueryRunner): Promise<void> {
    // As `loyalty_append`, one entry for each of many accounts that the caller holds: the same rows and the same hashes.
    // An account that is there twice, or not at all, is the caller's mistake. So is a type that is not named as one: where
    // two stores share a database in schemas of their own, the function of either would do for a bare word.
    await runner.query(`
      create function loyalty_append_batch(
        p_type loyalty_entry_type, p_accounts bigint[], p_entries bigint[], p_available bigint[], p_pending bigint[],
        p_keys text[], p_fingerprints bytea[], p_at timestamptz[], p_reasons text[], p_actors text[],
        p_uses text[] default null, p_expires_at timestamptz[] default null, p_awards bigint[] default null,
        p_orders text[] default null, p_corrects bigint[] default null, p_details jsonb[] default null
      ) returns void language plpgsql as $$
      declare
        v_most bigint;
        v_now constant timestamptz := clock_timestamp();
        v_countable constant bigint := 9007199254740991;
      begin
        with account as (
          update loyalty_account a set
            available = a.available + p.available, pending = a.pending + p.pending,
            sequence = a.sequence + 1, updated_at = v_now, overdrawn = a.overdrawn and a.available + p.available < 0,
            last_hash = loyalty_entry_hash(a.last_hash, a.sequence + 1, a.available + p.available,
              a.pending + p.pending, a.held,
              loyalty_entry_content(p.entry, p.account, p_type::text, p.available, p.pending, 0, p.award, null, p.order_id,
                p.corrects, p.reason, p.actor, p.detail::text, p.expires_at, p.key, p.fingerprint, p.at, v_now, p.uses))
          from unnest(p_accounts, p_entries, p_available, p_pending, p_keys, p_fingerprints, p_at, p_reasons, p_actors,
              p_uses, p_expires_at, p_awards, p_orders, p_corrects, p_details)
            as p(account, entry, available, pending, key, fingerprint, at, reason, actor,
              uses, expires_at, award, order_id, corrects, detail)
          where a.id = p.account
          returning p.*, a.sequence, a.available as available_after, a.pending as pending_after, a.held as held_after,
            a.last_hash
        ), told as (
          insert into loyalty_outbox (id) select unnest(p_entries)
        ), entry as (
          insert into loyalty_entry (id, account_id, sequence, type, available_change, pending_change, held_change,
            available_after, pending_after, held_after, award_id, order_id, corrects_entry_id, reason, actor, detail,
            expires_at, idempotency_key, fingerprint, occurred_at, created_at, hash)
          select entry, account, sequence, p_type, available, pending, 0,
            available_after, pending_after, held_after, award, order_id, corrects, reason, actor, detail,
            expires_at, key, fingerprint, at, v_now, last_hash
          from account
        )
        select max(greatest(available_after, pending_after)) into v_most from account;
        if v_most > v_countable then
          perform loyalty_refuse('invalid_points');
        end if;
      end $$
    `)

    // Earnings of members whom the caller holds, and who exist, as the entries that are given; where none is given,
    // nothing is posted. Of a key that is known, or given twice, the caller has taken care. A member who is named several
    // times is come to as often, in the order of the places.
    await runner.query(`
      create function loyalty_earn_in_turn(
        p_entries bigint[], p_accounts bigint[], p_keys text[], p_fingerprints bytea[], p_at timestamptz[],
        p_reasons text[], p_actors text[], p_points bigint[], p_pending boolean[], p_expires_at timestamptz[],
        p_awards bigint[] default null, p_orders text[] default null, p_corrects bigint[] default null,
        p_details jsonb[] default null
      ) returns void language plpgsql as $$
      declare
        c record;
        v_turn integer := 0;
      begin
        loop
          v_turn := v_turn + 1;
          with credit as (
            select u.*, nextval('loyalty_lot_id_seq') as lot,
              case when u.pending then 0 else u.points end as now_available,
              case when u.pending then u.points else 0 end as now_pending,
              case when u.pending then 0 else least(u.points, greatest(0, -a.available)) end as owed
            from (
              select g.*, row_number() over of_account as turn, lead(true) over of_account as is_followed
              from unnest(p_entries, p_accounts, p_keys, p_fingerprints, p_at, p_reasons, p_actors, p_points, p_pending,
                  p_expires_at, p_awards, p_orders, p_corrects, p_details)
                with ordinality as g(entry, account, key, fingerprint, at, reason, actor, points, pending,
                  expires_at, award, order_id, corrects, detail, place)
              where g.entry is not null
              window of_account as (partition by g.account order by g.place)
            ) u join loyalty_account a on a.id = u.account
            where u.turn = v_turn
          ), lot as (
            insert into loyalty_lot (id, account_id, entry_id, award_id, points, remaining, state, open, earned_at, expires_at)
            select lot, account, entry, award, points, points - owed,
              case when pending then 'pending'::loyalty_lot_state else 'available' end, points > owed, at, expires_at
            from credit
          ), used as (
            insert into loyalty_lot_use (entry_id, lot_id, points) select entry, lot, -owed from credit where owed > 0
          ), awarded as (
            update loyalty_award w set earned = w.earned + credit.points from credit where w.id = credit.award
          )
          select array_agg(account) as accounts, array_agg(entry) as entries, array_agg(now_available) as available,
            array_agg(now_pending) as pending, array_agg(key) as keys, array_agg(fingerprint) as fingerprints,
            array_agg(at) as at, array_agg(reason) as reasons, array_agg(actor) as actors,
            array_agg(case when owed > 0 then loyalty_use_text(lot, -owed) end) as uses,
            array_agg(expires_at) as expires_at, array_agg(award) as awards, array_agg(order_id) as orders,
            array_agg(corrects) as corrects, array_agg(detail) as details, bool_or(is_followed) as is_followed
          into c from (select * from credit order by place) in_order;
          exit when c.accounts is null;
          perform loyalty_append_batch('earn'::loyalty_entry_type, c.accounts, c.entries, c.available, c.pending, c.keys,
            c.fingerprints, c.at, c.reasons, c.actors, c.uses, c.expires_at, c.awards, c.orders, c.corrects, c.details);
          exit when c.is_followed is null;
        end loop;
      end $$
    `)

    // The same as an earn for each, in sets: all of it or nothing. Rows are locked in the order of their ids, as
    // everywhere; the queue in front of a row is not joined, for a lock each would fill the server's lock table.
    await runner.query(`
      create function loyalty_earn_batch(
        p_accounts bigint[], p_keys text[], p_fingerprints bytea[], p_points bigint[], p_expires_at timestamptz[],
        p_pending boolean, p_at timestamptz, p_reason text, p_actor text, p_awards bigint[] default null
      ) returns setof loyalty_receipt language plpgsql
      set plan_cache_mode = force_generic_plan as $$
      declare
        v_known bigint[];
        v_new bigint[];
        v_is_reused boolean;
        v_each constant integer[] := array[cardinality(p_keys)];
      begin
        if exists (select from unnest(p_points) as u(points) where points <= 0) then
          perform loyalty_refuse('invalid_points');
        end if;
        if (
          select count(*) from (
            select from loyalty_account where id = any (p_accounts) order by id for no key update
          ) a
        ) < (select count(distinct account) from unnest(p_accounts) as u(account)) then
          perform loyalty_refuse('account_not_found');
        end if;
        select array_agg(e.id order by u.place), bool_or(e.fingerprint <> u.fingerprint) into v_known, v_is_reused
        from unnest(p_keys, p_fingerprints) with ordinality as u(key, fingerprint, place)
          left join loyalty_entry e on e.idempotency_key = u.key;
        if v_is_reused then
          perform loyalty_refuse('idempotency_key_reused');
        end if;
        v_new := array(select case when k.id is null then nextval('loyalty_entry_id_seq') end from unnest(v_known) as k(id));
        perform loyalty_earn_in_turn(v_new, p_accounts, p_keys, p_fingerprints, array_fill(p_at, v_each),
          array_fill(p_reason, v_each), array_fill(p_actor, v_each), p_points, array_fill(p_pending, v_each), p_expires_at,
          p_awards);
        return query
          select e.id, u.new is null, e.redemption_id, e.sequence::bigint, e.available_after, e.pending_after::bigint,
            e.held_after::bigint
          from unnest(v_known, v_new) with ordinality as u(known, new, place)
            join loyalty_entry e on e.id = coalesce(u.known, u.new)
          order by u.place;
      end $$
    `)

    // Earnings that came at the same time and have nothing to do with each other. Nobody waits here for anybody's account, and
    // nobody is refused for another's fault: whose account is busy, whose key is known, and whatever an earn by itself
    // would refuse, is left undone, and answered by null. The turn in the queue is taken before the keys are looked
    // for, as an earn does, so that a statement sees what whoever held the account has left there.
    await runner.query(`
      create function loyalty_earn_together(
        p_accounts bigint[], p_keys text[], p_fingerprints bytea[], p_at timestamptz[], p_reasons text[], p_actors text[],
        p_orders text[], p_corrects bigint[], p_points bigint[], p_pending boolean[], p_awards bigint[],
        p_expires_at timestamptz[], p_details jsonb[]
      ) returns setof loyalty_receipt language plpgsql
      set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
      declare
        v_free bigint[];
        v_is_possible boolean[];
        v_new bigint[];
      begin
        select array_agg(a.id) into v_free
        from (select distinct account from unnest(p_accounts) as u(account)) u
          cross join lateral (
            select id from loyalty_account
            where id = u.account and pg_try_advisory_xact_lock(hashint8extended(id, 7305))
            for no key update skip locked
          ) a;
        select array_agg(is_possible and is_first order by place) into v_is_possible
        from (
          select u.place, e.id is null and u.points > 0 and u.account = any (v_free)
              and (u.award is null or w.account_id is not distinct from u.account) as is_possible,
            row_number() over (partition by u.key order by u.place) = 1 as is_first
          from unnest(p_accounts, p_keys, p_points, p_awards) with ordinality as u(account, key, points, award, place)
            left join loyalty_entry e on e.idempotency_key = u.key
            left join loyalty_award w on w.id = u.award
        ) looked_at;
        v_new := array(select case when p.ok then nextval('loyalty_entry_id_seq') end from unnest(v_is_possible) as p(ok));
        perform loyalty_earn_in_turn(v_new, p_accounts, p_keys, p_fingerprints, p_at, p_reasons, p_actors, p_points,
          p_pending, p_expires_at, p_awards, p_orders, p_corrects, p_details);
        return query
          select e.id, false, e.redemption_id, e.sequence::bigint, e.available_after, e.pending_after::bigint,
            e.held_after::bigint
          from unnest(v_new) with ordinality as u(entry, place) left join loyalty_entry e on e.id = u.entry
          order by u.place;
      end $$
    `)

    // Accounts with points past their time, locked, whoever's time came first: of as many lots as are asked for. Those
    // that somebody else holds, a posting or another worker, are passed over: so workers share the work and never
    // wait, and in whichever order they meet accounts, nobody can wait in a circle. The row's lock is enough here; an
    // advisory lock for each account would fill the server's lock table.
    await runner.query(`
      create function loyalty_lock_due(p_at timestamptz, p_lots_max integer) returns bigint[] language plpgsql
      set enable_sort = off as $$
      declare
        v_accounts bigint[];
      begin
        select array_agg(account order by place) into v_accounts from (
          select account, min(place) as place from (
            select a.id as account, row_number() over () as place from (
              select account_id from loyalty_lot where open and state = 'available' and expires_at <= p_at
              order by expires_at, account_id
            ) l cross join lateral (
              select id from loyalty_account where id = l.account_id for no key update skip locked
            ) a limit p_lots_max
          ) locked group by account
        ) met;
        return v_accounts;
      end $$
    `)

    // A batch holds its locks for as long as it runs, so it ends with the account that makes up p_lots_max lots (about
    // 1,000). What the locked accounts have due is read after they were locked: somebody may have been there in between,
    // and where that was so with all of them, others are looked for. How many there will be is not known when the plans
    // are made: they are told to go by the indexes, in the order of these.
    await runner.query(`
      create function loyalty_expire_batch(p_at timestamptz, p_lots_max integer)
      returns integer language plpgsql
      set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
      declare
        v_locked bigint[];
        v_accounts bigint[];
        d record;
      begin
        loop
          v_locked := loyalty_lock_due(p_at, p_lots_max);
          if v_locked is null then
            return 0;
          end if;
          select array_agg(distinct account_id) into v_accounts from (
            select l.account_id from unnest(v_locked) with ordinality as u(account, place)
              cross join lateral (
                select account_id from loyalty_lot
                where account_id = u.account and open and state = 'available' and expires_at <= p_at
                limit p_lots_max
              ) l
            order by u.place limit p_lots_max
          ) reached;
          exit when v_accounts is not null;
        end loop;

        select array_agg(account) as accounts, array_agg(nextval('loyalty_entry_id_seq')) as entries,
          array_agg(-points) as points, array_agg(0::bigint) as pending, array_agg(''::bytea) as fingerprints,
          array_agg(uses) as uses, array[count(*)::integer] as each
        into d from (
          select account_id as account, sum(remaining)::bigint as points,
            string_agg(loyalty_use_text(id, -remaining), ',' order by id) as uses
          from loyalty_lot
          where account_id = any (v_accounts) and open and state = 'available' and expires_at <= p_at
          group by account_id
        ) due;
        with used as (
          insert into loyalty_lot_use (entry_id, lot_id, points)
          select u.entry, l.id, -l.remaining
          from unnest(d.accounts, d.entries) as u(account, entry) join loyalty_lot l on l.account_id = u.account
          where l.open and l.state = 'available' and l.expires_at <= p_at
          returning lot_id
        )
        update loyalty_lot l set remaining = 0, open = false, expired = l.expired + l.remaining
        from used where l.id = used.lot_id;
        perform loyalty_append_batch('expire'::loyalty_entry_type, d.accounts, d.entries, d.points, d.pending,
          (select array_agg('expire:' || entry) from unnest(d.entries) as u(entry)), d.fingerprints,
          array_fill(p_at, d.each), array_fill('points_expired'::text, d.each), array_fill('system'::text, d.each), d.uses);
        return cardinality(v_accounts);
      end $$
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of [
      "loyalty_expire_batch",
      "loyalty_lock_due",
      "loyalty_earn_together",
      "loyalty_earn_batch",
      "loyalty_earn_in_turn",
      "loyalty_append_batch",
    ]) {
      await runner.query(`drop function ${name}`)
    }
  }
}
