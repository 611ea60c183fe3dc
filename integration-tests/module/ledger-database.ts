import { createHash } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import type { Client } from "pg"
import { buildDataSource, LoyaltyDatabase } from "../../src/modules/loyalty/data-source"
import { toPoints } from "../../src/modules/loyalty/domain/points"
import { runMigrations } from "../../src/modules/loyalty/migrate"
import type { AccountRow } from "../../src/modules/loyalty/persistence/account.schema"
import type { Accounts } from "../../src/modules/loyalty/services/accounts"
import type { CashbackChoices } from "../../src/modules/loyalty/services/cashback-choices"
import type { CashbackOffers } from "../../src/modules/loyalty/services/cashback-offers"
import type { Clubs } from "../../src/modules/loyalty/services/clubs"
import type { Backfills } from "../../src/modules/loyalty/services/backfills"
import type { DryRuns } from "../../src/modules/loyalty/services/dry-runs"
import type { Ledger } from "../../src/modules/loyalty/services/ledger"
import type { Memberships } from "../../src/modules/loyalty/services/memberships"
import type { Outbox } from "../../src/modules/loyalty/services/outbox"
import type { Programs } from "../../src/modules/loyalty/services/programs"
import type { Redemptions } from "../../src/modules/loyalty/services/redemptions"
import type { Earnings } from "../../src/modules/loyalty/services/earnings"
import type { MemberEvents } from "../../src/modules/loyalty/services/member-events"
import type { Referrals } from "../../src/modules/loyalty/services/referrals"
import type { Settlements } from "../../src/modules/loyalty/services/settlements"
import type { Tiers } from "../../src/modules/loyalty/services/tiers"
import type { Simulations } from "../../src/modules/loyalty/services/simulations"
import type { Rules } from "../../src/modules/loyalty/services/rules"
import type { Verification } from "../../src/modules/loyalty/services/verification"
import type { Posting } from "../../src/modules/loyalty/types/ledger"
import type { LoyaltyModuleOptions } from "../../src/modules/loyalty/types/options"
import {
  createEmptyDatabase,
  databaseUrl,
  dropDatabase,
  newDatabaseName,
  repository,
  withClient,
} from "../helpers/database"
import { servicesOn } from "../helpers/loyalty-services"

const dayMs = 86_400_000

/** A day of the stories told here, at midnight UTC; day 0 is the first of January 2026. */
export const day = (number: number): Date => new Date(Date.UTC(2026, 0, 1) + number * dayMs)

/** Like a name and a version: what is in them decides whether a migrated template can be used again. */
function migrationsHash(): string {
  const hash = createHash("sha256")
  const folder = path.join(repository, "migrations")
  for (const name of fs.readdirSync(folder).sort()) hash.update(fs.readFileSync(path.join(folder, name)))
  return hash.digest("hex").slice(0, 12)
}

/** A database with the module's tables and nothing else, cloned from one that was migrated once for all suites. */
export async function createLedgerDatabase(name: string): Promise<void> {
  const template = `loyalty_ledger_template_${migrationsHash()}`
  await withClient(databaseUrl("postgres"), async (client) => {
    // Held until the clone is made: a template must not have connections meanwhile.
    await client.query("select pg_advisory_lock(hashtext($1))", [template])
    const found = await client.query("select from pg_database where datname = $1", [template])
    if (found.rowCount === 0) {
      const unfinished = `${template}_unfinished`
      await dropDatabase(unfinished)
      await createEmptyDatabase(unfinished)
      await runMigrations({ options: { databaseUrl: databaseUrl(unfinished) } })
      await client.query(`alter database "${unfinished}" rename to "${template}"`)
    }
    await client.query(`drop database if exists "${name}" with (force)`)
    await client.query(`create database "${name}" template "${template}"`)
  })
}

