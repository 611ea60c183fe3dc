import type { Rule } from "./rule"

/** All that a version of a rule says. */
export interface RuleConfig extends Omit<Rule, "id" | "version"> {
  /** Customer groups on which the rule is tried out: it is there for no one else. Null: for everyone. */
  pilotGroupIds: string[] | null
}

/** The rule as it is evaluated, where a pilot is one more condition. */
export function ruleOf(id: string, version: number, { pilotGroupIds, ...config }: RuleConfig): Rule {
  const { conditions } = config
  return {
    ...config,
    id,
    version,
    conditions:
      pilotGroupIds === null
        ? conditions
        : { all: [{ code: "customer_group", in: pilotGroupIds }, conditions] },
  }
}
