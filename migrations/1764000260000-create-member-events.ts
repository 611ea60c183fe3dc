import type { MigrationInterface, QueryRunner } from "typeorm"

/** What happened to members beside their orders, and what the rules of that day said to it. */
export class CreateMemberEvents1764000260000 implements MigrationInterface {
  name = "CreateMemberEvents1764000260000"

  async up(runner: QueryRunner): Promise<void> {
    // An event is told once, however often it is told: by its source's own key. Terms and rules are those of its day.
    await runner.query(`
      create table loyalty_member_event (
        id bigint generated always as identity primary key,
        program_id text not null references loyalty_program (id),
        account_id bigint not null,
        trigger text not null,
        name text,
        source text not null,
        key text not null,
        data jsonb not null default '{}',
        occurred_at timestamptz not null,
        terms_id bigint not null,
        rule_set_id bigint,
        outcome jsonb,
        settled_at timestamptz,
        created_at timestamptz not null default clock_timestamp(),
        constraint uq_loyalty_member_event_key unique (program_id, source, key)
      )
    `)
    await runner.query(
      `create index ix_loyalty_member_event_account on loyalty_member_event (account_id, id)`,
    )
    await runner.query(`
      create index ix_loyalty_member_event_unsettled on loyalty_member_event (id) where settled_at is null
    `)

    // As little as the rules need. The year of birth is nobody's business.
    await runner.query(`
      create table loyalty_profile (
        account_id bigint primary key references loyalty_account (id),
        birth_month smallint,
        birth_day smallint,
        birthday_given_at timestamptz,
        updated_at timestamptz not null default now(),
        constraint ck_loyalty_profile_birthday check (
          num_nulls(birth_month, birth_day) = 2
          or (num_nulls(birth_month, birth_day) = 0 and birth_month between 1 and 12 and birth_day between 1 and
            case when birth_month = 2 then 29 when birth_month in (4, 6, 9, 11) then 30 else 31 end))
      )
    `)
    await runner.query(`
      create index ix_loyalty_profile_birthday on loyalty_profile (birth_month, birth_day, account_id)
      where birth_month is not null
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table loyalty_profile`)
    await runner.query(`drop table loyalty_member_event`)
  }
}