/** The module's services on a pool of their own, as one process of a store has them. */
export class LoyaltyProcess {
  readonly database: LoyaltyDatabase
  readonly programs: Programs
  readonly rules: Rules
  readonly memberships: Memberships
  readonly clubs: Clubs
  readonly cashbackOffers: CashbackOffers
  readonly cashbackChoices: CashbackChoices
  readonly earnings: Earnings
  readonly accounts: Accounts
  readonly ledger: Ledger
  readonly redemptions: Redemptions
  readonly settlements: Settlements
  readonly memberEvents: MemberEvents
  readonly tiers: Tiers
  readonly referrals: Referrals
  readonly simulations: Simulations
  readonly backfills: Backfills
  readonly dryRuns: DryRuns
  readonly outbox: Outbox
  readonly verification: Verification

  constructor(options: LoyaltyModuleOptions) {
    this.database = new LoyaltyDatabase(buildDataSource(options))
    const services = servicesOn(this.database)
    this.programs = services.programs
    this.rules = services.rules
    this.memberships = services.memberships
    this.clubs = services.clubs
    this.cashbackOffers = services.cashbackOffers
    this.cashbackChoices = services.cashbackChoices
    this.earnings = services.earnings
    this.accounts = services.accounts
    this.ledger = services.ledger
    this.redemptions = services.redemptions
    this.settlements = services.settlements
    this.tiers = services.tiers
    this.memberEvents = services.memberEvents
    this.referrals = services.referrals
    this.simulations = services.simulations
    this.backfills = services.backfills
    this.dryRuns = services.dryRuns
    this.outbox = services.outbox
    this.verification = services.verification
  }

  /** Answers the rows of any statement, for looking at what no service shows. */
  async rows<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return await this.database.query<Row>(sql, parameters)
  }
}

export interface HoldOptions {
  cartId?: string
  key?: string
  expiresAt?: Date
  /** The redemption's token; one of its own if not given. */
  token?: string
  /** The terms that the redemption is opened under; the program's first, if not given. */
  termsId?: number
}

/** A shop that consists of its loyalty ledger: accounts, and short words for what happens to them. */
export class LedgerShop extends LoyaltyProcess {
  private readonly processes: LoyaltyProcess[] = [this]
  private causes = 0

  constructor(
    readonly databaseName = newDatabaseName("ledger"),
    private readonly options: LoyaltyModuleOptions = { databaseUrl: databaseUrl(databaseName) },
  ) {
    super(options)
  }

  async open(): Promise<void> {
    await createLedgerDatabase(this.databaseName)
    await this.programs.ensureDefault({})
  }

  /** Another process of the same shop. It is closed with the shop. */
  startProcess(options: LoyaltyModuleOptions = {}): LoyaltyProcess {
    const started = new LoyaltyProcess({ ...this.options, ...options })
    this.processes.push(started)
    return started
  }

  async close(): Promise<void> {
    for (const started of this.processes) await started.database.close()
    await dropDatabase(this.databaseName)
  }

