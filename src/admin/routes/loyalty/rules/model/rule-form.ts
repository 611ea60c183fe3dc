import { faultsOfNumber, faultsOfPart, type Fault } from "../../../../forms/faults"
import {
  blankPart,
  numberOrNull,
  numberOrText,
  numberText,
  partOfForm,
  partToForm,
  type FormPart,
} from "../../../../forms/values"
import { conditionsOfForm, conditionsToForm, faultsOfConditions, type ConditionForm } from "./condition-form"
import { effectFields, triggerFields } from "./tables"
import type { Effect, RuleConfig, Trigger } from "./types"

/** Text that is empty means: none, or as the program has it. */
export interface RuleForm {
  name: string
  trigger: FormPart
  conditions: ConditionForm
  effect: FormPart
  limits: {
    per_order: string
    per_member: { points: string; times: string; per: string }[]
    budget: string
    members: string
  }
  starts_at: string
  ends_at: string
  activation: string
  expiry: ExpiryForm
  priority: string
  exclusive_group: string
  rounding: string
  pilot: string[]
}

export const expiryKinds = ["program", "after_days", "on_day", "on_date", "never"] as const

export interface ExpiryForm {
  kind: (typeof expiryKinds)[number]
  /** What the kind asks for: days, a day of the year, a day. */
  value: string
}

export const blankRule = (): RuleForm => ({
  name: "",
  trigger: blankPart(triggerFields, "order"),
  conditions: { root: { all: [] }, isBare: false },
  effect: blankPart(effectFields, "multiplier"),
  limits: { per_order: "", per_member: [], budget: "", members: "" },
  starts_at: "",
  ends_at: "",
  activation: "",
  expiry: { kind: "program", value: "" },
  priority: "0",
  exclusive_group: "",
  rounding: "",
  pilot: [],
})

export function ruleToForm(rule: RuleConfig): RuleForm {
  const { limits } = rule
  return {
    name: rule.name,
    trigger: partToForm(triggerFields, rule.trigger),
    conditions: conditionsToForm(rule.conditions),
    effect: partToForm(effectFields, rule.effect),
    limits: {
      per_order: numberText(limits.per_order),
      per_member: limits.per_member.map(({ points, times, per }) => ({
        points: numberText(points),
        times: numberText(times),
        per,
      })),
      budget: numberText(limits.budget),
      members: numberText(limits.members),
    },
    starts_at: rule.starts_at ?? "",
    ends_at: rule.ends_at ?? "",
    activation: numberText(rule.activation?.after_days),
    expiry: expiryToForm(rule.expiry),
    priority: numberText(rule.priority),
    exclusive_group: rule.exclusive_group ?? "",
    rounding: rule.rounding ?? "",
    pilot: rule.pilot?.customer_group_ids ?? [],
  }
}

/** The body that says what the form says; saved as it was loaded, it says the same as before. */
export function ruleOfForm(form: RuleForm): RuleConfig {
  const body = {
    name: form.name,
    trigger: partOfForm(triggerFields, form.trigger) as Trigger,
    conditions: conditionsOfForm(form.conditions),
    effect: partOfForm(effectFields, form.effect) as Effect,
    limits: {
      per_order: numberOrNull(form.limits.per_order),
      per_member: form.limits.per_member.map(({ points, times, per }) => ({
        points: numberOrNull(points),
        times: numberOrNull(times),
        per,
      })),
      budget: numberOrNull(form.limits.budget),
      members: numberOrNull(form.limits.members),
    },
    starts_at: form.starts_at === "" ? null : form.starts_at,
    ends_at: form.ends_at === "" ? null : form.ends_at,
    activation: form.activation === "" ? null : { after_days: numberOrText(form.activation) },
    expiry: expiryOfForm(form.expiry),
    priority: numberOrText(form.priority),
    exclusive_group: form.exclusive_group === "" ? null : form.exclusive_group,
    rounding: form.rounding === "" ? null : form.rounding,
    pilot: form.pilot.length === 0 ? null : { customer_group_ids: form.pilot },
  }
  // What is no number stays text, for the route to refuse: forms ask `faultsOfRule` first.
  return body as RuleConfig
}

/** What has to be mended before the route is asked. */
export function faultsOfRule(form: RuleForm): Fault[] {
  const { limits, expiry } = form
  return [
    ...(form.name.trim() === "" ? [{ path: "name", key: "missing" } as const] : []),
    ...faultsOfPart(triggerFields, form.trigger, "trigger"),
    ...faultsOfConditions(form.conditions),
    ...faultsOfPart(effectFields, form.effect, "effect"),
    ...faultsOfNumber(limits.per_order, "limits.per_order", { optional: true }),
    ...limits.per_member.flatMap(({ points, times }, index) => [
      ...faultsOfNumber(points, `limits.per_member[${index}].points`, { optional: true }),
      ...faultsOfNumber(times, `limits.per_member[${index}].times`, { optional: true, whole: true }),
    ]),
    ...faultsOfNumber(limits.budget, "limits.budget", { optional: true }),
    ...faultsOfNumber(limits.members, "limits.members", { optional: true, whole: true }),
    ...faultsOfNumber(form.activation, "activation.after_days", { optional: true, whole: true }),
    ...faultsOfExpiry(expiry),
    ...faultsOfNumber(form.priority, "priority", { whole: true }),
  ]
}

function expiryToForm(expiry: RuleConfig["expiry"]): ExpiryForm {
  if (expiry === null) return { kind: "program", value: "" }
  if ("never" in expiry) return { kind: "never", value: "" }
  if ("after_days" in expiry) return { kind: "after_days", value: numberText(expiry.after_days) }
  return "on_day" in expiry
    ? { kind: "on_day", value: expiry.on_day }
    : { kind: "on_date", value: expiry.on_date }
}

function expiryOfForm({ kind, value }: ExpiryForm): object | null {
  switch (kind) {
    case "program":
      return null
    case "never":
      return { never: true }
    case "after_days":
      return { after_days: numberOrText(value) }
    case "on_day":
      return { on_day: value }
    case "on_date":
      return { on_date: value }
  }
}

function faultsOfExpiry({ kind, value }: ExpiryForm): Fault[] {
  if (kind === "program" || kind === "never") return []
  if (kind === "after_days") return faultsOfNumber(value, "expiry.after_days", { whole: true })
  return value === "" ? [{ path: `expiry.${kind}`, key: "missing" }] : []
}

/** What of the rule the form changes, each setting as a whole. */
export function changesOfRule(rule: RuleConfig, form: RuleForm): Partial<RuleConfig> {
  const [before, after] = [ruleOfForm(ruleToForm(rule)), ruleOfForm(form)]
  const names = Object.keys(after) as (keyof RuleConfig)[]
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  return Object.fromEntries(changed.map((name) => [name, after[name]]))
}
