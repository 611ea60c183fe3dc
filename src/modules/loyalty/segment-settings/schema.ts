import { z } from "@medusajs/framework/zod"
import { currencyCode, days, money } from "../rule-settings/fields"

const count = z.number().int().min(0).max(1_000_000)

interface Range {
  min?: number
  max?: number
}

const hasEnd = ({ min, max }: Range): boolean => min !== undefined || max !== undefined
const isOrdered = ({ min = -Infinity, max = Infinity }: Range): boolean => min <= max
const noEnd = { message: "has neither min nor max" }
const notOrdered = { message: "is below min", path: ["max"] }

const counts = z
  .strictObject({ min: count.optional(), max: count.optional() })
  .refine(hasEnd, noEnd)
  .refine(isOrdered, notOrdered)
const daysAgo = z
  .strictObject({ min: days.optional(), max: days.optional() })
  .refine(hasEnd, noEnd)
  .refine(isOrdered, notOrdered)
const amounts = z
  .strictObject({ currency_code: currencyCode, min: money.optional(), max: money.optional() })
  .refine(hasEnd, noEnd)
  .refine(isOrdered, notOrdered)

const fields = {
  name: z.string().min(1).max(200),
  /** How far back orders and money count; null: ever. */
  days: days.min(1).nullable(),
  orders: counts.nullable(),
  /** Money of paid orders, as tiers count it. */
  spent: amounts.nullable(),
  last_order_days: daysAgo.nullable(),
  member_days: daysAgo.nullable(),
}

/** A new segment, in the default program unless another is named. Members have to meet every criterion that is not null. */
export const newSegment = z.strictObject({
  ...fields,
  days: fields.days.default(null),
  orders: fields.orders.default(null),
  spent: fields.spent.default(null),
  last_order_days: fields.last_order_days.default(null),
  member_days: fields.member_days.default(null),
  program_id: z.string().min(1).max(100).optional(),
})

/** What may be changed: each criterion as a whole. Orders that were judged stay judged as they were. */
export const segmentChanges = z.strictObject(fields).partial()

export type SegmentSettings = Omit<z.output<typeof newSegment>, "program_id">
export type SegmentChanges = z.output<typeof segmentChanges>
