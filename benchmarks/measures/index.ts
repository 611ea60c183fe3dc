import type { Bench } from "../bench"
import type { Measure } from "../harness/measure"
import { balance } from "./balance"
import { batch } from "./batch"
import { earn } from "./earn"
import { growth } from "./growth"
import { hotAccount } from "./hot-account"
import { redemption } from "./redemption"
import { rules } from "./rules"
import { settleOrder } from "./settle-order"
import { accountRoute, cartRefresh } from "./store-routes"

/** What runs round after round. */
export const roundMeasures: Record<string, (bench: Bench) => Promise<Measure>> = {
  earn,
  redemption,
  "hot-account": hotAccount,
  balance,
  batch,
  "settle-order": settleOrder,
  "cart-refresh": cartRefresh,
  "account-route": accountRoute,
  growth,
  rules,
}

/** What works through the whole ledger and so comes last, in this order. */
export const jobNames = ["expiry", "verification", "memory"] as const

export const measureNames = [...Object.keys(roundMeasures), ...jobNames]
