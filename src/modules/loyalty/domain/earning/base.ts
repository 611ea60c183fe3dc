import { powerOfTen } from "../decimal"
import { allocate, divideNearest, scaled, scaledPlaces, scaledText } from "../money"
import { rateOf, type CurrencyRate, type ProgramTerms } from "../program"
import { because, type Reason } from "../reason"
import { byLineId, type LineFacts, type OrderFacts } from "./facts"

export type EarningFacts = Pick<
  OrderFacts,
  "currencyCode" | "salesChannelId" | "placedAt" | "lines" | "shippingTotal" | "creditTotal"
>

/** The money of one line that earns points. */
export interface LineBase {
  lineId: string
  quantity: number
  /** In units of 10^-12; weighs what is split over the lines. */
  weight: bigint
  baseMinor: bigint
  reasons: Reason[]
}

/** The money of an order that earns points, line by line in the order of their ids. */
export interface EarningBase {
  rate: CurrencyRate
  lines: LineBase[]
  reasons: Reason[]
}

/**
 * What of an order's money earns: without tax where the program says so, without gift cards, excluded products and what
 * points, gift cards or store credit paid. Money becomes minor units once, for the whole order, and is then split back over
 * the lines. Null where the program does not know the currency.
 */
export function earningBase(facts: EarningFacts, terms: ProgramTerms): EarningBase | null {
  const rate = rateOf(terms, facts.currencyCode)
  if (rate === null) return null
  const lines = [...facts.lines].sort(byLineId)
  const credit = creditOn(facts)
  const bases = lines.map((line) => lineBase(line, terms, credit))
  const weights = bases.map(({ base }) => base)
  const total = weights.reduce((sum, base) => sum + base, 0n)
  const totalMinor = divideNearest(total, powerOfTen(scaledPlaces - rate.decimalDigits))
  const linesMinor = allocate(totalMinor, weights)
  return {
    rate,
    lines: lines.map(({ lineId, quantity }, index) => ({
      lineId,
      quantity,
      weight: weights[index],
      baseMinor: linesMinor[index],
      reasons: bases[index].reasons,
    })),
    reasons: credit.paid > 0n ? [because("credit_excluded", { amount: scaledText(credit.paid) })] : [],
  }
}

/** How much of everything that was bought gift cards and store credit paid. Shipping takes its part of them. */
interface Credit {
  paid: bigint
  whole: bigint
}

function creditOn(facts: EarningFacts): Credit {
  const goods = facts.lines.reduce((sum, line) => sum + positive(scaled(line.total)), 0n)
  const whole = goods + positive(scaled(facts.shippingTotal))
  const credit = positive(scaled(facts.creditTotal))
  return { whole, paid: credit < whole ? credit : whole }
}

function lineBase(line: LineFacts, terms: ProgramTerms, credit: Credit): { base: bigint; reasons: Reason[] } {
  if (line.isGiftCard) return { base: 0n, reasons: [because("gift_card_excluded")] }
  if (line.productId !== null && terms.earning.excludedProductIds.includes(line.productId)) {
    return { base: 0n, reasons: [because("product_excluded", { product_id: line.productId })] }
  }
  const reasons: Reason[] = []
  const total = positive(scaled(line.total))
  const subtotal = positive(scaled(line.subtotal))
  const full = terms.earning.includesTax ? total : subtotal
  if (full !== total) reasons.push(because("tax_excluded", { amount: scaledText(total - full) }))
  // The totals came in after our discount already; the reason is for the reader.
  if (scaled(line.paidWithPoints) > 0n) {
    reasons.push(because("paid_with_points_excluded", { amount: line.paidWithPoints }))
  }
  if (credit.paid === 0n || full === 0n) return { base: full, reasons }
  const base = divideNearest(full * (credit.whole - credit.paid), credit.whole)
  reasons.push(because("credit_excluded", { amount: scaledText(full - base) }))
  return { base, reasons }
}

function positive(amount: bigint): bigint {
  return amount > 0n ? amount : 0n
}
