import type { MigrationInterface, QueryRunner } from "typeorm"

/** Points for orders from before the program's start: what a dry run said, what a run gave, and how it is undone. */
export class CreateBackfills1764000487000 implements MigrationInterface {
  name = "CreateBackfills1764000487000"

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create type loyalty_backfill_state as enum
        ('proposing', 'proposed', 'running', 'completed', 'undoing', 'undone')
    `)
    await runner.query(`
      create type loyalty_backfill_order_state as enum ('planned', 'awarded', 'skipped', 'failed', 'undone')
    `)

    // A run names the dry run that it confirms; a dry run names none. Whoever works on it holds its lease, which has a
    // number: what an earlier holder still wants to write is refused by it.
    await runner.query(`
      create table loyalty_backfill (
        id bigint generated always as identity primary key,
        public_id text not null,
        program_id text not null references loyalty_program (id),
        confirms_id bigint references loyalty_backfill (id),
        state loyalty_backfill_state not null,
        from_at timestamptz not null,
        to_at timestamptz not null,
        terms_id bigint not null,
        rule_set_id bigint,
        actor text not null,
        orders integer not null,
        done integer not null default 0,
        reached_id bigint not null default 0,
        lease integer not null default 0,
        leased_until timestamptz,
        undone_by text,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        ended_at timestamptz,
        constraint uq_loyalty_backfill_public_id unique (public_id),
        constraint uq_loyalty_backfill_confirms unique (confirms_id),
        constraint ck_loyalty_backfill_period check (from_at < to_at)
      )
    `)
    await runner.query(`
      create index ix_loyalty_backfill_work on loyalty_backfill (id)
      where state in ('proposing', 'running', 'undoing')
    `)

    // Of a dry run: what it would give. Of a run: what it gave, and what to bring back where it is undone.
    await runner.query(`
      create table loyalty_backfill_order (
        id bigint generated always as identity primary key,
        backfill_id bigint not null references loyalty_backfill (id),
        order_id text not null,
        state loyalty_backfill_order_state not null,
        customer_id text,
        currency_code text,
        points bigint not null default 0,
        pending bigint not null default 0,
        terms_before bigint,
        rule_set_before bigint,
        reversed bigint not null default 0,
        uncollected bigint not null default 0,
        fault text,
        constraint uq_loyalty_backfill_order unique (backfill_id, order_id),
        constraint ck_loyalty_backfill_order_points check
          (points >= 0 and pending between 0 and points and reversed >= 0 and uncollected between 0 and reversed)
      )
    `)
    await runner.query(
      `create index ix_loyalty_backfill_order_page on loyalty_backfill_order (backfill_id, id)`,
    )
    await runner.query(`alter table loyalty_award add column backfill_id bigint`)

    // A settlement that a run asks for. The order becomes one that earns, by the run's terms and rules, or one that does not
    // again, by those that it had; both with what that does to the ledger, or not at all. The run's row is shared
    // meanwhile, so that nothing is given any more once it is being undone.
    await runner.query(`
      create function loyalty_backfill_settle(
        p_plan jsonb, p_measure jsonb, p_backfill bigint, p_undo boolean, out posted integer, out standing json
      ) language plpgsql as $$
      declare
        s record;
        v_before loyalty_settlement;
        v_order loyalty_backfill_order;
        v_points bigint;
        v_shortfall bigint;
      begin
        perform from loyalty_backfill where id = p_backfill
          and state = (case when p_undo then 'undoing' else 'running' end)::loyalty_backfill_state for share;
        if not found then
          perform loyalty_refuse('backfill_not_ready');
        end if;
        select * into s from jsonb_to_record(p_plan) as s(
          order_id text, revision integer, terms_id bigint, rule_set_id bigint);
        select * into v_before from loyalty_settlement where order_id = s.order_id for update;
        select coalesce(sum(earned - reversed), 0), coalesce(sum(shortfall), 0) into v_points, v_shortfall
        from loyalty_award where order_id = s.order_id;

        if p_undo then
          update loyalty_backfill_order set state = 'undone'
          where backfill_id = p_backfill and order_id = s.order_id and state = 'awarded' returning * into v_order;
          if not found then
            perform loyalty_refuse('nothing_to_do');
          end if;
          update loyalty_settlement set earns = false, terms_id = coalesce(v_order.terms_before, terms_id),
            rule_set_id = v_order.rule_set_before
          where order_id = s.order_id;
          select m.posted into posted from loyalty_settle_and_measure(p_plan, p_measure) m;
          -- An order that earns nothing counts for no tier; the review sees what that leaves of its member's.
          delete from loyalty_tier_measure where order_id = s.order_id;
          update loyalty_backfill_order set reversed = v_points, uncollected = least(v_points,
            (select coalesce(sum(shortfall), 0) from loyalty_award where order_id = s.order_id) - v_shortfall)
          where id = v_order.id;
          return;
        end if;

        if s.revision > 0 then
          update loyalty_settlement set earns = true, terms_id = s.terms_id, rule_set_id = s.rule_set_id
          where order_id = s.order_id and not earns;
          if not found then
            perform loyalty_refuse('settlement_conflict');
          end if;
        end if;
        select m.posted, m.standing into posted, standing from loyalty_settle_and_measure(p_plan, p_measure) m;
        update loyalty_award set backfill_id = p_backfill where order_id = s.order_id;
        select coalesce(sum(earned - reversed), 0) into v_points from loyalty_award where order_id = s.order_id;
        insert into loyalty_backfill_order (backfill_id, order_id, state, customer_id, currency_code, points,
          terms_before, rule_set_before)
        select p_backfill, s.order_id, 'awarded', p.customer_id, p.currency_code, v_points,
          v_before.terms_id, v_before.rule_set_id
        from loyalty_backfill b join loyalty_backfill_order p on p.backfill_id = b.confirms_id and p.order_id = s.order_id
        where b.id = p_backfill
        on conflict on constraint uq_loyalty_backfill_order do update set
          state = 'awarded', points = excluded.points, terms_before = excluded.terms_before,
          rule_set_before = excluded.rule_set_before, fault = null;
        if not found then
          perform loyalty_refuse('nothing_to_do');
        end if;
      end $$
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function loyalty_backfill_settle`)
    await runner.query(`alter table loyalty_award drop column backfill_id`)
    await runner.query(`drop table loyalty_backfill_order`)
    await runner.query(`drop table loyalty_backfill`)
    await runner.query(`drop type loyalty_backfill_order_state`)
    await runner.query(`drop type loyalty_backfill_state`)
  }
}
