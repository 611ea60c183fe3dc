import type { LoyaltyDatabase } from "../data-source"
import { evaluateEarning, type EarningFacts, type Evaluation } from "../domain/earning/evaluate"
import type { ProgramTerms } from "../domain/program"
import { allowanceOf, type Ask, type RecordedGrant } from "../domain/rules/grants"
import { frozenWith, needsAnything, needsOf, unknownGoods, type Needs } from "../domain/rules/needs"
import type { Allowance } from "../domain/rules/programme"
import { newMember, noContext, type Membership, type RuleContext } from "../domain/rules/scene"
import { rulesOfTier, type HeldTier } from "../domain/tiers/tier"
import type { ProgramRow } from "../persistence/program.schema"
import { judgedWithLeave, roomFor, takeLeave } from "../persistence/rule-limits"
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
  /** Null for who is no member, and does not become one by the order. */
  programId: string | null
  /** What he held when the order was placed, looked up for its first settlement; later ones find it in the context. */
  tier: HeldTier | null
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
    const written = await this.rules.setOf(order.ruleSetId)
    const context = withTier(
      written.length === 0 ? order.context : await this.contextOf(order, needsOf(written)),
      order,
    )
    const rules = [...rulesOfTier(context?.member?.tier ?? null), ...written]
    if (rules.length === 0) return { evaluation: evaluateEarning(facts, terms), context, byRules: false }

    const byRules = written.length > 0
    const judged = (allowance: Allowance): Evaluation =>
      evaluateEarning(facts, terms, { rules, context: context ?? noContext, allowance })
    const { orderId, placedAt } = facts
    const evaluation = await judgedWithLeave(grants, judged, async (asks) => {
      const accountId = await order.accountId()
      if (accountId === null) return asks.map(unlimitedGrant)
      const occasion = { sourceId: orderId, accountId, at: placedAt, timeZone: terms.timeZone }
      return await takeLeave(this.database, occasion, asks)
    })
    return { evaluation, context, byRules }
  }

  /**
   * What each purchase would earn if it were an order placed now, by the same evaluator. Nothing is written, and the more
   * purchases there are, the statements stay the same.
   */
  async preview({
    purchases,
    program: { id: programId, terms, ruleSetId, tierLadder },
    accountId,
    isMember = accountId !== null,
    contextOf,
  }: {
    purchases: EarningFacts[]
    program: Pick<ProgramRow, "id" | "terms" | "ruleSetId" | "tierLadder">
    /** Null for a guest, and for who has not joined: limits by member are whole for them. */
    accountId: number | null
    /** Whether an order would make one of him. */
    isMember?: boolean
    contextOf: EarningOrder["contextOf"]
  }): Promise<Evaluation[]> {
    const written = await this.rules.setOf(ruleSetId)
    const lines = purchases.flatMap((facts) => facts.lines)
    const placedAt = purchases[0]?.placedAt ?? new Date()
    const asked = needsOf(written)
    const membership =
      isMember && tierLadder !== null ? await this.memberships.of(accountId, placedAt, programId) : null
    const found = await this.contextOf(
      {
        facts: { lines, placedAt },
        context: null,
        contextOf,
        knownAccountId: accountId,
        programId: isMember ? programId : null,
      },
      asked,
      membership,
    )
    const context = withTier(found, { context: null, tier: membership?.tier ?? null }) ?? noContext
    const rules = [...rulesOfTier(context.member?.tier ?? null), ...written]
    const judged = (allowance: Allowance): Evaluation[] =>
      purchases.map((facts) => evaluateEarning(facts, terms, { rules, context, allowance }))
    const occasion = { accountId, at: placedAt, timeZone: terms.timeZone }
    return await judgedWithLeave([], judged, async (asks) => await roomFor(this.database, occasion, asks))
  }

  /** As `of` by what was granted for the order so far: nothing is asked for and nothing is written. */
  async explain({ facts, terms, ruleSetId, context, grants }: ExplainedOrder): Promise<Evaluation> {
    const written = await this.rules.setOf(ruleSetId)
    return evaluateEarning(facts, terms, {
      rules: [...rulesOfTier(context?.member?.tier ?? null), ...written],
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
      programId,
    }: Pick<EarningOrder, "context" | "contextOf" | "knownAccountId" | "programId"> & {
      facts: Pick<EarningFacts, "lines" | "placedAt">
    },
    needs: Needs,
    known: Membership | null = null,
  ): Promise<RuleContext | null> {
    if (!needsAnything(needs) || contextOf === undefined) return context
    const lineIds = unknownGoods(
      context,
      facts.lines.map(({ lineId }) => lineId),
    )
    if (context !== null && (!needs.goods || lineIds.length === 0)) return context
    const found = await contextOf(needs, lineIds)
    if (context !== null || found.member === null || !needs.membership) return frozenWith(context, found)
    const membership = known ?? (await this.memberships.of(knownAccountId, facts.placedAt, programId))
    return { ...found, member: { ...found.member, ...membership } }
  }
}

/**
 * A tier is frozen with the rest, at the first settlement or never: an order of before the program had tiers is judged without.
 * Null for a guest.
 */
function withTier(
  context: RuleContext | null,
  { context: frozen, tier }: Pick<EarningOrder, "context" | "tier">,
): RuleContext | null {
  if (frozen !== null || tier === null) return context
  const member = context?.member ?? newMember
  return { ...(context ?? noContext), member: { ...member, tierId: tier.id, tier } }
}

/** Of an order that is nobody's: what it would earn is not given to anybody. */
const unlimitedGrant = ({ rule, wanted }: Ask): RecordedGrant => ({
  ruleId: rule.id,
  wanted,
  given: wanted,
  cappedBy: null,
})
