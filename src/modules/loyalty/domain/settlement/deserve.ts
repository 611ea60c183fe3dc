import { powerOfTen } from "../decimal"
import { byLineId, type LineFacts, type OrderFacts } from "../earning/facts"
import { evaluateEarning, type AwardLine, type Evaluation } from "../earning/evaluate"
import { allocate, divideFloor, scaled, scaledPlaces, scaledText } from "../money"
import { toPoints, type Points } from "../points"
import { rateOf, type ProgramTerms } from "../program"
import { because, type Reason } from "../reason"
import { positive, remainderOf, smaller, valueOf } from "./amounts"

/** What the capture took for one line of the order; stored at the capture and never changed. */
export interface RedemptionShare {
  lineId: string
  points: Points
  /** What the discount took off the line at the capture, decimal text in major units. */
  amount?: string
}

export interface DeservedLine {
  lineId: string
  /** What the line would earn if nothing of it ever came back. */
  boughtPoints: Points
  earned: Points
  spent: Points
  reasons: Reason[]
}

export interface Deserved {
  earned: Points
  spent: Points
  /** The net payment covers what is owed; an order that owes nothing counts as paid. */
  paid: boolean
  lines: DeservedLine[]
  reasons: Reason[]
}

/**
 * What an order's present state deserves: how many points it should have earned and spent by now. Everything is
 * computed from the state and from nothing that happened before, so the path to the state does not matter:
 * events may come twice, late or never. `redemptionShares`: as `presentShares` answers them. `evaluation`: what the order
 * earns as bought, where rules have a say in it.
 */
export function deserve(
  facts: OrderFacts,
  terms: ProgramTerms,
  redemptionShares: readonly RedemptionShare[],
  evaluation: Evaluation = evaluateEarning(facts, terms),
): Deserved {
  const bought = new Map(evaluation.lines.map((line) => [line.lineId, line]))
  const shares = sharesByLine(redemptionShares)

  const lines = [...facts.lines].sort(byLineId).map((line) => {
    const share = shares.get(line.lineId) ?? toPoints(0)
    return deservedBy(line, bought.get(line.lineId), share, facts.canceled)
  })

  const reasons = [...evaluation.reasons]
  if (facts.canceled) reasons.push(because("canceled"))
  const goodwill = goodwillOf(facts)
  if (isLowered(facts, terms)) lowerForGoodwill(lines, facts, goodwill, reasons)

  const deserved = new Map(lines.map((line) => [line.lineId, line]))
  return {
    earned: sumOf(lines.map((line) => line.earned)),
    spent: sumOf(lines.map((line) => line.spent)),
    paid: isPaid(facts, goodwill, halfCoinOf(facts, terms)),
    lines: facts.lines.map((line) => deserved.get(line.lineId) as DeservedLine),
    reasons,
  }
}

function deservedBy(
  line: LineFacts,
  award: AwardLine | undefined,
  share: Points,
  canceled: boolean,
): DeservedLine {
  const boughtPoints = award?.points ?? toPoints(0)
  const reasons = [...(award?.reasons ?? [])]
  const { kept, returned, whole } = remainderOf(line)
  if (canceled || whole === 0n) {
    return { lineId: line.lineId, boughtPoints, earned: toPoints(0), spent: toPoints(0), reasons }
  }
  if (returned > 0n) {
    reasons.push(because("returned", { quantity: scaledText(returned), of: scaledText(whole) }))
  }
  const earned = partOf(boughtPoints, kept, whole)
  const spent = toPoints(share - partOf(share, returned, whole))
  return { lineId: line.lineId, boughtPoints, earned, spent, reasons }
}

/** Whether the order is paid for as it stands; canceled, it is not. */
export function isOrderPaid(facts: OrderFacts, terms: ProgramTerms): boolean {
  return !facts.canceled && isPaid(facts, goodwillOf(facts), halfCoinOf(facts, terms))
}

/** Rounded down, always of the whole and never of the last step, so that the steps add up exactly. */
function partOf(points: Points, part: bigint, whole: bigint): Points {
  return toPoints(Number(divideFloor(BigInt(points) * part, whole)))
}

function sharesByLine(redemptionShares: readonly RedemptionShare[]): Map<string, Points> {
  const shares = new Map<string, Points>()
  for (const { lineId, points } of redemptionShares) {
    shares.set(lineId, toPoints((shares.get(lineId) ?? 0) + points))
  }
  return shares
}

