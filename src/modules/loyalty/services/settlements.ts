import { generateEntityId } from "@medusajs/framework/utils"
import type { LoyaltyDatabase } from "../data-source"
import type { Evaluation } from "../domain/earning/evaluate"
import type { OrderFacts } from "../domain/earning/facts"
import { LoyaltyError } from "../domain/errors"
import { toPoints, type Points } from "../domain/points"
import type { ProgramTerms } from "../domain/program"
import { activationOf, expiryOf } from "../domain/rules/dates"
import { grantsOf, periodOf, portionsOf, type Grant } from "../domain/rules/grants"
import { inOrder, programDates, type Rule } from "../domain/rules/rule"
import { windowStart } from "../domain/tiers/periods"
import { isOfTier } from "../domain/tiers/tier"
import { linesToRecord } from "../domain/settlement/award-lines"
import { deserve, type RedemptionShare } from "../domain/settlement/deserve"
import { measureOf, type OrderMeasure } from "../domain/settlement/measure"
import { presentShares } from "../domain/settlement/present-shares"
import { presentState } from "../domain/settlement/present-state"
import { shareCapture } from "../domain/settlement/share-capture"
import { stepsOfAward, stepsOfRedemption, type GivenAward } from "../domain/settlement/steps"
import { AwardSchema, type AwardRow } from "../persistence/award.schema"
import { backfilled } from "../persistence/backfilled-state"
import {
  carryOut,
  type GrantRecord,
  type MeasurePlan,
  type SettlementPlan,
} from "../persistence/settlement-plan"
import {
  readSettlementState,
  type SettledRedemption,
  type SettlementState,
} from "../persistence/settlement-state"
import { SettlementSchema, type SettlementRow } from "../persistence/settlement.schema"
import type { SettlementReport, SettlementRequest } from "../types/order-facts"
import type { Accounts } from "./accounts"
import type { Earnings } from "./earnings"
import type { MembershipPurchases } from "./membership-purchases"
import type { TierMembers } from "./tier-members"

/** An order whose points are due but that is not paid is looked at again after this long. */
const unpaidRetryHours = 24
const none = toPoints(0)

/** What one rule did for an order. */
export interface ExplainedRule {
  rule: Rule
  wanted: Points
  given: Points
  /** The limit that lowered it. */
  limit: string | null
  /** Null where it gave something: the first thing that kept it from it. */
  because: string | null
}

/** Brings the ledger to what an order's present state deserves. No difference, no entry. */
export class Settlements {
  private readonly database: LoyaltyDatabase
  private readonly accounts: Accounts
  private readonly earnings: Earnings
  private readonly tierMembers: TierMembers
  private readonly membershipPurchases: MembershipPurchases

  constructor(cradle: {
    database: LoyaltyDatabase
    accounts: Accounts
    earnings: Earnings
    tierMembers: TierMembers
    membershipPurchases: MembershipPurchases
  }) {
    this.database = cradle.database
    this.accounts = cradle.accounts
    this.earnings = cradle.earnings
    this.tierMembers = cradle.tierMembers
    this.membershipPurchases = cradle.membershipPurchases
  }

  /** To be read before the order: a settlement computed from older facts than this is refused. */
  async revisionOf(orderId: string): Promise<number> {
    const [settlement] = await this.database.call<{ revision: number }>(
      "loyalty_settlement_revision",
      `select revision from loyalty_settlement where order_id = $1`,
      [orderId],
    )
    return settlement?.revision ?? 0
  }

  async find(orderId: string): Promise<SettlementRow | null> {
    return await this.database.manager((manager) => manager.findOneBy(SettlementSchema, { orderId }))
  }

