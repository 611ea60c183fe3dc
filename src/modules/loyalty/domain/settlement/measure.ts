import type { Evaluation } from "../earning/evaluate"
import type { OrderFacts } from "../earning/facts"
import type { Points } from "../points"
import type { ProgramTerms } from "../program"
import { remainderOf } from "./amounts"
import { keptMoney, type Deserved } from "./deserve"

/** What an order counts for where members are measured, as it stands now. */
export interface OrderMeasure {
  points: Points
  currencyCode: string
  /** Of the money that earns. */
  minor: number
  /** 1, or 0 where nothing of it is left. */
  orders: number
  paid: boolean
}

export function measureOf(
  facts: OrderFacts,
  terms: ProgramTerms,
  evaluation: Pick<Evaluation, "lines">,
  { earned, paid }: Pick<Deserved, "earned" | "paid">,
): OrderMeasure {
  const isKept = !facts.canceled && facts.lines.some((line) => remainderOf(line).kept > 0n)
  return {
    points: earned,
    currencyCode: facts.currencyCode.toLowerCase(),
    minor: Number(keptMoney(facts, terms, evaluation)),
    orders: isKept ? 1 : 0,
    paid,
  }
}
