import { z } from "@medusajs/framework/zod"
import { LoyaltyError } from "./domain/errors"
import { storeEvents, type StoreEvent } from "./event-settings"
import type { Evaluation } from "./domain/earning/evaluate"
import type { OrderFacts } from "./domain/earning/facts"
import type { Points } from "./domain/points"
import type { ProgramTerms } from "./domain/program"
import {
  accountFiltersOf,
  accountView,
  pageOf,
  transactionFiltersOf,
  transactionView,
  type AccountView,
  type GraphConfig,
  type TransactionView,
} from "./graph"
import { joinerConfig } from "./joiner-config"
import type { AccountRow, AccountStatus } from "./persistence/account.schema"
import type { AwardLineRow, AwardRow } from "./persistence/award.schema"
import type { ProgramRow } from "./persistence/program.schema"
import type { RedemptionRow } from "./persistence/redemption.schema"
import type { SettlementRow } from "./persistence/settlement.schema"
import type { ProgramSettings } from "./program-settings"
import { ModuleParts, type Cradle } from "./module-parts"
import { guardPromotions } from "./promotions/guard"
import type { AccountFilters, Expiring, Page } from "./services/accounts"
import type { Earnings } from "./services/earnings"
import type { OutboxEvent } from "./services/outbox"
import type { CartRedemption, Redemptions } from "./services/redemptions"
import type { ExplainedRule } from "./services/settlements"
import type { Transaction, TransactionFilters } from "./services/transactions"
import type { VerificationReport } from "./services/verification"
import type { AccountOrder } from "./types/insight"
import type { Receipt } from "./types/ledger"
import type { LoyaltyModuleOptions } from "./types/options"
import type { SettlementReport, SettlementRequest } from "./types/order-facts"
import { parse } from "./validation"

/**
 * The module's door. Points are in the program's smallest unit; times are instants. Every refusal carries a code of
 * the closed list in `domain/errors.ts`; a refused call has changed nothing.
 */
export default class LoyaltyModuleService extends ModuleParts {
  readonly __hooks = {
    onApplicationStart: async (): Promise<void> => await this.start(),
    onApplicationShutdown: async (): Promise<void> => await this.cradle.database.close(),
  }

  private meantEvents: StoreEvent[] = []

  constructor(
    cradle: Cradle,
    private readonly options: LoyaltyModuleOptions = {},
  ) {
    super(cradle)
  }

  __joinerConfig(): ReturnType<typeof joinerConfig> {
    return joinerConfig()
  }

  /** Whether a posting with this key has been made. */
  async isKnownKey(key: string): Promise<boolean> {
    return await this.cradle.ledger.knows(key)
  }

  /** Which events of the store's bus tell of something that a member did, as the options say. */
  get storeEvents(): StoreEvent[] {
    return this.meantEvents
  }

  // Programs

  async listPrograms(): Promise<ProgramRow[]> {
    return await this.cradle.programs.list()
  }

  async retrieveProgram(id: string): Promise<ProgramRow> {
    return await this.cradle.programs.retrieve(id)
  }

  /** The terms that an order or a redemption was made under. */
  async retrieveTerms(termsId: number): Promise<ProgramTerms> {
    return await this.cradle.programs.termsOf(termsId)
  }

  async programForSalesChannel(salesChannelId: string | null): Promise<ProgramRow> {
    return await this.cradle.programs.forSalesChannel(salesChannelId)
  }

  async updateProgram(id: string, settings: ProgramSettings): Promise<ProgramRow> {
    return await this.cradle.programs.update(id, settings)
  }

  // Accounts

  async joinProgram(programId: string, customerId: string): Promise<AccountRow> {
    return await this.cradle.accounts.ensure(programId, customerId)
  }

