import type { RuleConfig } from "./config"
import { leavesOf } from "./needs"

const triggers: readonly string[] = [
  "order",
  "account_created",
  "birthday",
  "membership_anniversary",
  "newsletter_subscribed",
  "review_approved",
  "survey_answered",
  "profile_completed",
  "custom",
]
/** What the programme does not know of its members yet. */
const unknown: readonly string[] = ["tier"]

/**
 * What a rule waits for or asks about that nobody tells it yet: active, it would be silent for ever. Null where there is
 * no such thing.
 */
export function unservedIn({ trigger, conditions }: Pick<RuleConfig, "trigger" | "conditions">): {
  field: "trigger" | "conditions"
  code: string
} | null {
  if (!triggers.includes(trigger.code)) return { field: "trigger", code: trigger.code }
  const leaf = leavesOf(conditions).find(({ code }) => unknown.includes(code))
  return leaf === undefined ? null : { field: "conditions", code: leaf.code }
}
