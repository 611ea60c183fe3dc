import type { MigrationInterface, QueryRunner } from "typeorm"

/**
 * A settlement in two calls: what it reads, and what it changes. The changes were computed from what was read at a
 * revision: all of them happen if that is still the order's revision, or none.
 */
export class SettlementFunctions1764000450000 implements MigrationInterface {
  name = "SettlementFunctions1764000450000"

  async up(runner: QueryRunner): Promise<void> {
    // Of many that open a customer's account at once, one does, and all are given it.
    await runner.query(`
      create function loyalty_open_account(p_program text, p_customer text, p_public_id text, p_at timestamptz)
      returns bigint language plpgsql as $$
      declare
        v_account bigint;
      begin
        insert into loyalty_account (public_id, program_id, customer_id, created_at)
        values (p_public_id, p_program, p_customer, p_at)
        on conflict on constraint uq_loyalty_account_member do nothing
        returning id into v_account;
        if found then
          insert into loyalty_outbox (name, data) values ('loyalty.account_created',
            jsonb_build_object('id', p_public_id, 'customer_id', p_customer));
        else
          select id into v_account from loyalty_account where customer_id = p_customer and program_id = p_program;
        end if;
        return v_account;
      end $$
    `)

    // All that the ledger knows of an order and of its customer, at one moment. Before the first settlement, the program
    // is the one that names the sales channel, otherwise the default. The redemption is the order's own; otherwise the
    // one whose discount it carries, or that its cart left open. What was never settled has no awards to look for. The rules are
    // those that were active together when the order was placed.
    await runner.query(`
      create function loyalty_settlement_state(
        p_order text, p_channel text, p_customer text, p_tokens text[], p_cart text, p_placed_at timestamptz,
        out revision integer, out earns boolean, out program_id text, out joining text, out starts_at timestamptz,
        out terms_id bigint, out terms jsonb, out account_id bigint, out redemption json, out awards json,
        out lines_revision integer, out lines json, out rule_set_id bigint, out context json, out grants json
      ) language plpgsql stable
      set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
      declare
        v_redemption bigint;
        v_award bigint;
      begin
        select s.revision, s.earns, s.program_id, s.terms_id, s.redemption_id, s.rule_set_id, s.context
        into revision, earns, program_id, terms_id, v_redemption, rule_set_id, context
        from loyalty_settlement s where s.order_id = p_order;
        if found then
          select p.joining, p.starts_at into joining, starts_at from loyalty_program p where p.id = program_id;
        else
          select p.id, p.joining, p.starts_at, p.terms_id into program_id, joining, starts_at, terms_id
          from loyalty_program p where p.is_default or p_channel = any (p.sales_channel_ids)
          order by p.is_default, p.id limit 1;
          select r.id into rule_set_id from loyalty_rule_set r
          where r.program_id = loyalty_settlement_state.program_id and r.created_at <= p_placed_at
          order by r.id desc limit 1;
        end if;
        select t.terms into terms from loyalty_program_terms t where t.id = terms_id;
        select a.id into account_id from loyalty_account a
        where a.customer_id = p_customer and a.program_id = loyalty_settlement_state.program_id;

        if v_redemption is null and cardinality(p_tokens) > 0 then
          select r.id into v_redemption from loyalty_redemption r where r.token = any (p_tokens) order by r.id limit 1;
        end if;
        if v_redemption is null then
          select h.redemption_id into v_redemption from loyalty_hold h where h.cart_id = p_cart;
        end if;
        if v_redemption is not null then
          select json_build_object('id', r.id, 'token', r.token, 'accountId', r.account_id, 'status', r.status,
            'points', r.points, 'captured', r.captured, 'restored', r.restored, 'currencyCode', r.currency_code,
            'shares', r.shares, 'terms', t.terms)
          into redemption
          from loyalty_redemption r join loyalty_program_terms t on t.id = r.terms_id where r.id = v_redemption;
        end if;

        if revision is not null then
          select json_agg(json_build_object('accountId', w.account_id, 'earned', w.earned,
            'reversed', w.reversed, 'shortfall', w.shortfall, 'portion', w.portion) order by w.account_id, w.id)
          into awards
          from loyalty_award w where w.order_id = p_order;
          select l.award_id, max(l.revision) into v_award, lines_revision
          from loyalty_award w join loyalty_award_line l on l.award_id = w.id
          where w.order_id = p_order and w.account_id = loyalty_settlement_state.account_id and w.portion = ''
          group by l.award_id;
          select json_agg(json_build_object('lineId', l.line_id, 'quantity', l.quantity, 'baseMinor', l.base_minor,
            'points', l.points))
          into lines
          from loyalty_award_line l where l.award_id = v_award and l.revision = lines_revision;
        end if;
        if rule_set_id is not null then
          select json_agg(json_build_object('ruleId', g.rule_id, 'wanted', g.wanted, 'given', g.given,
            'cappedBy', g.capped_by))
          into grants
          from loyalty_rule_grant g
          where g.source_id = p_order and g.account_id = loyalty_settlement_state.account_id;
        end if;
      end $$
    `)

    // The ledger's commands lock their accounts in the order of the steps: in the order of the accounts' keys, so that
    // two settlements cannot wait for each other. No key can have been used: the settlement's revision is in each.
    // Answers how many entries there are for it.
    await runner.query(`
      create function loyalty_take_steps(
        p_steps jsonb, p_order text, p_revision integer, p_at timestamptz, p_owner bigint
      ) returns integer language plpgsql as $$
      declare
        s record;
        p loyalty_posting;
        r loyalty_receipt;
        v_posted integer := 0;
      begin
        for s in
          select e.step, x.verb, coalesce(x.account_id, p_owner) as account, w.id as award, x.portion, x.redemption_id, x.points, x.policy, x.expires_at, x.shares
          from jsonb_array_elements(p_steps) with ordinality e(step, turn)
            cross join lateral jsonb_to_record(e.step) as x(
              verb text, account_id bigint, portion text, redemption_id bigint, points bigint, policy text,
              expires_at timestamptz, shares jsonb)
            left join loyalty_award w on w.order_id = p_order and w.account_id = coalesce(x.account_id, p_owner)
              and w.portion = x.portion
          order by account, e.turn
        loop
          if s.verb = 'keep' then
            update loyalty_award set reversed = reversed - s.points, shortfall = shortfall - s.points where id = s.award;
            continue;
          end if;
          p := ('order:' || p_order || ':' || p_revision || ':' || s.verb || ':' || s.account
              || coalesce(':' || nullif(s.portion, ''), ''),
            sha256(convert_to(s.step::text, 'UTF8')), p_at, 'order_' || s.verb, 'system', p_order, null);
          case s.verb
            when 'earn' then r := loyalty_earn(s.account, p, s.points, true, s.award, null, null);
            when 'reverse' then r := loyalty_reverse(s.account, p, s.award, s.points, s.policy, null);
            when 'activate' then r := loyalty_activate(s.account, p, s.award, s.expires_at);
            when 'capture' then r := loyalty_capture(s.redemption_id, p, s.points, s.shares);
            when 'release' then r := loyalty_end_redemption(s.redemption_id, p, 'release');
            when 'restore' then r := loyalty_restore(s.redemption_id, p, s.points, s.policy, s.expires_at);
          end case;
          if r.entry_id is not null then
            v_posted := v_posted + 1;
          end if;
        end loop;
        return v_posted;
      end $$
    `)

    // A first settlement keeps the order's terms for good. The row that it writes, or updates, is what others wait for
    // who settle the order at the same moment; the revision then tells them that they are late.
    await runner.query(`
      create function loyalty_settle(p_plan jsonb) returns integer language plpgsql
      set plan_cache_mode = force_generic_plan as $$
      declare
        s record;
        v_posted integer;
      begin
        select * into s from jsonb_to_record(p_plan) as s(
          order_id text, revision integer, program_id text, terms_id bigint, earns boolean, placed_at timestamptz,
          redemption_id bigint, activates_at timestamptz, order_changed_at timestamptz, outcome jsonb, at timestamptz,
          account_id bigint, joining_customer_id text, joining_public_id text,
          rule_set_id bigint, context jsonb, grants jsonb, new_portions text[], steps jsonb, lines_revision integer, lines jsonb);

        if s.revision = 0 then
          insert into loyalty_settlement (order_id, program_id, terms_id, earns, placed_at, redemption_id, revision,
            activates_at, order_changed_at, outcome, settled_at, rule_set_id, context)
          values (s.order_id, s.program_id, s.terms_id, s.earns, s.placed_at, s.redemption_id, 1,
            s.activates_at, s.order_changed_at, s.outcome, s.at, s.rule_set_id, s.context)
          on conflict (order_id) do nothing;
        else
          update loyalty_settlement set redemption_id = s.redemption_id, revision = s.revision + 1,
            activates_at = s.activates_at, order_changed_at = s.order_changed_at, outcome = s.outcome, settled_at = s.at,
            context = s.context
          where order_id = s.order_id and revision = s.revision;
        end if;
        if not found then
          perform loyalty_refuse('settlement_conflict');
        end if;

        if s.joining_customer_id is not null then
          s.account_id := loyalty_open_account(s.program_id, s.joining_customer_id, s.joining_public_id, s.at);
        end if;
        if cardinality(s.new_portions) > 0 then
          insert into loyalty_award (order_id, account_id, portion)
          select s.order_id, s.account_id, unnest(s.new_portions);
        end if;
        if s.grants is not null then
          perform loyalty_rule_keep(s.order_id, s.account_id, s.grants);
        end if;
        v_posted := loyalty_take_steps(s.steps, s.order_id, s.revision, s.at, s.account_id);

        insert into loyalty_award_line (award_id, revision, line_id, quantity, base_minor, points, reasons)
        select w.id, s.lines_revision, l.*
        from jsonb_to_recordset(s.lines) as l(
            line_id text, quantity numeric, base_minor bigint, points bigint, reasons jsonb)
          join loyalty_award w on w.order_id = s.order_id and w.account_id = s.account_id and w.portion = '';
        return v_posted;
      end $$
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function loyalty_settle`)
    await runner.query(`drop function loyalty_take_steps`)
    await runner.query(`drop function loyalty_settlement_state`)
    await runner.query(`drop function loyalty_open_account`)
  }
}