/**
 * Money given back though no goods came back for it: a complaint settled, a claim that keeps the goods. It is
 * both refunded beyond the worth of what was returned and missing from what the order still owes; the smaller
 * of the two, since a refund that merely waits for its return, or a payment not yet made, is neither.
 */
function goodwillOf(facts: OrderFacts): bigint {
  const missing = scaled(facts.owed) - netPaid(facts)
  const unreturned = scaled(facts.refunded) - valueOf(facts.lines, "returned")
  return positive(smaller(missing, unreturned))
}

function netPaid(facts: OrderFacts): bigint {
  return scaled(facts.captured) - scaled(facts.refunded)
}

/** Lowers what the lines earned by the share of the still payable money that was given back as goodwill. */
function lowerForGoodwill(
  lines: DeservedLine[],
  facts: OrderFacts,
  goodwill: bigint,
  reasons: Reason[],
): void {
  const earned = sumOf(lines.map((line) => line.earned))
  if (earned === 0) return
  const lowered = loweredBy(facts, goodwill, BigInt(earned))

  const parts = allocate(
    lowered,
    lines.map((line) => BigInt(line.earned)),
  )
  lines.forEach((line, index) => {
    const points = toPoints(Number(parts[index]))
    if (points !== line.earned) line.reasons.push(because("refunded", { points: line.earned - points }))
    line.earned = points
  })
  reasons.push(because("refunded", { amount: scaledText(goodwill), points: earned - Number(lowered) }))
}

/** By the share of the still payable money that was given back. */
function loweredBy(facts: OrderFacts, goodwill: bigint, whole: bigint): bigint {
  // Gift cards and store credit paid their part already and earned nothing for it, so they are not in the whole.
  const kept = valueOf(facts.lines, "kept") + positive(scaled(facts.shippingTotal))
  const payable = positive(kept - positive(scaled(facts.creditTotal)))
  const paid = payable - smaller(goodwill, payable)
  return payable === 0n ? 0n : divideFloor(whole * paid, payable)
}

function isLowered(facts: OrderFacts, terms: ProgramTerms): boolean {
  return terms.earning.refundsLowerEarning && goodwillOf(facts) > roundingOf(facts, halfCoinOf(facts, terms))
}

/**
 * The money that earned, in minor units, as far as the order keeps it: without what came back, and lowered by refunds for
 * nothing where these lower what is earned.
 */
export function keptMoney(
  facts: OrderFacts,
  terms: ProgramTerms,
  { lines }: Pick<Evaluation, "lines">,
): bigint {
  if (facts.canceled) return 0n
  const bases = new Map(lines.map(({ lineId, baseMinor }) => [lineId, baseMinor]))
  const kept = facts.lines.reduce((sum, line) => {
    const { kept, whole } = remainderOf(line)
    return whole === 0n ? sum : sum + divideFloor((bases.get(line.lineId) ?? 0n) * kept, whole)
  }, 0n)
  return isLowered(facts, terms) ? loweredBy(facts, goodwillOf(facts), kept) : kept
}

function halfCoinOf(facts: OrderFacts, terms: ProgramTerms): bigint {
  const decimalDigits = rateOf(terms, facts.currencyCode)?.decimalDigits ?? 2
  return powerOfTen(scaledPlaces - decimalDigits) / 2n
}

/**
 * Refunds are paid in whole coins: each piece that came back may have been rounded up by half of one, and that
 * is no goodwill. Without this, 204.67 refunded for goods worth 204.6667 would cost the customer a point.
 */
function roundingOf(facts: OrderFacts, halfCoin: bigint): bigint {
  const pieces = facts.lines.reduce(
    (sum, line) => sum + BigInt(Math.ceil(Math.max(0, line.returnedQuantity))),
    1n,
  )
  return pieces * halfCoin
}

/** Medusa keeps totals below the smallest coin, which nobody can pay: half a coin is no debt. */
function isPaid(facts: OrderFacts, goodwill: bigint, halfCoin: bigint): boolean {
  const owed = scaled(facts.owed)
  return owed <= 0n || netPaid(facts) + goodwill >= owed - halfCoin
}

function sumOf(points: readonly Points[]): Points {
  return toPoints(points.reduce<number>((sum, part) => sum + part, 0))
}
