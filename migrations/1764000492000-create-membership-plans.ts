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

    // What a plan granted before it was changed: an order buys what was sold when it was placed, whenever it is paid.
    await runner.query(`
      create table loyalty_membership_past_sale (
        plan_id text not null references loyalty_membership_plan (id) on delete cascade,
        variant_ids text[] not null,
        term jsonb not null,
        tier_id text,
        club_ids text[] not null,
        sold_from timestamptz not null,
        sold_until timestamptz not null,
        constraint pk_loyalty_membership_past_sale primary key (plan_id, sold_from),
        constraint ck_loyalty_membership_past_sale_span check (sold_from < sold_until)
      )
    `)
    await runner.query(`
      create function loyalty_memberships_sold(p_variants text[], p_at timestamptz)
      returns table (plan_id text, program_id text, variant_ids text[], term jsonb, tier_id text, club_ids text[])
      language sql stable as $$
        select id, p.program_id, p.variant_ids, p.term, p.tier_id, p.club_ids from loyalty_membership_plan p
        where p.variant_ids && p_variants and sold_from <= p_at and (sold_until is null or sold_until > p_at)
        union all
        select id, p.program_id, s.variant_ids, s.term, s.tier_id, s.club_ids
        from loyalty_membership_past_sale s join loyalty_membership_plan p on p.id = s.plan_id
        where s.variant_ids && p_variants and s.sold_from <= p_at and s.sold_until > p_at
      $$
    `)

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
    await runner.query(`drop function loyalty_memberships_sold`)
    await runner.query(`drop table loyalty_membership_past_sale`)
    await runner.query(`drop table loyalty_membership_plan`)
    await runner.query(`drop type loyalty_membership_plan_state`)
  }
}
