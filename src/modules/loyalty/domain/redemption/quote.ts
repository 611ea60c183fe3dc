import { byLineId } from "../earning/facts"
import { decimalText, powerOfTen } from "../decimal"
import { allocate, divideCeil, divideFloor, divideNearest, scaled, scaledPlaces, scaledText } from "../money"
import { toPoints, type Points } from "../points"
import {
  pointsWorth,
  rateOf,
  worthOf,
  type CurrencyRate,
  type ProgramTerms,
  type SpendRate,
} from "../program"

export interface RedeemableLine {
  lineId: string
  productId: string | null
  /** Tax-inclusive, after other discounts, before ours. Decimal text in major units. */
  total: string
  isDiscountable: boolean
  isGiftCard: boolean
}

export interface CartForQuote {
  currencyCode: string
  lines: RedeemableLine[]
  shippingTotal: string
  /** Gift cards and store credit on the cart. */
  creditTotal: string
}

export type Refusal =
  | "below_minimum"
  | "nothing_to_spend"
  | "account_frozen"
  | "currency_without_rate"
  | "nothing_to_redeem_on"
  | "not_a_step"

export interface QuoteRequest {
  cart: CartForQuote
  terms: ProgramTerms
  /** What this cart may draw: the account's available points and those this cart already holds. */
  available: Points
  status: "active" | "frozen"
}

/** Being refused is an answer, not an accident: the checkout shows why. */
export interface RedemptionQuote {
  refused: Refusal | null
  maxPoints: Points
  /** The fewest points that may be asked for: the program's minimum, up to the next whole step. */
  minPoints: Points
  stepPoints: Points
}

export interface AppliedShare {
  lineId: string
  amountMinor: bigint
  /** What to take off the line, decimal text in major units; never above the line's total. */
  exact: string
}

export interface AppliedRedemption {
  points: Points
  amountMinor: bigint
  shares: AppliedShare[]
}

/**
 * The most that points may pay on this cart, in minor units: eligible goods, at most the program's share of all
 * goods, at most what is still to be paid after gift cards and store credit.
 */
export function redeemableMinor(cart: CartForQuote, terms: ProgramTerms): bigint {
  const rate = rateOf(terms, cart.currencyCode)
  return rate === null || rate.spend === null ? 0n : limitOf(cart, terms, rate).minor
}

/** How many points the customer may spend on this cart now, or why none. */
export function quoteRedemption({ cart, terms, available, status }: QuoteRequest): RedemptionQuote {
  const rate = rateOf(terms, cart.currencyCode)
  const step = Math.max(1, terms.redemption.stepPoints)
  // Fewer points than one coin is worth would pay nothing.
  const least = Math.max(1, terms.redemption.minPoints, rate?.spend ? pointsWorth(1n, rate.spend) : 0)
  const minPoints = toPoints(Math.ceil(least / step) * step)
  const answer = (refused: Refusal | null, maxPoints: number): RedemptionQuote => ({
    refused,
    maxPoints: toPoints(maxPoints),
    minPoints,
    stepPoints: toPoints(step),
  })

  if (status === "frozen") return answer("account_frozen", 0)
  if (rate === null || rate.spend === null) return answer("currency_without_rate", 0)
  const limit = limitOf(cart, terms, rate)
  if (limit.minor === 0n) return answer("nothing_to_redeem_on", 0)
  if (available <= 0) return answer("nothing_to_spend", 0)

  const most = Math.min(available, pointsWorth(limit.minor, rate.spend))
  if (most < least) return answer("below_minimum", 0)
  if (most < minPoints) return answer("not_a_step", 0)
  return answer(null, Math.floor(most / step) * step)
}

/**
 * What an open redemption of so many points takes off this cart now. It follows the cart down and up again: the
 * points asked for stay asked for, and what is taken is what the cart bears, at the fewest points that are
 * worth it. Below the program's minimum nothing is taken.
 *
 * The shares sum up to the amount. Their exact amounts do so too, but where everything payable is paid the
 * part below the smallest coin is paid as well, or Medusa would demand a payment of 0.0081.
 */