  /**
   * The customer's account; where membership is automatic, it begins here at the latest. Throws `account_not_found` where
   * one has to join and has not.
   */
  async memberAccount(program: Pick<ProgramRow, "id" | "joining">, customerId: string): Promise<AccountRow> {
    const account = await this.cradle.accounts.ofMember(program, customerId)
    if (account === null) throw new LoyaltyError("account_not_found")
    return account
  }

  async findAccount(programId: string, customerId: string): Promise<AccountRow | null> {
    return await this.cradle.accounts.find(programId, customerId)
  }

  async retrieveAccount(publicId: string): Promise<AccountRow> {
    return await this.cradle.accounts.retrieve(publicId)
  }

  async retrieveAccountByKey(id: number): Promise<AccountRow> {
    return await this.cradle.accounts.retrieveByKey(id)
  }

  /** By the accounts' keys. */
  async publicIdsOf(ids: number[]): Promise<Map<number, string>> {
    return await this.cradle.accounts.publicIdsOf(ids)
  }

  async listAccounts(
    filters: AccountFilters,
    page: Page,
    order?: AccountOrder,
  ): Promise<[AccountRow[], number]> {
    return await this.cradle.accounts.listAndCount(filters, page, order)
  }

  async setAccountStatus(publicId: string, status: AccountStatus): Promise<AccountRow> {
    return await this.cradle.accounts.setStatus(publicId, status)
  }

  /** Points past their time that the expiry job has not come to yet. */
  async pointsDueToExpire(accountId: number, at: Date): Promise<Points> {
    return await this.cradle.accounts.dueToExpire(accountId, at)
  }

  async listExpiring(accountId: number, after: Date, momentsMax: number): Promise<Expiring[]> {
    return await this.cradle.accounts.expiring(accountId, after, momentsMax)
  }

  async listTransactions(filters: TransactionFilters, page: Page): Promise<[Transaction[], number]> {
    return await this.cradle.transactions.listAndCount(filters, page)
  }

  /** What staff wrote about the entries, by the entries' keys. */
  async notesOf(entryIds: number[]): Promise<Map<number, string>> {
    return await this.cradle.transactions.notesOf(entryIds)
  }

  // What query.graph asks for

  /** Throws `invalid_request` for filters it does not know, as the three below. */
  async listLoyaltyAccounts(filters?: unknown, config: GraphConfig = {}): Promise<AccountView[]> {
    return (await this.listAndCountLoyaltyAccounts(filters, config))[0]
  }

  async listAndCountLoyaltyAccounts(
    filters?: unknown,
    config: GraphConfig = {},
  ): Promise<[AccountView[], number]> {
    const wanted = accountFiltersOf(filters)
    const isNamed = wanted.id !== undefined || wanted.customerId !== undefined
    const [accounts, count] = await this.cradle.accounts.listAndCount(wanted, pageOf(config, isNamed))
    return [accounts.map(accountView), count]
  }

  async listLoyaltyTransactions(filters?: unknown, config: GraphConfig = {}): Promise<TransactionView[]> {
    return (await this.listAndCountLoyaltyTransactions(filters, config))[0]
  }

  async listAndCountLoyaltyTransactions(
    filters?: unknown,
    config: GraphConfig = {},
  ): Promise<[TransactionView[], number]> {
    const wanted = transactionFiltersOf(filters)
    const page = pageOf(config, wanted.id !== undefined)
    const [transactions, count] = await this.cradle.transactions.listAndCount(wanted, page)
    return [transactions.map(transactionView), count]
  }

  // Redemption

  async openRedemption(command: Parameters<Redemptions["open"]>[0]): Promise<Receipt> {
    return await this.cradle.redemptions.open(command)
  }

  async redemptionOfCart(cartId: string): Promise<CartRedemption | null> {
    return await this.cradle.redemptions.forCart(cartId)
  }

  async retrieveRedemption(id: number): Promise<RedemptionRow> {
    return await this.cradle.redemptions.retrieve(id)
  }

