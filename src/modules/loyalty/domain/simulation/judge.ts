import { evaluateEarning } from "../earning/evaluate"
import type { OrderFacts } from "../earning/facts"
import type { Points } from "../points"
import type { ProgramTerms } from "../program"
import { grantsOf, portionsOf, type Grant } from "../rules/grants"
import { activationOf } from "../rules/dates"
import type { PassedOver } from "../rules/match"
import type { Programme } from "../rules/programme"
import { programDates } from "../rules/rule"
import { deserve } from "../settlement/deserve"
import { rulesOfTier } from "../tiers/tier"
import { presentState } from "../settlement/present-state"

/** What an order deserves by now under some terms and rules. */
export interface Judged {
  earned: Points
  lines: { lineId: string; productId: string | null; earned: Points }[]
  grants: Grant[]
  passedOver: PassedOver[]
  /** By when they may be had, if the order is paid: '' has the program's dates, otherwise the rule whose dates they are. */
  portions: { points: Points; activatesAt: Date }[]
  paid: boolean
}

/** By the settlement's own evaluator, on the same facts, in the tier that the context says: what came back deserves nothing. */
export function judge(orderFacts: OrderFacts, terms: ProgramTerms, programme: Programme): Judged {
  const facts = presentState(orderFacts)
  const rules = [...rulesOfTier(programme.context.member?.tier ?? null), ...programme.rules]
  const evaluation = evaluateEarning(facts, terms, { ...programme, rules })
  const deserved = deserve(facts, terms, [], evaluation)
  const productOf = new Map(facts.lines.map(({ lineId, productId }) => [lineId, productId]))
  const grants = grantsOf(evaluation, deserved.lines)
  const datesOf = new Map(grants.map(({ rule }) => [rule.id, rule.dates]))
  return {
    earned: deserved.earned,
    lines: deserved.lines.map(({ lineId, earned }) => ({
      lineId,
      productId: productOf.get(lineId) ?? null,
      earned,
    })),
    grants,
    passedOver: evaluation.passedOver,
    portions: [...portionsOf(deserved.earned, grants)].map(([portion, points]) => ({
      points,
      activatesAt: activationOf(datesOf.get(portion) ?? programDates, facts.placedAt, terms),
    })),
    paid: deserved.paid && !facts.canceled,
  }
}
