import type { MigrationInterface, QueryRunner } from "typeorm"

/** Tiers in all their versions, who holds which since when, and what each order counts for. */
export class CreateTiers1764000480000 implements MigrationInterface {
  name = "CreateTiers1764000480000"

  async up(runner: QueryRunner): Promise<void> {
    // The version counts the changes of the ladder and of its tiers: members who were looked at under an earlier one are looked
    // at again.
    await runner.query(`
      alter table loyalty_program
        add column tier_ladder jsonb,
        add column tier_ladder_version integer not null default 0
    `)

    await runner.query(`
      create table loyalty_tier (
        id text primary key,
        program_id text not null references loyalty_program (id),
        version integer not null default 1,
        handle text not null,
        threshold bigint not null,
        config jsonb not null,
        deleted_at timestamptz,
        created_at timestamptz not null default clock_timestamp(),
        updated_at timestamptz not null default clock_timestamp(),
        constraint ck_loyalty_tier_threshold check (threshold >= 0)
      )
    `)
    // One that is deleted stays for the history that names it.
    await runner.query(`
      create unique index uq_loyalty_tier_handle on loyalty_tier (program_id, handle) where deleted_at is null
    `)
    await runner.query(`
      create unique index uq_loyalty_tier_threshold on loyalty_tier (program_id, threshold) where deleted_at is null
    `)
    await runner.query(`
      create table loyalty_tier_version (
        id bigint generated always as identity primary key,
        tier_id text not null references loyalty_tier (id),
        version integer not null,
        config jsonb not null,
        actor text not null,
        created_at timestamptz not null default clock_timestamp(),
        constraint uq_loyalty_tier_version unique (tier_id, version)
      )
    `)

    // What a program's terms are for the members of a tier, kept as terms of their own once somebody spends points by them.
    await runner.query(`
      create table loyalty_tier_terms (
        terms_id bigint not null,
        tier_id text not null,
        tier_version integer not null,
        tier_terms_id bigint not null,
        constraint pk_loyalty_tier_terms primary key (terms_id, tier_id, tier_version)
      )
    `)

    // Where each member stands. The revision keeps two who looked at the same moment from both moving him; the group is the
    // customer group that he was last put into for his tier.
    await runner.query(`
      create table loyalty_tier_member (
        account_id bigint not null,
        program_id text not null,
        tier_id text,
        since timestamptz,
        locked_until timestamptz,
        below_since timestamptz,
        group_id text,
        revision integer not null default 0,
        ladder_version integer not null default 0,
        reviewed_on date not null default '-infinity',
        created_at timestamptz not null default now(),
        constraint pk_loyalty_tier_member primary key (account_id),
        constraint ck_loyalty_tier_member_since check ((tier_id is null) = (since is null))
      ) with (fillfactor = 85)
    `)
    await runner.query(`
      create index ix_loyalty_tier_member_review on loyalty_tier_member (program_id, ladder_version, reviewed_on, account_id)
    `)
    await runner.query(
      `create index ix_loyalty_tier_member_tier on loyalty_tier_member (tier_id, account_id)`,
    )

    await runner.query(
      `create type loyalty_tier_change_reason as enum ('reached', 'fell', 'bought', 'by_staff', 'tier_deleted')`,
    )
    await runner.query(`
      create table loyalty_tier_change (
        id bigint generated always as identity primary key,
        account_id bigint not null,
        program_id text not null,
        from_tier_id text,
        to_tier_id text,
        reason loyalty_tier_change_reason not null,
        measure bigint,
        order_id text,
        actor text not null,
        occurred_at timestamptz not null,
        created_at timestamptz not null default clock_timestamp()
      )
    `)
    await runner.query(
      `create index ix_loyalty_tier_change_account on loyalty_tier_change (account_id, occurred_at, id)`,
    )
    for (const [trigger, event] of [
      ["tr_loyalty_tier_change_kept", "before update or delete on loyalty_tier_change for each row"],
      ["tr_loyalty_tier_change_no_truncate", "before truncate on loyalty_tier_change for each statement"],
    ]) {
      await runner.query(`create trigger ${trigger} ${event} execute function loyalty_refuse_change()`)
      await runner.query(`alter table loyalty_tier_change enable always trigger ${trigger}`)
    }

    // What each order counts for, for its present owner, as it stands now; written by every settlement, so that a ladder that is
    // made tomorrow finds the orders of today.
    await runner.query(`
      create table loyalty_tier_measure (
        order_id text not null,
        account_id bigint not null,
        placed_at timestamptz not null,
        points bigint not null,
        currency_code text,
        minor bigint not null default 0,
        orders smallint not null default 0,
        paid boolean not null default true,
        constraint pk_loyalty_tier_measure primary key (order_id)
      ) with (fillfactor = 90)
    `)
    await runner.query(
      `create index ix_loyalty_tier_measure_account on loyalty_tier_measure (account_id, placed_at)`,
    )
    await runner.query(
      `create index ix_loyalty_tier_measure_placed on loyalty_tier_measure (placed_at, account_id)`,
    )
    // Orders that were settled before count by what their settlement says; whose they are where they earned nothing, and their
    // money, it does not say: they are settled once more by the review.
    await runner.query(`
      create index ix_loyalty_tier_measure_unread on loyalty_tier_measure (order_id)
      where currency_code is null
    `)
    await runner.query(`
      insert into loyalty_tier_measure (order_id, account_id, placed_at, points, orders, paid)
      select s.order_id, coalesce(w.account_id, 0), s.placed_at, (s.outcome ->> 'earned')::bigint,
        case when s.outcome @> '{"reasons": [{"code": "canceled"}]}' then 0 else 1 end, (s.outcome ->> 'paid')::boolean
      from loyalty_settlement s
        left join lateral (
          select a.account_id from loyalty_award a where a.order_id = s.order_id
          order by a.earned - a.reversed desc, a.id desc limit 1
        ) w on true
      where s.earns and s.outcome is not null
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      "loyalty_tier_measure",
      "loyalty_tier_change",
      "loyalty_tier_member",
      "loyalty_tier_terms",
      "loyalty_tier_version",
      "loyalty_tier",
    ]) {
      await runner.query(`drop table ${table}`)
    }
    await runner.query(`drop type loyalty_tier_change_reason`)
    await runner.query(`alter table loyalty_program drop column tier_ladder_version, drop column tier_ladder`)
  }
}
