import { defaultCurrencies } from "@medusajs/framework/utils"
import { LoyaltyError } from "./domain/errors"
import { toMinor } from "./domain/money"
import { pointsFromDisplay, type Points } from "./domain/points"

/** From what owners write, points in display units and money in major units, to what the domain counts in. */

export interface Currency {
  code: string
  decimalDigits: number
}

const currencies = new Map(
  Object.values(defaultCurrencies).map(({ code, decimal_digits }): [string, Currency] => [
    code.toLowerCase(),
    { code: code.toLowerCase(), decimalDigits: Number(decimal_digits) },
  ]),
)

/** Null for letters that are no currency. */
export function findCurrency(code: string): Currency | null {
  return currencies.get(code.toLowerCase()) ?? null
}

/** Throws `invalid_request`, naming the field, where the program does not know so small a part of a point. */
export function unitsOf(value: number, precision: number, field: string): Points {
  const points = pointsFromDisplay(value, precision)
  if (points === null) throw invalid(field, `has more decimals than the program's ${precision}`)
  return points
}

/** Throws `invalid_request`, naming the field, for less than the smallest coin. */
export function coinsOf(value: number, { code, decimalDigits }: Currency, field: string): number {
  const whole = toMinor(value, decimalDigits)
  if (whole <= 0n) throw invalid(field, `is less than the smallest coin of ${code}`)
  return Number(whole)
}

export function invalid(field: string, fault: string): LoyaltyError {
  return new LoyaltyError("invalid_request", { field }, `${field}: ${fault}.`)
}
