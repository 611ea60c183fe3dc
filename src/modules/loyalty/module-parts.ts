import type { Logger } from "@medusajs/framework/types"
import type { LoyaltyDatabase } from "./data-source"
import type { Accounts } from "./services/accounts"
import type { AwardLines } from "./services/award-lines"
import type { Backfills } from "./services/backfills"
import type { CashbackChoices } from "./services/cashback-choices"
import type { CashbackOffers } from "./services/cashback-offers"
import type { Checkpoints } from "./services/checkpoints"
import type { Clubs } from "./services/clubs"
import type { DryRuns } from "./services/dry-runs"
import type { Earnings } from "./services/earnings"
import type { InsightFigures } from "./services/insight-figures"
import type { InsightMembers } from "./services/insight-members"
import type { InsightPreview } from "./services/insight-preview"
import type { Ledger } from "./services/ledger"
import type { MemberEvents } from "./services/member-events"
import type { MembershipPlans } from "./services/membership-plans"
import type { MembershipPurchases } from "./services/membership-purchases"
import type { Milestones } from "./services/milestones"
import type { Occasions } from "./services/occasions"
import type { Outbox } from "./services/outbox"
import type { Profiles } from "./services/profiles"
import type { Programs } from "./services/programs"
import type { Redemptions } from "./services/redemptions"
import type { Referrals } from "./services/referrals"
import type { Rules } from "./services/rules"
import type { Simulations } from "./services/simulations"
import type { Tiers } from "./services/tiers"
import type { Segments } from "./services/segments"
import type { Settlements } from "./services/settlements"
import type { Transactions } from "./services/transactions"
import type { Verification } from "./services/verification"

/** What the module's container puts together. */
export interface Cradle {
  earnings: Earnings
  logger: Logger
  database: LoyaltyDatabase
  programs: Programs
  rules: Rules
  memberEvents: MemberEvents
  membershipPlans: MembershipPlans
  membershipPurchases: MembershipPurchases
  milestones: Milestones
  occasions: Occasions
  profiles: Profiles
  clubs: Clubs
  segments: Segments
  cashbackOffers: CashbackOffers
  cashbackChoices: CashbackChoices
  tiers: Tiers
  simulations: Simulations
  backfills: Backfills
  dryRuns: DryRuns
  referrals: Referrals
  insightFigures: InsightFigures
  insightMembers: InsightMembers
  insightPreview: InsightPreview
  accounts: Accounts
  ledger: Ledger
  redemptions: Redemptions
  settlements: Settlements
  awardLines: AwardLines
  transactions: Transactions
  outbox: Outbox
  checkpoints: Checkpoints
  verification: Verification
}

/** The services that the door hands out as they are. */
export class ModuleParts {
  constructor(protected readonly cradle: Cradle) {}

  /** The ledger's commands, for those who post points of their own: campaigns, imports, tills. */
  get ledger(): Ledger {
    return this.cradle.ledger
  }

  /** The programs' earning rules, in all their versions. */
  get rules(): Rules {
    return this.cradle.rules
  }

  /** What members do beside their orders, and what it gives. */
  get memberEvents(): MemberEvents {
    return this.cradle.memberEvents
  }

  /** What memberships are sold. */
  get membershipPlans(): MembershipPlans {
    return this.cradle.membershipPlans
  }

  /** What members have bought of them. */
  get membershipPurchases(): MembershipPurchases {
    return this.cradle.membershipPurchases
  }

  /** Sums that members' orders reach. */
  get milestones(): Milestones {
    return this.cradle.milestones
  }

  /** For whom something comes round on a day. */
  get occasions(): Occasions {
    return this.cradle.occasions
  }

  /** What rules need to know of members and the store does not. */
  get profiles(): Profiles {
    return this.cradle.profiles
  }

  /** Clubs that members join and leave. */
  get clubs(): Clubs {
    return this.cradle.clubs
  }

  /** Members told apart by what they have bought. */
  get segments(): Segments {
    return this.cradle.segments
  }

  /** What the programs offer as cashback categories, and what members choose of it. */
  get cashback(): { offers: CashbackOffers; choices: CashbackChoices } {
    return { offers: this.cradle.cashbackOffers, choices: this.cradle.cashbackChoices }
  }

  /** Who invited whom. */
  get referrals(): Referrals {
    return this.cradle.referrals
  }

  /** The programs' tiers, and who holds which. */
  get tiers(): Tiers {
    return this.cradle.tiers
  }

  /** What would have been for past orders, and points for those from before the program's start. */
  get whatIf(): Pick<Cradle, "simulations" | "backfills" | "dryRuns"> {
    return this.cradle
  }

  /** What the shop's staff see: how a program does, what members have, what other settings would make of it. */
  get insight(): { figures: InsightFigures; members: InsightMembers; preview: InsightPreview } {
    const { insightFigures: figures, insightMembers: members, insightPreview: preview } = this.cradle
    return { figures, members, preview }
  }
}