  /** Answers false where it had already ended. With a key of the caller's own, `isKnownKey` tells later that it did it. */
  async releaseRedemption(
    id: number,
    reason: string,
    actor: string,
    at: Date = new Date(),
    key?: string,
  ): Promise<boolean> {
    return await this.cradle.redemptions.release(id, reason, actor, at, key)
  }

  async reopenRedemption(token: string): Promise<void> {
    await this.cradle.redemptions.reopen(token)
  }

  async lapseRedemptions(at: Date, redemptionsMax: number): Promise<string[]> {
    return await this.cradle.redemptions.lapseDue(at, redemptionsMax)
  }

  async listStrandedCarts(before: Date, cartsMax: number): Promise<{ cartId: string; token: string }[]> {
    return await this.cradle.redemptions.listStrandedCarts(before, cartsMax)
  }

  // Settlement

  async settlementRevision(orderId: string): Promise<number> {
    return await this.cradle.settlements.revisionOf(orderId)
  }

  async settleOrder(request: SettlementRequest): Promise<SettlementReport> {
    return await this.cradle.settlements.settle(request)
  }

  /** What each rule of the order's day gave for it as bought, or what kept it from giving anything. */
  async explainRules(facts: OrderFacts): Promise<ExplainedRule[]> {
    return await this.cradle.settlements.explainRules(facts)
  }

  /** What carts or products would earn, each if it were bought now, rules and their limits included. Nothing is written. */
  async previewEarning(request: Parameters<Earnings["preview"]>[0]): Promise<Evaluation[]> {
    return await this.cradle.earnings.preview(request)
  }

  async findSettlement(orderId: string): Promise<SettlementRow | null> {
    return await this.cradle.settlements.find(orderId)
  }

  /** The last change of each order that its settlement has seen; orders never settled are missing. */
  async lastSeenChanges(orderIds: string[]): Promise<Map<string, Date>> {
    return await this.cradle.settlements.lastSeenChanges(orderIds)
  }

  async listAwards(orderId: string): Promise<AwardRow[]> {
    return await this.cradle.settlements.awardsOf(orderId)
  }

  async listAwardLines(awardIds: number[]): Promise<AwardLineRow[]> {
    return await this.cradle.awardLines.latest(awardIds)
  }

  async listDueActivations(at: Date, ordersMax: number): Promise<string[]> {
    return await this.cradle.settlements.listDueActivations(at, ordersMax)
  }

  // The clock's and the auditor's

  async checkpointReached(name: string): Promise<Date | null> {
    return await this.cradle.checkpoints.reached(name)
  }

  async advanceCheckpoint(name: string, reachedAt: Date): Promise<void> {
    await this.cradle.checkpoints.advance(name, reachedAt)
  }

  async expirePoints(at: Date, lotsMax: number): Promise<number> {
    return await this.cradle.ledger.expireDue(at, lotsMax)
  }

  /** True while there is more to announce. */
  async announceExpiring(at: Date, noticeDays: number): Promise<boolean> {
    return await this.cradle.ledger.announceExpiring(at, noticeDays)
  }

  async drainOutbox(publish: (events: OutboxEvent[]) => Promise<void>, eventsMax: number): Promise<number> {
    return await this.cradle.outbox.drain(publish, eventsMax)
  }

  async verifyLedger({ accountIds }: { accountIds?: string[] } = {}): Promise<VerificationReport> {
    return await this.cradle.verification.verify(accountIds)
  }

  private async start(): Promise<void> {
    const { redemptions, programs, logger } = this.cradle
    guardPromotions(redemptions, logger)
    try {
      this.meantEvents = parse(z.object({ events: storeEvents }), {
        events: this.options.events ?? [],
      }).events
    } catch (error) {
      logger.error(`loyalty: the options' events are left out: ${(error as Error).message}`)
    }
    try {
      await programs.ensureDefault(this.options)
    } catch (error) {
      // The store starts without its loyalty database: carts without points must go on.
      logger.error(`loyalty: the program could not be made at start: ${(error as Error).message}`)
    }
  }
}
