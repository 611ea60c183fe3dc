import type { MigrationInterface, QueryRunner } from "typeorm"

/** What members' events are told with and settled by, many at a time. */
export class EventFunctions1764000720000 implements MigrationInterface {
  name = "EventFunctions1764000720000"

  async up(runner: QueryRunner): Promise<void> {
    // p_events: account_id, trigger, name, source, key, data, occurred_at. Answers them all, in their order, also those that
    // were known; an event of a key that is there twice is the caller's mistake.
    await runner.query(`
      create function loyalty_tell_events(p_program text, p_events jsonb)
      returns table (event loyalty_member_event, customer_id text, is_new boolean) language plpgsql
      set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
      declare
        v_terms bigint;
        v_new bigint[];
      begin
        select p.terms_id into v_terms from loyalty_program p where p.id = p_program;
        if not found then
          perform loyalty_refuse('program_not_found');
        end if;
        with told as (
          insert into loyalty_member_event
            (program_id, account_id, trigger, name, source, key, data, occurred_at, terms_id, rule_set_id)
          select p_program, x.account_id, x.trigger, x.name, x.source, x.key, coalesce(x.data, '{}'), x.occurred_at, v_terms,
            (select s.id from loyalty_rule_set s where s.program_id = p_program and s.created_at <= x.occurred_at
             order by s.id desc limit 1)
          from jsonb_to_recordset(p_events) as x(account_id bigint, trigger text, name text, source text, key text,
            data jsonb, occurred_at timestamptz)
          order by x.source, x.key
          on conflict on constraint uq_loyalty_member_event_key do nothing
          returning id
        )
        select array_agg(told.id) into v_new from told;
        return query
          select e, a.customer_id, coalesce(e.id = any (v_new), false)
          from jsonb_array_elements(p_events) with ordinality as u(one, place)
            join loyalty_member_event e on e.program_id = p_program and e.source = u.one ->> 'source' and e.key = u.one ->> 'key'
            join loyalty_account a on a.id = e.account_id
          order by u.place;
      end $$
    `)

    // p_outcomes: event_id, outcome. p_gifts: event_id, rule_id, rule_version, wanted, given, capped_by, day, activates_at,
    // expires_at, reasons; computed for events that were not settled. Those that somebody else settles meanwhile are
    // waited for and left alone. What is given later is pending until then. Answers how many gifts were posted.
    await runner.query(`
      create function loyalty_settle_events(p_outcomes jsonb, p_gifts jsonb, p_at timestamptz)
      returns integer language plpgsql
      set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
      declare
        v_events bigint[];
        v_posted integer := 0;
        b record;
      begin
        select array_agg(id) into v_events from (
          select e.id from loyalty_member_event e
            join jsonb_to_recordset(p_outcomes) as o(event_id bigint) on o.event_id = e.id
          where e.settled_at is null order by e.id for no key update of e
        ) unsettled;
        if v_events is null then
          return 0;
        end if;
        perform from loyalty_account
        where id = any (array(select account_id from loyalty_member_event where id = any (v_events)))
        order by id for no key update;

        insert into loyalty_rule_grant (rule_id, rule_version, account_id, source_id, day, wanted, given, kept, capped_by)
        select g.rule_id, g.rule_version, e.account_id, 'event:' || e.id, g.day, g.wanted, g.given, g.given, g.capped_by
        from jsonb_to_recordset(p_gifts) as g(event_id bigint, rule_id text, rule_version integer, wanted bigint,
            given bigint, capped_by text, day date)
          join loyalty_member_event e on e.id = g.event_id
        where e.id = any (v_events)
        on conflict on constraint uq_loyalty_rule_grant do nothing;

        for b in
          with gift as (
            select e.account_id, e.trigger, g.*, nextval('loyalty_award_id_seq') as award
            from jsonb_to_recordset(p_gifts) as g(event_id bigint, rule_id text, rule_version integer, given bigint,
                activates_at timestamptz, expires_at timestamptz, reasons jsonb)
              join loyalty_member_event e on e.id = g.event_id
            where e.id = any (v_events) and g.given > 0
          ), awarded as (
            insert into loyalty_award (id, event_id, account_id, portion, activates_at)
            select award, event_id, account_id, rule_id, activates_at from gift
          ), told as (
            insert into loyalty_award_line (award_id, revision, line_id, quantity, base_minor, points, reasons)
            select award, 0, trigger, 0, 0, given, reasons from gift
          )
          select trigger, activates_at is not null as pending, array_agg(account_id) as accounts, array_agg(award) as awards,
            array_agg(given) as points, array_agg(expires_at) as expires_at,
            array_agg('event:' || event_id || ':' || rule_id) as keys,
            array_agg(sha256(convert_to('event:' || event_id || ':' || rule_id || ':' || given, 'UTF8'))) as fingerprints
          from gift group by 1, 2 order by 1, 2
        loop
          perform loyalty_earn_batch(b.accounts, b.keys, b.fingerprints, b.points, b.expires_at, b.pending, p_at, b.trigger,
            'system', b.awards);
          v_posted := v_posted + cardinality(b.accounts);
        end loop;

        update loyalty_member_event e set settled_at = p_at, outcome = o.outcome
        from jsonb_to_recordset(p_outcomes) as o(event_id bigint, outcome jsonb)
        where e.id = o.event_id and e.id = any (v_events);
        return v_posted;
      end $$
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function loyalty_settle_events`)
    await runner.query(`drop function loyalty_tell_events`)
  }
}
