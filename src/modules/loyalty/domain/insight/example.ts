import { evaluateEarning } from "../earning/evaluate"
import { divideNearest, scaled, scaledText } from "../money"
import { toPoints, type Points } from "../points"
import { rateOf, worthOf, type CurrencyRate, type ProgramTerms } from "../program"
import { applyRedemption, quoteRedemption, type CartForQuote } from "../redemption/quote"

export interface ExampleOrder {
  /** What the goods cost, tax included; decimal text in major units. */
  amount: string
  currencyCode: string
  /** How much tax is on it. */
  taxPercent: string
}

export interface Example {
  rate: CurrencyRate
  earned: Points
  earnedWorthMinor: bigint | null
  minPoints: Points
  maxPoints: Points
  maxWorthMinor: bigint
}

const lineId = "example"
const nobodysDay = new Date(0)
/** As many as there can be: what limits the redemption is the program. */
const plenty = toPoints(Number.MAX_SAFE_INTEGER)

/**
 * What an order of plain goods would earn by the program's own rate, and what points may pay of it: by the functions that
 * award orders and quote carts. Rules and tiers are left aside. Null where the program does not know the currency; RangeError
 * where it is about more points than can be counted.
 */
export function exampleOf(order: ExampleOrder, terms: ProgramTerms): Example | null {
  const rate = rateOf(terms, order.currencyCode)
  if (rate === null) return null
  const cart = cartOf(order)
  const { points: earned } = evaluateEarning(factsOf(order), terms)
  const { minPoints, maxPoints } = quoteRedemption({ cart, terms, available: plenty, status: "active" })
  return {
    rate,
    earned,
    earnedWorthMinor: rate.spend === null ? null : worthOf(earned, rate.spend),
    minPoints,
    maxPoints,
    maxWorthMinor: applyRedemption({ cart, terms, points: maxPoints }).amountMinor,
  }
}

function factsOf({ amount, currencyCode, taxPercent }: ExampleOrder): Parameters<typeof evaluateEarning>[0] {
  const whole = scaled("100")
  const subtotal = scaledText(divideNearest(scaled(amount) * whole, whole + scaled(taxPercent)))
  const line = {
    lineId,
    productId: null,
    variantId: null,
    quantity: 1,
    returnedQuantity: 0,
    total: amount,
    subtotal,
    isGiftCard: false,
    paidWithPoints: "0",
  }
  return {
    currencyCode,
    salesChannelId: null,
    placedAt: nobodysDay,
    lines: [line],
    shippingTotal: "0",
    creditTotal: "0",
  }
}

function cartOf({ amount, currencyCode }: ExampleOrder): CartForQuote {
  const line = { lineId, productId: null, total: amount, isDiscountable: true, isGiftCard: false }
  return { currencyCode, lines: [line], shippingTotal: "0", creditTotal: "0" }
}
