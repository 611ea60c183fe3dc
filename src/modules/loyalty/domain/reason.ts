/** Why an order earned what it earned, in words that a screen can translate. Stored with the award. */
export type Reason = { code: string; [detail: string]: string | number | boolean }

export type ReasonCode =
  | "rate_applied"
  | "rule_applied"
  | "tier_applied"
  | "capped"
  | "tax_excluded"
  | "paid_with_points_excluded"
  | "gift_card_excluded"
  | "product_excluded"
  | "credit_excluded"
  | "no_rate"
  | "rounded"
  | "returned"
  | "refunded"
  | "canceled"
  | "nothing_to_earn"

/** The one place that builds a reason, so that the codes stay a closed list. */
export function because(code: ReasonCode, details: Omit<Reason, "code"> = {}): Reason {
  return { code, ...details }
}
