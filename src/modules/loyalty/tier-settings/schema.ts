import { z } from "@medusajs/framework/zod"
import { currencyCode, days, id, money, points, withPlaces } from "../rule-settings/fields"

const qualification = z.discriminatedUnion(
  "by",
  [
    z.strictObject({ by: z.literal("points_earned"), includes_events: z.boolean().default(false) }),
    z.strictObject({ by: z.literal("money_spent"), currency_code: currencyCode }),
    z.strictObject({ by: z.literal("orders") }),
  ],
  { error: "has to be by points_earned, money_spent or orders" },
)

const window = z.union(
  [
    z.strictObject({ code: z.literal("rolling"), days: days.min(1) }),
    z.strictObject({ code: z.literal("rolling"), months: z.number().int().min(1).max(1_200) }),
    z.strictObject({ code: z.enum(["calendar_year", "since_joining"]) }),
  ],
  { error: "has to be rolling with days or months, calendar_year or since_joining" },
)

const ladderFields = {
  qualification,
  /** Whether an order counts once it is placed, or while it is paid. */
  counts_when: z.enum(["placed", "paid"]),
  window,
  grace_days: days,
  downgrade: z.enum(["one_step", "to_measure"]),
  lock: z.enum(["none", "period", "next_period"]),
}

/** How a program's tiers are reached and lost, as owners write it. */
export const ladderSettings = z.strictObject({
  ...ladderFields,
  counts_when: ladderFields.counts_when.default("paid"),
  grace_days: ladderFields.grace_days.default(0),
  downgrade: ladderFields.downgrade.default("to_measure"),
  lock: ladderFields.lock.default("none"),
})

export const ladderChanges = z.strictObject(ladderFields).partial()

const spend = z.strictObject({ currency_code: currencyCode, points, worth: money.gt(0) })

const redemption = z.strictObject({
  min_points: points.nullable().default(null),
  max_share_percent: withPlaces(z.number().min(0).max(100), 2).nullable().default(null),
  /** What points are worth to its members, by currency; others are as the program has them. */
  rates: z
    .array(spend)
    .max(200)
    .refine(
      (rates) => new Set(rates.map((one) => one.currency_code)).size === rates.length,
      "names a currency twice",
    )
    .default([]),
})

const tierFields = {
  handle: z
    .string()
    .regex(/^[a-z0-9-]{1,50}$/, "has to be small letters, digits and hyphens")
    .meta({ examples: ["silver"] }),
  name: z.string().min(1).max(100),
  translations: z.record(z.string().min(2).max(10), z.string().min(1).max(100)),
  /** Points, money or orders, as the ladder counts. */
  threshold: z.number().min(0).max(1_000_000_000),
  multiplier: withPlaces(z.number().gt(0).max(100), 6),
  redemption,
  customer_group_id: id.nullable(),
}

/** A tier as owners write it: points in display units, money in major units. */
export const tierSettings = z.strictObject({
  ...tierFields,
  translations: tierFields.translations.default({}),
  multiplier: tierFields.multiplier.default(1),
  redemption: redemption.default({ min_points: null, max_share_percent: null, rates: [] }),
  customer_group_id: tierFields.customer_group_id.default(null),
})

/** A new tier, in the default program unless another is named; with a customer group of its own if asked for. */
export const newTier = tierSettings.extend({
  program_id: id.optional(),
  create_customer_group: z.boolean().default(false),
})

/** What may be changed, each as a whole. */
export const tierChanges = z.strictObject(tierFields).partial()

export type LadderSettings = z.output<typeof ladderSettings>
export type LadderChanges = z.output<typeof ladderChanges>
export type TierSettings = z.output<typeof tierSettings>
export type TierChanges = z.output<typeof tierChanges>
