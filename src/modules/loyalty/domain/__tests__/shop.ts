import type { LineFacts, OrderFacts } from "../earning/facts"
import { toPoints } from "../points"
import { defaultTerms, type CurrencyRate, type ProgramTerms } from "../program"
import type { CartForQuote, RedeemableLine } from "../redemption/quote"

/** One point for each euro spent; one point pays one cent. */
export const euro: CurrencyRate = {
  currencyCode: "eur",
  decimalDigits: 2,
  earn: { points: 1, perMinor: 100 },
  spend: { points: 1, worthMinor: 1 },
}

interface TermsChange {
  rate?: Partial<CurrencyRate>
  precision?: number
  earning?: Partial<ProgramTerms["earning"]>
  redemption?: Partial<ProgramTerms["redemption"]>
}

/** A program that earns on what is paid, tax included, unless a test says otherwise. */
export function terms({ rate, precision, earning, redemption }: TermsChange = {}): ProgramTerms {
  return {
    ...defaultTerms,
    precision: precision ?? 0,
    rates: [{ ...euro, ...rate }],
    earning: { ...defaultTerms.earning, includesTax: true, ...earning },
    redemption: { ...defaultTerms.redemption, ...redemption },
  }
}

export function line(lineId: string, total: string, change: Partial<LineFacts> = {}): LineFacts {
  return {
    lineId,
    productId: `product_${lineId}`,
    variantId: null,
    quantity: 1,
    returnedQuantity: 0,
    total,
    subtotal: total,
    isGiftCard: false,
    paidWithPoints: "0",
    ...change,
  }
}

/** An order that is paid in full unless a test says otherwise. */
export function order(lines: LineFacts[], change: Partial<OrderFacts> = {}): OrderFacts {
  const total = String(lines.reduce((sum, { total }) => sum + Number(total), 0))
  return {
    orderId: "order_1",
    currencyCode: "eur",
    customerId: "cus_1",
    salesChannelId: null,
    placedAt: new Date("2026-01-01"),
    canceled: false,
    lines,
    shippingTotal: "0",
    creditTotal: "0",
    owed: total,
    captured: total,
    refunded: "0",
    ...change,
  }
}

export function item(lineId: string, total: string, change: Partial<RedeemableLine> = {}): RedeemableLine {
  return { lineId, productId: `product_${lineId}`, total, isDiscountable: true, isGiftCard: false, ...change }
}

export function cart(lines: RedeemableLine[], change: Partial<CartForQuote> = {}): CartForQuote {
  return { currencyCode: "eur", lines, shippingTotal: "0", creditTotal: "0", ...change }
}

export const pts = toPoints

export const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0)

export const sumBig = (numbers: readonly bigint[]): bigint =>
  numbers.reduce((total, number) => total + number, 0n)
