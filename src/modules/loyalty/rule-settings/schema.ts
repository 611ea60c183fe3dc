import { z } from "@medusajs/framework/zod"
import { customEventName } from "../event-settings"
import { moment } from "../validation"
import { conditions } from "./conditions"
import { currencyCode, day, dayOfYear, days, id, money, period, points, withPlaces } from "./fields"

/** A budget is for all members and years. */
const budget = z.number().gt(0).max(1_000_000_000_000)
const times = z.number().int().min(1).max(1_000_000)

/** What happens without anything more to be said about it. */
const plainTriggers = [
  "order",
  "account_created",
  "birthday",
  "membership_anniversary",
  "newsletter_subscribed",
  "review_approved",
  "survey_answered",
  "profile_completed",
] as const

export const triggerCodes = [
  ...plainTriggers,
  "referral_completed",
  "spending_milestone",
  "inactivity",
  "custom",
] as const

const trigger = z.discriminatedUnion(
  "code",
  [
    z.strictObject({ code: z.enum(plainTriggers) }),
    z.strictObject({
      code: z.literal("referral_completed"),
      for: z.enum(["referrer", "friend"]).default("referrer"),
    }),
    z.strictObject({
      code: z.literal("spending_milestone"),
      currency_code: currencyCode,
      amount: money.gt(0),
      per: period,
    }),
    z.strictObject({ code: z.literal("inactivity"), days: days.min(1) }),
    z.strictObject({
      code: z.literal("custom"),
      event: customEventName,
    }),
  ],
  { error: "is no trigger" },
)

const rate = z.strictObject({ currency_code: currencyCode, points, per_amount: money.gt(0) })

const effect = z.discriminatedUnion(
  "code",
  [
    z.strictObject({
      code: z.literal("points_per_amount"),
      rates: z
        .array(rate)
        .min(1)
        .max(200)
        .refine((rates) => isOnce(rates.map((one) => one.currency_code)), "names a currency twice"),
      whole_groups: z.boolean().default(false),
      replaces_base: z.boolean().default(false),
    }),
    z.strictObject({
      code: z.literal("percent_back"),
      percent: withPlaces(z.number().gt(0).max(100), 2),
      replaces_base: z.boolean().default(false),
    }),
    z.strictObject({
      code: z.literal("fixed_points"),
      points,
      each: z.enum(["order", "line", "unit"]).default("order"),
    }),
    z.strictObject({ code: z.literal("multiplier"), factor: withPlaces(z.number().min(0).max(100), 6) }),
  ],
  { error: "is no effect" },
)

const memberLimit = z
  .strictObject({
    points: points.nullable().default(null),
    times: times.nullable().default(null),
    per: period,
  })
  .refine((limit) => limit.points !== null || limit.times !== null, "limits neither points nor times")

const limits = z.strictObject({
  per_order: points.nullable().default(null),
  per_member: z
    .array(memberLimit)
    .max(5)
    .refine((all) => isOnce(all.map(({ per }) => per)), "names a period twice")
    .default([]),
  budget: budget.nullable().default(null),
  members: z.number().int().min(1).max(1_000_000_000).nullable().default(null),
})

const expiry = z.union(
  [
    z.strictObject({ after_days: days.min(1) }),
    z.strictObject({ on_day: dayOfYear }),
    z.strictObject({ on_date: day }),
    z.strictObject({ never: z.literal(true) }),
  ],
  { error: "has to be one of after_days, on_day, on_date and never" },
)

const fields = {
  name: z.string().min(1).max(200),
  trigger,
  /** Higher goes first. */
  priority: z.number().int().min(-1_000_000).max(1_000_000),
  exclusive_group: z.string().min(1).max(100).nullable(),
  starts_at: moment.nullable(),
  ends_at: moment.nullable(),
  pilot: z.strictObject({ customer_group_ids: z.array(id).min(1).max(100) }).nullable(),
  conditions,
  effect,
  rounding: z.enum(["down", "nearest", "up"]).nullable(),
  limits,
  activation: z.strictObject({ after_days: days }).nullable(),
  expiry: expiry.nullable(),
}

/** An earning rule as owners write it: points in display units, money in major units. */
export const ruleSettings = z.strictObject({
  ...fields,
  priority: fields.priority.default(0),
  exclusive_group: fields.exclusive_group.default(null),
  starts_at: fields.starts_at.default(null),
  ends_at: fields.ends_at.default(null),
  pilot: fields.pilot.default(null),
  conditions: conditions.default({ all: [] }),
  rounding: fields.rounding.default(null),
  limits: limits.default({ per_order: null, per_member: [], budget: null, members: null }),
  activation: fields.activation.default(null),
  expiry: fields.expiry.default(null),
})

/** A new rule. It begins as a draft, in the default program unless another is named. */
export const newRule = ruleSettings.extend({ program_id: id.optional() })

/** What may be changed: each setting as a whole, and the state. */
export const ruleChanges = z
  .strictObject({ ...fields, state: z.enum(["active", "paused", "ended"]) })
  .partial()

export type RuleSettings = z.output<typeof ruleSettings>
export type RuleChanges = z.output<typeof ruleChanges>

function isOnce(values: readonly string[]): boolean {
  return new Set(values).size === values.length
}