  /** Somebody who gets at the database past the application. */
  async intrude<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    return await withClient(databaseUrl(this.databaseName), work)
  }

  /** A cause that nothing else has: unique in this shop. */
  cause(kind: string): string {
    this.causes += 1
    return `${kind}_${this.causes}`
  }

  posting(onDay: number, key = this.cause("key")): Posting {
    return { key, at: day(onDay), reason: "told_by_test", actor: "system" }
  }

  async customer(): Promise<AccountRow> {
    const program = await this.programs.forSalesChannel(null)
    return await this.accounts.ensure(program.id, this.cause("cus"))
  }

  /** Many accounts at once, by their keys. */
  async customers(count: number): Promise<number[]> {
    const program = await this.programs.forSalesChannel(null)
    const kind = this.cause("crowd")
    const rows = await this.rows<{ id: string }>(
      `insert into loyalty_account (public_id, program_id, customer_id)
       select 'lacc_' || $2 || '_' || n, $1, $2 || '_' || n from generate_series(1, $3::int) n returning id`,
      [program.id, kind, count],
    )
    return rows.map(({ id }) => Number(id))
  }

  /** An order of the account's that may earn: what a settlement keeps before it posts anything. */
  async award(accountId: number): Promise<number> {
    const orderId = this.cause("order")
    const rows = await this.rows<{ id: string }>(
      `with settlement as (
         insert into loyalty_settlement (order_id, program_id, terms_id, placed_at)
         select $1, p.id, p.terms_id, $3 from loyalty_account a join loyalty_program p on p.id = a.program_id where a.id = $2
       )
       insert into loyalty_award (order_id, account_id) values ($1, $2) returning id`,
      [orderId, accountId, day(0)],
    )
    return Number(rows[0].id)
  }

  async earns(accountId: number, onDay: number, points: number, expiresOn: number | null = null) {
    return await this.ledger.earn(
      {
        accountId,
        points: toPoints(points),
        pending: false,
        expiresAt: expiresOn === null ? null : day(expiresOn),
      },
      this.posting(onDay),
    )
  }

  async earnsFor(awardId: number, accountId: number, onDay: number, points: number) {
    return await this.ledger.earn(
      { accountId, points: toPoints(points), pending: true, awardId },
      this.posting(onDay),
    )
  }

  async activates(awardId: number, accountId: number, onDay: number, expiresOn: number | null = null) {
    const expiresAt = expiresOn === null ? null : day(expiresOn)
    return await this.ledger.activate({ accountId, awardId, expiresAt }, this.posting(onDay))
  }

  /** Points put on a cart; answers the redemption's key. */
  async holds(accountId: number, onDay: number, points: number, options: HoldOptions = {}): Promise<number> {
    const receipt = await this.ledger.hold(
      {
        accountId,
        token: options.token ?? this.cause("token"),
        cartId: options.cartId ?? this.cause("cart"),
        points: toPoints(points),
        currencyCode: "eur",
        termsId: options.termsId ?? 1,
        expiresAt: options.expiresAt ?? day(onDay + 1),
      },
      this.posting(onDay, options.key),
    )
    return receipt.redemptionId ?? Number.NaN
  }

  async captures(redemptionId: number, onDay: number, points: number) {
    return await this.ledger.capture(
      { redemptionId, points: toPoints(points), shares: [] },
      this.posting(onDay),
    )
  }

  /** Spends points in one go: put on a cart that becomes an order at once. Answers the redemption's key. */
  async spends(accountId: number, onDay: number, points: number): Promise<number> {
    const redemptionId = await this.holds(accountId, onDay, points)
    await this.captures(redemptionId, onDay, points)
    return redemptionId
  }

  async balance(accountId: number): Promise<{ available: number; pending: number; held: number }> {
    const { available, pending, held } = await this.accounts.retrieveByKey(accountId)
    return { available, pending, held }
  }

  /** What remains of the account's lots, the oldest lot first. */
  async remaining(accountId: number): Promise<number[]> {
    const rows = await this.rows<{ remaining: string }>(
      `select remaining from loyalty_lot where account_id = $1 order by id`,
      [accountId],
    )
    return rows.map(({ remaining }) => Number(remaining))
  }
}

/** A suite with a shop of its own. Whatever a test has done to the ledger, it must be provable afterwards. */
export function describeLedger(
  name: string,
  tell: (shop: LedgerShop) => void,
  { provable = true }: { provable?: boolean } = {},
): void {
  describe(name, () => {
    const shop = new LedgerShop()
    beforeAll(async () => {
      await shop.open()
    })
    afterAll(async () => {
      await shop.close()
    })
    if (provable) {
      afterEach(async () => {
        expect((await shop.verification.verify()).discrepancies).toEqual([])
      })
    }
    tell(shop)
  })
}

/** The code with which the ledger refused; null where it did not. */
export async function refusalOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work
    return null
  } catch (error) {
    return String((error as { code?: unknown }).code)
  }
}
