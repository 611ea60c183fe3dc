import type { EntityManager } from "typeorm"
import type { LoyaltyDatabase } from "../data-source"
import type { OrderFacts } from "../domain/earning/facts"
import { LoyaltyError } from "../domain/errors"
import { toPoints, type Points } from "../domain/points"
import type { ProgramTerms } from "../domain/program"
import { activationDate, expiryDate } from "../domain/settlement/dates"
import { deserve, type Deserved, type RedemptionShare } from "../domain/settlement/deserve"
import { presentShares } from "../domain/settlement/present-shares"
import { presentState } from "../domain/settlement/present-state"
import { shareCapture } from "../domain/settlement/share-capture"
import { AwardSchema, type AwardRow } from "../persistence/award.schema"
import type { RedemptionRow } from "../persistence/redemption.schema"
import { SettlementSchema, type SettlementRow } from "../persistence/settlement.schema"
import type { Posting } from "../types/ledger"
import type { SettlementReport, SettlementRequest } from "../types/order-facts"
import type { Accounts } from "./accounts"
import type { AwardLines } from "./award-lines"
import type { Ledger } from "./ledger"
import type { Programs } from "./programs"
import type { Redemptions } from "./redemptions"

/** An order whose points are due but that is not paid is looked at again after this long. */
const unpaidRetryHours = 24

interface Step {
  accountId: number
  post: () => Promise<number>
}

/** Brings the ledger to what an order's present state deserves. No difference, no entry. */
export class Settlements {
  private readonly database: LoyaltyDatabase
  private readonly ledger: Ledger
  private readonly programs: Programs
  private readonly accounts: Accounts
  private readonly redemptions: Redemptions
  private readonly awardLines: AwardLines

  constructor(cradle: {
    database: LoyaltyDatabase
    ledger: Ledger
    programs: Programs
    accounts: Accounts
    redemptions: Redemptions
    awardLines: AwardLines
  }) {
    this.database = cradle.database
    this.ledger = cradle.ledger
    this.programs = cradle.programs
    this.accounts = cradle.accounts
    this.redemptions = cradle.redemptions
    this.awardLines = cradle.awardLines
  }

