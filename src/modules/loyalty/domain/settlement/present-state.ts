import type { LineFacts, OrderFacts } from "../earning/facts"
import { divideNearest, scaled, scaledText } from "../money"
import { positive, smaller, valueOf } from "./amounts"

/**
 * The order as its points see it, with two habits of the store's bookkeeping undone.
 *
 * A refund beyond what was due at the time leaves a credit line behind, which lowers the order's total as if less had
 * been owed, and lowers it twice when the goods come back after all. As far as later credits are refunded money, they
 * are owed again, so that refunds and returns are each counted once; the rest of them was given free and pays its
 * part as store credit does.
 *
 * A claim's replacement is charged at its price, though nobody expects it to be paid. As far as it is not paid, it was
 * sent for nothing: it earns nothing, and the order owes nothing for it.
 */
export function presentState(facts: OrderFacts): OrderFacts {
  return withFreeReplacements(withRefundsApart(facts))
}

function withRefundsApart(facts: OrderFacts): OrderFacts {
  const later = positive(scaled(facts.laterCredits ?? "0"))
  if (later === 0n) return facts
  const refunded = smaller(later, positive(scaled(facts.refunded)))
  return {
    ...facts,
    laterCredits: "0",
    owed: scaledText(scaled(facts.owed) + refunded),
    creditTotal: scaledText(scaled(facts.creditTotal) + later - refunded),
  }
}

function withFreeReplacements(facts: OrderFacts): OrderFacts {
  const price = valueOf(facts.lines.filter(isReplacement), "kept")
  if (price === 0n) return facts
  const unpaid =
    scaled(facts.owed) - scaled(facts.captured) + scaled(facts.refunded) - refundedForNothing(facts)
  const free = smaller(positive(unpaid), price)
  const part = (amount: string): string => scaledText(divideNearest(scaled(amount) * (price - free), price))
  return {
    ...facts,
    owed: scaledText(scaled(facts.owed) - free),
    lines: facts.lines.map((line) =>
      isReplacement(line) ? { ...line, total: part(line.total), subtotal: part(line.subtotal) } : line,
    ),
  }
}

/** Money given back beyond the worth of the goods that came back. */
function refundedForNothing(facts: OrderFacts): bigint {
  return positive(scaled(facts.refunded) - valueOf(facts.lines, "returned"))
}

function isReplacement(line: LineFacts): boolean {
  return line.isReplacement ?? false
}
