import { fromMinor } from "../domain/money"
import { exactlyAtPlaces, parseDecimal } from "../domain/decimal"
import { pointsToDisplay, type Points } from "../domain/points"
import type { RuleConfig } from "../domain/rules/config"
import type { Effect, Limits, RuleDates, RuleRate, Trigger } from "../domain/rules/rule"
import { pointsAUnitMax } from "../program-settings"
import { coinsOf, findCurrency, invalid, unitsOf, type Currency } from "../settings-units"
import { groupsOf, leavesOf } from "./conditions"
import type { RuleSettings } from "./schema"

/** What a rule may ask about where there is no order to ask about. */
const memberConditions = ["customer_group", "segment", "tier", "club", "weekday", "hours", "dates"]

/** What the settings say, in the smallest units of the program. Throws `invalid_request`, naming the field. */
export function ruleConfigOf(settings: RuleSettings, precision: number): RuleConfig {
  const { starts_at: startsAt, ends_at: endsAt } = settings
  if (startsAt !== null && endsAt !== null && startsAt >= endsAt)
    throw invalid("ends_at", "is not after starts_at")
  checkConditions(settings)
  return {
    name: settings.name,
    trigger: triggerOf(settings.trigger),
    priority: settings.priority,
    exclusiveGroup: settings.exclusive_group,
    startsAt,
    endsAt,
    pilotGroupIds: settings.pilot?.customer_group_ids ?? null,
    conditions: settings.conditions,
    effect: effectOf(settings, precision),
    rounding: settings.rounding,
    limits: limitsOf(settings.limits, precision),
    dates: datesOf(settings),
  }
}

/** A rule as owners read it, in the shape in which they write it. */
export function ruleSettingsOf(config: RuleConfig, precision: number): RuleSettings {
  const { limits, dates } = config
  const shown = (points: Points | null): number | null =>
    points === null ? null : pointsToDisplay(points, precision)
  return {
    name: config.name,
    trigger: triggerSettingsOf(config.trigger),
    priority: config.priority,
    exclusive_group: config.exclusiveGroup,
    starts_at: config.startsAt,
    ends_at: config.endsAt,
    pilot: config.pilotGroupIds && { customer_group_ids: config.pilotGroupIds },
    conditions: config.conditions,
    effect: effectSettingsOf(config.effect, precision),
    rounding: config.rounding,
    limits: {
      per_order: shown(limits.perOrder),
      per_member: limits.perMember.map(({ points, times, per }) => ({ points: shown(points), times, per })),
      budget: shown(limits.budget),
      members: limits.members,
    },
    activation: dates.activatesAfterDays === null ? null : { after_days: dates.activatesAfterDays },
    expiry: expirySettingsOf(dates.expires),
  }
}

function checkConditions({ conditions, trigger, effect }: RuleSettings): void {
  const insides = groupsOf(conditions).filter(([, name]) => name === "some_line")
  for (const [place] of insides) {
    if (insides.some(([other]) => place.startsWith(`${other}.`)))
      throw invalid(`conditions.${place}`, "stands inside another some_line")
  }
  if (trigger.code === "order") return
  const only = `where the trigger is ${trigger.code}`
  if (effect.code !== "fixed_points") throw invalid("effect.code", `has to be fixed_points ${only}`)
  if (effect.each !== "order") throw invalid("effect.each", `has to be order ${only}`)
  for (const [place, { code }] of leavesOf(conditions)) {
    if (memberConditions.includes(code)) continue
    throw invalid(place === "" ? "conditions" : `conditions.${place}`, `${code} has no order to ask ${only}`)
  }
  const [some] = insides
  if (some !== undefined) throw invalid(`conditions.${some[0]}`, `has no lines to ask ${only}`)
}

function triggerOf(trigger: RuleSettings["trigger"]): Trigger {
  if (trigger.code !== "spending_milestone") return trigger
  const { code, currency_code: currencyCode, amount, per } = trigger
  const amountMinor = exactCoinsOf(amount, currencyCode, "trigger.amount")
  return { code, currencyCode, amountMinor, per }
}

function triggerSettingsOf(trigger: Trigger): RuleSettings["trigger"] {
  if (trigger.code !== "spending_milestone") return trigger
  const { code, currencyCode, amountMinor, per } = trigger
  const { decimalDigits } = currencyOf(currencyCode)
  return { code, currency_code: currencyCode, amount: fromMinor(BigInt(amountMinor), decimalDigits), per }
}

