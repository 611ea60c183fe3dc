import { evaluateEarning } from "../../src/modules/loyalty/domain/earning/evaluate"
import { basketOf, programmeOf, shopTerms } from "../data/programme-data"
import { driveFor } from "../harness/drive"
import { contender, type Contender, type Demand, type Measure } from "../harness/measure"

const order = { lines: 50, rules: 200 }
const longer = { ...order, lines: 2 * order.lines }
const more = { ...order, rules: 2 * order.rules }

const nameOf = ({ lines, rules }: typeof order): string => `${lines} lines, ${rules} rules`

/** What an order earns under many rules, and how that grows: evaluating alone, with nothing read or written. */
export function rules(): Promise<Measure> {
  return Promise.resolve({
    name: "rules",
    title: "evaluating an order under active rules, in the pure domain",
    unit: "orders",
    contenders: [order, longer, more].map(evaluating),
    demands: [
      { what: "p50 in ms", of: nameOf(order), by: "p50", better: "less", goal: 5, floor: 10 },
      { what: "p95 in ms", of: nameOf(order), by: "p95", better: "less", goal: 10, floor: 20 },
      growing("twice the lines beside once", longer),
      growing("twice the rules beside once", more),
    ],
    notes: ["About half of the rules have something to give. A ratio of 2 is linear, of 4 quadratic."],
  })
}

function evaluating(size: typeof order): Contender {
  const basket = basketOf(size.lines)
  const programme = programmeOf(size.rules, size.lines)
  return contender(nameOf(size), (seconds) =>
    driveFor({ callers: 1, seconds }, async () => evaluateEarning(basket, shopTerms, programme)),
  )
}

function growing(what: string, size: typeof order): Demand {
  return { what, of: nameOf(size), beside: nameOf(order), by: "p50", better: "less", goal: 2.2, floor: 2.5 }
}
