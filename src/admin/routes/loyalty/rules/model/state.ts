import { canBecome, ruleStates, type RuleState } from "../../../../../modules/loyalty/domain/rules/state"
import type { Rule } from "./types"

/** What staff call the state of a rule: an active one may be yet to begin, or over. */
export const shownStates = ["draft", "scheduled", "active", "over", "paused", "ended"] as const
export type ShownState = (typeof shownStates)[number]

export function shownStateOf(
  { state, starts_at: from, ends_at: until }: Pick<Rule, "state" | "starts_at" | "ends_at">,
  now: Date,
): ShownState {
  if (state !== "active") return state
  if (until !== null && new Date(until) <= now) return "over"
  return from !== null && new Date(from) > now ? "scheduled" : "active"
}

/** What staff can do with a rule that is in this state, in the order in which it is offered. */
export function stepsFrom(state: RuleState): Exclude<RuleState, "draft">[] {
  const steps: Exclude<RuleState, "draft">[] = ["active", "paused", "ended"]
  return steps.filter((step) => step !== state && canBecome(state, step))
}

export { ruleStates, type RuleState }
