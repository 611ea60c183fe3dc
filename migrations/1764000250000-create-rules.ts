import type { MigrationInterface, QueryRunner } from "typeorm"

/** Earning rules in all their versions, what they gave, and how much of their limits that used. */
export class CreateRules1764000250000 implements MigrationInterface {
  name = "CreateRules1764000250000"

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create type loyalty_rule_state as enum ('draft', 'active', 'paused', 'ended')`)
    await runner.query(`
      create table loyalty_rule (
        id text primary key,
        program_id text not null references loyalty_program (id),
        state loyalty_rule_state not null,
        version integer not null default 1,
        config jsonb not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint ck_loyalty_rule_version check (version > 0)
      )
    `)
    await runner.query(`create index ix_loyalty_rule_program on loyalty_rule (program_id, state, id)`)
    await runner.query(`
      create table loyalty_rule_version (
        id bigint generated always as identity primary key,
        rule_id text not null references loyalty_rule (id) on delete cascade,
        version integer not null,
        config jsonb not null,
        actor text not null,
        created_at timestamptz not null default now(),
        constraint uq_loyalty_rule_version unique (rule_id, version)
      )
    `)

    // Which versions were active together. An order keeps the name of the set that held when it was placed.
    await runner.query(`
      create table loyalty_rule_set (
        id bigint generated always as identity primary key,
        program_id text not null references loyalty_program (id),
        version_ids bigint[] not null,
        created_at timestamptz not null default clock_timestamp()
      )
    `)
    await runner.query(`create index ix_loyalty_rule_set_program on loyalty_rule_set (program_id, id)`)

    // What a rule gave for one order or event, its source. What is kept of it counts against the limits, in the periods that
    // it names; what came back does not.
    await runner.query(`
      create table loyalty_rule_grant (
        id bigint generated always as identity primary key,
        rule_id text not null references loyalty_rule (id),
        rule_version integer not null,
        account_id bigint not null,
        source_id text not null,
        day date not null,
        wanted bigint not null,
        given bigint not null,
        kept bigint not null,
        capped_by text,
        counts_globally boolean not null default false,
        member_periods text[] not null default '{}',
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint uq_loyalty_rule_grant unique (source_id, rule_id, account_id),
        constraint ck_loyalty_rule_grant_given check (given <= wanted)
      )
    `)
    await runner.query(
      `create index ix_loyalty_rule_grant_member on loyalty_rule_grant (account_id, rule_id)`,
    )
    await runner.query(`create index ix_loyalty_rule_grant_rule on loyalty_rule_grant (rule_id, id)`)

    // Account 0 is everybody.
    await runner.query(`
      create table loyalty_rule_counter (
        rule_id text not null references loyalty_rule (id),
        account_id bigint not null,
        period text not null,
        points bigint not null default 0,
        times integer not null default 0,
        constraint pk_loyalty_rule_counter primary key (rule_id, account_id, period),
        constraint ck_loyalty_rule_counter check (points >= 0 and times >= 0)
      ) with (fillfactor = 70)
    `)

    await runner.query(
      `alter table loyalty_program add column rule_set_id bigint references loyalty_rule_set (id)`,
    )
    await runner.query(`
      alter table loyalty_settlement
        add column rule_set_id bigint,
        add column context jsonb
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table loyalty_settlement drop column rule_set_id, drop column context`)
    await runner.query(`alter table loyalty_program drop column rule_set_id`)
    for (const table of [
      "loyalty_rule_counter",
      "loyalty_rule_grant",
      "loyalty_rule_set",
      "loyalty_rule_version",
      "loyalty_rule",
    ]) {
      await runner.query(`drop table ${table}`)
    }
    await runner.query(`drop type loyalty_rule_state`)
  }
}
