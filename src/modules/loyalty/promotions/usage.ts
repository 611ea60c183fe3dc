import { LoyaltyError } from "../domain/errors"
import { scaled, scaledText, toMinor } from "../domain/money"
import { toPoints } from "../domain/points"
import { pointsWorth, rateOf } from "../domain/program"
import { tokenOf } from "../domain/redemption/code"
import type { Redemptions } from "../services/redemptions"
import { decimalOf } from "./context"

export interface Usage {
  code?: string | null
  amount: unknown
}

/**
 * Completion makes the discounts of the cart an order's. Each redemption among them must be open, its owner's, and
 * cover what its discounts took; then it belongs to the order in the making. Otherwise completion is refused with
 * the redemption's code and no order is created.
 */
export async function commitUsage(
  redemptions: Redemptions,
  usages: Usage[],
  customerId: string | null,
): Promise<Usage[]> {
  const committed: Usage[] = []
  try {
    for (const [token, ofToken] of byToken(usages)) {
      const redemption = await redemptions.findByToken(token)
      if (redemption === null) throw new LoyaltyError("redemption_not_found")
      const rate = rateOf(await redemptions.termsOf(redemption), redemption.currencyCode)
      if (rate === null || rate.spend === null) throw new LoyaltyError("redemption_not_found")

      const amount = ofToken.reduce((sum, usage) => sum + scaled(decimalOf(usage.amount)), 0n)
      const amountMinor = toMinor(scaledText(amount), rate.decimalDigits)
      await redemptions.commit(token, customerId, toPoints(pointsWorth(amountMinor, rate.spend)))
      committed.push(...ofToken)
    }
    return committed
  } catch (error) {
    await reopenUsage(redemptions, committed)
    throw error
  }
}

/** The order was not made: the redemptions are the cart's again. */
export async function reopenUsage(redemptions: Redemptions, usages: Usage[]): Promise<void> {
  for (const token of byToken(usages).keys()) await redemptions.reopen(token)
}

function byToken(usages: Usage[]): Map<string, Usage[]> {
  const grouped = new Map<string, Usage[]>()
  for (const usage of usages) {
    const token = tokenOf(usage.code ?? "")
    grouped.set(token, [...(grouped.get(token) ?? []), usage])
  }
  return grouped
}
