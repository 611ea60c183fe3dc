import type { MigrationInterface, QueryRunner } from "typeorm"

/** Clubs, and who has been in which of them from when until when. */
export class CreateClubs1764000483000 implements MigrationInterface {
  name = "CreateClubs1764000483000"

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create type loyalty_club_state as enum ('draft', 'open', 'closed')`)
    await runner.query(`
      create table loyalty_club (
        id text primary key,
        program_id text not null references loyalty_program (id),
        handle text not null,
        name text not null,
        description text not null default '',
        state loyalty_club_state not null default 'draft',
        starts_at timestamptz,
        ends_at timestamptz,
        customer_group_ids text[] not null default '{}',
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint uq_loyalty_club_handle unique (program_id, handle),
        constraint ck_loyalty_club_window check (starts_at < ends_at)
      )
    `)
    // A row is one stay. Who leaves keeps it, with its end, and who comes back begins another.
    await runner.query(`
      create table loyalty_club_membership (
        id bigint generated always as identity primary key,
        club_id text not null references loyalty_club (id),
        account_id bigint not null,
        joined_at timestamptz not null,
        left_at timestamptz,
        constraint ck_loyalty_club_membership_end check (left_at >= joined_at)
      )
    `)
    await runner.query(`
      create unique index uq_loyalty_club_membership_present on loyalty_club_membership (club_id, account_id)
      where left_at is null
    `)
    await runner.query(
      `create index ix_loyalty_club_membership_club on loyalty_club_membership (club_id, id)`,
    )
    await runner.query(
      `create index ix_loyalty_club_membership_account on loyalty_club_membership (account_id, club_id)`,
    )
    await runner.query(`
      create function loyalty_clubs_of(p_account bigint, p_at timestamptz)
      returns text[] language sql stable as $$
        select array(
          select distinct m.club_id from loyalty_club_membership m join loyalty_club c on c.id = m.club_id
          where m.account_id = p_account and m.joined_at <= p_at and (m.left_at is null or m.left_at > p_at)
            and (c.starts_at is null or c.starts_at <= p_at) and (c.ends_at is null or c.ends_at > p_at)
          order by m.club_id
        )
      $$
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function loyalty_clubs_of`)
    await runner.query(`drop table loyalty_club_membership`)
    await runner.query(`drop table loyalty_club`)
    await runner.query(`drop type loyalty_club_state`)
  }
}
