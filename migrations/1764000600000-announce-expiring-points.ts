import type { MigrationInterface, QueryRunner } from "typeorm"

/** Tells in time of points that are going to expire. */
export class AnnounceExpiringPoints1764000600000 implements MigrationInterface {
  name = "AnnounceExpiringPoints1764000600000"

  async up(runner: QueryRunner): Promise<void> {
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
  }
}
