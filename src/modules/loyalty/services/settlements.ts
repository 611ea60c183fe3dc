import { generateEntityId } from "@medusajs/framework/utils"
import type { LoyaltyDatabase } from "../data-source"
import type { OrderFacts } from "../domain/earning/facts"
import { LoyaltyError } from "../domain/errors"
import { toPoints } from "../domain/points"
import type { ProgramTerms } from "../domain/program"
import { linesToRecord } from "../domain/settlement/award-lines"
import { activationDate } from "../domain/settlement/dates"
import { deserve, type Deserved, type RedemptionShare } from "../domain/settlement/deserve"
import { presentShares } from "../domain/settlement/present-shares"
import { presentState } from "../domain/settlement/present-state"
import { shareCapture } from "../domain/settlement/share-capture"
import { stepsOfAward, stepsOfRedemption, type GivenAward } from "../domain/settlement/steps"
import { AwardSchema, type AwardRow } from "../persistence/award.schema"
import { carryOut } from "../persistence/settlement-plan"
import {
  readSettlementState,
  type SettledRedemption,
  type SettlementState,
} from "../persistence/settlement-state"
import { SettlementSchema, type SettlementRow } from "../persistence/settlement.schema"
import type { SettlementReport, SettlementRequest } from "../types/order-facts"

/** An order whose points are due but that is not paid is looked at again after this long. */
const unpaidRetryHours = 24

/** Brings the ledger to what an order's present state deserves. No difference, no entry. */
export class Settlements {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
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
   * is locked in between. Throws `settlement_conflict` where another process has settled the order since its revision was
   * read: the facts may be older than that one's.
   */
  async settle(request: SettlementRequest): Promise<SettlementReport> {
    const { at, revision, orderChangedAt } = request
    const facts = presentState(request.facts)
    const { orderId, placedAt, customerId } = facts
    const state = await readSettlementState(this.database, request)
    if (state === null) throw new LoyaltyError("program_not_found")
    const { settlement, program, accountId, redemption } = state
    const earns = settlement?.earns ?? placedAt >= program.startsAt
    if (settlement === null && !earns && redemption === null && request.redeemed.length === 0)
      return { orderId, posted: 0, earned: 0, spent: 0 }
    if ((settlement?.revision ?? 0) !== revision) throw new LoyaltyError("settlement_conflict")

    const terms = earns ? state.terms : withoutEarning(state.terms)
    const capture = captureOf(redemption, request)
    const deserved = deserve(facts, terms, sharesOf(redemption, capture, facts))
    const joins = customerId !== null && accountId === null && program.joining === "automatic"
    const own = ownAwardOf(state, joins, deserved)
    const awards = own?.id === null ? [...state.awards, own] : state.awards
    const due = deserved.paid && !facts.canceled && at >= activationDate(placedAt, terms)
    const steps = awards.flatMap((award) =>
      stepsOfAward(award, award === own ? deserved.earned : toPoints(0), { terms, at, due }),
    )
    if (redemption !== null)
      steps.push(...stepsOfRedemption({ ...redemption, capture }, deserved, { terms, at }))

    const posted = await carryOut(this.database, {
      orderId,
      revision,
      programId: program.id,
      termsId: state.termsId,
      earns,
      placedAt,
      redemptionId: redemption?.id ?? null,
      activatesAt: deserved.earned > 0 && !due ? nextLookAt(request, terms) : null,
      orderChangedAt,
      outcome: deserved,
      at,
      accountId,
      joiningCustomerId: joins ? customerId : null,
      joiningPublicId: joins ? generateEntityId("", "lacc") : null,
      awardId: own?.id ?? null,
      isNewAward: own?.id === null,
      steps,
      linesRevision: (state.linesRevision ?? -1) + 1,
      lines: own === null ? [] : linesToRecord(facts, terms, state.lines),
    })
    return { orderId, posted, earned: deserved.earned, spent: deserved.spent }
  }
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

/** Only registered customers are members; in a program that one joins, only those who have. */
function ownAwardOf(
  { awards, accountId }: SettlementState,
  joins: boolean,
  { earned }: Deserved,
): GivenAward | null {
  if (accountId === null && !joins) return null
  const given = awards.find((award) => award.accountId === accountId)
  if (given !== undefined) return given
  const none = toPoints(0)
  return earned === 0 ? null : { id: null, accountId, earned: none, reversed: none, shortfall: none }
}

/** When points that wait may be activated, as far as one can tell. */
function nextLookAt({ facts, at }: SettlementRequest, terms: ProgramTerms): Date {
  const dueAt = activationDate(facts.placedAt, terms)
  return at < dueAt ? dueAt : new Date(at.getTime() + unpaidRetryHours * 3_600_000)
}

function withoutEarning(terms: ProgramTerms): ProgramTerms {
  return { ...terms, rates: terms.rates.map((rate) => ({ ...rate, earn: null })) }
}
