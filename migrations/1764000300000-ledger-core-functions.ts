import type { MigrationInterface, QueryRunner } from "typeorm"

/**
 * What every ledger command is made of: lock the account, answer a repeated key, append one entry with its lot uses.
 * The commands built of them plan each statement once: PostgreSQL would plan some anew at every call, for what their
 * parameters might tell, and that costs more than the call itself. SQLSTATE class LY carries the ledger's refusals; the
 * message is the error code that the module shows.
 */
export class LedgerCoreFunctions1764000300000 implements MigrationInterface {
  name = "LedgerCoreFunctions1764000300000"

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function loyalty_refuse(p_code text, p_detail jsonb default null) returns void language plpgsql as $$
      begin
        raise exception using errcode = 'LY001', message = p_code, detail = coalesce(p_detail::text, '');
      end $$
    `)

    await runner.query(`
      create type loyalty_posting as (
        key text, fingerprint bytea, at timestamptz, reason text, actor text, order_id text, corrects_entry_id bigint
      )
    `)
    await runner.query(`
      create type loyalty_receipt as (
        entry_id bigint, replayed boolean, redemption_id bigint, sequence bigint,
        available bigint, pending bigint, held bigint
      )
    `)

    // The advisory lock queues the callers of a busy account before they touch its row: they then find the row
    // version they need instead of chasing each other's updates.
    await runner.query(`
      create function loyalty_lock_account(
        p_account bigint, out available bigint, out status loyalty_account_status
      ) language plpgsql as $$
      begin
        perform pg_advisory_xact_lock(hashint8extended(p_account, 7305));
        select a.available, a.status into available, status
        from loyalty_account a where a.id = p_account for no key update;
        if not found then
          perform loyalty_refuse('account_not_found');
        end if;
      end $$
    `)

    // A redemption never changes hands, so its account can be read before its turn in the queue. A capture touches no lot
    // before the account's row, and needs no lock on that before the update of it: as loyalty_credit.
    await runner.query(`
      create function loyalty_queue_for(p_redemption bigint) returns bigint language plpgsql as $$
      declare
        v_account bigint;
      begin
        select account_id into v_account from loyalty_redemption where id = p_redemption;
        if not found then
          perform loyalty_refuse('redemption_not_found');
        end if;
        perform pg_advisory_xact_lock(hashint8extended(v_account, 7305));
        return v_account;
      end $$
    `)

    await runner.query(`
      create function loyalty_replay_of(p_posting loyalty_posting) returns loyalty_receipt language plpgsql as $$
      declare
        e record;
      begin
        select id, redemption_id, sequence, available_after, pending_after, held_after, fingerprint into e
        from loyalty_entry where idempotency_key = p_posting.key;
        if not found then
          return null;
        end if;
        if e.fingerprint <> p_posting.fingerprint then
          perform loyalty_refuse('idempotency_key_reused');
        end if;
        return (e.id, true, e.redemption_id, e.sequence, e.available_after, e.pending_after, e.held_after)::loyalty_receipt;
      end $$
    `)

    // What an entry's hash covers: the hash before it, every column but the hash itself, and the lot uses. PostgreSQL's
    // binary form of a row names each value's type and length, so no two entries share one, and it is the same in every
    // session: times are microseconds, and words enter as their UTF-8 bytes. All of these are inlined where they are called.
    await runner.query(`
      create function loyalty_entry_content(
        p_id bigint, p_account bigint, p_type text, p_available bigint, p_pending bigint, p_held bigint,
        p_award bigint, p_redemption bigint, p_order text, p_corrects bigint, p_reason text, p_actor text,
        p_detail text, p_expires_at timestamptz, p_key text, p_fingerprint bytea, p_occurred_at timestamptz,
        p_created_at timestamptz, p_uses text
      ) returns bytea language sql stable as $$
        select record_send(row(
          p_id, p_account, convert_to(p_type, 'UTF8'), p_available, p_pending, p_held,
          p_award, p_redemption, convert_to(p_order, 'UTF8'), p_corrects, convert_to(p_reason, 'UTF8'),
          convert_to(p_actor, 'UTF8'), convert_to(p_detail, 'UTF8'), p_expires_at, convert_to(p_key, 'UTF8'),
          p_fingerprint, p_occurred_at, p_created_at, convert_to(p_uses, 'UTF8')))
      $$
    `)
    await runner.query(`
      create function loyalty_entry_hash(
        p_before bytea, p_sequence bigint, p_available bigint, p_pending bigint, p_held bigint, p_content bytea
      ) returns bytea language sql stable as $$
        select sha256(p_before || record_send(row(p_sequence, p_available, p_pending, p_held)) || p_content)
      $$
    `)
    await runner.query(`
      create function loyalty_hash_of(e loyalty_entry, p_before bytea, p_uses text)
      returns bytea language sql stable as $$
        select loyalty_entry_hash(p_before, e.sequence, e.available_after, e.pending_after, e.held_after,
          loyalty_entry_content(e.id, e.account_id, e.type::text, e.available_change, e.pending_change, e.held_change,
            e.award_id, e.redemption_id, e.order_id, e.corrects_entry_id, e.reason, e.actor, e.detail::text, e.expires_at,
            e.idempotency_key, e.fingerprint, e.occurred_at, e.created_at, p_uses))
      $$
    `)
    await runner.query(`
      create function loyalty_use_text(p_lot bigint, p_points bigint) returns text language sql immutable as $$
        select p_lot::text || ':' || p_points::text
      $$
    `)

    // One place moves lots, appends the entry, refreshes the cached balances and notes the event.
    // p_lots/p_points are the net signed uses: negative was taken from the lot, positive given back to it.
    await runner.query(`
      create function loyalty_append(
        p_account bigint, p_entry bigint, p_type loyalty_entry_type, p_posting loyalty_posting,
        p_available bigint, p_pending bigint, p_held bigint,
        p_lots bigint[] default null, p_points bigint[] default null,
        p_award bigint default null, p_redemption bigint default null,
        p_expires_at timestamptz default null, p_detail jsonb default null
      ) returns loyalty_receipt language plpgsql as $$
      declare
        r loyalty_receipt;
        v_uses text;
        v_content bytea;
        v_now constant timestamptz := clock_timestamp();
        v_countable constant bigint := 9007199254740991;
      begin
        if cardinality(p_lots) > 1 then
          select array_agg(lot order by lot), array_agg(points order by lot) into p_lots, p_points
          from unnest(p_lots, p_points) as u(lot, points);
        end if;
        for i in 1 .. coalesce(cardinality(p_lots), 0) loop
          update loyalty_lot set remaining = remaining + p_points[i], open = remaining + p_points[i] > 0,
            expired = expired - case when p_type = 'expire' then p_points[i] else 0 end
          where id = p_lots[i];
          insert into loyalty_lot_use (entry_id, lot_id, points) values (p_entry, p_lots[i], p_points[i]);
          v_uses := concat_ws(',', v_uses, loyalty_use_text(p_lots[i], p_points[i]));
        end loop;

