import { z } from "@medusajs/framework/zod"
import { exactlyAtPlaces, parseDecimal } from "./domain/decimal"
import { fromMinor } from "./domain/money"
import { checkNames, type CheckName } from "./domain/referral/suspicion"
import type { QualifyingAmount, ReferralTerms } from "./domain/referral/terms"
import { currencyCode, days, money } from "./rule-settings/fields"
import { coinsOf, findCurrency, invalid } from "./settings-units"

const qualifyingAmount = z.strictObject({ currency_code: currencyCode, amount: money.gt(0) })

const link = z
  .string()
  .max(500)
  .regex(/^https?:\/\/[^\s<>"]+$/, "has to be an address that begins with https://")
  .refine((text) => text.includes("{code}"), "has to have {code} where the code belongs")
  .meta({ examples: ["https://example.com/join?code={code}"] })

const checks = z.strictObject(
  Object.fromEntries(checkNames.map((name) => [name, z.boolean().optional()])) as Record<
    CheckName,
    z.ZodOptional<z.ZodBoolean>
  >,
)

/** What may be set about referrals: each by itself, money in major units. */
export const referralSettings = z
  .strictObject({
    enabled: z.boolean(),
    attribution_days: days.min(1),
    new_member_days: days.min(1),
    qualifying_amounts: z
      .array(qualifyingAmount)
      .max(200)
      .refine(
        (amounts) => new Set(amounts.map((one) => one.currency_code)).size === amounts.length,
        "names a currency twice",
      ),
    link_template: link.nullable(),
    checks,
  })
  .partial()

export type ReferralSettings = z.output<typeof referralSettings>

/** The terms with what the settings name changed. Throws `invalid_request`, naming the field. */
export function referralTermsWith(settings: ReferralSettings, terms: ReferralTerms): ReferralTerms {
  return {
    enabled: settings.enabled ?? terms.enabled,
    attributionDays: settings.attribution_days ?? terms.attributionDays,
    newMemberDays: settings.new_member_days ?? terms.newMemberDays,
    qualifying: settings.qualifying_amounts?.map(qualifyingOf) ?? terms.qualifying,
    linkTemplate: settings.link_template === undefined ? terms.linkTemplate : settings.link_template,
    checks: {
      email: settings.checks?.email ?? terms.checks.email,
      phone: settings.checks?.phone ?? terms.checks.phone,
      address: settings.checks?.address ?? terms.checks.address,
      card: settings.checks?.card ?? terms.checks.card,
    },
  }
}

/** The terms as owners read them, in the shape in which they write them. */
export function referralSettingsOf(terms: ReferralTerms): {
  enabled: boolean
  attribution_days: number
  new_member_days: number
  qualifying_amounts: { currency_code: string; amount: number }[]
  link_template: string | null
  checks: Record<CheckName, boolean>
} {
  return {
    enabled: terms.enabled,
    attribution_days: terms.attributionDays,
    new_member_days: terms.newMemberDays,
    qualifying_amounts: terms.qualifying.map((one) => ({
      currency_code: one.currencyCode,
      amount: fromMinor(BigInt(one.minor), one.decimalDigits),
    })),
    link_template: terms.linkTemplate,
    checks: terms.checks,
  }
}

function qualifyingOf(
  { currency_code, amount }: z.output<typeof qualifyingAmount>,
  index: number,
): QualifyingAmount {
  const field = `qualifying_amounts[${index}].amount`
  const currency = findCurrency(currency_code)
  if (currency === null) throw invalid("qualifying_amounts", `${currency_code} is no known currency`)
  const { decimalDigits } = currency
  if (exactlyAtPlaces(parseDecimal(amount), decimalDigits) === null)
    throw invalid(field, `has more than the ${decimalDigits} decimals of ${currency_code}`)
  return { currencyCode: currency_code, decimalDigits, minor: coinsOf(amount, currency, field) }
}
