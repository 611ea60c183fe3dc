/** What the domain needs to know about an order, as plain data. Money is decimal text in major units. */
export interface LineFacts {
  lineId: string
  productId: string | null
  variantId: string | null
  /** As bought, after edits and before returns. */
  quantity: number
  /** Received back so far; 0 in carts. */
  returnedQuantity: number
  /** As bought: after every discount, ours too, tax included. */
  total: string
  /** The same without tax. */
  subtotal: string
  isGiftCard: boolean
  /** Tax-inclusive worth that points took off this line; "0" when none. */
  paidWithPoints: string
  /** Sent out by a claim, in place of something that was bought. */
  isReplacement?: boolean
}

export interface OrderFacts {
  orderId: string
  currencyCode: string
  /** Registered customers only. */
  customerId: string | null
  salesChannelId: string | null
  placedAt: Date
  canceled: boolean
  lines: LineFacts[]
  shippingTotal: string
  /** Paid by credit lines: gift cards, store credit. */
  creditTotal: string
  /** Credit lines that came after the order was placed: for money refunded beyond what was due, or given free. */
  laterCredits?: string
  /** The order's present total. */
  owed: string
  captured: string
  refunded: string
}

/**
 * Ties between equal lines are settled by the id and not by the order in which a query happened to return
 * them: the same order must deserve the same points on every look.
 */
export function byLineId(a: { lineId: string }, b: { lineId: string }): number {
  if (a.lineId === b.lineId) return 0
  return a.lineId < b.lineId ? -1 : 1
}