export function applyRedemption(request: {
  cart: CartForQuote
  terms: ProgramTerms
  points: Points
}): AppliedRedemption {
  const { cart, terms, points } = request
  const nothing: AppliedRedemption = { points: toPoints(0), amountMinor: 0n, shares: [] }
  const rate = rateOf(terms, cart.currencyCode)
  if (rate === null || rate.spend === null || points <= 0) return nothing

  const limit = limitOf(cart, terms, rate)
  const worthMinor = worthOf(points, rate.spend)
  const amountMinor = smaller(worthMinor, limit.minor)
  if (amountMinor === 0n) return nothing
  const taken = fewestPoints(amountMinor, rate.spend, points)
  // Points that round off to no coin are left with the customer, and still count towards the minimum he met.
  if ((worthMinor > limit.minor ? taken : points) < terms.redemption.minPoints) return nothing

  const coin = coinOf(rate)
  const exactAmount = amountMinor === limit.minor && limit.paysAll ? limit.exact : amountMinor * coin
  return { points: taken, amountMinor, shares: split(amountMinor, exactAmount, limit.lines, rate) }
}

/** One minor unit in the units of `scaled`. */
function coinOf(rate: CurrencyRate): bigint {
  return powerOfTen(scaledPlaces - rate.decimalDigits)
}

function fewestPoints(amountMinor: bigint, spend: SpendRate, asked: Points): Points {
  return toPoints(Math.min(pointsWorth(amountMinor, spend), asked))
}

interface PayableLine {
  lineId: string
  total: bigint
  text: string
}

interface Limit {
  minor: bigint
  /** The same before rounding to whole coins. */
  exact: bigint
  /** Whether the limit is all that can be paid here, rather than the program's share of it. */
  paysAll: boolean
  lines: PayableLine[]
}

function limitOf(cart: CartForQuote, terms: ProgramTerms, rate: CurrencyRate): Limit {
  const excluded = new Set(terms.redemption.excludedProductIds)
  const lines = cart.lines
    .filter(
      (line) =>
        line.isDiscountable && !line.isGiftCard && !(line.productId !== null && excluded.has(line.productId)),
    )
    .map((line): PayableLine => ({
      lineId: line.lineId,
      total: positive(scaled(line.total)),
      text: line.total,
    }))
    .sort(byLineId)
  const eligible = lines.reduce((sum, line) => sum + line.total, 0n)
  const goods = cart.lines.reduce((sum, line) => sum + positive(scaled(line.total)), 0n)
  const toPay = positive(goods + positive(scaled(cart.shippingTotal)) - positive(scaled(cart.creditTotal)))

  const exact = smaller(eligible, toPay)
  const coin = coinOf(rate)
  const allMinor = divideNearest(exact, coin)
  const basisPoints = BigInt(terms.redemption.maxShareBasisPoints)
  if (basisPoints >= 10_000n) return { minor: allMinor, exact, paysAll: true, lines }
  const shareMinor = divideFloor(goods * basisPoints, 10_000n * coin)
  return { minor: smaller(allMinor, shareMinor), exact, paysAll: allMinor <= shareMinor, lines }
}

/**
 * Splits the amount over the lines by their totals. A share never exceeds its line; what a full line cannot
 * take goes to the heaviest lines that have room.
 */
function split(
  amountMinor: bigint,
  exactAmount: bigint,
  lines: readonly PayableLine[],
  rate: CurrencyRate,
): AppliedShare[] {
  const coin = coinOf(rate)
  const totals = lines.map((line) => line.total)
  const minors = fitted(
    amountMinor,
    allocate(amountMinor, totals),
    totals.map((total) => divideCeil(total, coin)),
  )
  const exacts = fitted(
    exactAmount,
    minors.map((minor) => minor * coin),
    totals,
  )
  return lines.flatMap((line, index) => {
    const [share, exact] = [minors[index], exacts[index]]
    if (share === 0n && exact === 0n) return []
    return [{ lineId: line.lineId, amountMinor: share, exact: exactText(exact, line, rate) }]
  })
}

function exactText(exact: bigint, line: PayableLine, rate: CurrencyRate): string {
  if (exact === line.total) return line.text
  const coin = coinOf(rate)
  return exact % coin === 0n ? decimalText(exact / coin, rate.decimalDigits) : scaledText(exact)
}

/** Brings the parts below their caps and to the given sum, which the caps must be able to hold. */
function fitted(whole: bigint, parts: readonly bigint[], caps: readonly bigint[]): bigint[] {
  const fit = parts.map((part, index) => smaller(part, caps[index]))
  let missing = whole - fit.reduce((sum, part) => sum + part, 0n)
  const heaviestFirst = caps
    .map((_, index) => index)
    .sort((a, b) => (caps[a] === caps[b] ? a - b : caps[a] > caps[b] ? -1 : 1))
  for (const index of heaviestFirst) {
    const change = missing > 0n ? smaller(missing, caps[index] - fit[index]) : -smaller(-missing, fit[index])
    fit[index] += change
    missing -= change
  }
  return fit
}

function positive(amount: bigint): bigint {
  return amount > 0n ? amount : 0n
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