  /** The last change of each order that its settlement has seen; orders never settled are missing. */
  async lastSeenChanges(orderIds: string[]): Promise<Map<string, Date>> {
    const rows = await this.database.query<{ order_id: string; order_changed_at: Date }>(
      `select order_id, order_changed_at from loyalty_settlement
       where order_id = any ($1) and order_changed_at is not null`,
      [orderIds],
    )
    return new Map(rows.map((row) => [row.order_id, row.order_changed_at]))
  }

  async awardsOf(orderId: string): Promise<AwardRow[]> {
    return await this.database.manager((manager) =>
      manager.find(AwardSchema, { where: { orderId }, order: { id: "asc" } }),
    )
  }

  /** Orders whose pending points may be activated by now. */
  async listDueActivations(at: Date, ordersMax: number): Promise<string[]> {
    const rows = await this.database.query<{ order_id: string }>(
      `select order_id from loyalty_settlement where activates_at <= $1 order by activates_at limit $2`,
      [at, ordersMax],
    )
    return rows.map((row) => row.order_id)
  }

  /**
   * Two round trips: all that the ledger knows of the order is read, and what it deserves is posted in one call. Nothing
   * is locked in between. Where the order brings its member to another tier, a third moves him. Memberships that it buys
   * come first, and it is read anew then: what fails with them is tried again with the settlement. Throws
   * `settlement_conflict` where another process has settled the order since its revision was read: the facts may be older
   * than that one's.
   */
  async settle(request: SettlementRequest): Promise<SettlementReport> {
    const { facts, at, backfill } = request
    const found = await this.read(request)
    if (backfill !== undefined || !found.concernsMemberships) return await this.settleFrom(found, request)
    const isMoved = await this.membershipPurchases.follow(found.program.id, facts, at)
    const report = await this.settleFrom(await this.read(request), request)
    return isMoved && facts.customerId !== null ? { ...report, tierChangedOf: facts.customerId } : report
  }

  private async read(request: SettlementRequest): Promise<SettlementState> {
    const found = await readSettlementState(this.database, request)
    if (found === null) throw new LoyaltyError("program_not_found")
    return found
  }

