import { asClass, asValue, createContainer, type AwilixContainer } from "@medusajs/framework/awilix"
import type { Logger } from "@medusajs/framework/types"
import type { LoyaltyDatabase } from "../../src/modules/loyalty/data-source"
import { Accounts } from "../../src/modules/loyalty/services/accounts"
import { AwardLines } from "../../src/modules/loyalty/services/award-lines"
import { CashbackChoices } from "../../src/modules/loyalty/services/cashback-choices"
import { CashbackOffers } from "../../src/modules/loyalty/services/cashback-offers"
import { Checkpoints } from "../../src/modules/loyalty/services/checkpoints"
import { Segments } from "../../src/modules/loyalty/services/segments"
import { Clubs } from "../../src/modules/loyalty/services/clubs"
import { Backfills } from "../../src/modules/loyalty/services/backfills"
import { DryRuns } from "../../src/modules/loyalty/services/dry-runs"
import { Earnings } from "../../src/modules/loyalty/services/earnings"
import { InsightFigures } from "../../src/modules/loyalty/services/insight-figures"
import { InsightMembers } from "../../src/modules/loyalty/services/insight-members"
import { InsightPreview } from "../../src/modules/loyalty/services/insight-preview"
import { Ledger } from "../../src/modules/loyalty/services/ledger"
import { MemberEvents } from "../../src/modules/loyalty/services/member-events"
import { Memberships } from "../../src/modules/loyalty/services/memberships"
import { MembershipPlans } from "../../src/modules/loyalty/services/membership-plans"
import { MembershipPurchases } from "../../src/modules/loyalty/services/membership-purchases"
import { Milestones } from "../../src/modules/loyalty/services/milestones"
import { Occasions } from "../../src/modules/loyalty/services/occasions"
import { Outbox } from "../../src/modules/loyalty/services/outbox"
import { Profiles } from "../../src/modules/loyalty/services/profiles"
import { Programs } from "../../src/modules/loyalty/services/programs"
import { Redemptions } from "../../src/modules/loyalty/services/redemptions"
import { Referrals } from "../../src/modules/loyalty/services/referrals"
import { Rules } from "../../src/modules/loyalty/services/rules"
import { Settlements } from "../../src/modules/loyalty/services/settlements"
import { TierMembers } from "../../src/modules/loyalty/services/tier-members"
import { Tiers } from "../../src/modules/loyalty/services/tiers"
import { Simulations } from "../../src/modules/loyalty/services/simulations"
import { Transactions } from "../../src/modules/loyalty/services/transactions"
import { Verification } from "../../src/modules/loyalty/services/verification"

const silent = { error: () => undefined, warn: () => undefined, info: () => undefined } as unknown as Logger

/** The module's services as its container puts them together, without a store around them. */
export interface LoyaltyServices {
  database: LoyaltyDatabase
  logger: Logger
  accounts: Accounts
  awardLines: AwardLines
  cashbackChoices: CashbackChoices
  cashbackOffers: CashbackOffers
  checkpoints: Checkpoints
  clubs: Clubs
  segments: Segments
  backfills: Backfills
  dryRuns: DryRuns
  earnings: Earnings
  insightFigures: InsightFigures
  insightMembers: InsightMembers
  insightPreview: InsightPreview
  ledger: Ledger
  memberEvents: MemberEvents
  memberships: Memberships
  membershipPlans: MembershipPlans
  membershipPurchases: MembershipPurchases
  milestones: Milestones
  occasions: Occasions
  outbox: Outbox
  profiles: Profiles
  programs: Programs
  redemptions: Redemptions
  referrals: Referrals
  rules: Rules
  settlements: Settlements
  tierMembers: TierMembers
  tiers: Tiers
  simulations: Simulations
  transactions: Transactions
  verification: Verification
}

export function servicesOn(database: LoyaltyDatabase): LoyaltyServices {
  const container: AwilixContainer<LoyaltyServices> = createContainer()
  container.register({
    database: asValue(database),
    logger: asValue(silent),
    accounts: asClass(Accounts).singleton(),
    awardLines: asClass(AwardLines).singleton(),
    cashbackChoices: asClass(CashbackChoices).singleton(),
    cashbackOffers: asClass(CashbackOffers).singleton(),
    clubs: asClass(Clubs).singleton(),
    segments: asClass(Segments).singleton(),
    backfills: asClass(Backfills).singleton(),
    checkpoints: asClass(Checkpoints).singleton(),
    dryRuns: asClass(DryRuns).singleton(),
    earnings: asClass(Earnings).singleton(),
    insightFigures: asClass(InsightFigures).singleton(),
    insightMembers: asClass(InsightMembers).singleton(),
    insightPreview: asClass(InsightPreview).singleton(),
    ledger: asClass(Ledger).singleton(),
    memberEvents: asClass(MemberEvents).singleton(),
    memberships: asClass(Memberships).singleton(),
    membershipPlans: asClass(MembershipPlans).singleton(),
    membershipPurchases: asClass(MembershipPurchases).singleton(),
    milestones: asClass(Milestones).singleton(),
    occasions: asClass(Occasions).singleton(),
    profiles: asClass(Profiles).singleton(),
    outbox: asClass(Outbox).singleton(),
    programs: asClass(Programs).singleton(),
    redemptions: asClass(Redemptions).singleton(),
    referrals: asClass(Referrals).singleton(),
    rules: asClass(Rules).singleton(),
    settlements: asClass(Settlements).singleton(),
    tierMembers: asClass(TierMembers).singleton(),
    tiers: asClass(Tiers).singleton(),
    simulations: asClass(Simulations).singleton(),
    transactions: asClass(Transactions).singleton(),
    verification: asClass(Verification).singleton(),
  })
  return container.cradle
}
