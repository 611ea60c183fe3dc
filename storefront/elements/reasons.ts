import type { LoyaltyReason, LoyaltyTier, LoyaltyTierProgress, LoyaltyTransaction } from "../store-types"
import type { Speech } from "../words"

/** The tier's name in the language that is spoken, where the shop has one. */
export function tierName({ name, translations }: LoyaltyTier, { language }: Speech): string {
  return translations[language] ?? translations[language.split("-")[0] ?? ""] ?? name
}

/** What a line of the history is. A gift of the shop is another thing than what it takes. */
export function happened(
  {
    type,
    trigger,
    points,
    description,
  }: Pick<LoyaltyTransaction, "type" | "trigger" | "points" | "description">,
  speech: Speech,
): string {
  if (type === "adjust" && points < 0) return speech.say("type_adjust_off")
  return (
    (trigger === null ? null : speech.find(`trigger_${trigger}`)) ??
    speech.find(`type_${type}`) ??
    description
  )
}

/**
 * Why an order or a product earns what it does: one sentence for each rule and exception, however many lines it concerns.
 * A reason names a tier in the shop's first language; `tiers`, if known, have the others.
 */
export function reasonsInWords(
  reasons: LoyaltyReason[],
  speech: Speech,
  precision: number,
  tiers?: LoyaltyTierProgress | null,
): string[] {
  const known = [tiers?.present, tiers?.next?.tier]
  const points = new Map<string, { reason: LoyaltyReason; sum: number }>()
  for (const reason of reasons) {
    const key = [reason.code, reason.rule_id, reason.tier_id].join(" ")
    const sum = (points.get(key)?.sum ?? 0) + Number(reason.points ?? 0)
    points.set(key, { reason, sum })
  }
  return [...points.values()].flatMap(({ reason, sum }) => {
    if (reason.code.endsWith("_applied") && sum === 0) return []
    const tier = known.find((one) => one?.id === reason.tier_id)
    const parts = {
      points: speech.change(sum / 10 ** precision),
      rule: String(reason.rule ?? ""),
      tier: tier ? tierName(tier, speech) : String(reason.tier ?? ""),
    }
    return speech.find(`reason_${reason.code}`, parts) ?? []
  })
}
