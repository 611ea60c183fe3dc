/**
 * Exact decimals on bigint. Medusa keeps money as decimals of any length, and a binary fraction would lose
 * the very kopeck that a customer counts, so a decimal is read digit by digit and rounded only by name.
 */

/** The value `digits / 10^scale`. */
export interface Decimal {
  digits: bigint
  scale: number
}

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/i

/** Beyond any amount a number can hold (1.8e308); a longer exponent would only ask for memory. */
const exponentMax = 400

/** Reads a plain or an exponent form ("12.50", "1e-7"). RangeError for anything that is not a decimal. */
export function parseDecimal(amount: string | number): Decimal {
  const match = pattern.exec(String(amount).trim())
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] = match ?? []
  const exponent = Number(exponentText)
  if (match === null || whole + fraction === "" || Math.abs(exponent) > exponentMax) {
    throw new RangeError(`"${String(amount)}" is not a decimal amount.`)
  }
  const digits = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n)
  const scale = fraction.length - exponent
  return scale >= 0 ? { digits, scale } : { digits: digits * powerOfTen(-scale), scale: 0 }
}

/** The decimal in units of `10^-places`, half away from zero where it has more places than that. */
export function atPlaces(decimal: Decimal, places: number): bigint {
  if (decimal.scale <= places) return decimal.digits * powerOfTen(places - decimal.scale)
  return divideNearest(decimal.digits, powerOfTen(decimal.scale - places))
}

/** The same without rounding: null where the decimal has more places than asked for. */
export function exactlyAtPlaces(decimal: Decimal, places: number): bigint | null {
  const units = atPlaces(decimal, places)
  return units * powerOfTen(decimal.scale) === decimal.digits * powerOfTen(places) ? units : null
}

/** `units / 10^places` as text: always `places` decimals, never an exponent. */
export function decimalText(units: bigint, places: number): string {
  const sign = units < 0n ? "-" : ""
  const digits = String(units < 0n ? -units : units).padStart(places + 1, "0")
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

export function powerOfTen(exponent: number): bigint {
  return 10n ** BigInt(exponent)
}

/** Towards minus infinity. */
export function divideFloor(dividend: bigint, divisor: bigint): bigint {
  const quotient = truncated(dividend, divisor)
  return dividend < 0n && quotient * divisor !== dividend ? quotient - 1n : quotient
}

/** Towards plus infinity. */
export function divideCeil(dividend: bigint, divisor: bigint): bigint {
  return -divideFloor(-dividend, divisor)
}

/** To the nearest whole; a half goes away from zero, as a till rounds. */
export function divideNearest(dividend: bigint, divisor: bigint): bigint {
  const size = dividend < 0n ? -dividend : dividend
  const nearest = truncated(2n * size + divisor, 2n * divisor)
  return dividend < 0n ? -nearest : nearest
}

function truncated(dividend: bigint, divisor: bigint): bigint {
  if (divisor <= 0n) throw new RangeError("A divisor must be greater than zero.")
  return dividend / divisor
}