        v_content := loyalty_entry_content(p_entry, p_account, p_type::text, p_available, p_pending, p_held,
          p_award, p_redemption, p_posting.order_id, p_posting.corrects_entry_id, p_posting.reason, p_posting.actor,
          p_detail::text, p_expires_at, p_posting.key, p_posting.fingerprint, p_posting.at, v_now, v_uses);
        with a as (
          update loyalty_account set
            available = available + p_available, pending = pending + p_pending, held = held + p_held,
            sequence = sequence + 1, updated_at = v_now,
            overdrawn = (overdrawn or p_type = 'reverse') and available + p_available < 0,
            last_hash = loyalty_entry_hash(last_hash, sequence + 1, available + p_available, pending + p_pending,
              held + p_held, v_content)
          where id = p_account
          returning sequence, available, pending, held, last_hash
        ), told as (
          insert into loyalty_outbox (id) values (p_entry)
        )
        insert into loyalty_entry (id, account_id, sequence, type, available_change, pending_change, held_change,
          available_after, pending_after, held_after, award_id, redemption_id, order_id, corrects_entry_id,
          reason, actor, detail, expires_at, idempotency_key, fingerprint, occurred_at, created_at, hash)
        select p_entry, p_account, sequence, p_type, p_available, p_pending, p_held,
          available, pending, held, p_award, p_redemption, p_posting.order_id, p_posting.corrects_entry_id,
          p_posting.reason, p_posting.actor, p_detail, p_expires_at, p_posting.key, p_posting.fingerprint,
          p_posting.at, v_now, last_hash
        from a
        returning id, false, redemption_id, sequence, available_after, pending_after, held_after into r;

