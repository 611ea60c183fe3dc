import { exactlyAtPlaces, parseDecimal } from "./decimal"

declare const pointsBrand: unique symbol

/**
 * A whole number of the program's smallest unit. Built only by `toPoints`. A number and not a bigint,
 * because it travels through workflow inputs and HTTP bodies, which are JSON.
 */
export type Points = number & { readonly [pointsBrand]: true }

/** RangeError unless `value` is a whole number that a double holds exactly. */
export function toPoints(value: number): Points {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number of points.`)
  // Adding zero turns -0 into 0, which compares and prints as everyone expects.
  return (value + 0) as Points
}

/**
 * Points as a person writes them, in the program's smallest unit: 12.34 at precision 2 is 1234.
 * Null where the value is no number, has more decimals than the program, or is too large to be exact.
 */
export function pointsFromDisplay(value: number, precision: number): Points | null {
  if (!Number.isFinite(value)) return null
  const units = exactlyAtPlaces(parseDecimal(value), precision)
  if (units === null || !Number.isSafeInteger(Number(units))) return null
  return toPoints(Number(units))
}

/** Points as a person reads them: 1234 at precision 2 is 12.34. */
export function pointsToDisplay(points: Points | number, precision: number): number {
  return Number(`${toPoints(points)}e-${precision}`)
}
