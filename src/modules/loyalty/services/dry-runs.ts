import type { LoyaltyDatabase } from "../data-source"
import { isShared } from "../domain/rules/grants"
import { needsAnything, needsOf } from "../domain/rules/needs"
import { unlimited } from "../domain/rules/programme"
import { noContext, type RuleContext } from "../domain/rules/scene"
import { inTier } from "../domain/simulation/context"
import { judge } from "../domain/simulation/judge"
import { everybody, RunLimits } from "../domain/simulation/limits"
import { programIdOf } from "../domain/simulation/program"
import { holdLease } from "../persistence/backfill-lease"
import type { BackfillWork, DryRun } from "../types/backfill"
import type { OrderToTry } from "../types/simulation"
import type { Memberships } from "./memberships"
import type { Programs } from "./programs"
import type { Rules } from "./rules"

interface PlannedOrder {
  orderId: string
  customerId: string
  currencyCode: string
  points: number
  pending: number
}

/** What a backfill would give, order by order. It writes its own plan, and nothing of the ledger. */
export class DryRuns {
  private readonly database: LoyaltyDatabase
  private readonly programs: Programs
  private readonly rules: Rules
  private readonly memberships: Memberships

  constructor(cradle: {
    database: LoyaltyDatabase
    programs: Programs
    rules: Rules
    memberships: Memberships
  }) {
    this.database = cradle.database
    this.programs = cradle.programs
    this.rules = cradle.rules
    this.memberships = cradle.memberships
  }

  /** Begins anew: limits are counted from the first order on, and a dry run that broke off has given nothing. */
  async begin(work: BackfillWork): Promise<DryRun> {
    const { run } = work
    const program = await this.programs.retrieve(run.programId)
    const terms = await this.programs.termsOf(run.termsId)
    const rules = await this.rules.setOf(run.ruleSetId)
    await this.database.transaction(async (manager) => {
      await holdLease(manager, work, { done: 0 })
      await this.database.query(
        `delete from loyalty_backfill_order where backfill_id = $1`,
        [run.id],
        manager,
      )
    })
    const programs = await this.programs.list()
    const limits = new RunLimits(terms.timeZone)
    return { ...work, program, programs, terms, rules, needs: needsOf(rules), limits }
  }

  /** Says what orders would get, which have to come in the order of their placement. */
  async plan(dryRun: DryRun, orders: OrderToTry[], done: number, at: Date): Promise<void> {
    const { program, programs, terms, rules, limits } = dryRun
    const settled = await this.settledOf(orders)
    const accounts = await this.accountsOf(program.id, orders)
    await this.readLimits(dryRun, accounts)
    const planned: PlannedOrder[] = []
    for (const order of orders) {
      const { facts } = order
      const { customerId, orderId, currencyCode, placedAt } = facts
      const settlement = settled.get(orderId)
      const isDue = settlement === undefined ? placedAt < program.startsAt : !settlement.earns
      if (!isDue || (settlement?.programId ?? programIdOf(programs, facts)) !== program.id) continue
      const accountId = customerId === null ? null : (accounts.get(customerId) ?? null)
      if (customerId === null || (program.joining !== "automatic" && accountId === null)) continue
      const context = await this.contextOf(dryRun, order, accountId)
      // What deserves nothing by now is no part of the run, and asks no limit for leave.
      if (judge(facts, terms, { rules, context, allowance: unlimited }).earned === 0) continue
      const allowance = limits.allowanceFor(customerId, placedAt)
      const { earned, portions, paid, grants } = judge(facts, terms, { rules, context, allowance })
      limits.keep(customerId, placedAt, grants)
      if (earned === 0) continue
      const waiting = portions.filter(({ activatesAt }) => !paid || activatesAt > at)
      const pending = waiting.reduce((sum, { points }) => sum + points, 0)
      planned.push({ orderId, customerId, currencyCode: currencyCode.toLowerCase(), points: earned, pending })
    }
    await this.database.transaction(async (manager) => {
      await holdLease(manager, dryRun, { done })
      await this.database.query(
        `insert into loyalty_backfill_order (backfill_id, order_id, state, customer_id, currency_code, points, pending)
         select $1, x.order_id, 'planned', x.customer_id, x.currency_code, x.points, x.pending
         from rows from (jsonb_to_recordset($2::jsonb) as
             ("orderId" text, "customerId" text, "currencyCode" text, points bigint, pending bigint))
           with ordinality as x(order_id, customer_id, currency_code, points, pending, turn)
         order by turn`,
        [dryRun.run.id, JSON.stringify(planned)],
        manager,
      )
    })
  }

  /** As things are now, since the order's own day has kept nothing of it; in the tier of that day. */
  private async contextOf(
    { needs, program }: DryRun,
    { facts, contextOf }: OrderToTry,
    accountId: number | null,
  ): Promise<RuleContext> {
    const { tier = null, ...membership } = await this.memberships.of(accountId, facts.placedAt, program.id)
    if (!needsAnything(needs)) return inTier(noContext, tier)
    const found = await contextOf(
      needs,
      facts.lines.map(({ lineId }) => lineId),
    )
    if (found.member === null || !needs.membership) return inTier(found, tier)
    return inTier({ ...found, member: { ...found.member, ...membership } }, tier)
  }

  private async settledOf(orders: OrderToTry[]): Promise<Map<string, { programId: string; earns: boolean }>> {
    const rows = await this.database.query<{ order_id: string; program_id: string; earns: boolean }>(
      `select order_id, program_id, earns from loyalty_settlement where order_id = any ($1)`,
      [orders.map(({ facts }) => facts.orderId)],
    )
    return new Map(rows.map((row) => [row.order_id, { programId: row.program_id, earns: row.earns }]))
  }

  private async accountsOf(programId: string, orders: OrderToTry[]): Promise<Map<string, number>> {
    const rows = await this.database.query<{ id: string; customer_id: string }>(
      `select id, customer_id from loyalty_account where program_id = $1 and customer_id = any ($2)`,
      [programId, [...new Set(orders.flatMap(({ facts }) => facts.customerId ?? []))]],
    )
    return new Map(rows.map(({ id, customer_id }) => [customer_id, Number(id)]))
  }

  /** What was used of the rules' limits before, by the members of the page. */
  private async readLimits({ rules, limits }: DryRun, accounts: ReadonlyMap<string, number>): Promise<void> {
    const ruleIds = rules.filter((rule) => isShared(rule.limits)).map(({ id }) => id)
    if (ruleIds.length === 0) return
    const memberOf = new Map([...accounts].map(([customerId, id]) => [id, customerId]))
    const asked = [ruleIds, [0, ...memberOf.keys()]]
    const counters = await this.database.query<CounterRow>(
      `select rule_id, account_id, period, points, times from loyalty_rule_counter
       where rule_id = any ($1) and account_id = any ($2)`,
      asked,
    )
    for (const { rule_id, account_id, period, points, times } of counters) {
      const memberId = memberOf.get(Number(account_id)) ?? everybody
      limits.begin(rule_id, memberId, period, { points: Number(points), times })
    }
    const seats = await this.database.query<{ rule_id: string; account_id: string }>(
      `select distinct rule_id, account_id from loyalty_rule_grant
       where rule_id = any ($1) and account_id = any ($2) and given > 0`,
      asked,
    )
    for (const { rule_id, account_id } of seats) {
      const memberId = memberOf.get(Number(account_id))
      if (memberId !== undefined) limits.seat(rule_id, memberId)
    }
  }
}

interface CounterRow {
  rule_id: string
  account_id: string
  period: string
  points: string
  times: number
}
