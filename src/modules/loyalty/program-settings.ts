import { z } from "@medusajs/framework/zod"
import { IANAZone } from "luxon"
import { fromMinor } from "./domain/money"
import { pointsToDisplay } from "./domain/points"
import type { CurrencyRate, ProgramTerms } from "./domain/program"
import type { ProgramRow } from "./persistence/program.schema"
import { coinsOf, findCurrency, invalid, unitsOf } from "./settings-units"
import { moment } from "./validation"

const id = z.string().min(1).max(100)
const days = z.number().int().min(0).max(36_500)
const amount = z.number().positive().max(1_000_000_000)
const displayPoints = z.number().min(0).max(1_000_000_000)
/** More, and what a large order earns could not be counted exactly. */
export const pointsAUnitMax = 1_000_000
const pluralForms = z.partialRecord(
  z.enum(["zero", "one", "two", "few", "many", "other"]),
  z.string().min(1).max(50),
)

const timeZone = z
  .string()
  .max(100)
  .refine((zone) => IANAZone.isValidZone(zone), "is not the name of a time zone")

const rate = z.strictObject({
  currency_code: z
    .string()
    .length(3)
    .transform((code) => code.toLowerCase()),
  earn: z
    .strictObject({ points: displayPoints.gt(0), per_amount: amount })
    .nullable()
    .default(null),
  spend: z
    .strictObject({ points: displayPoints.gt(0), worth: amount })
    .nullable()
    .default(null),
})

/** The settings of a program as owners write them: points in display units, money in major units. Every part is optional. */
export const programSettings = z.strictObject({
  name: z.string().min(1).max(200).optional(),
  unit_names: z.record(z.string().min(2).max(10), pluralForms).optional(),
  joining: z.enum(["automatic", "opt_in"]).optional(),
  sales_channel_ids: z.array(id).max(100).optional(),
  /** IANA name, "Europe/Moscow": whose days, weekdays and hours the earning rules mean. */
  time_zone: timeZone.optional(),
  /** Orders placed before this moment earn nothing. The moment of installation, unless said otherwise. */
  starts_at: moment.optional(),
  rates: z
    .array(rate)
    .max(200)
    .refine(
      (rates) => new Set(rates.map((one) => one.currency_code)).size === rates.length,
      "names a currency twice",
    )
    .optional(),
  earning: z
    .strictObject({
      pending_days: days.optional(),
      expires_after_days: days.min(1).nullable().optional(),
      includes_tax: z.boolean().optional(),
      rounding: z.enum(["down", "nearest", "up"]).optional(),
      refunds_lower_earning: z.boolean().optional(),
      excluded_product_ids: z.array(id).max(10_000).optional(),
    })
    .optional(),
  redemption: z
    .strictObject({
      min_points: displayPoints.optional(),
      step_points: displayPoints.gt(0).optional(),
      max_share_percent: z.number().min(0).max(100).optional(),
      excluded_product_ids: z.array(id).max(10_000).optional(),
      hold_minutes: z.number().int().min(1).max(43_200).optional(),
    })
    .optional(),
  returns: z
    .strictObject({
      reversal: z.enum(["only_pending", "within_balance", "allow_negative"]).optional(),
      restoration: z.enum(["stay_expired", "grace", "reissue"]).optional(),
      grace_days: days.optional(),
    })
    .optional(),
})

/** What a store may write in its options: the same settings, and what is fixed once points exist. */
export const programOptions = programSettings.extend({
  handle: z
    .string()
    .regex(/^[a-z0-9-]{1,50}$/)
    .optional(),
  precision: z.number().int().min(0).max(2).optional(),
})

export type ProgramSettings = z.infer<typeof programSettings>
export type RateSettings = z.infer<typeof rate>

