import { atPlaces, decimalText, divideFloor, parseDecimal } from "./decimal"

export { divideCeil, divideFloor, divideNearest } from "./decimal"

/** How many decimals `scaled` keeps: far more than any currency or any sub-cent total of a cart has. */
export const scaledPlaces = 12

/** A decimal amount in major units as whole minor units, half away from zero. Exact on the decimal text. */
export function toMinor(amount: string | number, decimalDigits: number): bigint {
  return atPlaces(parseDecimal(amount), decimalDigits)
}

/** Minor units as the decimal number that Medusa shows. */
export function fromMinor(minor: bigint, decimalDigits: number): number {
  return Number(decimalText(minor, decimalDigits))
}

/** An amount in units of 10^-12, so that what a cart keeps below its smallest coin still weighs. */
export function scaled(amount: string | number): bigint {
  return atPlaces(parseDecimal(amount), scaledPlaces)
}

/** The plain decimal text of a scaled amount, without trailing zeros. */
export function scaledText(amount: bigint): string {
  return decimalText(amount, scaledPlaces).replace(/\.?0+$/, "")
}

/**
 * Splits `whole` in proportion to the weights by largest remainder; the heaviest, then the first, settles
 * a tie. The parts always sum up to the whole. A zero weight gets nothing while any other weighs;
 * where none weighs, all count alike.
 */
export function allocate(whole: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.some((weight) => weight < 0n)) throw new RangeError("A weight must not be negative.")
  if (whole < 0n) return allocate(-whole, weights).map((part) => -part)
  if (weights.length === 0) {
    if (whole === 0n) return []
    throw new RangeError("There is nobody to split among.")
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  if (total === 0n) return allocate(whole, Array<bigint>(weights.length).fill(1n))

  const parts = weights.map((weight) => divideFloor(whole * weight, total))
  const left = Number(whole - parts.reduce((sum, part) => sum + part, 0n))
  const byRemainder = weights
    .map((weight, index) => ({ index, weight, remainder: (whole * weight) % total }))
    .sort(
      (a, b) => descending(a.remainder, b.remainder) || descending(a.weight, b.weight) || a.index - b.index,
    )
  for (const { index } of byRemainder.slice(0, left)) parts[index] += 1n
  return parts
}

function descending(a: bigint, b: bigint): number {
  if (a === b) return 0
  return a > b ? -1 : 1
}
