import type { OrderFacts } from "../domain/earning/facts"
import type { Needs } from "../domain/rules/needs"
import type { RuleContext } from "../domain/rules/scene"
import type { BackfillSettlement } from "./backfill"

/** What the settlement needs to know of an order, collected from the store's other modules as plain data. */
export interface SettlementRequest {
  facts: OrderFacts
  /** The cart that the order was made of, if any. */
  cartId: string | null
  /** What our discounts took, by redemption and line, tax included, in decimal major units. */
  redeemed: { token: string; lines: { lineId: string; amount: string }[] }[]
  /** The settlement's revision that was read before the order was. */
  revision: number
  orderChangedAt: Date | null
  at: Date
  /**
   * Looks up what earning rules ask of the order's surroundings: only what is needed, and goods only of the lines named.
   * Called where rules are active, and not for what an earlier settlement has found already.
   */
  contextOf?: (needs: Needs, lineIds: string[]) => Promise<RuleContext>
  /** Where a backfill asks for it: whether the order earns is then the run's to say. */
  backfill?: BackfillSettlement
}

export interface SettlementReport {
  orderId: string
  /** Ledger entries that this run posted; none where the ledger already was as the order deserves. */
  posted: number
  earned: number
  spent: number
  /** Those that were active when it was placed; null where it earns nothing or there were none. */
  rules: { programId: string; ruleSetId: number; timeZone: string } | null
  /** The customer whom the order brought to another tier; missing where it brought nobody. */
  tierChangedOf?: string
}