/** The terms that the settings ask for, on top of `terms`. Throws `invalid_request`, naming the field. */
export function termsWith(settings: ProgramSettings, terms: ProgramTerms): ProgramTerms {
  const { earning = {}, redemption = {}, returns = {} } = settings
  const units = (value: number | undefined, field: string, before: number): number =>
    value === undefined ? before : unitsOf(value, terms.precision, field)
  return {
    version: terms.version,
    precision: terms.precision,
    rates: settings.rates?.map((one) => rateOf(one, terms.precision)) ?? terms.rates,
    timeZone: settings.time_zone ?? terms.timeZone,
    earning: {
      pendingDays: earning.pending_days ?? terms.earning.pendingDays,
      expiresAfterDays:
        earning.expires_after_days === undefined
          ? terms.earning.expiresAfterDays
          : earning.expires_after_days,
      includesTax: earning.includes_tax ?? terms.earning.includesTax,
      rounding: earning.rounding ?? terms.earning.rounding,
      refundsLowerEarning: earning.refunds_lower_earning ?? terms.earning.refundsLowerEarning,
      excludedProductIds: earning.excluded_product_ids ?? terms.earning.excludedProductIds,
    },
    redemption: {
      minPoints: units(redemption.min_points, "redemption.min_points", terms.redemption.minPoints),
      stepPoints: units(redemption.step_points, "redemption.step_points", terms.redemption.stepPoints),
      maxShareBasisPoints:
        redemption.max_share_percent === undefined
          ? terms.redemption.maxShareBasisPoints
          : Math.round(redemption.max_share_percent * 100),
      excludedProductIds: redemption.excluded_product_ids ?? terms.redemption.excludedProductIds,
      holdMinutes: redemption.hold_minutes ?? terms.redemption.holdMinutes,
    },
    returns: {
      reversal: returns.reversal ?? terms.returns.reversal,
      restoration: returns.restoration ?? terms.returns.restoration,
      graceDays: returns.grace_days ?? terms.returns.graceDays,
    },
  }
}

/** The program as the settings would make it, in its next version. Throws `invalid_request`, naming the field. */
export function programWith(settings: ProgramSettings, program: ProgramRow): ProgramRow {
  const version = program.version + 1
  return {
    ...program,
    name: settings.name ?? program.name,
    unitNames: settings.unit_names ?? program.unitNames,
    joining: settings.joining ?? program.joining,
    salesChannelIds: settings.sales_channel_ids ?? program.salesChannelIds,
    startsAt: settings.starts_at ?? program.startsAt,
    version,
    terms: { ...termsWith(settings, program.terms), version },
  }
}

/** A program as owners read it, in the shape in which they write it. */
export function settingsOf(program: ProgramRow): Required<ProgramSettings> {
  const { terms } = program
  return {
    name: program.name,
    unit_names: program.unitNames,
    joining: program.joining,
    sales_channel_ids: program.salesChannelIds,
    starts_at: program.startsAt,
    rates: terms.rates.map((one) => displayRate(one, terms.precision)),
    time_zone: terms.timeZone,
    earning: {
      pending_days: terms.earning.pendingDays,
      expires_after_days: terms.earning.expiresAfterDays,
      includes_tax: terms.earning.includesTax,
      rounding: terms.earning.rounding,
      refunds_lower_earning: terms.earning.refundsLowerEarning,
      excluded_product_ids: terms.earning.excludedProductIds,
    },
    redemption: {
      min_points: pointsToDisplay(terms.redemption.minPoints, terms.precision),
      step_points: pointsToDisplay(terms.redemption.stepPoints, terms.precision),
      max_share_percent: terms.redemption.maxShareBasisPoints / 100,
      excluded_product_ids: terms.redemption.excludedProductIds,
      hold_minutes: terms.redemption.holdMinutes,
    },
    returns: {
      reversal: terms.returns.reversal,
      restoration: terms.returns.restoration,
      grace_days: terms.returns.graceDays,
    },
  }
}

export function displayRate(rate: CurrencyRate, precision: number): RateSettings {
  const { currencyCode, decimalDigits, earn, spend } = rate
  return {
    currency_code: currencyCode,
    earn: earn && {
      points: pointsToDisplay(earn.points, precision),
      per_amount: fromMinor(BigInt(earn.perMinor), decimalDigits),
    },
    spend: spend && {
      points: pointsToDisplay(spend.points, precision),
      worth: fromMinor(BigInt(spend.worthMinor), decimalDigits),
    },
  }
}

function rateOf({ currency_code, earn, spend }: z.infer<typeof rate>, precision: number): CurrencyRate {
  const currency = findCurrency(currency_code)
  if (currency === null) throw invalid("rates", `${currency_code} is no known currency`)
  const earned = (points: number, perAmount: number): CurrencyRate["earn"] => {
    if (points / perAmount > pointsAUnitMax)
      throw invalid("rates.earn", `gives more than ${pointsAUnitMax} points for one of ${currency_code}`)
    return { points, perMinor: coinsOf(perAmount, currency, "rates.earn.per_amount") }
  }
  return {
    currencyCode: currency_code,
    decimalDigits: currency.decimalDigits,
    earn: earn && earned(unitsOf(earn.points, precision, "rates.earn.points"), earn.per_amount),
    spend: spend && {
      points: unitsOf(spend.points, precision, "rates.spend.points"),
      worthMinor: coinsOf(spend.worth, currency, "rates.spend.worth"),
    },
  }
}
