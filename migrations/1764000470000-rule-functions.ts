import type { MigrationInterface, QueryRunner } from "typeorm"

/**
 * The limits of rules that reach beyond one order. What a rule may give is granted before it is given, in a transaction of
 * its own, so that everybody's budget is locked for a moment only; a settlement then notes what of it is kept.
 */
export class RuleFunctions1764000470000 implements MigrationInterface {
  name = "RuleFunctions1764000470000"

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function loyalty_rule_counter_of(p_rule text, p_account bigint, p_period text)
      returns loyalty_rule_counter language plpgsql as $$
      declare
        c loyalty_rule_counter;
      begin
        select * into c from loyalty_rule_counter
        where rule_id = p_rule and account_id = p_account and period = p_period for update;
        if not found then
          insert into loyalty_rule_counter (rule_id, account_id, period) values (p_rule, p_account, p_period)
          on conflict do nothing;
          select * into c from loyalty_rule_counter
          where rule_id = p_rule and account_id = p_account and period = p_period for update;
        end if;
        return c;
      end $$
    `)

    // p_asks: rule_id, rule_version, wanted, budget, members, per_member [{period, points, times}]; answers what each rule may
    // give for the source in all. What was granted before stays granted: only what is wanted beyond it is asked for.
    // Counters are locked rule by rule, everybody's first, so that two who ask cannot wait for each other.
    await runner.query(`
      create function loyalty_rule_ask(p_source text, p_account bigint, p_day date, p_asks jsonb)
      returns table (rule_id text, wanted bigint, given bigint, capped_by text) language plpgsql
      set plan_cache_mode = force_generic_plan as $$
      #variable_conflict use_column
      declare
        a record;
        m record;
        g loyalty_rule_grant;
        c loyalty_rule_counter;
        v_more bigint;
        v_capped text;
        -- Nothing of it counts so far: it takes a seat and a time, if there are any left.
        v_is_new boolean;
      begin
        for a in
          select x.* from jsonb_to_recordset(p_asks) as x(rule_id text, rule_version integer, wanted bigint,
            budget bigint, members integer, per_member jsonb)
          order by x.rule_id
        loop
          v_capped := null;
          if a.budget is not null or a.members is not null then
            c := loyalty_rule_counter_of(a.rule_id, 0, 'life');
          end if;
          perform loyalty_rule_counter_of(a.rule_id, p_account, period)
          from (select distinct period from jsonb_to_recordset(a.per_member) as x(period text) order by period) p;
          select * into g from loyalty_rule_grant
          where source_id = p_source and rule_id = a.rule_id and account_id = p_account for update;
          v_is_new := coalesce(g.kept, 0) = 0;
          v_more := greatest(0, a.wanted - coalesce(g.wanted, 0));

          if v_is_new and a.members is not null and not exists (
            select from loyalty_rule_grant
            where account_id = p_account and rule_id = a.rule_id and given > 0
          ) then
            if (loyalty_rule_counter_of(a.rule_id, 0, 'members')).times >= a.members then
              v_more := 0;
              v_capped := 'members';
            else
              update loyalty_rule_counter set times = times + 1
              where rule_id = a.rule_id and account_id = 0 and period = 'members';
            end if;
          end if;
          if a.budget is not null and v_more > a.budget - c.points then
            v_more := greatest(0, a.budget - c.points);
            v_capped := 'budget';
          end if;
          for m in
            select x.period, x.per, x.points as points_max, x.times as times_max, n.points, n.times
            from jsonb_to_recordset(a.per_member) as x(period text, per text, points bigint, times integer)
              join loyalty_rule_counter n
                on n.rule_id = a.rule_id and n.account_id = p_account and n.period = x.period
            order by x.period
          loop
            if v_is_new and m.times >= m.times_max then
              v_more := 0;
              v_capped := 'member_' || m.per;
            elsif v_more > m.points_max - m.points then
              v_more := greatest(0, m.points_max - m.points);
              v_capped := 'member_' || m.per;
            end if;
          end loop;

