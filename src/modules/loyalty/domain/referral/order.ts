import type { OrderFacts } from "../earning/facts"
import { scaled, scaledPlaces } from "../money"
import { positive, valueOf } from "../settlement/amounts"
import { presentState } from "../settlement/present-state"
import type { QualifyingAmount } from "./terms"

/** A friend's order some of whose points have become available. */
export interface ActivatedOrder {
  orderId: string
  /** The last time that some did. */
  activatedAt: Date
  /** Until then its goods may come back: a rule's own points may be available earlier. */
  waitsUntil: Date
}

/** What was promised when the friend joined. */
export interface ReferralPromise {
  attributedAt: Date
  expiresAt: Date
  qualifying: readonly QualifyingAmount[]
}

/**
 * Whether the friend's order, as it is at `at`, completes the referral. `too_early`: not yet, but it may when its waiting time
 * is over.
 */
export function judgeOrder(
  { attributedAt, expiresAt, qualifying }: ReferralPromise,
  order: OrderFacts,
  { activatedAt, waitsUntil }: ActivatedOrder,
  at: Date,
): "qualifies" | "too_early" | "does_not" {
  const { placedAt, canceled } = order
  if (canceled || placedAt < attributedAt || placedAt >= expiresAt) return "does_not"
  if (!isEnough(worthOf(order), order.currencyCode, qualifying)) return "does_not"
  return activatedAt < waitsUntil && at < waitsUntil ? "too_early" : "qualifies"
}

/** What was paid for the goods that stayed, scaled: without gift cards, points, and money given back beyond what came back. */
function worthOf(facts: OrderFacts): bigint {
  const { lines, refunded } = presentState(facts)
  const goods = lines.filter(({ isGiftCard }) => !isGiftCard)
  const forNothing = positive(scaled(refunded) - valueOf(lines, "returned"))
  return positive(valueOf(goods, "kept") - forNothing)
}

function isEnough(worth: bigint, currencyCode: string, qualifying: readonly QualifyingAmount[]): boolean {
  if (qualifying.length === 0) return worth > 0n
  const least = qualifying.find((one) => one.currencyCode === currencyCode.toLowerCase())
  return (
    least !== undefined && worth >= BigInt(least.minor) * 10n ** BigInt(scaledPlaces - least.decimalDigits)
  )
}
