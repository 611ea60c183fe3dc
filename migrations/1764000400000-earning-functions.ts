import type { MigrationInterface, QueryRunner } from "typeorm"

/**
 * The ledger's commands for points that come and go without a checkout: earn, activate, expire, reverse, adjust.
 * Each is one call and one transaction.
 */
export class EarningFunctions1764000400000 implements MigrationInterface {
  name = "EarningFunctions1764000400000"

  async up(runner: QueryRunner): Promise<void> {
    // A credit needs no lock on the account's row before the update of it: the queue keeps other postings away, and
    // what goes past the queue, expiry and batches, makes no debt. One that is there may be being paid: it is locked.
    await runner.query(`
      create function loyalty_credit(
        p_account bigint, p_type loyalty_entry_type, p_posting loyalty_posting, p_points bigint, p_pending boolean,
        p_award bigint, p_expires_at timestamptz, p_detail jsonb
      ) returns loyalty_receipt language plpgsql as $$
      declare
        v_entry constant bigint := nextval('loyalty_entry_id_seq');
        v_lot bigint;
        v_debt bigint;
      begin
        v_lot := loyalty_new_lot(p_account, v_entry, p_award, p_points,
          case when p_pending then 'pending'::loyalty_lot_state else 'available' end, p_posting.at, p_expires_at);
        if p_pending then
          return loyalty_append(p_account, v_entry, p_type, p_posting, 0, p_points, 0, null, null,
            p_award, null, p_expires_at, p_detail);
        end if;
        select -available into v_debt from loyalty_account where id = p_account and overdrawn for no key update;
        if found then
          return loyalty_append(p_account, v_entry, p_type, p_posting, p_points, 0, 0,
            array[v_lot], array[-least(p_points, v_debt)], p_award, null, p_expires_at, p_detail);
        end if;
        return loyalty_append(p_account, v_entry, p_type, p_posting, p_points, 0, 0, null, null,
          p_award, null, p_expires_at, p_detail);
      end $$
    `)

    await runner.query(`
      create function loyalty_earn(
        p_account bigint, p_posting loyalty_posting, p_points bigint, p_pending boolean, p_award bigint,
        p_expires_at timestamptz, p_detail jsonb
      ) returns loyalty_receipt language plpgsql
      set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
      declare
        r loyalty_receipt;
      begin
        perform pg_advisory_xact_lock(hashint8extended(p_account, 7305));
        r := loyalty_replay_of(p_posting);
        if r.entry_id is not null then
          return r;
        end if;
        if p_points <= 0 then
          perform loyalty_refuse('invalid_points');
        end if;
        r := loyalty_credit(p_account, 'earn', p_posting, p_points, p_pending, p_award, p_expires_at, p_detail);
        if p_award is not null then
          update loyalty_award set earned = earned + p_points where id = p_award and account_id = p_account;
          if not found then
            raise exception 'Award % is not one of account %.', p_award, p_account;
          end if;
        end if;
        return r;
      end $$
    `)

    // Answers null where the award has nothing pending: no difference, no entry.
    await runner.query(`
      create function loyalty_activate(
        p_account bigint, p_posting loyalty_posting, p_award bigint, p_expires_at timestamptz
      ) returns loyalty_receipt language plpgsql
      set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
      declare
        a constant record := loyalty_lock_account(p_account);
        r constant loyalty_receipt := loyalty_replay_of(p_posting);
        v_entry bigint;
        v_lots bigint[];
        v_points bigint[];
        v_total bigint;
        v_used_lots bigint[] := '{}';
        v_used_points bigint[] := '{}';
      begin
        if r.entry_id is not null then
          return r;
        end if;
        select array_agg(id order by id), array_agg(remaining order by id), sum(remaining)
        into v_lots, v_points, v_total
        from loyalty_lot where award_id = p_award and account_id = p_account and open and state = 'pending';
        if v_lots is null then
          return null;
        end if;
        v_entry := nextval('loyalty_entry_id_seq');
        update loyalty_lot set state = 'available', expires_at = p_expires_at, activation_entry_id = v_entry
        where id = any (v_lots);
        if a.available < 0 then
          select coalesce(array_agg(lot), '{}'), coalesce(array_agg(-paid), '{}') into v_used_lots, v_used_points from (
            select c.lot, least(c.credit, greatest(0, -a.available - c.before)) as paid from (
              select u.lot, u.credit, sum(u.credit) over (order by l.earned_at, l.id) - u.credit as before
              from unnest(v_lots, v_points) as u(lot, credit) join loyalty_lot l on l.id = u.lot
            ) c
          ) d where paid > 0;
        end if;
        return loyalty_append(p_account, v_entry, 'activate', p_posting, v_total, -v_total, 0, v_used_lots, v_used_points,
          p_award, null, p_expires_at);
      end $$
    `)

    // Every command that looks at what is available first lets go of what has expired by then. Answers what is
    // available after that.
    await runner.query(`
      create function loyalty_expire_due(p_account bigint, p_available bigint, p_at timestamptz)
      returns bigint language plpgsql as $$
      declare
        v_lots bigint[];
        v_points bigint[];
        v_total bigint;
        v_entry bigint;
      begin
        select array_agg(id order by id), array_agg(-remaining order by id), sum(remaining)
        into v_lots, v_points, v_total
        from loyalty_lot
        where account_id = p_account and open and state = 'available' and expires_at <= p_at;
        if v_lots is null then
          return p_available;
        end if;
        v_entry := nextval('loyalty_entry_id_seq');
        return (loyalty_append(p_account, v_entry, 'expire',
          ('expire:' || v_entry, '', p_at, 'points_expired', 'system', null, null)::loyalty_posting,
          -v_total, 0, 0, v_lots, v_points)).available;
      end $$
    `)

    // The order's own pending points first, then its own available ones, then others by policy. Points of the order
    // that have expired are gone already and are not taken a second time.
    await runner.query(`
      create function loyalty_reverse(
        p_account bigint, p_posting loyalty_posting, p_award bigint, p_points bigint, p_policy text, p_detail jsonb
      ) returns loyalty_receipt language plpgsql
      set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
      declare
        a constant record := loyalty_lock_account(p_account);
        r loyalty_receipt := loyalty_replay_of(p_posting);
        v_pending record;
        v_own record;
        v_other record;
        v_given bigint;
        v_left bigint := p_points;
        v_forgiven bigint;
        v_forgiven_before bigint;
        v_below bigint := 0;
      begin
        if r.entry_id is not null then
          return r;
        end if;
        select earned - reversed, expired_forgiven into v_given, v_forgiven_before from loyalty_award
        where id = p_award and account_id = p_account;
        if not found then
          raise exception 'Award % is not one of account %.', p_award, p_account;
        end if;
        if p_points <= 0 or p_points > v_given then
          perform loyalty_refuse('invalid_points', jsonb_build_object('earned', v_given));
        end if;
        select * into v_pending from loyalty_draw(p_account, v_left, 'pending', p_award);
        v_left := v_left - v_pending.taken;
        select * into v_own from loyalty_draw(p_account,
          case when p_policy = 'only_pending' then 0 else v_left end, 'available', p_award);
        v_left := v_left - v_own.taken;
        select least(v_left, coalesce(sum(l.expired), 0) - v_forgiven_before) into v_forgiven
        from loyalty_lot l where l.award_id = p_award and l.account_id = p_account;
        v_left := v_left - v_forgiven;
        select * into v_other from loyalty_draw(p_account,
          case when p_policy = 'only_pending' then 0 else v_left end, 'available', null, p_award);
        v_left := v_left - v_other.taken;
        if p_policy = 'allow_negative' then
          v_below := v_left;
          v_left := 0;
        end if;

        r := loyalty_append(p_account, nextval('loyalty_entry_id_seq'), 'reverse', p_posting,
          -(v_own.taken + v_other.taken + v_below), -v_pending.taken, 0,
          v_pending.lots || v_own.lots || v_other.lots, v_pending.points || v_own.points || v_other.points,
          p_award, null, null,
          coalesce(p_detail, '{}') || jsonb_build_object('policy', p_policy, 'points', p_points,
            'own_pending', v_pending.taken, 'own_available', v_own.taken, 'others', v_other.taken,
            'below_zero', v_below, 'expired', v_forgiven, 'shortfall', v_left));
        update loyalty_award set reversed = reversed + p_points, expired_forgiven = expired_forgiven + v_forgiven,
          shortfall = shortfall + v_left
        where id = p_award;
        return r;
      end $$
    `)

    await runner.query(`
      create function loyalty_adjust(
        p_account bigint, p_posting loyalty_posting, p_points bigint, p_expires_at timestamptz, p_note text
      ) returns loyalty_receipt language plpgsql
      set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
      declare
        a constant record := loyalty_lock_account(p_account);
        r loyalty_receipt := loyalty_replay_of(p_posting);
        d record;
        v_available bigint;
      begin
        if r.entry_id is not null then
          return r;
        end if;
        if p_points > 0 then
          r := loyalty_credit(p_account, 'adjust', p_posting, p_points, false, null, p_expires_at, null);
        elsif p_points < 0 then
          v_available := loyalty_expire_due(p_account, a.available, p_posting.at);
          if v_available < -p_points then
            perform loyalty_refuse('insufficient_points', jsonb_build_object('available', v_available));
          end if;
          d := loyalty_draw(p_account, -p_points);
          r := loyalty_append(p_account, nextval('loyalty_entry_id_seq'), 'adjust', p_posting, p_points, 0, 0,
            d.lots, d.points);
        else
          perform loyalty_refuse('invalid_points');
        end if;
        if p_note is not null then
          insert into loyalty_entry_note (entry_id, note) values (r.entry_id, p_note);
        end if;
        return r;
      end $$
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of [
      "loyalty_adjust",
      "loyalty_reverse",
      "loyalty_expire_due",
      "loyalty_activate",
      "loyalty_earn",
      "loyalty_credit",
    ]) {
      await runner.query(`drop function ${name}`)
    }
  }
}