          insert into loyalty_rule_grant as o (rule_id, rule_version, account_id, source_id, day, wanted, given, kept,
            capped_by, counts_globally, member_periods)
          values (a.rule_id, a.rule_version, p_account, p_source, p_day, a.wanted, v_more, v_more, v_capped,
            a.budget is not null or a.members is not null,
            array(select distinct x.period from jsonb_to_recordset(a.per_member) as x(period text) order by 1))
          on conflict on constraint uq_loyalty_rule_grant do update set
            wanted = greatest(o.wanted, a.wanted), given = o.given + v_more, kept = o.kept + v_more,
            capped_by = coalesce(v_capped, o.capped_by), updated_at = clock_timestamp()
          returning * into g;
          perform loyalty_rule_count(g, v_more, case when v_is_new and v_more > 0 then 1 else 0 end);
          rule_id := a.rule_id;
          wanted := g.wanted;
          given := g.given;
          capped_by := g.capped_by;
          return next;
        end loop;
      end $$
    `)
    // The same without asking: what a preview may promise as things stand.
    await runner.query(`
      create function loyalty_rule_room(p_account bigint, p_asks jsonb)
      returns table (rule_id text, wanted bigint, given bigint, capped_by text) language sql stable as $$
        select a.rule_id, a.wanted, least(a.wanted, coalesce(r.room, a.wanted)), case when r.room < a.wanted then r.name end
        from jsonb_to_recordset(p_asks) as a(rule_id text, wanted bigint, budget bigint, members integer, per_member jsonb)
          left join lateral (
            select l.name, greatest(0, l.room) as room from (
              select 'budget' as name, a.budget - coalesce((
                select c.points from loyalty_rule_counter c
                where c.rule_id = a.rule_id and c.account_id = 0 and c.period = 'life'), 0) as room
              union all
              select 'members', 0 where a.members <= (
                select c.times from loyalty_rule_counter c
                where c.rule_id = a.rule_id and c.account_id = 0 and c.period = 'members')
                and not exists (
                  select from loyalty_rule_grant g
                  where g.account_id = p_account and g.rule_id = a.rule_id and g.given > 0)
              union all
              select 'member_' || m.per,
                case when coalesce(c.times, 0) >= m.times then 0 else m.points - coalesce(c.points, 0) end
              from jsonb_to_recordset(a.per_member) as m(period text, per text, points bigint, times integer)
                left join loyalty_rule_counter c
                  on c.rule_id = a.rule_id and c.account_id = p_account and c.period = m.period
            ) l where l.room is not null order by l.room limit 1
          ) r on true
      $$
    `)
    await runner.query(`
      create function loyalty_rule_count(p_grant loyalty_rule_grant, p_points bigint, p_times integer)
      returns void language plpgsql as $$
      begin
        if p_points = 0 and p_times = 0 then
          return;
        end if;
        if p_grant.counts_globally then
          update loyalty_rule_counter set points = greatest(0, points + p_points), times = greatest(0, times + p_times)
          where rule_id = p_grant.rule_id and account_id = 0 and period = 'life';
        end if;
        update loyalty_rule_counter set points = greatest(0, points + p_points), times = greatest(0, times + p_times)
        where rule_id = p_grant.rule_id and account_id = p_grant.account_id and period = any (p_grant.member_periods);
      end $$
    `)

    // p_grants: rule_id, rule_version, wanted, given, kept, capped_by, day: all that the source deserves by now. What it
    // was granted otherwise, or somebody else was before it changed hands, is kept no longer.
    await runner.query(`
      create function loyalty_rule_keep(p_source text, p_account bigint, p_grants jsonb)
      returns void language plpgsql as $$
      declare
        k record;
        o loyalty_rule_grant;
      begin
        for k in
          select coalesce(x.rule_id, g.rule_id) as rule_id, coalesce(g.account_id, p_account) as account_id, g.id,
            x.rule_version, x.wanted, x.given, x.capped_by, x.day, coalesce(x.kept, 0) as kept, x.rule_id is not null as deserved
          from (select * from loyalty_rule_grant where source_id = p_source) g
            full join jsonb_to_recordset(p_grants) as x(rule_id text, rule_version integer, wanted bigint, given bigint,
              kept bigint, capped_by text, day date)
            on x.rule_id || ':' || p_account = g.rule_id || ':' || g.account_id
          where p_account is not null or g.id is not null
          order by 1, 2
        loop
          if k.id is null then
            insert into loyalty_rule_grant (rule_id, rule_version, account_id, source_id, day, wanted, given, kept, capped_by)
            values (k.rule_id, k.rule_version, k.account_id, p_source, k.day, k.wanted, k.given, k.kept, k.capped_by);
            continue;
          end if;
          select * into o from loyalty_rule_grant where id = k.id for update;
          continue when o.kept = k.kept and (not k.deserved or (o.wanted = k.wanted and o.given = k.given));
          update loyalty_rule_grant set kept = k.kept, updated_at = clock_timestamp(),
            wanted = case when k.deserved then k.wanted else wanted end,
            given = case when k.deserved then k.given else given end,
            capped_by = case when k.deserved then k.capped_by else capped_by end
          where id = k.id;
          perform loyalty_rule_count(o, k.kept - o.kept,
            case when k.kept > 0 then 1 else 0 end - case when o.kept > 0 then 1 else 0 end);
        end loop;
      end $$
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of [
      "loyalty_rule_keep",
      "loyalty_rule_count",
      "loyalty_rule_room",
      "loyalty_rule_ask",
      "loyalty_rule_counter_of",
    ]) {
      await runner.query(`drop function ${name}`)
    }
  }
}
