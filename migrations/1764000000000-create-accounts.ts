import type { MigrationInterface, QueryRunner } from "typeorm"

/** Programs and the accounts of their members. */
export class CreateAccounts1764000000000 implements MigrationInterface {
  name = "CreateAccounts1764000000000"

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table loyalty_program (
        id text primary key,
        handle text not null,
        name text not null,
        unit_names jsonb not null,
        joining text not null,
        is_default boolean not null default false,
        sales_channel_ids text[] not null default '{}',
        version integer not null default 1,
        terms jsonb not null,
        starts_at timestamptz not null default now(),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint uq_loyalty_program_handle unique (handle),
        constraint ck_loyalty_program_joining check (joining in ('automatic', 'opt_in')),
        constraint ck_loyalty_program_version check (version > 0)
      )
    `)
    await runner.query(
      `create unique index uq_loyalty_program_default on loyalty_program (is_default) where is_default`,
    )

    // No index may contain a balance column: it would end HOT updates of the busiest rows of the schema.
    // Balances end where a JSON number stops being exact.
    // No foreign key to the program: PostgreSQL checks it anew whenever a transaction updates an account twice, and all
    // postings of a program would then queue for the lock on its one row. Programs are never deleted.
    await runner.query(`
      create table loyalty_account (
        id bigint generated always as identity primary key,
        public_id text not null,
        program_id text not null,
        customer_id text not null,
        status text not null default 'active',
        available bigint not null default 0,
        pending bigint not null default 0,
        held bigint not null default 0,
        overdrawn boolean not null default false,
        sequence bigint not null default 0,
        last_hash bytea not null default '\\x',
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint uq_loyalty_account_public_id unique (public_id),
        constraint uq_loyalty_account_member unique (customer_id, program_id),
        constraint ck_loyalty_account_status check (status in ('active', 'frozen')),
        constraint ck_loyalty_account_available check (available >= 0 or overdrawn),
        constraint ck_loyalty_account_pending check (pending >= 0),
        constraint ck_loyalty_account_held check (held >= 0),
        constraint ck_loyalty_account_countable check (
          available between -9007199254740991 and 9007199254740991
          and pending <= 9007199254740991 and held <= 9007199254740991)
      ) with (fillfactor = 85)
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table loyalty_account`)
    await runner.query(`drop table loyalty_program`)
  }
}
