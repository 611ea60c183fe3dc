import type { MigrationInterface, QueryRunner } from "typeorm"

/** What orders amount to, the tier that somebody held, and moving members between tiers. */
export class TierFunctions1764000481000 implements MigrationInterface {
  name = "TierFunctions1764000481000"

  async up(runner: QueryRunner): Promise<void> {
    // The tier that the account held at that moment, as it was then; for who has had none, and who is going to have an account,
    // the one that asks for nothing. As HeldTier in the domain.
    await runner.query(`
      create function loyalty_tier_at(p_program text, p_account bigint, p_at timestamptz)
      returns json language plpgsql stable
      set plan_cache_mode = force_generic_plan as $$
      declare
        v_tier text;
        v_known boolean;
      begin
        if not exists (select from loyalty_program where id = p_program and tier_ladder is not null) then
          return null;
        end if;
        select true, c.to_tier_id into v_known, v_tier from loyalty_tier_change c
        where c.account_id = p_account and c.occurred_at <= p_at order by c.occurred_at desc, c.id desc limit 1;
        if v_known is null then
          select t.id into v_tier from loyalty_tier t
          where t.program_id = p_program and t.threshold = 0 and t.deleted_at is null;
        end if;
        return (
          select json_build_object('id', v.tier_id, 'version', v.version, 'name', v.config ->> 'name',
            'multiplierMillionths', v.config -> 'multiplierMillionths', 'redemption', v.config -> 'redemption')
          from loyalty_tier_version v where v.tier_id = v_tier
          order by v.created_at <= p_at desc, case when v.created_at <= p_at then v.version else -v.version end desc limit 1
        );
      end $$
    `)

    // What counts, as p_ladder has it, from p_from on; null: from the beginning.
    await runner.query(`
      create function loyalty_tier_measured(p_account bigint, p_ladder jsonb, p_from timestamptz, p_at timestamptz)
      returns table (placed_at timestamptz, value bigint) language sql stable as $$
        select m.placed_at, case p_ladder #>> '{qualification,by}'
            when 'points_earned' then m.points
            when 'money_spent' then m.minor
            else m.orders
          end
        from loyalty_tier_measure m
        where m.account_id = p_account and m.placed_at <= p_at and m.placed_at >= coalesce(p_from, '-infinity')
          and (m.paid or p_ladder ->> 'countsWhen' = 'placed')
          and (p_ladder #>> '{qualification,by}' <> 'money_spent'
            or m.currency_code = p_ladder #>> '{qualification,currencyCode}')
        union all
        select e.occurred_at, w.earned - w.reversed
        from loyalty_award w join loyalty_member_event e on e.id = w.event_id
        where p_ladder #>> '{qualification,includesEvents}' = 'true' and w.account_id = p_account
          and e.occurred_at <= p_at and e.occurred_at >= coalesce(p_from, '-infinity')
      $$
    `)

    // The member where he stands, locked until the transaction's end: whoever measures him after that sees what was counted before.
    await runner.query(`
      create function loyalty_tier_standing(p_program text, p_account bigint, p_ladder jsonb, p_from timestamptz, p_at timestamptz)
      returns json language plpgsql
      set plan_cache_mode = force_generic_plan as $$
      declare
        m loyalty_tier_member;
      begin
        insert into loyalty_tier_member (account_id, program_id) values (p_account, p_program) on conflict do nothing;
        select * into m from loyalty_tier_member where account_id = p_account for update;
        return json_build_object('accountId', p_account, 'revision', m.revision, 'tierId', m.tier_id, 'since', m.since,
          'lockedUntil', m.locked_until, 'belowSince', m.below_since,
          'measure', (select coalesce(sum(value), 0) from loyalty_tier_measured(p_account, p_ladder, p_from, p_at)));
      end $$
    `)

    // A settlement, and what its order counts for by now. Where the program has a ladder, answers where the order's member
    // stands, for the settlement to look whether he has reached more.
    await runner.query(`
      create function loyalty_settle_and_measure(p_plan jsonb, p_measure jsonb, out posted integer, out standing json)
      language plpgsql
      set plan_cache_mode = force_generic_plan as $$
      declare
        s record;
        m record;
        v_account bigint;
      begin
        posted := loyalty_settle(p_plan);
        select * into s from jsonb_to_record(p_plan) as s(order_id text, program_id text, earns boolean,
          placed_at timestamptz, account_id bigint, joining_customer_id text, at timestamptz);
        if not s.earns then
          return;
        end if;
        v_account := coalesce(s.account_id, (select a.id from loyalty_account a
          where a.customer_id = s.joining_customer_id and a.program_id = s.program_id));
        if v_account is null then
          delete from loyalty_tier_measure where order_id = s.order_id;
          return;
        end if;
        select * into m from jsonb_to_record(p_measure) as m(points bigint, currency_code text, minor bigint,
          orders smallint, paid boolean, ladder jsonb, counts_from timestamptz);
        insert into loyalty_tier_measure as t (order_id, account_id, placed_at, points, currency_code, minor, orders, paid)
        values (s.order_id, v_account, s.placed_at, m.points, m.currency_code, m.minor, m.orders, m.paid)
        on conflict (order_id) do update set account_id = excluded.account_id, points = excluded.points,
          currency_code = excluded.currency_code, minor = excluded.minor, orders = excluded.orders, paid = excluded.paid
        where (t.account_id, t.points, t.currency_code, t.minor, t.orders, t.paid) is distinct from
          (excluded.account_id, excluded.points, excluded.currency_code, excluded.minor, excluded.orders, excluded.paid);
        if m.ladder is not null then
          standing := loyalty_tier_standing(s.program_id, v_account, m.ladder, m.counts_from, s.at);
        end if;
      end $$
    `)

    // p_moves: who stands where from now on, computed from what was read at a revision. Who has been moved since stays as he
    // is. What changed is kept, and told. Answers the accounts that it was done for.
    await runner.query(`
      create function loyalty_tier_apply(p_moves jsonb) returns setof bigint language plpgsql as $$
      begin
        return query
          with moves as (
            select * from jsonb_to_recordset(p_moves) as x(account_id bigint, revision integer, from_tier_id text,
              tier_id text, since timestamptz, locked_until timestamptz, below_since timestamptz, reason text, measure bigint,
              order_id text, actor text, at timestamptz, ladder_version integer, reviewed_on date)
          ), done as (
            update loyalty_tier_member m set tier_id = x.tier_id, since = x.since, locked_until = x.locked_until,
              below_since = x.below_since, revision = m.revision + 1,
              ladder_version = coalesce(x.ladder_version, m.ladder_version), reviewed_on = coalesce(x.reviewed_on, m.reviewed_on)
            from moves x where m.account_id = x.account_id and m.revision = x.revision
            returning m.account_id, m.program_id
          ), changed as (
            insert into loyalty_tier_change (account_id, program_id, from_tier_id, to_tier_id, reason, measure, order_id,
              actor, occurred_at)
            select d.account_id, d.program_id, x.from_tier_id, x.tier_id, x.reason::loyalty_tier_change_reason, x.measure,
              x.order_id, x.actor, x.at
            from done d join moves x using (account_id)
            where x.from_tier_id is distinct from x.tier_id or x.reason = 'by_staff'
            order by d.account_id
            returning account_id, from_tier_id, to_tier_id
          ), told as (
            insert into loyalty_outbox (name, data)
            select 'loyalty.tier_changed', jsonb_build_object('id', a.public_id, 'customer_id', a.customer_id,
              'from_tier_id', c.from_tier_id, 'to_tier_id', c.to_tier_id)
            from changed c join loyalty_account a on a.id = c.account_id
            where c.from_tier_id is distinct from c.to_tier_id
            order by a.id
          )
          select d.account_id from done d;
      end $$
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of [
      "loyalty_tier_apply",
      "loyalty_settle_and_measure",
      "loyalty_tier_standing",
      "loyalty_tier_measured",
      "loyalty_tier_at",
    ]) {
      await runner.query(`drop function ${name}`)
    }
  }
}
