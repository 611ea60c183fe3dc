import { faultsOfNumber, type Fault } from "../../../../forms/faults"
import { numberOrNull, numberOrText, numberText } from "../../../../forms/values"
import type { ProgramView } from "../../../../lib/types"

/** The settings of a program as routes take and give them. */
export type Settings = Pick<
  ProgramView,
  | "name"
  | "unit_names"
  | "joining"
  | "sales_channel_ids"
  | "time_zone"
  | "starts_at"
  | "rates"
  | "earning"
  | "redemption"
  | "returns"
>

/** What is sent: the settings that differ, those of a section one by one. */
export type SettingsChanges = Partial<Omit<Settings, SectionName>> & {
  [Name in SectionName]?: Partial<Settings[Name]>
}

const sectionNames = ["earning", "redemption", "returns"] as const
type SectionName = (typeof sectionNames)[number]

export interface RateForm {
  currency_code: string
  earns: boolean
  earn_points: string
  per_amount: string
  spends: boolean
  spend_points: string
  worth: string
}

/** Numbers as they are typed. */
export interface SettingsForm {
  name: string
  unit_names: Record<string, Record<string, string>>
  joining: string
  sales_channel_ids: string[]
  time_zone: string
  starts_at: string
  rates: RateForm[]
  earning: {
    pending_days: string
    /** Empty: never. */
    expires_after_days: string
    includes_tax: boolean
    rounding: string
    refunds_lower_earning: boolean
    excluded_product_ids: string[]
  }
  redemption: {
    min_points: string
    step_points: string
    max_share_percent: string
    excluded_product_ids: string[]
    hold_minutes: string
  }
  returns: { reversal: string; restoration: string; grace_days: string }
}

export const blankRate: RateForm = {
  currency_code: "",
  earns: true,
  earn_points: "1",
  per_amount: "100",
  spends: true,
  spend_points: "1",
  worth: "1",
}

export function settingsToForm(settings: Settings): SettingsForm {
  const { earning, redemption, returns } = settings
  return {
    name: settings.name,
    unit_names: formsOf(settings.unit_names),
    joining: settings.joining,
    sales_channel_ids: settings.sales_channel_ids,
    time_zone: settings.time_zone,
    starts_at: settings.starts_at,
    rates: settings.rates.map(({ currency_code, earn, spend }) => ({
      currency_code,
      earns: earn !== null,
      earn_points: numberText(earn?.points),
      per_amount: numberText(earn?.per_amount),
      spends: spend !== null,
      spend_points: numberText(spend?.points),
      worth: numberText(spend?.worth),
    })),
    earning: {
      ...earning,
      pending_days: numberText(earning.pending_days),
      expires_after_days: numberText(earning.expires_after_days),
    },
    redemption: {
      min_points: numberText(redemption.min_points),
      step_points: numberText(redemption.step_points),
      max_share_percent: numberText(redemption.max_share_percent),
      excluded_product_ids: redemption.excluded_product_ids,
      hold_minutes: numberText(redemption.hold_minutes),
    },
    returns: { ...returns, grace_days: numberText(returns.grace_days) },
  }
}

/** All settings as the form has them. What is no number stays text: forms ask `faultsOfSettings` first. */
export function settingsOfForm(form: SettingsForm): Settings {
  const { earning, redemption, returns } = form
  const settings = {
    name: form.name,
    unit_names: namesOf(form.unit_names),
    joining: form.joining,
    sales_channel_ids: form.sales_channel_ids,
    time_zone: form.time_zone,
    starts_at: form.starts_at,
    rates: form.rates.map((rate) => ({
      currency_code: rate.currency_code,
      earn: rate.earns
        ? { points: numberOrText(rate.earn_points), per_amount: numberOrText(rate.per_amount) }
        : null,
      spend: rate.spends
        ? { points: numberOrText(rate.spend_points), worth: numberOrText(rate.worth) }
        : null,
    })),
    earning: {
      ...earning,
      pending_days: numberOrText(earning.pending_days),
      expires_after_days: numberOrNull(earning.expires_after_days),
    },
    redemption: {
      min_points: numberOrText(redemption.min_points),
      step_points: numberOrText(redemption.step_points),
      max_share_percent: numberOrText(redemption.max_share_percent),
      excluded_product_ids: redemption.excluded_product_ids,
      hold_minutes: numberOrText(redemption.hold_minutes),
    },
    returns: { ...returns, grace_days: numberOrText(returns.grace_days) },
  }
  return settings as Settings
}

