export const ruleStates = ["draft", "active", "paused", "ended"] as const

export type RuleState = (typeof ruleStates)[number]

/** A rule that has once been active never becomes a draft again, and one that has ended stays as it is. */
const nextOf: Record<RuleState, readonly RuleState[]> = {
  draft: ["active"],
  active: ["paused", "ended"],
  paused: ["active", "ended"],
  ended: [],
}

export function canBecome(from: RuleState, to: RuleState): boolean {
  return from === to || nextOf[from].includes(to)
}
