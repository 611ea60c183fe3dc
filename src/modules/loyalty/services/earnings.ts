import type { LoyaltyDatabase } from "../data-source"
import { evaluateEarning, type EarningFacts, type Evaluation } from "../domain/earning/evaluate"
import { toPoints } from "../domain/points"
import type { ProgramTerms } from "../domain/program"
import { allowanceOf, periodOf, type Ask, type RecordedGrant } from "../domain/rules/grants"
import { frozenWith, needsAnything, needsOf, unknownGoods } from "../domain/rules/needs"
import { noContext, type RuleContext } from "../domain/rules/scene"
import type { ProgramRow } from "../persistence/program.schema"
import type { SettlementRequest } from "../types/order-facts"
import type { Rules } from "./rules"

/** An order about to be settled, as far as its earning goes. */
export interface EarningOrder {
  facts: EarningFacts & { orderId: string }
  terms: ProgramTerms
  ruleSetId: number | null
  /** As earlier settlements found and were granted it. */
  context: RuleContext | null
  grants: RecordedGrant[]
  contextOf: SettlementRequest["contextOf"]
  /** Who earns; null for nobody. Asked only where a limit counts by member. */
  accountId: () => Promise<number | null>
}

export interface Earning {
  evaluation: Evaluation
  context: RuleContext | null
  /** Whether rules had a say in it. */
  byRules: boolean
}

interface GrantRow {
  rule_id: string
  wanted: string
  given: string
  capped_by: string | null
}

/** What orders earn by the program's rate and by the rules of the day they were placed. */
export class Earnings {
  private readonly database: LoyaltyDatabase
  private readonly rules: Rules

  constructor({ database, rules }: { database: LoyaltyDatabase; rules: Rules }) {
    this.database = database
    this.rules = rules
  }

  /**
   * What the order earns as bought. Where a rule with a limit wants more than it has leave for, leave is asked for first:
   * what it is then granted stays the order's own, whether the settlement comes to its end or is begun anew.
   */
  async of(order: EarningOrder): Promise<Earning> {
    return await this.evaluate(order, "loyalty_rule_ask")
  }

  /** What an order would earn if it were placed now, by the same evaluator. Nothing is written. */
  async preview({
    facts,
    program,
    accountId,
    contextOf,
  }: {
    facts: EarningFacts
    program: Pick<ProgramRow, "terms" | "ruleSetId">
    /** Null for a guest, and for who has not joined: limits by member are whole for them. */
    accountId: number | null
    contextOf: EarningOrder["contextOf"]
  }): Promise<Evaluation> {
    const order = {
      facts: { ...facts, orderId: "" },
      terms: program.terms,
      ruleSetId: program.ruleSetId,
      context: null,
      grants: [],
      contextOf,
      accountId: () => Promise.resolve(accountId),
    }
    return (await this.evaluate(order, "loyalty_rule_room")).evaluation
  }

  /** As `of` by what was granted for the order so far: nothing is asked for and nothing is written. */
  async explain(order: Omit<EarningOrder, "accountId">): Promise<Evaluation> {
    const nobody = { ...order, accountId: () => Promise.resolve(null) }
    return (await this.evaluate(nobody, "loyalty_rule_ask")).evaluation
  }

  private async evaluate(
    order: EarningOrder,
    how: "loyalty_rule_ask" | "loyalty_rule_room",
  ): Promise<Earning> {
    const { facts, terms, grants } = order
    const rules = await this.rules.setOf(order.ruleSetId)
    if (rules.length === 0)
      return { evaluation: evaluateEarning(facts, terms), context: order.context, byRules: false }

    const context = await this.contextOf(order, needsOf(rules))
    const asks: Ask[] = []
    const asked = { rules, context: context ?? noContext, allowance: allowanceOf(grants, asks) }
    const evaluation = evaluateEarning(facts, terms, asked)
    const accountId = asks.length === 0 ? null : await order.accountId()
    if (asks.length === 0 || (accountId === null && how === "loyalty_rule_ask"))
      return { evaluation, context, byRules: true }

    const granted = await this.ask(how, accountId, facts, terms, asks)
    const known = new Map([...grants, ...granted].map((grant) => [grant.ruleId, grant]))
    const allowed = { ...asked, allowance: allowanceOf([...known.values()]) }
    return { evaluation: evaluateEarning(facts, terms, allowed), context, byRules: true }
  }

  /** What was found before stays as it was; goods that came later are looked up now. */
  private async contextOf(
    { facts, context, contextOf }: EarningOrder,
    needs: ReturnType<typeof needsOf>,
  ): Promise<RuleContext | null> {
    if (!needsAnything(needs) || contextOf === undefined) return context
    const lineIds = unknownGoods(
      context,
      facts.lines.map(({ lineId }) => lineId),
    )
    if (context !== null && (!needs.goods || lineIds.length === 0)) return context
    return frozenWith(context, await contextOf(needs, lineIds))
  }

  /** What a rule may give is written down where somebody asks for leave, and only looked at for a preview. */
  private async ask(
    how: "loyalty_rule_ask" | "loyalty_rule_room",
    accountId: number | null,
    { orderId, placedAt }: { orderId: string; placedAt: Date },
    { timeZone }: ProgramTerms,
    asks: readonly Ask[],
  ): Promise<RecordedGrant[]> {
    const named = JSON.stringify(asks.map((ask) => inColumns(ask, placedAt, timeZone)))
    const rows =
      how === "loyalty_rule_room"
        ? await this.database.call<GrantRow>(how, "select * from loyalty_rule_room($1, $2)", [
            accountId,
            named,
          ])
        : await this.database.call<GrantRow>(how, "select * from loyalty_rule_ask($1, $2, $3, $4)", [
            orderId,
            accountId,
            periodOf("day", placedAt, timeZone),
            named,
          ])
    return rows.map((row) => ({
      ruleId: row.rule_id,
      wanted: toPoints(Number(row.wanted)),
      given: toPoints(Number(row.given)),
      cappedBy: row.capped_by,
    }))
  }
}

/** As `loyalty_rule_ask` and `loyalty_rule_room` read it. */
function inColumns({ rule, wanted }: Ask, placedAt: Date, timeZone: string): Record<string, unknown> {
  return {
    rule_id: rule.id,
    rule_version: rule.version,
    wanted,
    budget: rule.limits.budget,
    members: rule.limits.members,
    per_member: rule.limits.perMember.map(({ per, points, times }) => ({
      per,
      period: periodOf(per, placedAt, timeZone),
      points,
      times,
    })),
  }
}