  /** To be read before the order: a settlement computed from older facts than this is refused. */
  async revisionOf(orderId: string): Promise<number> {
    return (await this.find(orderId))?.revision ?? 0
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
   * Everything that one order changes is one transaction, on one connection: whatever is read on the way is read
   * through its manager, or a pool full of settlements would wait for itself. Throws `settlement_conflict` where another process has
   * settled the order since its revision was read: the facts may be older than that one's.
   */
  async settle(request: SettlementRequest): Promise<SettlementReport> {
    const { at } = request
    const facts = presentState(request.facts)
    return await this.database.transaction(async (manager) => {
      const settlement = await this.lock(request, manager)
      if (settlement === null) return { orderId: facts.orderId, posted: 0, earned: 0, spent: 0 }
      const terms = await this.termsOf(settlement, manager)
      const redemption = await this.redemptionOf(settlement, request, manager)
      const capture = redemption === null ? null : await this.captureOf(redemption, request, manager)
      const shares = await this.sharesOf(redemption, capture, facts, manager)
      const deserved = deserve(facts, terms, shares)
      const owner = await this.ownerOf(settlement, facts, manager)
      const awards = await this.awardsFor(facts.orderId, owner, deserved, manager)
      const due = deserved.paid && !facts.canceled && at >= activationDate(facts.placedAt, terms)

      const posting = (verb: string, accountId: number): Posting => ({
        key: `order:${facts.orderId}:${settlement.revision}:${verb}:${accountId}`,
        at,
        reason: `order_${verb}`,
        actor: "system",
        orderId: facts.orderId,
      })
      const steps: Step[] = awards.map((award) => ({
        accountId: award.accountId,
        post: async () => {
          const target = award.accountId === owner ? deserved.earned : toPoints(0)
          const posted = await this.bringAwardTo(target, award, terms, posting, manager)
          return posted + (due ? await this.activate(award, terms, at, posting, manager) : 0)
        },
      }))
      if (redemption !== null) {
        steps.push({
          accountId: redemption.accountId,
          post: () =>
            this.bringRedemptionTo(deserved.spent, redemption, capture, terms, at, posting, manager),
        })
      }

      let posted = 0
      // Accounts are locked in id order everywhere, so that two settlements cannot wait for each other.
      for (const step of steps.sort((a, b) => a.accountId - b.accountId)) posted += await step.post()
      for (const award of awards.filter((one) => one.accountId === owner)) {
        await this.awardLines.record(award.id, facts, terms, manager)
      }
      await this.close(settlement, terms, redemption, deserved, request, due, manager)
      return { orderId: facts.orderId, posted, earned: deserved.earned, spent: deserved.spent }
    })
  }

  private async lock(request: SettlementRequest, manager: EntityManager): Promise<SettlementRow | null> {
    const { facts, revision } = request
    const { orderId, placedAt, salesChannelId } = facts
    const lock = { mode: "pessimistic_write" } as const
    let settlement = await manager.findOne(SettlementSchema, { where: { orderId }, lock })
    if (settlement === null) {
      const program = await this.programs.forSalesChannel(salesChannelId, manager)
      const isBeforeStart = placedAt < program.startsAt
      if (isBeforeStart && !(await this.hasRedemption(request, manager))) return null
      await manager
        .createQueryBuilder()
        .insert()
        .into(SettlementSchema)
        .values({
          orderId,
          placedAt,
          programId: program.id,
          termsId: program.termsId,
          earns: !isBeforeStart,
          revision: 0,
        })
        .orIgnore()
        .execute()
      settlement = await manager.findOneOrFail(SettlementSchema, { where: { orderId }, lock })
    }
    if (settlement.revision !== revision) throw new LoyaltyError("settlement_conflict")
    return settlement
  }

  private async termsOf({ termsId, earns }: SettlementRow, manager: EntityManager): Promise<ProgramTerms> {
    const terms = await this.programs.termsOf(termsId, manager)
    return earns ? terms : withoutEarning(terms)
  }

  private async hasRedemption(
    { redeemed, cartId }: SettlementRequest,
    manager: EntityManager,
  ): Promise<boolean> {
    if (redeemed.length > 0) return true
    return cartId !== null && (await this.redemptions.openOfCart(cartId, manager)) !== null
  }

  /** The redemption whose discount the order carries; otherwise one that its cart left open. */
  private async redemptionOf(
    settlement: SettlementRow,
    { redeemed, cartId }: SettlementRequest,
    manager: EntityManager,
  ): Promise<RedemptionRow | null> {
    if (settlement.redemptionId !== null)
      return await this.redemptions.retrieve(settlement.redemptionId, manager)
    const [carried] = await this.redemptions.findByTokens(
      redeemed.map(({ token }) => token),
      manager,
    )
    return carried ?? (cartId === null ? null : await this.redemptions.openOfCart(cartId, manager))
  }

  /** What an order captures of a redemption that is still held; null where it has ended, by capture or otherwise. */
  private async captureOf(
    redemption: RedemptionRow,
    { redeemed }: SettlementRequest,
    manager: EntityManager,
  ): Promise<ReturnType<typeof shareCapture> | null> {
    if (redemption.status !== "open" && redemption.status !== "committed") return null
    const lines = redeemed.find(({ token }) => token === redemption.token)?.lines ?? []
    const terms = await this.programs.termsOf(redemption.termsId, manager)
    return shareCapture(lines, { ...redemption, terms })
  }

  private async sharesOf(
    redemption: RedemptionRow | null,
    capture: ReturnType<typeof shareCapture> | null,
    { lines }: OrderFacts,
    manager: EntityManager,
  ): Promise<readonly RedemptionShare[]> {
    if (!redemption?.shares) return capture?.shares ?? []
    const terms = await this.programs.termsOf(redemption.termsId, manager)
    return presentShares(lines, redemption.shares, { ...redemption, points: redemption.captured, terms })
  }

  /** Only registered customers are members; in a program that one joins, only those who have. */
  private async ownerOf(
    settlement: SettlementRow,
    { customerId }: OrderFacts,
    manager: EntityManager,
  ): Promise<number | null> {
    if (customerId === null) return null
    const program = await this.programs.retrieve(settlement.programId, manager)
    const account =
      program.joining === "automatic"
        ? await this.accounts.ensure(program.id, customerId, manager)
        : await this.accounts.find(program.id, customerId, manager)
    return account?.id ?? null
  }

  private async awardsFor(
    orderId: string,
    owner: number | null,
    deserved: Deserved,
    manager: EntityManager,
  ): Promise<AwardRow[]> {
    const read = async (): Promise<AwardRow[]> =>
      await manager.find(AwardSchema, { where: { orderId }, order: { accountId: "asc" } })
    const awards = await read()
    const hasOwn = awards.some((award) => award.accountId === owner)
    if (owner === null || hasOwn || deserved.earned === 0) return awards
    await manager.insert(AwardSchema, { orderId, accountId: owner })
    return await read()
  }

  private async bringAwardTo(
    target: Points,
    award: AwardRow,
    terms: ProgramTerms,
    posting: (verb: string, accountId: number) => Posting,
    manager: EntityManager,
  ): Promise<number> {
    const { id: awardId, accountId } = award
    const difference = target - (award.earned - award.reversed)
    if (difference < 0) {
      const points = toPoints(-difference)
      const policy = terms.returns.reversal
      await this.ledger.reverse(
        { accountId, awardId, points, policy },
        posting("reverse", accountId),
        manager,
      )
      return 1
    }
    if (difference === 0) return 0

    // Points that an earlier reversal could not collect are still with the member: they are not given twice.
    const uncollected = Math.min(difference, award.shortfall)
    if (uncollected > 0) {
      await manager.query(
        `update loyalty_award set reversed = reversed - $2, shortfall = shortfall - $2 where id = $1`,
        [awardId, uncollected],
      )
    }
    const points = toPoints(difference - uncollected)
    if (points === 0) return 0
    await this.ledger.earn({ accountId, points, pending: true, awardId }, posting("earn", accountId), manager)
    return 1
  }

  private async activate(
    award: AwardRow,
    terms: ProgramTerms,
    at: Date,
    posting: (verb: string, accountId: number) => Posting,
    manager: EntityManager,
  ): Promise<number> {
    const command = { accountId: award.accountId, awardId: award.id, expiresAt: expiryDate(at, terms) }
    const receipt = await this.ledger.activate(command, posting("activate", award.accountId), manager)
    return receipt === null ? 0 : 1
  }

  private async bringRedemptionTo(
    target: Points,
    redemption: RedemptionRow,
    capture: { points: Points; shares: { lineId: string; points: Points }[] } | null,
    terms: ProgramTerms,
    at: Date,
    posting: (verb: string, accountId: number) => Posting,
    manager: EntityManager,
  ): Promise<number> {
    const { id: redemptionId, accountId } = redemption
    let spent = redemption.captured - redemption.restored
    let posted = 0
    if (capture !== null) {
      posted += 1
      if (capture.points === 0) {
        await this.ledger.release({ redemptionId, ending: "release" }, posting("release", accountId), manager)
      } else {
        await this.ledger.capture({ redemptionId, ...capture }, posting("capture", accountId), manager)
        spent = capture.points
      }
    }
    if (spent <= target) return posted

    const { restoration: policy, graceDays } = terms.returns
    const points = toPoints(spent - target)
    const reissueExpiresAt =
      policy === "grace" ? new Date(at.getTime() + graceDays * 86_400_000) : expiryDate(at, terms)
    await this.ledger.restore(
      { redemptionId, points, policy, reissueExpiresAt },
      posting("restore", accountId),
      manager,
    )
    return posted + 1
  }

  private async close(
    settlement: SettlementRow,
    terms: ProgramTerms,
    redemption: RedemptionRow | null,
    deserved: Deserved,
    { facts, at, orderChangedAt }: SettlementRequest,
    activated: boolean,
    manager: EntityManager,
  ): Promise<void> {
    const dueAt = activationDate(facts.placedAt, terms)
    const retryAt = new Date(at.getTime() + unpaidRetryHours * 3_600_000)
    const waits = deserved.earned > 0 && !activated
    await manager.update(
      SettlementSchema,
      { orderId: settlement.orderId },
      {
        redemptionId: settlement.redemptionId ?? redemption?.id ?? null,
        revision: settlement.revision + 1,
        activatesAt: waits ? (at < dueAt ? dueAt : retryAt) : null,
        orderChangedAt,
        outcome: deserved,
        settledAt: at,
      },
    )
  }
}

function withoutEarning(terms: ProgramTerms): ProgramTerms {
  return { ...terms, rates: terms.rates.map((rate) => ({ ...rate, earn: null })) }
}
