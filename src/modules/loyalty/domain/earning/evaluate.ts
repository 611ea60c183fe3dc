import { powerOfTen } from "../decimal"
import { allocate, divideCeil, divideFloor, divideNearest, scaled, scaledPlaces, scaledText } from "../money"
import { toPoints, type Points } from "../points"
import { rateOf, type EarnRate, type ProgramTerms } from "../program"
import { because, type Reason } from "../reason"
import { byLineId, type LineFacts, type OrderFacts } from "./facts"

export type { Reason } from "../reason"
export type { LineFacts, OrderFacts } from "./facts"

export interface AwardLine {
  lineId: string
  quantity: number
  /** The money that earned, in minor units. */
  baseMinor: bigint
  points: Points
  reasons: Reason[]
}

export interface Evaluation {
  points: Points
  lines: AwardLine[]
  reasons: Reason[]
}

export type EarningFacts = Pick<OrderFacts, "currencyCode" | "lines" | "shippingTotal" | "creditTotal">

const divide = { down: divideFloor, nearest: divideNearest, up: divideCeil } as const

/**
 * What an order, a cart or a product earns, line by line with reasons. Returns are not looked at here.
 * Money becomes minor units once and points are rounded once, for the whole order; both are then split back
 * over the lines, so that a hundred small lines earn what one large line would.
 */
export function evaluateEarning(facts: EarningFacts, terms: ProgramTerms): Evaluation {
  const rate = rateOf(terms, facts.currencyCode)
  if (rate === null || rate.earn === null) return withoutRate(facts)

  const lines = [...facts.lines].sort(byLineId)
  const credit = creditOn(facts)
  const bases = lines.map((line) => earningBase(line, terms, credit))
  const weights = bases.map(({ base }) => base)

  const total = weights.reduce((sum, base) => sum + base, 0n)
  const totalMinor = divideNearest(total, powerOfTen(scaledPlaces - rate.decimalDigits))
  const points = pointsFor(totalMinor, rate.earn, terms.earning.rounding)
  const linesMinor = allocate(totalMinor, weights)
  const linesPoints = allocate(BigInt(points), weights)

  const awarded = new Map<string, AwardLine>()
  lines.forEach((line, index) => {
    const baseMinor = linesMinor[index]
    const linePoints = toPoints(Number(linesPoints[index]))
    const reasons = [...bases[index].reasons]
    if (weights[index] > 0n) reasons.push(rateApplied(baseMinor, linePoints, rate.earn as EarnRate))
    awarded.set(line.lineId, {
      lineId: line.lineId,
      quantity: line.quantity,
      baseMinor,
      points: linePoints,
      reasons,
    })
  })

  const reasons: Reason[] = []
  if (credit.paid > 0n) reasons.push(because("credit_excluded", { amount: scaledText(credit.paid) }))
  if ((totalMinor * BigInt(rate.earn.points)) % BigInt(rate.earn.perMinor) !== 0n) {
    reasons.push(because("rounded", { mode: terms.earning.rounding }))
  }
  if (points === 0) reasons.push(because("nothing_to_earn"))
  return { points, lines: facts.lines.map((line) => awarded.get(line.lineId) as AwardLine), reasons }
}

function withoutRate(facts: EarningFacts): Evaluation {
  const lines = facts.lines.map(({ lineId, quantity }) => ({
    lineId,
    quantity,
    baseMinor: 0n,
    points: toPoints(0),
    reasons: [],
  }))
  return { points: toPoints(0), lines, reasons: [because("no_rate", { currency_code: facts.currencyCode })] }
}

function pointsFor(minor: bigint, earn: EarnRate, rounding: ProgramTerms["earning"]["rounding"]): Points {
  return toPoints(Number(divide[rounding](minor * BigInt(earn.points), BigInt(earn.perMinor))))
}

function rateApplied(baseMinor: bigint, points: Points, earn: EarnRate): Reason {
  return because("rate_applied", {
    base_minor: String(baseMinor),
    points,
    rate_points: earn.points,
    rate_per_minor: earn.perMinor,
  })
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

function earningBase(
  line: LineFacts,
  terms: ProgramTerms,
  credit: Credit,
): { base: bigint; reasons: Reason[] } {
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