function effectOf({ effect }: RuleSettings, precision: number): Effect {
  switch (effect.code) {
    case "points_per_amount":
      return {
        code: effect.code,
        rates: effect.rates.map((rate, index) => rateOf(rate, precision, `effect.rates[${index}]`)),
        wholeGroups: effect.whole_groups,
        replacesBase: effect.replaces_base,
      }
    case "percent_back":
      return {
        code: effect.code,
        basisPoints: partsOf(effect.percent, 2),
        replacesBase: effect.replaces_base,
      }
    case "fixed_points":
      return {
        code: effect.code,
        points: unitsOf(effect.points, precision, "effect.points"),
        each: effect.each,
      }
    case "multiplier":
      return { code: effect.code, millionths: partsOf(effect.factor, 6) }
  }
}

function effectSettingsOf(effect: Effect, precision: number): RuleSettings["effect"] {
  switch (effect.code) {
    case "points_per_amount":
      return {
        code: effect.code,
        rates: effect.rates.map(({ currencyCode, points, perMinor }) => ({
          currency_code: currencyCode,
          points: pointsToDisplay(points, precision),
          per_amount: fromMinor(BigInt(perMinor), currencyOf(currencyCode).decimalDigits),
        })),
        whole_groups: effect.wholeGroups,
        replaces_base: effect.replacesBase,
      }
    case "percent_back":
      return {
        code: effect.code,
        percent: fromMinor(BigInt(effect.basisPoints), 2),
        replaces_base: effect.replacesBase,
      }
    case "fixed_points":
      return { code: effect.code, points: pointsToDisplay(effect.points, precision), each: effect.each }
    case "multiplier":
      return { code: effect.code, factor: fromMinor(BigInt(effect.millionths), 6) }
  }
}

type RateSettings = { currency_code: string; points: number; per_amount: number }

function rateOf(
  { currency_code, points, per_amount }: RateSettings,
  precision: number,
  field: string,
): RuleRate {
  const units = unitsOf(points, precision, `${field}.points`)
  if (units / per_amount > pointsAUnitMax)
    throw invalid(field, `gives more than ${pointsAUnitMax} points for one of ${currency_code}`)
  const perMinor = exactCoinsOf(per_amount, currency_code, `${field}.per_amount`)
  return { currencyCode: currency_code, points: units, perMinor }
}

function limitsOf(limits: RuleSettings["limits"], precision: number): Limits {
  const units = (points: number | null, field: string): Points | null =>
    points === null ? null : unitsOf(points, precision, `limits.${field}`)
  return {
    perOrder: units(limits.per_order, "per_order"),
    perMember: limits.per_member.map(({ points, times, per }, index) => ({
      points: units(points, `per_member[${index}].points`),
      times,
      per,
    })),
    budget: units(limits.budget, "budget"),
    members: limits.members,
  }
}

function datesOf({ activation, expiry }: RuleSettings): RuleDates {
  return { activatesAfterDays: activation?.after_days ?? null, expires: expiryOf(expiry) }
}

function expiryOf(expiry: RuleSettings["expiry"]): RuleDates["expires"] {
  if (expiry === null || "never" in expiry) return expiry
  if ("after_days" in expiry) return { afterDays: expiry.after_days }
  return "on_day" in expiry ? { onDay: expiry.on_day } : { onDate: expiry.on_date }
}

function expirySettingsOf(expires: RuleDates["expires"]): RuleSettings["expiry"] {
  if (expires === null || "never" in expires) return expires
  if ("afterDays" in expires) return { after_days: expires.afterDays }
  return "onDay" in expires ? { on_day: expires.onDay } : { on_date: expires.onDate }
}

function exactCoinsOf(amount: number, currencyCode: string, field: string): number {
  const currency = currencyOf(currencyCode)
  if (exactlyAtPlaces(parseDecimal(amount), currency.decimalDigits) === null)
    throw invalid(field, `has more than the ${currency.decimalDigits} decimals of ${currencyCode}`)
  return coinsOf(amount, currency, field)
}

/** The schema has let through currencies that are known. */
function currencyOf(code: string): Currency {
  const currency = findCurrency(code)
  if (currency === null) throw invalid("currency_code", `${code} is no known currency`)
  return currency
}

/** A decimal that the schema has let through, in units of its last place. */
function partsOf(value: number, places: number): number {
  return Number(exactlyAtPlaces(parseDecimal(value), places))
}
