import type { MigrationInterface, QueryRunner } from "typeorm"

/** Memberships that are bought: what a variant grants and for how long, and what each member bought. */
export class CreateMembershipPlans1764000492000 implements MigrationInterface {
  name = "CreateMembershipPlans1764000492000"

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create type loyalty_membership_plan_state as enum ('active', 'ended')`)
    await runner.query(`
      create table loyalty_membership_plan (
        id text primary key,
        program_id text not null references loyalty_program (id),
        state loyalty_membership_plan_state not null default 'active',
        name text not null,
        variant_ids text[] not null,
        term jsonb not null,
        tier_id text,
        club_ids text[] not null default '{}',
        sold_from timestamptz not null,
        sold_until timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint ck_loyalty_membership_plan_grants check (tier_id is not null or club_ids <> '{}')
      )
    `)
    await runner.query(
      `create index ix_loyalty_membership_plan_program on loyalty_membership_plan (program_id, state, id)`,
    )

    // What was bought keeps the plan of its day. It belongs to who bought it, whoever the order belongs to later.
    await runner.query(`
      create table loyalty_membership_purchase (
        id bigint generated always as identity primary key,
        plan_id text not null references loyalty_membership_plan (id),
        account_id bigint not null,
        order_id text not null,
        line_id text not null,
        units integer not null,
        term jsonb not null,
        tier_id text,
        club_ids text[] not null default '{}',
        bought_at timestamptz not null,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        ran_until timestamptz,
        created_at timestamptz not null default clock_timestamp(),
        updated_at timestamptz not null default clock_timestamp(),
        constraint uq_loyalty_membership_purchase_line unique (order_id, line_id, plan_id),
        constraint ck_loyalty_membership_purchase_units check (units >= 0),
        constraint ck_loyalty_membership_purchase_span check (starts_at <= ends_at)
      )
    `)
    await runner.query(`
      create index ix_loyalty_membership_purchase_account on loyalty_membership_purchase (account_id, plan_id, bought_at, id)
    `)
    await runner.query(`
      create function loyalty_bought_clubs_of(p_account bigint, p_at timestamptz)
      returns text[] language sql stable as $$
        select array(
          select distinct club from loyalty_membership_purchase p cross join unnest(p.club_ids) as club
          where p.account_id = p_account and p.starts_at <= p_at and p.ends_at > p_at order by club
        )
      $$
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function loyalty_bought_clubs_of`)
    await runner.query(`drop table loyalty_membership_purchase`)
    await runner.query(`drop table loyalty_membership_plan`)
    await runner.query(`drop type loyalty_membership_plan_state`)
  }
}
