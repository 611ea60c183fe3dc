import { CreateAccounts1764000000000 } from "./1764000000000-create-accounts"
import { CreateLedger1764000100000 } from "./1764000100000-create-ledger"
import { CreateOrders1764000200000 } from "./1764000200000-create-orders"
import { CreateRules1764000250000 } from "./1764000250000-create-rules"
import { CreateMemberEvents1764000260000 } from "./1764000260000-create-member-events"
import { LedgerCoreFunctions1764000300000 } from "./1764000300000-ledger-core-functions"
import { EarningFunctions1764000400000 } from "./1764000400000-earning-functions"
import { SettlementFunctions1764000450000 } from "./1764000450000-settlement-functions"
import { RuleFunctions1764000470000 } from "./1764000470000-rule-functions"
import { CreateTiers1764000480000 } from "./1764000480000-create-tiers"
import { TierFunctions1764000481000 } from "./1764000481000-tier-functions"
import { CreateClubs1764000483000 } from "./1764000483000-create-clubs"
import { CreateCashback1764000484000 } from "./1764000484000-create-cashback"
import { CreateSegments1764000485000 } from "./1764000485000-create-segments"
import { CreateBackfills1764000487000 } from "./1764000487000-create-backfills"
import { CreateReferrals1764000490000 } from "./1764000490000-create-referrals"
import { CreateMembershipPlans1764000492000 } from "./1764000492000-create-membership-plans"
import { RedemptionFunctions1764000500000 } from "./1764000500000-redemption-functions"
import { TellEvents1764000600000 } from "./1764000600000-tell-events"
import { BatchPosting1764000700000 } from "./1764000700000-batch-posting"
import { EventFunctions1764000720000 } from "./1764000720000-event-functions"
import { IndexPeriods1764000800000 } from "./1764000800000-index-periods"

/** Every migration, oldest first. Append only. */
export const migrations = [
  CreateAccounts1764000000000,
  CreateLedger1764000100000,
  CreateOrders1764000200000,
  CreateRules1764000250000,
  CreateMemberEvents1764000260000,
  LedgerCoreFunctions1764000300000,
  EarningFunctions1764000400000,
  SettlementFunctions1764000450000,
  RuleFunctions1764000470000,
  CreateTiers1764000480000,
  TierFunctions1764000481000,
  CreateClubs1764000483000,
  CreateCashback1764000484000,
  CreateSegments1764000485000,
  CreateBackfills1764000487000,
  CreateReferrals1764000490000,
  CreateMembershipPlans1764000492000,
  RedemptionFunctions1764000500000,
  TellEvents1764000600000,
  BatchPosting1764000700000,
  EventFunctions1764000720000,
  IndexPeriods1764000800000,
]
