import { questionsOf, type Questions } from "./condition"
import { inOrder, type Rule } from "./rule"
import { noContext, type RuleContext } from "./scene"
import type { Points } from "../points"

/** A rule whose conditions were read. */
export interface ReadyRule extends Rule {
  questions: Questions
}

/** How much of what a rule wants to give it may: its limits across orders and members are not the evaluator's to know. */
export type Allowance = (rule: Rule, wanted: Points) => { given: Points; limit?: string }

/** What beside the program's terms decides what an order earns. */
export interface Programme {
  /** In the order in which they are looked at. */
  rules: ReadyRule[]
  context: RuleContext
  allowance: Allowance
}

export const unlimited: Allowance = (_, wanted) => ({ given: wanted })

export const noProgramme: Programme = { rules: [], context: noContext, allowance: unlimited }

/** Reads the rules once, for any number of orders. */
export function ready(rules: readonly Rule[]): ReadyRule[] {
  return inOrder(rules).map((rule) => ({ ...rule, questions: questionsOf(rule.conditions) }))
}
