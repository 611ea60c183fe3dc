import type { MigrationInterface, QueryRunner } from "typeorm"

/** Programs and the accounts of their members. */
export class CreateAccounts1764000000000 implements MigrationInterface {
  name = "CreateAccounts1764000000000"

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function loyalty_refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception 'The loyalty ledger is append-only: % of % is refused. Mend a mistake with a new entry.',
          tg_op, tg_table_name using errcode = 'LY900';
      end $$
    `)

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
        terms_id bigint not null,
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

    // What orders and redemptions were promised: they name the terms that held on their day. The database itself keeps
    // each version, whoever changes a program.
    await runner.query(`
      create table loyalty_program_terms (
        id bigint generated always as identity primary key,
        program_id text not null,
        version integer not null,
        terms jsonb not null,
        created_at timestamptz not null default now()
      )
    `)
    await runner.query(`
      create function loyalty_keep_terms() returns trigger language plpgsql as $$
      begin
        if tg_op = 'INSERT' or new.terms is distinct from old.terms then
          insert into loyalty_program_terms (program_id, version, terms) values (new.id, new.version, new.terms)
          returning id into new.terms_id;
        end if;
        return new;
      end $$
    `)
    await runner.query(`
      create trigger tr_loyalty_program_terms before insert or update of terms on loyalty_program
      for each row execute function loyalty_keep_terms()
    `)

    // No index may contain a balance column: it would end HOT updates of the busiest rows of the schema.
    //
    // Here and on the ledger's tables, types guard what words and numbers may be there, and the one check is short:
    // PostgreSQL reads every check of a table anew for each statement that writes it, at ten microseconds each, but
    // keeps those of a domain ready.
    //
    // No foreign key leads from here or from the ledger's rows to the program or to the account: a posting would look
    // the parent up and lock it for each row that it writes, though it holds the account already, and all postings of a
    // program would queue for its one row. Programs are never deleted, and the database refuses to delete an account.
    await runner.query(`create type loyalty_account_status as enum ('active', 'frozen')`)
    await runner.query(
      `create domain loyalty_balance as bigint constraint ck_loyalty_balance check (value >= 0)`,
    )
    await runner.query(
      `create domain loyalty_quantity as bigint constraint ck_loyalty_quantity check (value > 0)`,
    )
    await runner.query(`
      create table loyalty_account (
        id bigint generated always as identity primary key,
        public_id text not null,
        program_id text not null,
        customer_id text not null,
        status loyalty_account_status not null default 'active',
        created_at timestamptz not null default now(),
        available bigint not null default 0,
        pending loyalty_balance not null default 0,
        held loyalty_balance not null default 0,
        overdrawn boolean not null default false,
        sequence bigint not null default 0,
        last_hash bytea not null default '\\x',
        updated_at timestamptz not null default now(),
        constraint uq_loyalty_account_public_id unique (public_id),
        constraint uq_loyalty_account_member unique (customer_id, program_id),
        constraint ck_loyalty_account_available check (available >= 0 or overdrawn)
      ) with (fillfactor = 85)
    `)
    await runner.query(`
      create trigger tr_loyalty_account_kept before delete on loyalty_account
      for each row execute function loyalty_refuse_change()
    `)
    await runner.query(`
      create trigger tr_loyalty_account_no_truncate before truncate on loyalty_account
      for each statement execute function loyalty_refuse_change()
    `)
    for (const trigger of ["tr_loyalty_account_kept", "tr_loyalty_account_no_truncate"]) {
      await runner.query(`alter table loyalty_account enable always trigger ${trigger}`)
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table loyalty_account`)
    for (const domain of ["loyalty_quantity", "loyalty_balance"]) await runner.query(`drop domain ${domain}`)
    await runner.query(`drop type loyalty_account_status`)
    await runner.query(`drop table loyalty_program`)
    await runner.query(`drop table loyalty_program_terms`)
    await runner.query(`drop function loyalty_keep_terms`)
    await runner.query(`drop function loyalty_refuse_change`)
  }
}