  private async settleFrom(found: SettlementState, request: SettlementRequest): Promise<SettlementReport> {
    const { at, revision, orderChangedAt, backfill } = request
    const facts = presentState(request.facts)
    const { orderId, placedAt, customerId } = facts
    const state = backfill === undefined ? found : backfilled(found, backfill)
    const { settlement, program, redemption } = state
    const earns = settlement?.earns ?? (backfill?.verb === "award" || placedAt >= program.startsAt)
    if (settlement === null && !earns && redemption === null && request.redeemed.length === 0)
      return { orderId, posted: 0, earned: 0, spent: 0, rules: null }
    if ((settlement?.revision ?? 0) !== revision) throw new LoyaltyError("settlement_conflict")

    const terms = earns ? state.terms : withoutEarning(state.terms)
    const member = this.memberOf(state, customerId)
    const { evaluation, context, byRules } = await this.earnings.of({
      facts,
      terms,
      ruleSetId: earns ? state.ruleSetId : null,
      context: state.context,
      grants: state.grants,
      contextOf: request.contextOf,
      knownAccountId: member.known(),
      programId: member.isOne() ? program.id : null,
      tier: earns && member.isOne() ? state.tier : null,
      accountId: member.accountId,
    })
    const capture = captureOf(redemption, request)
    const deserved = deserve(facts, terms, sharesOf(redemption, capture, facts), evaluation)
    const grants = grantsOf(evaluation, deserved.lines)
    const portions = member.isOne() ? portionsOf(deserved.earned, grants) : new Map<string, Points>()
    const awards = awardsOf(state, member.known(), portions)
    const dates = datesOf(evaluation, request, terms)
    const isPayable = deserved.paid && !facts.canceled
    const steps = awards.flatMap((award) => {
      const target = award.accountId === member.known() ? (portions.get(award.portion) ?? none) : none
      const { activatesAt, expiresAt } = dates(award.portion)
      return stepsOfAward(award, target, { terms, due: isPayable && at >= activatesAt, expiresAt })
    })
    if (redemption !== null)
      steps.push(...stepsOfRedemption({ ...redemption, capture }, deserved, { terms, at }))

    const accountId = member.known()
    const joins = accountId === null && member.isOne()
    const plan: SettlementPlan = {
      orderId,
      revision,
      programId: program.id,
      termsId: state.termsId,
      earns,
      placedAt,
      redemptionId: redemption?.id ?? null,
      activatesAt: nextLookAt(
        [...portions].filter(([, points]) => points > 0).map(([name]) => dates(name).activatesAt),
        at,
        isPayable,
      ),
      orderChangedAt,
      outcome: deserved,
      at,
      accountId,
      joiningCustomerId: joins ? customerId : null,
      joiningPublicId: joins ? generateEntityId("", "lacc") : null,
      ruleSetId: earns ? state.ruleSetId : null,
      context,
      grants: byRules ? recordsOf(grants, placedAt, terms) : backfill ? [] : null,
      newPortions: awards.filter(({ isNew }) => isNew).map(({ portion }) => portion),
      steps,
      linesRevision: (state.linesRevision ?? -1) + 1,
      lines: awards.some(isOwnOf(accountId)) ? linesToRecord(evaluation, state.lines) : [],
    }
    const measure = measureOf(facts, terms, evaluation, deserved)
    const { posted, standing } = await carryOut(this.database, plan, measuredBy(state, measure, at), backfill)
    const { ruleSetId } = state
    // An order from before the program's start was given its points for the past: it reaches nothing of today.
    const ofToday = earns && !backfill && ruleSetId !== null && placedAt >= program.startsAt
    const report = {
      ...{ orderId, posted, earned: deserved.earned, spent: deserved.spent },
      rules: ofToday ? { programId: program.id, ruleSetId, timeZone: terms.timeZone } : null,
    }
    if (standing === null || state.ladder === null || customerId === null) return report
    const of = { programId: program.id, ...state.ladder }
    const isMoved = await this.tierMembers.follow(of, standing, { orderId, at })
    return isMoved ? { ...report, tierChangedOf: customerId } : report
  }

  /** What each rule of the order's day gives for it as bought, or what keeps it from giving anything. In their order. */
  async explainRules(orderFacts: OrderFacts): Promise<ExplainedRule[]> {
    const facts = presentState(orderFacts)
    const state = await readSettlementState(this.database, { facts, cartId: null, redeemed: [] })
    if (state?.settlement?.earns !== true) return []
    const { terms, ruleSetId, context, grants } = state
    const known = { facts, terms, ruleSetId, context, grants }
    const { byRules, passedOver } = await this.earnings.explain(known)
    const nothing = { wanted: none, given: none, limit: null }
    const explained = [
      ...byRules.map(({ rule, wanted, given, limit }) => ({ rule, wanted, given, limit, because: null })),
      ...passedOver.map(({ rule, because }) => ({ rule, ...nothing, because })),
    ]
    const byRule = new Map(explained.map((one) => [one.rule, one]))
    return inOrder([...byRule.keys()]).flatMap((rule) => byRule.get(rule) ?? [])
  }

  /** Only registered customers are members; in a program that one joins, only those who have. */
  private memberOf({ accountId, program }: SettlementState, customerId: string | null): Member {
    const mayJoin = customerId !== null && program.joining === "automatic"
    let known = accountId
    return {
      known: () => known,
      isOne: () => known !== null || mayJoin,
      accountId: async () => {
        if (known === null && mayJoin) known = (await this.accounts.ensure(program.id, customerId)).id
        return known
      },
    }
  }
}

/** The customer as far as points go. Who joins by the settlement has no account before it, unless a limit counts by member. */
interface Member {
  known: () => number | null
  isOne: () => boolean
  accountId: () => Promise<number | null>
}

