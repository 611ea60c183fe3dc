import type { OrderFacts } from "../domain/earning/facts"

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
}

export interface SettlementReport {
  orderId: string
  /** Ledger entries that this run posted; none where the ledger already was as the order deserves. */
  posted: number
  earned: number
  spent: number
}
