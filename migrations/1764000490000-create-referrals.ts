import type { MigrationInterface, QueryRunner } from "typeorm"

/** Who invites whom: the members' codes, and what became of those who came by them. */
export class CreateReferrals1764000490000 implements MigrationInterface {
  name = "CreateReferrals1764000490000"

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table loyalty_program add column referral jsonb`)

    await runner.query(`
      create table loyalty_referral_code (
        account_id bigint primary key references loyalty_account (id),
        program_id text not null references loyalty_program (id),
        code text not null,
        created_at timestamptz not null default clock_timestamp(),
        constraint uq_loyalty_referral_code unique (program_id, code),
        constraint ck_loyalty_referral_code check (code ~ '^[A-Z]{8}$')
      )
    `)

    // A member comes by one other member at most. What qualifies is as it was promised when the friend joined.
    // seen_entry_id: how far the friend's ledger has been looked at; look_at: when it is to be looked at again in any case.
    await runner.query(`
      create table loyalty_referral (
        id bigint generated always as identity primary key,
        public_id text not null,
        program_id text not null references loyalty_program (id),
        referrer_account_id bigint not null references loyalty_account (id),
        friend_account_id bigint not null references loyalty_account (id),
        state text not null,
        reason text,
        qualifying jsonb not null,
        attributed_at timestamptz not null,
        expires_at timestamptz not null,
        order_id text,
        completed_at timestamptz,
        rewarded_at timestamptz,
        decided_by text,
        decided_at timestamptz,
        note text,
        seen_entry_id bigint not null default 0,
        look_at timestamptz,
        created_at timestamptz not null default clock_timestamp(),
        updated_at timestamptz not null default clock_timestamp(),
        constraint uq_loyalty_referral_public_id unique (public_id),
        constraint uq_loyalty_referral_friend unique (friend_account_id),
        constraint ck_loyalty_referral_two check (referrer_account_id <> friend_account_id),
        constraint ck_loyalty_referral_state check (
          case state
            when 'joined' then num_nulls(reason, completed_at, rewarded_at) = 3
            when 'rejected' then reason is not null and num_nulls(completed_at, rewarded_at) = 2
            when 'completed' then reason is null and num_nulls(order_id, completed_at) = 0
            else false
          end)
      )
    `)
    await runner.query(
      `create index ix_loyalty_referral_referrer on loyalty_referral (referrer_account_id, id)`,
    )
    await runner.query(
      `create index ix_loyalty_referral_open on loyalty_referral (expires_at, id) where state = 'joined'`,
    )
    await runner.query(`
      create index ix_loyalty_referral_unrewarded on loyalty_referral (id)
      where state = 'completed' and rewarded_at is null
    `)

    // How many codes a member has tried of late.
    await runner.query(`
      create table loyalty_referral_attempt (
        account_id bigint primary key references loyalty_account (id),
        since timestamptz not null,
        attempts integer not null
      )
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ["loyalty_referral_attempt", "loyalty_referral", "loyalty_referral_code"]) {
      await runner.query(`drop table ${table}`)
    }
    await runner.query(`alter table loyalty_program drop column referral`)
  }
}
