import type { LineFacts } from "../earning/facts"
import { divideNearest, scaled } from "../money"

/** A line is bought in `whole`, of which so much came back and so much stays; quantities may be fractional. */
export function remainderOf(line: LineFacts): { whole: bigint; returned: bigint; kept: bigint } {
  const whole = positive(scaled(line.quantity))
  const returned = smaller(positive(scaled(line.returnedQuantity)), whole)
  return { whole, returned, kept: whole - returned }
}

/** What came back, or stays, of the lines in money, scaled. */
export function valueOf(lines: readonly LineFacts[], part: "returned" | "kept"): bigint {
  return lines.reduce((sum, line) => {
    const remainder = remainderOf(line)
    if (remainder.whole === 0n) return sum
    return sum + divideNearest(positive(scaled(line.total)) * remainder[part], remainder.whole)
  }, 0n)
}

export function positive(amount: bigint): bigint {
  return amount > 0n ? amount : 0n
}

export function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
