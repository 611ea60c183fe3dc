import type { LoyaltyDatabase } from "../data-source"
import { evaluateEarning, type EarningFacts, type Evaluation } from "../domain/earning/evaluate"
import type { ProgramTerms } from "../domain/program"
import { allowanceOf, type Ask, type RecordedGrant } from "../domain/rules/grants"
import { frozenWith, needsAnything, needsOf, unknownGoods, type Needs } from "../domain/rules/needs"
import type { Allowance } from "../domain/rules/programme"
import { noContext, type RuleContext } from "../domain/rules/scene"
import type { ProgramRow } from "../persistence/program.schema"
import { roomFor, takeLeave } from "../persistence/rule-limits"
import type { SettlementRequest } from "../types/order-facts"
import type { Memberships } from "./memberships"
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
  /** Whose order it is, as far as he has an account yet. */
  knownAccountId: number | null
  /** Who earns; null for nobody. Asked only where a limit counts by member. */
  accountId: () => Promise<number | null>
}

type ExplainedOrder = Pick<EarningOrder, "facts" | "terms" | "ruleSetId" | "context" | "grants">

export interface Earning {
  evaluation: Evaluation
  context: RuleContext | null
  /** Whether rules had a say in it. */
  byRules: boolean
}

/** What orders earn by the program's rate and by the rules of the day they were placed. */
export class Earnings {
  private readonly database: LoyaltyDatabase
  private readonly rules: Rules
  private readonly memberships: Memberships

  constructor(cradle: { database: LoyaltyDatabase; rules: Rules; memberships: Memberships }) {
    this.database = cradle.database
    this.rules = cradle.rules
    this.memberships = cradle.memberships
  }

  /**
   * What the order earns as bought. Where a rule with a limit wants more than it has leave for, leave is asked for first:
   * what it is then granted stays the order's own, whether the settlement comes to its end or is begun anew.
   */
  async of(order: EarningOrder): Promise<Earning> {
    const { facts, terms, grants } = order
    const rules = await this.rules.setOf(order.ruleSetId)
    if (rules.length === 0)
      return { evaluation: evaluateEarning(facts, terms), context: order.context, byRules: false }

    const context = await this.contextOf(order, needsOf(rules))
    const judged = (allowance: Allowance): Evaluation =>
      evaluateEarning(facts, terms, { rules, context: context ?? noContext, allowance })
    const asks: Ask[] = []
    const evaluation = judged(allowanceOf(grants, asks))
    const accountId = asks.length === 0 ? null : await order.accountId()
    if (accountId === null) return { evaluation, context, byRules: true }

    const { orderId, placedAt } = facts
    const occasion = { sourceId: orderId, accountId, at: placedAt, timeZone: terms.timeZone }
    const granted = await takeLeave(this.database, occasion, asks)
    return { evaluation: judged(allowanceOf([...grants, ...granted])), context, byRules: true }
  }

  /**
   * What each purchase would earn if it were an order placed now, by the same evaluator. Nothing is written, and the more
   * purchases there are, the statements stay the same.
   */
  async preview({
    purchases,
    program: { terms, ruleSetId },
    accountId,
    contextOf,
  }: {
    purchases: EarningFacts[]
    program: Pick<ProgramRow, "terms" | "ruleSetId">
    /** Null for a guest, and for who has not joined: limits by member are whole for them. */
    accountId: number | null
    contextOf: EarningOrder["contextOf"]
  }): Promise<Evaluation[]> {
    const rules = await this.rules.setOf(ruleSetId)
    const lines = purchases.flatMap((facts) => facts.lines)
    const nothing = {
      facts: { lines, placedAt: purchases[0]?.placedAt ?? new Date() },
      context: null,
      contextOf,
      knownAccountId: accountId,
    }
    const context = (await this.contextOf(nothing, needsOf(rules))) ?? noContext
    const judged = (allowance: Allowance): Evaluation[] =>
      purchases.map((facts) => evaluateEarning(facts, terms, { rules, context, allowance }))
    const asks: Ask[] = []
    const evaluations = judged(allowanceOf([], asks))
    const [first] = purchases
    if (asks.length === 0 || first === undefined) return evaluations

    const occasion = { accountId, at: first.placedAt, timeZone: terms.timeZone }
    return judged(allowanceOf(await roomFor(this.database, occasion, largestOf(asks))))
  }

  /** As `of` by what was granted for the order so far: nothing is asked for and nothing is written. */
  async explain({ facts, terms, ruleSetId, context, grants }: ExplainedOrder): Promise<Evaluation> {
    const rules = await this.rules.setOf(ruleSetId)
    return evaluateEarning(facts, terms, {
      rules,
      context: context ?? noContext,
      allowance: allowanceOf(grants),
    })
  }

  /** What was found before stays as it was; goods that came later are looked up now. */
  private async contextOf(
    {
      facts,
      context,
      contextOf,
      knownAccountId,
    }: Pick<EarningOrder, "context" | "contextOf" | "knownAccountId"> & {
      facts: Pick<EarningFacts, "lines" | "placedAt">
    },
    needs: Needs,
  ): Promise<RuleContext | null> {
    if (!needsAnything(needs) || contextOf === undefined) return context
    const lineIds = unknownGoods(
      context,
      facts.lines.map(({ lineId }) => lineId),
    )
    if (context !== null && (!needs.goods || lineIds.length === 0)) return context
    const found = await contextOf(needs, lineIds)
    if (context !== null || found.member === null || !needs.membership) return frozenWith(context, found)
    const membership = await this.memberships.of(knownAccountId, facts.placedAt)
    return { ...found, member: { ...found.member, ...membership } }
  }
}

/** What there is room for of the most that a rule wants, there is room for of less. */
function largestOf(asks: readonly Ask[]): Ask[] {
  const largest = new Map<string, Ask>()
  for (const ask of asks) {
    if (ask.wanted > (largest.get(ask.rule.id)?.wanted ?? 0)) largest.set(ask.rule.id, ask)
  }
  return [...largest.values()]
}
