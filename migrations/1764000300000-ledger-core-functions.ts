import type { MigrationInterface, QueryRunner } from "typeorm"

/**
 * What every ledger command is made of: lock the account, answer a repeated key, append one entry with its lot uses.
 * SQLSTATE class LY carries the ledger's refusals; the message is the error code that the module shows.
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

    // The advisory lock queues the callers of a busy account before they touch its row: they then find the row
    // version they need instead of chasing each other's updates.
    await runner.query(`
      create function loyalty_lock_account(p_account bigint) returns loyalty_account language plpgsql as $$
      declare
        v_account loyalty_account;
      begin
        perform pg_advisory_xact_lock(hashint8extended(p_account, 7305));
        select * into v_account from loyalty_account where id = p_account for no key update;
        if not found then
          perform loyalty_refuse('account_not_found');
        end if;
        return v_account;
      end $$
    `)

    // A redemption never changes hands, so its account can be read before the lock.
    await runner.query(`
      create function loyalty_lock_account_of(p_redemption bigint) returns loyalty_account language plpgsql as $$
      declare
        v_account bigint;
      begin
        select account_id into v_account from loyalty_redemption where id = p_redemption;
        if not found then
          perform loyalty_refuse('redemption_not_found');
        end if;
        return loyalty_lock_account(v_account);
      end $$
    `)

    await runner.query(`
      create function loyalty_replay_of(p_posting jsonb) returns loyalty_entry language plpgsql as $$
      declare
        v_entry loyalty_entry;
      begin
        select * into v_entry from loyalty_entry where idempotency_key = p_posting->>'key';
        if found and v_entry.fingerprint <> decode(p_posting->>'fingerprint', 'hex') then
          perform loyalty_refuse('idempotency_key_reused');
        end if;
        return v_entry;
      end $$
    `)

    // What an entry's hash covers: every column but the hash itself, and the lot uses. Times enter as microseconds, so
    // that the text is the same in every session's time zone; words are quoted, so that no two entries share a text.
    await runner.query(`
      create function loyalty_entry_text(e loyalty_entry, p_uses text) returns text language sql stable as $$
        select array_to_string(array[
          e.id::text, e.account_id::text, e.sequence::text, e.type,
          e.available_change::text, e.pending_change::text, e.held_change::text,
          e.available_after::text, e.pending_after::text, e.held_after::text,
          e.award_id::text, e.redemption_id::text, quote_nullable(e.order_id), e.corrects_entry_id::text,
          quote_nullable(e.reason), quote_nullable(e.actor), quote_nullable(e.detail::text),
          (extract(epoch from e.expires_at) * 1000000)::bigint::text,
          quote_nullable(e.idempotency_key), encode(e.fingerprint, 'hex'),
          (extract(epoch from e.occurred_at) * 1000000)::bigint::text,
          (extract(epoch from e.created_at) * 1000000)::bigint::text,
          p_uses], '|', '~')
      $$
    `)

    await runner.query(`
      create function loyalty_uses_text(p_lots bigint[], p_points bigint[]) returns text language sql immutable as $$
        select string_agg(lot || ':' || points, ',' order by lot) from unnest(p_lots, p_points) as u(lot, points)
      $$
    `)

    await runner.query(`
      create function loyalty_event_of(p_type text) returns text language sql immutable as $$
        select case p_type
          when 'earn' then 'loyalty.points_earned'
          when 'activate' then 'loyalty.points_activated'
          when 'hold' then 'loyalty.redemption_opened'
          when 'capture' then 'loyalty.points_redeemed'
          when 'release' then 'loyalty.redemption_released'
          when 'lapse' then 'loyalty.redemption_lapsed'
          when 'reverse' then 'loyalty.points_reversed'
          when 'restore' then 'loyalty.points_restored'
          when 'expire' then 'loyalty.points_expired'
          when 'adjust' then 'loyalty.points_adjusted'
        end
      $$
    `)

    // One place moves lots, appends the entry, refreshes the cached balances and writes the event.
    // p_lots/p_points are the net signed uses: negative was taken from the lot, positive given back to it.
    await runner.query(`
      create function loyalty_append(
        p_account loyalty_account, p_entry bigint, p_type text, p_posting jsonb,
        p_available bigint, p_pending bigint, p_held bigint,
        p_lots bigint[], p_points bigint[],
        p_award bigint default null, p_redemption bigint default null,
        p_expires_at timestamptz default null, p_detail jsonb default null
      ) returns loyalty_entry language plpgsql as $$
      declare
        e loyalty_entry;
        v_uses text;
        v_countable constant bigint := 9007199254740991;
      begin
        if p_available < 0 and p_type <> 'reverse' and p_account.available + p_available < 0 then
          perform loyalty_refuse('insufficient_points');
        end if;
        if abs(p_account.available + p_available) > v_countable or p_account.pending + p_pending > v_countable
          or p_account.held + p_held > v_countable then
          perform loyalty_refuse('invalid_points');
        end if;

        if cardinality(p_lots) > 0 then
          v_uses := loyalty_uses_text(p_lots, p_points);
          update loyalty_lot l
          set remaining = l.remaining + u.points, open = l.remaining + u.points > 0,
            expired = l.expired - case when p_type = 'expire' then u.points else 0 end
          from unnest(p_lots, p_points) as u(lot, points) where l.id = u.lot;
          insert into loyalty_lot_use (entry_id, lot_id, points)
          select p_entry, lot, points from unnest(p_lots, p_points) as u(lot, points);
        end if;

        e.id := p_entry;
        e.account_id := p_account.id;
        e.sequence := p_account.sequence + 1;
        e.type := p_type;
        e.available_change := p_available;
        e.pending_change := p_pending;
        e.held_change := p_held;
        e.available_after := p_account.available + p_available;
        e.pending_after := p_account.pending + p_pending;
        e.held_after := p_account.held + p_held;
        e.award_id := p_award;
        e.redemption_id := p_redemption;
        e.order_id := p_posting->>'order_id';
        e.corrects_entry_id := (p_posting->>'corrects_entry_id')::bigint;
        e.reason := p_posting->>'reason';
        e.actor := p_posting->>'actor';
        e.detail := p_detail;
        e.expires_at := p_expires_at;
        e.idempotency_key := p_posting->>'key';
        e.fingerprint := decode(p_posting->>'fingerprint', 'hex');
        e.occurred_at := (p_posting->>'at')::timestamptz;
        e.created_at := clock_timestamp();
        e.previous_hash := p_account.last_hash;
        e.hash := sha256(p_account.last_hash || convert_to(loyalty_entry_text(e, v_uses), 'UTF8'));
        insert into loyalty_entry values (e.*);

        update loyalty_account set
          available = e.available_after, pending = e.pending_after, held = e.held_after,
          sequence = e.sequence, last_hash = e.hash, updated_at = e.created_at,
          overdrawn = (overdrawn or p_type = 'reverse') and e.available_after < 0
        where id = p_account.id;

        insert into loyalty_outbox (name, data) values (loyalty_event_of(p_type), jsonb_strip_nulls(jsonb_build_object(
          'id', p_account.public_id || '_' || e.sequence, 'account_id', p_account.public_id,
          'customer_id', p_account.customer_id, 'order_id', e.order_id)));
        return e;
      end $$
    `)

    await runner.query(`
      create function loyalty_next_entry() returns bigint language sql as $$
        select nextval('loyalty_entry_id_seq')
      $$
    `)

    // Consumption order: soonest expiry first, never-expiring last, then oldest, then id.
    await runner.query(`
      create function loyalty_draw(
        p_account bigint, p_wanted bigint, p_state text default 'available',
        p_award bigint default null, p_except_award bigint default null,
        out lots bigint[], out points bigint[], out taken bigint
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
            order by expires_at, earned_at, id
          loop
            v_take := least(l.remaining, p_wanted - taken);
            lots := lots || l.id;
            points := points || -v_take;
            taken := taken + v_take;
            exit when taken = p_wanted;
          end loop;
        else
          for l in
            select id, remaining from loyalty_lot
            where account_id = p_account and open and state = 'available'
              and (p_except_award is null or award_id is distinct from p_except_award)
            order by expires_at, earned_at, id
          loop
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
        p_available bigint, p_lots bigint[], p_credits bigint[], p_new_lot bigint,
        out lots bigint[], out points bigint[]
      ) language plpgsql as $$
      declare
        v_debt bigint := greatest(0, -p_available);
      begin
        if v_debt = 0 then
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
      ) language sql as $$
        select coalesce(array_agg(lot_id), '{}'), coalesce(array_agg(back), '{}') from (
          select lot_id,
            least(taken, greatest(0, p_spent_before - before))
              - least(taken, greatest(0, p_spent_after - before)) as back
          from (
            select u.lot_id, -u.points as taken,
              sum(-u.points) over (order by l.expires_at, l.earned_at, l.id) + u.points as before
            from loyalty_lot_use u join loyalty_lot l on l.id = u.lot_id
            where u.entry_id = p_hold_entry
          ) drawn
        ) shares where back > 0
      $$
    `)

    await runner.query(`
      create function loyalty_new_lot(
        p_account bigint, p_entry bigint, p_award bigint, p_points bigint, p_state text,
        p_earned_at timestamptz, p_expires_at timestamptz
      ) returns bigint language sql as $$
        insert into loyalty_lot (account_id, entry_id, award_id, points, remaining, state, open, earned_at, expires_at)
        values (p_account, p_entry, p_award, p_points, p_points, p_state, true, p_earned_at, p_expires_at)
        returning id
      $$
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const signature of [
      "loyalty_new_lot",
      "loyalty_give_back",
      "loyalty_net_of_debt",
      "loyalty_draw",
      "loyalty_next_entry",
      "loyalty_append",
      "loyalty_event_of",
      "loyalty_uses_text",
      "loyalty_entry_text",
      "loyalty_replay_of",
      "loyalty_lock_account_of",
      "loyalty_lock_account",
      "loyalty_refuse",
    ]) {
      await runner.query(`drop function ${signature}`)
    }
  }
}
