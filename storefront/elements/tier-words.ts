import type { LoyaltyTierProgress } from "../store-types"
import type { Speech } from "../words"

type Measure = Pick<
  LoyaltyTierProgress["measure"],
  "by" | "currency_code" | "counts_when" | "includes_events"
>

/** So much of what the tiers are reached by. */
export function measured(value: number, { by, currency_code }: Measure, speech: Speech): string {
  if (by === "money_spent" && currency_code !== null) return speech.money(value, currency_code)
  return by === "orders" ? speech.orders(value) : speech.points(value)
}

/** What a member still has to do for a tier; and, where his points say more than counts, what counts. */
export function wayInWords(
  tier: string,
  measure: Measure,
  missing: number,
  speech: Speech,
): { way: string; note: string | null } {
  const { by, counts_when, includes_events } = measure
  const isOfAll = by === "points_earned" && includes_events
  const way = isOfAll ? "next_points_of_all" : (`next_${by}` as const)
  const note = by === "points_earned" && !isOfAll ? "only_points_of_paid" : "only_paid"
  return {
    way: speech.say(way, { tier, missing: measured(missing, measure, speech) }),
    note: counts_when === "paid" ? speech.say(note) : null,
  }
}
