import { byLineId } from "../earning/facts"
import { allocate, scaled, scaledText, toMinor } from "../money"
import { toPoints, type Points } from "../points"
import { pointsWorth, rateOf, type ProgramTerms } from "../program"
import type { RedemptionShare } from "./deserve"

/**
 * What an order keeps of a redemption: the fewest points worth what the discounts took, never more than were held,
 * and how they fall on the lines, in proportion to the amounts and without losing one.
 */
export function shareCapture(
  discounted: readonly { lineId: string; amount: string }[],
  redemption: { points: Points; currencyCode: string; terms: Pick<ProgramTerms, "rates"> },
): { points: Points; shares: RedemptionShare[] } {
  const rate = rateOf(redemption.terms, redemption.currencyCode)
  if (rate === null || rate.spend === null) return { points: toPoints(0), shares: [] }

  // Equal lines share by their ids, in whatever order they were read.
  const lines = [...discounted].sort(byLineId)
  // Lines may carry parts of a coin; only their sum is rounded.
  const amounts = lines.map((line) => scaled(line.amount))
  const amountMinor = toMinor(
    scaledText(amounts.reduce((sum, amount) => sum + amount, 0n)),
    rate.decimalDigits,
  )
  const points = toPoints(Math.min(pointsWorth(amountMinor, rate.spend), redemption.points))
  if (lines.length === 0) return { points: toPoints(0), shares: [] }
  const parts = allocate(BigInt(points), amounts)
  return {
    points,
    shares: lines.map(({ lineId, amount }, index) => ({
      lineId,
      amount,
      points: toPoints(Number(parts[index])),
    })),
  }
}
