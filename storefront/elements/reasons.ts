import type { LoyaltyReason } from "../store-types"
import type { Speech } from "../words"

/** Why an order or a product earns what it does: one sentence for each rule and exception, however many lines it concerns. */
export function reasonsInWords(reasons: LoyaltyReason[], speech: Speech, precision: number): string[] {
  const points = new Map<string, { reason: LoyaltyReason; sum: number }>()
  for (const reason of reasons) {
    const key = [reason.code, reason.rule_id, reason.tier_id].join(" ")
    const sum = (points.get(key)?.sum ?? 0) + Number(reason.points ?? 0)
    points.set(key, { reason, sum })
  }
  return [...points.values()].flatMap(({ reason, sum }) => {
    if (reason.code.endsWith("_applied") && sum === 0) return []
    const parts = {
      points: speech.change(sum / 10 ** precision),
      rule: String(reason.rule ?? ""),
      tier: String(reason.tier ?? ""),
    }
    return speech.find(`reason_${reason.code}`, parts) ?? []
  })
}
