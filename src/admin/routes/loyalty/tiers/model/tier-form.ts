import { faultsOfNumber, type Fault } from "../../../../forms/faults"
import { numberOrNull, numberOrText, numberText, type RateRow } from "../../../../forms/values"
import type { TierSettings } from "./types"

export interface TierForm {
  name: string
  handle: string
  translations: { language: string; name: string }[]
  threshold: string
  multiplier: string
  /** Empty: as the program has it. */
  min_points: string
  max_share_percent: string
  /** `per_amount` is what they pay. */
  rates: RateRow[]
  /** `new`: one of its name is made with the tier. */
  group: "none" | "existing" | "new"
  customer_group_id: string
}

export const blankTier: TierForm = {
  name: "",
  handle: "",
  translations: [],
  threshold: "",
  multiplier: "1",
  min_points: "",
  max_share_percent: "",
  rates: [],
  group: "none",
  customer_group_id: "",
}

export function tierToForm(tier: TierSettings): TierForm {
  const { redemption } = tier
  return {
    name: tier.name,
    handle: tier.handle,
    translations: Object.entries(tier.translations).map(([language, name]) => ({ language, name })),
    threshold: numberText(tier.threshold),
    multiplier: numberText(tier.multiplier),
    min_points: numberText(redemption.min_points),
    max_share_percent: numberText(redemption.max_share_percent),
    rates: redemption.rates.map(({ currency_code, points, worth }) => ({
      currency_code,
      points: numberText(points),
      per_amount: numberText(worth),
    })),
    group: tier.customer_group_id === null ? "none" : "existing",
    customer_group_id: tier.customer_group_id ?? "",
  }
}

export function tierOfForm(form: TierForm): TierSettings {
  const settings = {
    name: form.name,
    handle: form.handle,
    translations: Object.fromEntries(form.translations.map(({ language, name }) => [language, name])),
    threshold: numberOrText(form.threshold),
    multiplier: numberOrText(form.multiplier),
    redemption: {
      min_points: numberOrNull(form.min_points),
      max_share_percent: numberOrNull(form.max_share_percent),
      rates: form.rates.map(({ currency_code, points, per_amount }) => ({
        currency_code,
        points: numberOrText(points),
        worth: numberOrText(per_amount),
      })),
    },
    customer_group_id: form.group === "existing" ? form.customer_group_id : null,
  }
  return settings as TierSettings
}

/** What of the tier the form changes, each setting as a whole. */
export function changesOfTier(tier: TierSettings, form: TierForm): Partial<TierSettings> {
  const [before, after] = [tierOfForm(tierToForm(tier)), tierOfForm(form)]
  const names = Object.keys(after) as (keyof TierSettings)[]
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  return Object.fromEntries(changed.map((name) => [name, after[name]]))
}

export function faultsOfTier(form: TierForm): Fault[] {
  const missing = (text: string, path: string): Fault[] =>
    text.trim() === "" ? [{ path, key: "missing" }] : []
  return [
    ...missing(form.name, "name"),
    ...missing(form.handle, "handle"),
    ...form.translations.flatMap(({ language, name }, index) => [
      ...missing(language, `translations[${index}].language`),
      ...missing(name, `translations.${language}`),
    ]),
    ...faultsOfNumber(form.threshold, "threshold"),
    ...faultsOfNumber(form.multiplier, "multiplier"),
    ...faultsOfNumber(form.min_points, "redemption.min_points", { optional: true }),
    ...faultsOfNumber(form.max_share_percent, "redemption.max_share_percent", { optional: true }),
    ...form.rates.flatMap((row, index) => [
      ...missing(row.currency_code, `redemption.rates[${index}].currency_code`),
      ...faultsOfNumber(row.points, `redemption.rates[${index}].points`),
      ...faultsOfNumber(row.per_amount, `redemption.rates[${index}].worth`),
    ]),
    ...(form.group === "existing" ? missing(form.customer_group_id, "customer_group_id") : []),
  ]
}

/** "Gold Club" is "gold-club"; empty where the name has no such letters. */
export const handleOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 50)
