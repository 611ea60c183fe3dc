import { z } from "@medusajs/framework/zod"
import { exactlyAtPlaces, parseDecimal } from "../domain/decimal"
import { findCurrency } from "../settings-units"

/** What the parts of a rule have in common. Bounds are such that no sum of them overflows what is counted exactly. */

export const id = z.string().min(1).max(100)
export const ids = z.array(id).min(1).max(1_000)
export const days = z.number().int().min(0).max(36_500)
export const money = z.number().min(0).max(1_000_000_000)
export const points = z.number().gt(0).max(1_000_000_000)
export const period = z.enum(["day", "week", "month", "year", "life"])

export const currencyCode = z
  .string()
  .length(3)
  .transform((code) => code.toLowerCase())
  .refine((code) => findCurrency(code) !== null, "is no known currency")

/** Two letters, as in an address. */
export const countryCode = z
  .string()
  .regex(/^[A-Za-z]{2}$/, "has to be two letters")
  .transform((code) => code.toLowerCase())

const [yearMin, yearMax] = [2_000, 2_999]

/** A day that there is, in years whose every moment a database holds in every time zone. */
export const day = z.iso
  .date("has to be a day as in 2027-03-08")
  .refine((date) => yearOf(date) >= yearMin && yearOf(date) <= yearMax, "is out of all years")

/** As in 03-08. The 29th of February is the 28th where there is none. */
export const dayOfYear = z
  .string()
  .regex(
    /^(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|[12]\d))$/,
    "has to be a day of the year, as in 03-08",
  )
  .meta({ examples: ["03-08"] })

export const clock = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "has to be a time as in 18:00")
  .meta({ examples: ["18:00"] })

/** Without more decimals than are kept. */
export function withPlaces(number: z.ZodNumber, places: number): z.ZodNumber {
  return number.refine(
    (value) => exactlyAtPlaces(parseDecimal(value), places) !== null,
    `has more than ${places} decimals`,
  )
}

const yearOf = (date: string): number => Number(date.slice(0, 4))