        if r.entry_id is null then
          perform loyalty_refuse('account_not_found');
        elsif r.available < 0 and p_available < 0 and p_type <> 'reverse' then
          perform loyalty_refuse('insufficient_points');
        elsif abs(r.available) > v_countable or r.pending > v_countable or r.held > v_countable then
          perform loyalty_refuse('invalid_points');
        end if;
        return r;
      end $$
    `)

    // Consumption order: soonest expiry first, never-expiring last, then oldest, then id. A lot has a point at least, so
    // no more lots are needed than points: that lets the index's order be walked, however many lots a member has. The
    // first is looked at by itself: mostly it is enough, and a loop would fetch ten.
    await runner.query(`
      create function loyalty_draw(
        p_account bigint, p_wanted bigint, p_state loyalty_lot_state default 'available',
        p_award bigint default null, p_except_award bigint default null,
        out lots bigint[], out points bigint[], out taken bigint, out soonest_expiry timestamptz
      ) language plpgsql as $$
      declare
        l record;
        v_take bigint;
      begin
        lots := '{}';
        points := '{}';
        taken := 0;
        if p_wanted <= 0 then
          return;
        end if;
        if p_award is not null then
          for l in
            select id, remaining from loyalty_lot
            where award_id = p_award and account_id = p_account and open and state = p_state
            order by expires_at, earned_at, id limit p_wanted
          loop
            v_take := least(l.remaining, p_wanted - taken);
            lots := lots || l.id;
            points := points || -v_take;
            taken := taken + v_take;
            exit when taken = p_wanted;
          end loop;
        else
          if p_except_award is null then
            select id, remaining, expires_at into l from loyalty_lot
            where account_id = p_account and open and state = 'available'
            order by expires_at, earned_at, id limit 1;
            if l.remaining >= p_wanted then
              lots := array[l.id];
              points := array[-p_wanted];
              taken := p_wanted;
              soonest_expiry := l.expires_at;
              return;
            end if;
          end if;
          for l in
            select id, remaining, expires_at from loyalty_lot
            where account_id = p_account and open and state = 'available'
              and (p_except_award is null or award_id is distinct from p_except_award)
            order by expires_at, earned_at, id limit p_wanted
          loop
            soonest_expiry := least(soonest_expiry, l.expires_at);
            v_take := least(l.remaining, p_wanted - taken);
            lots := lots || l.id;
            points := points || -v_take;
            taken := taken + v_take;
            exit when taken = p_wanted;
          end loop;
        end if;
      end $$
    `)

    // A credit while the account owes pays the debt first, out of the lots just credited, in consumption order.
    // Answers the net uses: a new lot's own credit is no use of it, only what the debt took is.
    await runner.query(`
      create function loyalty_net_of_debt(
        p_account bigint, p_lots bigint[], p_credits bigint[], p_new_lot bigint,
        out lots bigint[], out points bigint[]
      ) language plpgsql as $$
      declare
        v_debt bigint;
      begin
        select -available into v_debt from loyalty_account where id = p_account and overdrawn for no key update;
        if not found then
          lots := p_lots;
          points := p_credits;
          if p_new_lot is not null then
            select coalesce(array_agg(lot), '{}'), coalesce(array_agg(credit), '{}') into lots, points
            from unnest(p_lots, p_credits) as u(lot, credit) where lot <> p_new_lot;
          end if;
          return;
        end if;
        select coalesce(array_agg(lot order by lot), '{}'), coalesce(array_agg(net order by lot), '{}')
        into lots, points
        from (
          select c.lot,
            case when c.lot = p_new_lot then 0 else c.credit end
              - least(c.credit, greatest(0, v_debt - c.before)) as net
          from (
            select u.lot, u.credit,
              sum(u.credit) over (order by l.expires_at, l.earned_at, l.id) - u.credit as before
            from unnest(p_lots, p_credits) as u(lot, credit) join loyalty_lot l on l.id = u.lot
          ) c
        ) n
        where net <> 0;
      end $$
    `)

    // Points that a hold drew and that are no longer spent go back to the lots they came from. The first points
    // drawn stay spent, the last drawn come back, so a part given back equals never having spent it.
    await runner.query(`
      create function loyalty_give_back(
        p_hold_entry bigint, p_spent_before bigint, p_spent_after bigint,
        out lots bigint[], out points bigint[]
      ) language plpgsql as $$
      begin
        select coalesce(array_agg(lot_id), '{}'), coalesce(array_agg(back), '{}') into lots, points from (
          select lot_id,
            least(taken, greatest(0, p_spent_before - before))
              - least(taken, greatest(0, p_spent_after - before)) as back
          from (
            select u.lot_id, -u.points as taken,
              sum(-u.points) over (order by l.expires_at, l.earned_at, l.id) + u.points as before
            from loyalty_lot_use u join loyalty_lot l on l.id = u.lot_id
            where u.entry_id = p_hold_entry
          ) drawn
        ) shares where back > 0;
      end $$
    `)

    await runner.query(`
      create function loyalty_new_lot(
        p_account bigint, p_entry bigint, p_award bigint, p_points bigint, p_state loyalty_lot_state,
        p_earned_at timestamptz, p_expires_at timestamptz
      ) returns bigint language plpgsql as $$
      declare
        v_lot bigint;
      begin
        insert into loyalty_lot (account_id, entry_id, award_id, points, remaining, state, open, earned_at, expires_at)
        values (p_account, p_entry, p_award, p_points, p_points, p_state, true, p_earned_at, p_expires_at)
        returning id into v_lot;
        return v_lot;
      end $$
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of [
      "loyalty_new_lot",
      "loyalty_give_back",
      "loyalty_net_of_debt",
      "loyalty_draw",
      "loyalty_append",
      "loyalty_use_text",
      "loyalty_hash_of",
      "loyalty_entry_hash",
      "loyalty_entry_content",
      "loyalty_replay_of",
      "loyalty_queue_for",
      "loyalty_lock_account",
      "loyalty_refuse",
    ]) {
      await runner.query(`drop function ${name}`)
    }
    for (const name of ["loyalty_receipt", "loyalty_posting"]) await runner.query(`drop type ${name}`)
  }
}
