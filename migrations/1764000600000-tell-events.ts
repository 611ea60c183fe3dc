import type { MigrationInterface, QueryRunner } from "typeorm"

/** What the store is told: of each posting, and in time of points that are going to expire. */
export class TellEvents1764000600000 implements MigrationInterface {
  name = "TellEvents1764000600000"

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function loyalty_event_of(p_type loyalty_entry_type) returns text language sql immutable as $$
        select
          case p_type
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
    await runner.query(`
      create view loyalty_event as
      select o.id as outbox_id, event.turn, event.name, event.data
      from loyalty_outbox o
        left join loyalty_entry e on e.id = o.id
        left join loyalty_account a on a.id = e.account_id
        left join loyalty_redemption r on r.id = e.redemption_id and e.type = 'capture'
        cross join lateral (
          select 1 as turn, o.name, o.data where o.name is not null
          union all
          select 1, loyalty_event_of(e.type),
            jsonb_strip_nulls(jsonb_build_object('id', a.public_id || '_' || e.sequence, 'account_id', a.public_id,
              'customer_id', a.customer_id, 'order_id', e.order_id))
          where e.id is not null
          union all
          select 2, 'loyalty.redemption_captured', jsonb_build_object('id', 'lred_' || r.token,
            'account_id', a.public_id, 'customer_id', a.customer_id, 'order_id', e.order_id)
          where r.id is not null
        ) event
    `)

    // The checkpoint is the horizon up to which expiries were announced. It moves together with the events, so that
    // several processes announce each expiry once; a day of it at a time keeps a first run over years bounded.
    await runner.query(`
      create function loyalty_announce_expiring(p_at timestamptz, p_notice interval)
      returns boolean language plpgsql as $$
      declare
        v_from timestamptz;
        v_to timestamptz;
      begin
        insert into loyalty_checkpoint (name, reached_at) values ('announce_expiring', p_at)
        on conflict (name) do nothing;
        select greatest(reached_at, p_at) into v_from from loyalty_checkpoint
        where name = 'announce_expiring' for update;
        v_to := least(p_at + p_notice, v_from + interval '1 day');
        if v_to <= v_from then
          return false;
        end if;
        insert into loyalty_outbox (name, data)
        select 'loyalty.points_expiring', jsonb_build_object('account_id', a.public_id, 'customer_id', a.customer_id)
        from (
          select distinct account_id from loyalty_lot
          where open and state = 'available' and expires_at > v_from and expires_at <= v_to
        ) l join loyalty_account a on a.id = l.account_id
        order by a.id;
        update loyalty_checkpoint set reached_at = v_to where name = 'announce_expiring';
        return true;
      end $$
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function loyalty_announce_expiring`)
    await runner.query(`drop view loyalty_event`)
    await runner.query(`drop function loyalty_event_of`)
  }
}
