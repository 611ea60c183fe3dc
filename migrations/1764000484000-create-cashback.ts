import type { MigrationInterface, QueryRunner } from "typeorm"

/** Cashback offers, whose categories members choose from period by period, and every choice that was made. */
export class CreateCashback1764000484000 implements MigrationInterface {
  name = "CreateCashback1764000484000"

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create type loyalty_cashback_period as enum ('month', 'quarter')`)
    await runner.query(`create type loyalty_cashback_applies as enum ('at_once', 'next_period')`)
    await runner.query(`create type loyalty_cashback_fallback as enum ('base_rate', 'last_choice')`)
    // Categories are a document: from the activation on they never change, and nothing asks for one of them alone.
    await runner.query(`
      create table loyalty_cashback_offer (
        id text primary key,
        program_id text not null references loyalty_program (id),
        name text not null,
        period loyalty_cashback_period not null,
        categories jsonb not null,
        choose_up_to integer not null,
        applies loyalty_cashback_applies not null,
        changes_max integer,
        opens_days_before integer not null,
        fallback loyalty_cashback_fallback not null,
        replaces_base boolean not null,
        priority integer not null,
        starts_on date,
        ends_on date,
        starts_at timestamptz,
        ends_at timestamptz,
        activated_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint ck_loyalty_cashback_offer_choices check (choose_up_to between 1 and jsonb_array_length(categories)),
        constraint ck_loyalty_cashback_offer_window check (starts_at <= ends_at)
      )
    `)
    await runner.query(
      `create index ix_loyalty_cashback_offer_program on loyalty_cashback_offer (program_id, starts_at)`,
    )

    // One row a member, offer and period: whoever chooses locks it. Its bounds are those of the day it was made, even if
    // the program moves to another time zone.
    await runner.query(`
      create table loyalty_cashback_choice (
        id bigint generated always as identity primary key,
        account_id bigint not null,
        offer_id text not null references loyalty_cashback_offer (id),
        period text not null,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        changes integer not null default 0,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint uq_loyalty_cashback_choice unique (account_id, offer_id, period),
        constraint ck_loyalty_cashback_choice_period check (starts_at < ends_at),
        constraint ck_loyalty_cashback_choice_changes check (changes >= 0)
      )
    `)
    await runner.query(
      `create index ix_loyalty_cashback_choice_offer on loyalty_cashback_choice (offer_id, id)`,
    )
    // A category counts from one moment to the other. One that was dropped before it counted has both the same.
    await runner.query(`
      create table loyalty_cashback_pick (
        id bigint generated always as identity primary key,
        choice_id bigint not null references loyalty_cashback_choice (id),
        category_id text not null,
        counts_from timestamptz not null,
        counts_until timestamptz not null,
        dropped_at timestamptz,
        created_at timestamptz not null default now(),
        constraint ck_loyalty_cashback_pick_counts check (counts_from <= counts_until)
      )
    `)
    await runner.query(`
      create unique index uq_loyalty_cashback_pick_present on loyalty_cashback_pick (choice_id, category_id)
      where dropped_at is null
    `)
    await runner.query(
      `create index ix_loyalty_cashback_pick_choice on loyalty_cashback_pick (choice_id, id)`,
    )

    // The rules that an offer's rates are. They change by their offer alone.
    await runner.query(
      `alter table loyalty_rule add column cashback_offer_id text references loyalty_cashback_offer (id)`,
    )
    await runner.query(`
      create index ix_loyalty_rule_cashback_offer on loyalty_rule (cashback_offer_id)
      where cashback_offer_id is not null
    `)

    // What a member's choice is at a moment: the one of the period; without one, where the offer says so, the last one that
    // was made, as far as it is still offered. All of an offer that is not on is nothing.
    await runner.query(`
      create function loyalty_categories_of(p_account bigint, p_at timestamptz)
      returns text[] language plpgsql stable as $$
      declare
        o loyalty_cashback_offer;
        v_chosen text[];
      begin
        select f.* into o
        from loyalty_account a join loyalty_cashback_offer f on f.program_id = a.program_id
        where a.id = p_account and f.activated_at is not null and f.starts_at <= p_at
          and (f.ends_at is null or f.ends_at > p_at)
        order by f.starts_at desc, f.id desc limit 1;
        if not found then
          return '{}';
        end if;

        select array(select p.category_id from loyalty_cashback_pick p
          where p.choice_id = c.id and p.counts_from <= p_at and p.counts_until > p_at order by p.id)
        into v_chosen
        from loyalty_cashback_choice c
        where c.account_id = p_account and c.offer_id = o.id and exists (select from loyalty_cashback_pick p
          where p.choice_id = c.id and p.counts_from <= p_at and p.counts_until > p_at)
        order by c.starts_at desc, c.id desc limit 1;
        if found or o.fallback = 'base_rate' then
          return coalesce(v_chosen, '{}');
        end if;

        select array(
          select p.category_id from loyalty_cashback_pick p
          where p.choice_id = c.id and p.dropped_at is null
            and o.categories @> jsonb_build_array(jsonb_build_object('id', p.category_id))
          order by p.id limit o.choose_up_to)
        into v_chosen
        from loyalty_cashback_choice c
          join loyalty_cashback_offer f on f.id = c.offer_id and f.program_id = o.program_id
        where c.account_id = p_account and least(c.ends_at, f.ends_at) <= p_at and exists (
          select from loyalty_cashback_pick p
          where p.choice_id = c.id and p.dropped_at is null and p.counts_from < coalesce(f.ends_at, 'infinity'))
        order by c.starts_at desc, c.id desc limit 1;
        return coalesce(v_chosen, '{}');
      end $$
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function loyalty_categories_of`)
    await runner.query(`alter table loyalty_rule drop column cashback_offer_id`)
    await runner.query(`drop table loyalty_cashback_pick`)
    await runner.query(`drop table loyalty_cashback_choice`)
    await runner.query(`drop table loyalty_cashback_offer`)
    for (const type of ["fallback", "applies", "period"])
      await runner.query(`drop type loyalty_cashback_${type}`)
  }
}
