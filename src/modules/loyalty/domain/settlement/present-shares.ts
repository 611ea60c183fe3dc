import type { LineFacts } from "../earning/facts"
import { scaled, scaledText } from "../money"
import type { RedemptionShare } from "./deserve"
import { positive, smaller } from "./amounts"
import { shareCapture } from "./share-capture"

/**
 * What each line's present discount stands for. An edit may leave lines with less of the discount than the capture
 * took, or without any: what is left is shared anew, as a capture would have shared it that came after the edit. So the
 * order in which the two are told does not matter, and what is not used goes back.
 */
export function presentShares(
  lines: readonly LineFacts[],
  shares: readonly RedemptionShare[],
  captured: Parameters<typeof shareCapture>[1],
): readonly RedemptionShare[] {
  const discounts = new Map(lines.map((line) => [line.lineId, positive(scaled(line.paidWithPoints))]))
  const left = shares.map(({ lineId, amount = "0" }) => ({
    lineId,
    amount: smaller(scaled(amount), discounts.get(lineId) ?? 0n),
  }))
  const isWhole = shares.every(({ amount = "0" }, index) => scaled(amount) === left[index]?.amount)
  if (isWhole) return shares
  const used = left.filter(({ amount }) => amount > 0n)
  return shareCapture(
    used.map(({ lineId, amount }) => ({ lineId, amount: scaledText(amount) })),
    captured,
  ).shares
}
