import type { MigrationInterface, QueryRunner } from "typeorm"

/** The ledger's commands for points spent at checkout: hold, commit, capture, release, lapse, restore. */
export class RedemptionFunctions1764000500000 implements MigrationInterface {
  name = "RedemptionFunctions1764000500000"

  async up(runner: QueryRunner): Promise<void> {
    // Give-back of one ending of a hold: the whole of it, or what a capture left over.
    await runner.query(`
      create function loyalty_release_rest(
        p_redemption loyalty_redemption, p_type loyalty_entry_type, p_posting loyalty_posting, p_spent bigint
      ) returns loyalty_receipt language plpgsql as $$
      declare
        b constant record := loyalty_give_back(p_redemption.id, p_redemption.points, p_spent);
        n constant record := loyalty_net_of_debt(p_redemption.account_id, b.lots, b.points, null);
        v_points constant bigint := p_redemption.points - p_spent;
      begin
        return loyalty_append(p_redemption.account_id, nextval('loyalty_entry_id_seq'), p_type, p_posting,
          v_points, 0, -v_points, n.lots, n.points, null, p_redemption.id);
      end $$
    `)

    await runner.query(`
      create function loyalty_end_hold(
        p_redemption loyalty_redemption, p_type loyalty_entry_type, p_posting loyalty_posting
      ) returns loyalty_receipt language plpgsql as $$
      begin
        update loyalty_redemption set updated_at = clock_timestamp(), order_id = p_posting.order_id,
          status = case p_type when 'lapse' then 'lapsed'::loyalty_redemption_status else 'released' end
        where id = p_redemption.id;
        delete from loyalty_hold where cart_id = p_redemption.cart_id;
        return loyalty_release_rest(p_redemption, p_type, p_posting, 0);
      end $$
    `)

    // A new request for a cart replaces the one before it in the same call, so a refused one loses nothing. One that
    // has ended meanwhile is no longer in the way.
    await runner.query(`
      create function loyalty_open_redemption(
        p_account bigint, p_posting loyalty_posting, p_token text, p_cart text, p_points bigint,
        p_currency text, p_terms bigint, p_expires_at timestamptz
      ) returns loyalty_receipt language plpgsql
      set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
      declare
        a constant record := loyalty_lock_account(p_account);
        replay constant loyalty_receipt := loyalty_replay_of(p_posting);
        v_earlier bigint;
        r loyalty_redemption;
        d record;
        v_available bigint := a.available;
        v_released loyalty_posting;
        v_entry bigint;
      begin
        if replay.entry_id is not null then
          return replay;
        end if;
        if p_points <= 0 then
          perform loyalty_refuse('invalid_points');
        end if;
        if a.status <> 'active' then
          perform loyalty_refuse('account_frozen');
        end if;
        select redemption_id into v_earlier from loyalty_hold where cart_id = p_cart;
        if found then
          select * into r from loyalty_redemption where id = v_earlier for update;
        end if;
        if r.status in ('open', 'committed') then
          if r.account_id <> p_account then
            perform loyalty_refuse('redemption_mismatch');
          end if;
          if r.status = 'committed' then
            perform loyalty_refuse('cart_completed');
          end if;
          v_released := p_posting;
          v_released.key := p_posting.key || ':replaced';
          v_released.reason := 'redemption_replaced';
          v_available := (loyalty_end_hold(r, 'release', v_released)).available;
        end if;

        d := loyalty_draw(p_account, p_points);
        if d.soonest_expiry <= p_posting.at then
          v_available := loyalty_expire_due(p_account, v_available, p_posting.at);
          d := loyalty_draw(p_account, p_points);
        end if;
        if v_available < p_points then
          perform loyalty_refuse('insufficient_points', jsonb_build_object('available', v_available));
        end if;
        v_entry := nextval('loyalty_entry_id_seq');
        insert into loyalty_redemption (id, token, account_id, cart_id, points, currency_code, terms_id, expires_at)
        values (v_entry, p_token, p_account, p_cart, p_points, p_currency, p_terms, p_expires_at);
        insert into loyalty_hold (cart_id, redemption_id, expires_at) values (p_cart, v_entry, p_expires_at);
        return loyalty_append(p_account, v_entry, 'hold', p_posting, -p_points, 0, p_points, d.lots, d.points,
          null, v_entry);
      end $$
    `)

    // What comes back comes back to lots, which are locked after their account: the expiry of many accounts holds them
    // without their turn in the queue.
    await runner.query(`
      create function loyalty_end_redemption(p_redemption bigint, p_posting loyalty_posting, p_type loyalty_entry_type)
      returns loyalty_receipt language plpgsql
      set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
      declare
        v_account constant bigint := loyalty_queue_for(p_redemption);
        replay constant loyalty_receipt := loyalty_replay_of(p_posting);
        r loyalty_redemption;
      begin
        if replay.entry_id is not null then
          return replay;
        end if;
        perform from loyalty_account where id = v_account for no key update;
        select * into r from loyalty_redemption where id = p_redemption for update;
        if r.status not in ('open', 'committed') or (p_type = 'lapse' and r.status <> 'open') then
          perform loyalty_refuse('redemption_ended', jsonb_build_object('status', r.status));
        end if;
        return loyalty_end_hold(r, p_type, p_posting);
      end $$
    `)

    // What stays spent is what was drawn first. Of a capture of nothing only the release is left.
    await runner.query(`
      create function loyalty_capture(p_redemption bigint, p_posting loyalty_posting, p_points bigint, p_shares jsonb)
      returns loyalty_receipt language plpgsql
      set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
      declare
        v_account constant bigint := loyalty_queue_for(p_redemption);
        receipt loyalty_receipt := loyalty_replay_of(p_posting);
        r loyalty_redemption;
        v_rest loyalty_posting;
      begin
        if receipt.entry_id is not null then
          return receipt;
        end if;
        if p_points = 0 then
          return loyalty_end_redemption(p_redemption, p_posting, 'release');
        end if;
        update loyalty_redemption set status = 'captured', captured = p_points, shares = p_shares,
          order_id = p_posting.order_id, updated_at = clock_timestamp()
        where id = p_redemption and status in ('open', 'committed') and p_points between 1 and points
        returning * into r;
        if not found then
          select * into r from loyalty_redemption where id = p_redemption;
          if r.status not in ('open', 'committed') then
            perform loyalty_refuse('redemption_ended', jsonb_build_object('status', r.status));
          end if;
          perform loyalty_refuse('invalid_points', jsonb_build_object('held', r.points));
        end if;
        delete from loyalty_hold where cart_id = r.cart_id;
        receipt := loyalty_append(v_account, nextval('loyalty_entry_id_seq'), 'capture', p_posting, 0, 0, -p_points,
          null, null, null, r.id);
        if p_points < r.points then
          v_rest := p_posting;
          v_rest.key := p_posting.key || ':rest';
          v_rest.reason := 'not_needed_by_order';
          perform loyalty_release_rest(r, 'release', v_rest, p_points);
        end if;
        return receipt;
      end $$
    `)

    // Spent points go back to their lots with their own expiry. Where a lot has expired meanwhile the policy decides:
    // stay_expired puts them back (the next expiry takes them), grace and reissue give a new lot until p_reissue_expires_at.
    await runner.query(`
      create function loyalty_restore(
        p_redemption bigint, p_posting loyalty_posting, p_points bigint, p_policy text, p_reissue_expires_at timestamptz
      ) returns loyalty_receipt language plpgsql
      set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
      declare
        v_account constant bigint := loyalty_queue_for(p_redemption);
        receipt loyalty_receipt := loyalty_replay_of(p_posting);
        r loyalty_redemption;
        b record;
        n record;
        v_at constant timestamptz := p_posting.at;
        v_entry bigint;
        v_new_lot bigint;
        v_reissued bigint := 0;
      begin
        if receipt.entry_id is not null then
          return receipt;
        end if;
        perform from loyalty_account where id = v_account for no key update;
        select * into r from loyalty_redemption where id = p_redemption for update;
        if r.status <> 'captured' then
          perform loyalty_refuse('redemption_ended', jsonb_build_object('status', r.status));
        end if;
        if p_points <= 0 or p_points > r.captured - r.restored then
          perform loyalty_refuse('invalid_points', jsonb_build_object('spent', r.captured - r.restored));
        end if;
        b := loyalty_give_back(r.id, r.captured - r.restored, r.captured - r.restored - p_points);
        v_entry := nextval('loyalty_entry_id_seq');
        if p_policy <> 'stay_expired' then
          select coalesce(sum(u.back), 0) into v_reissued
          from unnest(b.lots, b.points) as u(lot, back) join loyalty_lot l on l.id = u.lot where l.expires_at <= v_at;
        end if;
        if v_reissued > 0 then
          v_new_lot := loyalty_new_lot(v_account, v_entry, null, v_reissued, 'available', v_at, p_reissue_expires_at);
          select array_agg(lot) as lots, array_agg(back) as points into b from (
            select u.lot, u.back from unnest(b.lots, b.points) as u(lot, back) join loyalty_lot l on l.id = u.lot
            where l.expires_at is null or l.expires_at > v_at
            union all select v_new_lot, v_reissued
          ) kept;
          select * into n from loyalty_net_of_debt(v_account, b.lots, b.points, v_new_lot);
        else
          select * into n from loyalty_net_of_debt(v_account, b.lots, b.points, null);
        end if;
        receipt := loyalty_append(v_account, v_entry, 'restore', p_posting, p_points, 0, 0, n.lots, n.points, null, r.id,
          case when v_reissued > 0 then p_reissue_expires_at end,
          case when v_reissued > 0 then jsonb_build_object('reissued', v_reissued, 'policy', p_policy) end);
        update loyalty_redemption set restored = restored + p_points, updated_at = clock_timestamp() where id = r.id;
        return receipt;
      end $$
    `)

    // Completion of a cart and the lapse of its hold exclude each other on the redemption's row.
    await runner.query(`
      create function loyalty_commit_redemption(p_token text, p_customer text, p_points bigint)
      returns void language plpgsql as $$
      declare
        r record;
      begin
        select red.id, red.status, red.points, acc.customer_id, acc.status as account_status into r
        from loyalty_redemption red join loyalty_account acc on acc.id = red.account_id
        where red.token = p_token for no key update of red;
        if not found then
          perform loyalty_refuse('redemption_not_found');
        elsif r.customer_id is distinct from p_customer then
          perform loyalty_refuse('redemption_mismatch');
        elsif r.account_status <> 'active' then
          perform loyalty_refuse('account_frozen');
        elsif r.status <> 'open' then
          perform loyalty_refuse('redemption_ended', jsonb_build_object('status', r.status));
        elsif p_points > r.points then
          perform loyalty_refuse('redemption_mismatch');
        end if;
        update loyalty_redemption set status = 'committed', updated_at = clock_timestamp() where id = r.id;
      end $$
    `)
    await runner.query(`
      create function loyalty_reopen_redemption(p_token text) returns boolean language plpgsql as $$
      begin
        update loyalty_redemption set status = 'open', updated_at = clock_timestamp()
        where token = p_token and status = 'committed';
        return found;
      end $$
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of [
      "loyalty_reopen_redemption",
      "loyalty_commit_redemption",
      "loyalty_restore",
      "loyalty_capture",
      "loyalty_end_redemption",
      "loyalty_open_redemption",
      "loyalty_end_hold",
      "loyalty_release_rest",
    ]) {
      await runner.query(`drop function ${name}`)
    }
  }
}
