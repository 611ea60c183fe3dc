import { AccountSchema } from "./account.schema"
import { AwardLineSchema, AwardSchema } from "./award.schema"
import { CashbackOfferSchema } from "./cashback.schema"
import { ClubMembershipSchema, ClubSchema } from "./club.schema"
import { BackfillSchema } from "./backfill.schema"
import { EntrySchema } from "./entry.schema"
import { LotSchema } from "./lot.schema"
import { MemberEventSchema } from "./member-event.schema"
import { MembershipPlanSchema, MembershipPurchaseSchema } from "./membership-plan.schema"
import { ProgramSchema } from "./program.schema"
import { RedemptionSchema } from "./redemption.schema"
import { ReferralSchema } from "./referral.schema"
import { RuleSchema, RuleVersionSchema } from "./rule.schema"
import { SegmentSchema } from "./segment.schema"
import { SettlementSchema } from "./settlement.schema"
import { TierChangeSchema, TierSchema, TierVersionSchema } from "./tier.schema"

/** Every table that is read through entities. The ledger's postings do not pass here: they are SQL calls. */
export const schemas = [
  ProgramSchema,
  AccountSchema,
  EntrySchema,
  LotSchema,
  RedemptionSchema,
  SettlementSchema,
  AwardSchema,
  AwardLineSchema,
  BackfillSchema,
  RuleSchema,
  RuleVersionSchema,
  MemberEventSchema,
  ClubSchema,
  ClubMembershipSchema,
  SegmentSchema,
  CashbackOfferSchema,
  TierSchema,
  TierVersionSchema,
  TierChangeSchema,
  MembershipPlanSchema,
  MembershipPurchaseSchema,
  ReferralSchema,
]
