import { sayCondition } from "./say-conditions"
import type { Effect, RuleConfig, Trigger } from "./types"
import { allOf, numberIn, type Words } from "./words"

/** A rule in plain sentences, the most important first. */
export function sayRule(rule: RuleConfig, words: Words): string[] {
  const { limits } = rule
  const sentences = [
    sayWhat(rule, words),
    ...saySchedule(rule, words),
    ...sayLimits(limits, words),
    ...sayDates(rule, words),
    ...sayCombination(rule, words),
  ]
  // A Russian date ends with a full stop of its own.
  return sentences.map((sentence) => sentence.replace(/\.\.$/, "."))
}

/** When it is asked, on what condition, and what it gives. */
export function sayWhat(rule: Pick<RuleConfig, "trigger" | "conditions" | "effect">, words: Words): string {
  const { t } = words
  const condition = sayCondition(rule.conditions, words)
  return t(condition === "" ? "rules.say.what" : "rules.say.what_if", {
    trigger: sayTrigger(rule.trigger, words),
    condition,
    effect: sayEffect(rule.effect, words),
  })
}

export function sayTrigger(trigger: Trigger, { t, money }: Words): string {
  switch (trigger.code) {
    case "referral_completed":
      return t(`rules.say.trigger.referral_completed_${trigger.for}`)
    case "spending_milestone":
      return t(`rules.say.trigger.spending_milestone_${trigger.per}`, {
        amount: money(trigger.amount, trigger.currency_code),
      })
    case "inactivity":
      return t("rules.say.trigger.inactivity", { count: trigger.days })
    case "custom":
      return t("rules.say.trigger.custom", { event: trigger.event })
    default:
      return t(`rules.say.trigger.${trigger.code}`)
  }
}

export function sayEffect(effect: Effect, { t, locale, points, money }: Words): string {
  const number = (value: number): string => numberIn(locale, value)
  switch (effect.code) {
    case "points_per_amount": {
      const each = effect.whole_groups ? "rules.say.effect.each_whole" : "rules.say.effect.each_amount"
      const rates = effect.rates.map((rate) =>
        t(each, {
          points: points(rate.points),
          amount: money(rate.per_amount, rate.currency_code),
        }),
      )
      return t(`rules.say.effect.${effect.replaces_base ? "instead" : "more"}`, {
        what: allOf(locale, rates),
      })
    }
    case "percent_back":
      return t(`rules.say.effect.${effect.replaces_base ? "instead" : "more"}`, {
        what: t("rules.say.effect.percent", { percent: number(effect.percent) }),
      })
    case "fixed_points":
      return t(`rules.say.effect.fixed_${effect.each}`, { points: points(effect.points) })
    case "multiplier":
      return t("rules.say.effect.multiplier", { factor: number(effect.factor) })
  }
}

function saySchedule({ starts_at: from, ends_at: until }: RuleConfig, { t, moment }: Words): string[] {
  if (from !== null && until !== null) {
    return [t("rules.say.schedule.between", { from: moment(from), until: moment(until) })]
  }
  if (from !== null) return [t("rules.say.schedule.from", { from: moment(from) })]
  return until === null ? [] : [t("rules.say.schedule.until", { until: moment(until) })]
}

function sayLimits(limits: RuleConfig["limits"], { t, locale, points }: Words): string[] {
  const perMember = limits.per_member.map(({ points: most, times, per }) => {
    const parts = [
      ...(most === null ? [] : [points(most)]),
      ...(times === null ? [] : [t("rules.say.limit.times", { count: times })]),
    ]
    return t(`rules.say.limit.member_${per}`, { what: allOf(locale, parts) })
  })
  return [
    ...(limits.per_order === null ? [] : [t("rules.say.limit.order", { points: points(limits.per_order) })]),
    ...perMember,
    ...(limits.budget === null ? [] : [t("rules.say.limit.budget", { points: points(limits.budget) })]),
    ...(limits.members === null ? [] : [t("rules.say.limit.members", { count: limits.members })]),
  ]
}

function sayDates({ activation, expiry }: RuleConfig, words: Words): string[] {
  return [
    ...(activation === null ? [] : [sayActivation(activation.after_days, words)]),
    ...(expiry === null ? [] : [sayExpiry(expiry, words)]),
  ]
}

function sayActivation(days: number, { t }: Words): string {
  return days === 0 ? t("rules.say.atOnce") : t("rules.say.activation", { count: days })
}

function sayExpiry(expiry: NonNullable<RuleConfig["expiry"]>, { t, day, dayOfYear }: Words): string {
  if ("never" in expiry) return t("rules.say.expiry.never")
  if ("after_days" in expiry) return t("rules.say.expiry.after", { count: expiry.after_days })
  return "on_day" in expiry
    ? t("rules.say.expiry.on_day", { day: dayOfYear(expiry.on_day) })
    : t("rules.say.expiry.on_date", { day: day(expiry.on_date) })
}

function sayCombination(rule: RuleConfig, words: Words): string[] {
  const { t } = words
  const { exclusive_group: group, pilot, rounding } = rule
  return [
    ...(group === null ? [] : [t("rules.say.group", { group })]),
    ...(rounding === null ? [] : [t(`rules.say.rounding.${rounding}`)]),
    ...(pilot === null ? [] : [t("rules.say.pilot", { count: pilot.customer_group_ids.length })]),
  ]
}