/** What the form changes of the program; nothing where it says the same. */
export function changesOfSettings(program: Settings, form: SettingsForm): SettingsChanges {
  const [before, after] = [settingsOfForm(settingsToForm(program)), settingsOfForm(form)]
  const changed = Object.keys(after).flatMap((name): [string, unknown][] => {
    const [was, is] = [before[name as keyof Settings], after[name as keyof Settings]]
    if (isSame(was, is)) return []
    return [[name, isSection(name) ? differing(was as Section, is as Section) : is]]
  })
  return Object.fromEntries(changed)
}

/** What has to be mended before the route is asked. */
export function faultsOfSettings(form: SettingsForm): Fault[] {
  const { earning, redemption, returns } = form
  const number = (text: string, path: string, more = {}): Fault[] => faultsOfNumber(text, path, more)
  const days = { whole: true }
  return [
    ...missing(form.name, "name"),
    ...missing(form.time_zone, "time_zone"),
    ...missing(form.starts_at, "starts_at"),
    ...form.rates.flatMap(faultsOfRate),
    ...number(earning.pending_days, "earning.pending_days", days),
    ...number(earning.expires_after_days, "earning.expires_after_days", { whole: true, optional: true }),
    ...number(redemption.min_points, "redemption.min_points"),
    ...number(redemption.step_points, "redemption.step_points"),
    ...number(redemption.max_share_percent, "redemption.max_share_percent"),
    ...number(redemption.hold_minutes, "redemption.hold_minutes", days),
    ...number(returns.grace_days, "returns.grace_days", days),
  ]
}

function faultsOfRate(rate: RateForm, index: number): Fault[] {
  const path = `rates[${index}]`
  return [
    ...missing(rate.currency_code, `${path}.currency_code`),
    ...(rate.earns
      ? [
          ...faultsOfNumber(rate.earn_points, `${path}.earn.points`),
          ...faultsOfNumber(rate.per_amount, `${path}.earn.per_amount`),
        ]
      : []),
    ...(rate.spends
      ? [
          ...faultsOfNumber(rate.spend_points, `${path}.spend.points`),
          ...faultsOfNumber(rate.worth, `${path}.spend.worth`),
        ]
      : []),
  ]
}

type Section = Record<string, unknown>

const missing = (text: string, path: string): Fault[] =>
  text.trim() === "" ? [{ path, key: "missing" }] : []

const isSection = (name: string): boolean => (sectionNames as readonly string[]).includes(name)

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

const differing = (was: Section, is: Section): Section =>
  Object.fromEntries(Object.entries(is).filter(([name, value]) => !isSame(was[name], value)))

const formsOf = (names: Settings["unit_names"]): SettingsForm["unit_names"] =>
  Object.fromEntries(
    Object.entries(names).map(([language, forms]) => [language, forms as Record<string, string>]),
  )

/** Without what was left empty. */
function namesOf(names: SettingsForm["unit_names"]): Record<string, Record<string, string>> {
  const filled = Object.entries(names).map(([language, forms]): [string, Record<string, string>] => [
    language,
    Object.fromEntries(Object.entries(forms).filter(([, name]) => name !== "")),
  ])
  return Object.fromEntries(filled.filter(([, forms]) => Object.keys(forms).length > 0))
}
