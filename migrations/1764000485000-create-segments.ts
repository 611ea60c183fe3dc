import type { MigrationInterface, QueryRunner } from "typeorm"

/** Segments: members told apart by how long they have been members, and how often, how much and when last they bought. */
export class CreateSegments1764000485000 implements MigrationInterface {
  name = "CreateSegments1764000485000"

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table loyalty_segment (
        id text primary key,
        program_id text not null references loyalty_program (id),
        name text not null,
        days integer,
        orders_min integer,
        orders_max integer,
        spent_currency_code text,
        spent_min bigint,
        spent_max bigint,
        last_order_days_min integer,
        last_order_days_max integer,
        member_days_min integer,
        member_days_max integer,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint ck_loyalty_segment_criteria check (num_nonnulls(orders_min, orders_max, spent_min, spent_max,
          last_order_days_min, last_order_days_max, member_days_min, member_days_max) > 0),
        constraint ck_loyalty_segment_spent check
          ((spent_currency_code is null) = (num_nonnulls(spent_min, spent_max) = 0))
      )
    `)
    await runner.query(`create index ix_loyalty_segment_program on loyalty_segment (program_id, id)`)
    // Who never ordered is in no segment that asks when he ordered last.
    await runner.query(`
      create function loyalty_in_segment(
        s loyalty_segment, p_orders bigint, p_minor bigint, p_last timestamptz, p_joined timestamptz, p_at timestamptz
      ) returns boolean language sql immutable as $$
        select p_orders >= coalesce(s.orders_min, 0) and (s.orders_max is null or p_orders <= s.orders_max)
          and (s.spent_min is null or p_minor >= s.spent_min) and (s.spent_max is null or p_minor <= s.spent_max)
          and (s.last_order_days_min is null
            or coalesce(p_last <= p_at - make_interval(days => s.last_order_days_min), false))
          and (s.last_order_days_max is null
            or coalesce(p_last >= p_at - make_interval(days => s.last_order_days_max), false))
          and (s.member_days_min is null or p_joined <= p_at - make_interval(days => s.member_days_min))
          and (s.member_days_max is null or p_joined >= p_at - make_interval(days => s.member_days_max))
      $$
    `)
    // Orders before the moment: one that is just being placed does not count for itself.
    await runner.query(`
      create function loyalty_segments_of(p_program text, p_account bigint, p_at timestamptz)
      returns text[] language sql stable as $$
        select array(
          select s.id from loyalty_segment s
            left join loyalty_account a on a.id = p_account
            cross join lateral (
              select count(*) as orders, coalesce(sum(m.minor) filter (
                  where m.paid and m.currency_code = s.spent_currency_code), 0)::bigint as minor
              from loyalty_tier_measure m
              where m.account_id = p_account and m.orders > 0 and m.placed_at < p_at
                and (s.days is null or m.placed_at >= p_at - make_interval(days => s.days))
            ) bought
            cross join lateral (
              select max(m.placed_at) as last from loyalty_tier_measure m
              where m.account_id = p_account and m.orders > 0 and m.placed_at < p_at
            ) ordered
          where s.program_id = p_program
            and loyalty_in_segment(s, bought.orders, bought.minor, ordered.last, coalesce(a.created_at, p_at), p_at)
          order by s.id
        )
      $$
    `)
    await runner.query(`
      create function loyalty_members_in_segment(p_segment text, p_at timestamptz)
      returns table (account_id bigint, orders bigint, minor bigint, last_order_at timestamptz)
      language sql stable as $$
        with segment as (select * from loyalty_segment where id = p_segment),
        bought as (
          select m.account_id, max(m.placed_at) as last,
            count(*) filter (where s.days is null or m.placed_at >= p_at - make_interval(days => s.days)) as orders,
            sum(m.minor) filter (where m.paid and m.currency_code = s.spent_currency_code
              and (s.days is null or m.placed_at >= p_at - make_interval(days => s.days))) as minor
          from loyalty_tier_measure m cross join segment s
          where m.orders > 0 and m.placed_at < p_at group by m.account_id
        )
        select a.id, coalesce(b.orders, 0), coalesce(b.minor, 0)::bigint, b.last
        from segment s join loyalty_account a on a.program_id = s.program_id and a.created_at <= p_at
          left join bought b on b.account_id = a.id
        where loyalty_in_segment(s::loyalty_segment, coalesce(b.orders, 0), coalesce(b.minor, 0)::bigint, b.last, a.created_at, p_at)
      $$
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function loyalty_members_in_segment`)
    await runner.query(`drop function loyalty_segments_of`)
    await runner.query(`drop function loyalty_in_segment`)
    await runner.query(`drop table loyalty_segment`)
  }
}
