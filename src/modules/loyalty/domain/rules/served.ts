import type { RuleConfig } from "./config"

const triggers: readonly string[] = [
  "order",
  "account_created",
  "birthday",
  "membership_anniversary",
  "newsletter_subscribed",
  "review_approved",
  "survey_answered",
  "referral_completed",
  "profile_completed",
  "spending_milestone",
  "inactivity",
  "custom",
]

/** What a rule waits for that nobody tells it yet: active, it would be silent for ever. Null where it waits for no such thing. */
export function unservedIn({ trigger }: Pick<RuleConfig, "trigger">): {
  field: "trigger"
  code: string
} | null {
  return triggers.includes(trigger.code) ? null : { field: "trigger", code: trigger.code }
}