/** What an order captures of a redemption that is still held; null where it has ended, by capture or otherwise. */
function captureOf(
  redemption: SettledRedemption | null,
  { redeemed }: SettlementRequest,
): ReturnType<typeof shareCapture> | null {
  if (redemption?.status !== "open" && redemption?.status !== "committed") return null
  const lines = redeemed.find(({ token }) => token === redemption.token)?.lines ?? []
  return shareCapture(lines, redemption)
}

function sharesOf(
  redemption: SettledRedemption | null,
  capture: ReturnType<typeof shareCapture> | null,
  { lines }: OrderFacts,
): readonly RedemptionShare[] {
  if (!redemption?.shares) return capture?.shares ?? []
  return presentShares(lines, redemption.shares, { ...redemption, points: redemption.captured })
}

interface AwardToSettle extends GivenAward {
  isNew: boolean
}

const isOwnOf =
  (accountId: number | null) =>
  (award: AwardToSettle): boolean =>
    award.accountId === accountId && award.portion === ""

/** What was given before, whoever it was given to, and what the customer is to be given for the first time. */
function awardsOf(
  { awards }: SettlementState,
  accountId: number | null,
  portions: ReadonlyMap<string, Points>,
): AwardToSettle[] {
  const given = awards.map((award) => ({ ...award, isNew: false }))
  const has = new Set(given.filter((award) => award.accountId === accountId).map(({ portion }) => portion))
  const wanted = [...portions].filter(([, points]) => points > 0).map(([portion]) => portion)
  // The lines and their reasons hang on the part with the program's dates, also where it has no points.
  const missing = [...new Set(wanted.length > 0 ? ["", ...wanted] : [])].filter(
    (portion) => !has.has(portion),
  )
  const nothing = { accountId, earned: none, reversed: none, shortfall: none, isNew: true }
  return [...given, ...missing.map((portion) => ({ ...nothing, portion }))]
}

/** When points of a portion may become available, and when they then expire. */
function datesOf(
  { byRules }: Evaluation,
  { at, facts: { placedAt } }: SettlementRequest,
  terms: ProgramTerms,
): (portion: string) => { activatesAt: Date; expiresAt: Date | null } {
  const rules = new Map(byRules.map(({ rule }) => [rule.id, rule.dates]))
  return (portion) => {
    const dates = rules.get(portion) ?? programDates
    return { activatesAt: activationOf(dates, placedAt, terms), expiresAt: expiryOf(dates, at, terms) }
  }
}

/** When something that waits may be activated, as far as one can tell; null where nothing waits. */
function nextLookAt(activations: readonly Date[], at: Date, isPayable: boolean): Date | null {
  const waiting = activations.filter((moment) => !isPayable || moment > at)
  if (waiting.length === 0) return null
  const soonest = new Date(Math.min(...waiting.map((moment) => moment.getTime())))
  return soonest > at ? soonest : new Date(at.getTime() + unpaidRetryHours * 3_600_000)
}

/** A tier's multiplier is no rule's grant: it has no limits to count. */
function recordsOf(grants: readonly Grant[], placedAt: Date, { timeZone }: ProgramTerms): GrantRecord[] {
  const day = periodOf("day", placedAt, timeZone)
  return grants
    .filter(({ rule }) => !isOfTier(rule))
    .map(({ rule, ...grant }) => ({ ...grant, ruleId: rule.id, ruleVersion: rule.version, day }))
}

function measuredBy({ ladder: of }: SettlementState, measure: OrderMeasure, at: Date): MeasurePlan {
  if (of === null) return { ...measure, ladder: null, countsFrom: null }
  return { ...measure, ladder: of.ladder, countsFrom: windowStart(of.ladder.window, at, of.timeZone) }
}

function withoutEarning(terms: ProgramTerms): ProgramTerms {
  return { ...terms, rates: terms.rates.map((rate) => ({ ...rate, earn: null })) }
}
