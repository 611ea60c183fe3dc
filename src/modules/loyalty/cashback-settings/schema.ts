import { z } from "@medusajs/framework/zod"
import { offerApplies, offerFallbacks, offerPeriods } from "../domain/cashback/offer"
import { day, id, withPlaces } from "../rule-settings/fields"

/** Each with a rate is a rule: so many that those of two offers fit beside the owner's own. */
const categoriesMax = 100

const category = z.strictObject({
  category_id: id,
  /** Without one it is what the store calls the category. */
  name: z.string().min(1).max(100).optional(),
  percent: withPlaces(z.number().gt(0).max(100), 2).nullable().default(null),
})

const fields = {
  name: z.string().min(1).max(100),
  period: z.enum(offerPeriods),
  categories: z
    .array(category)
    .min(1)
    .max(categoriesMax)
    .refine(
      (all) => new Set(all.map(({ category_id }) => category_id)).size === all.length,
      "names a category twice",
    ),
  choose_up_to: z.number().int().min(1).max(categoriesMax),
  applies: z.enum(offerApplies),
  changes_max: z.number().int().min(0).max(1_000).nullable(),
  opens_days_before: z.number().int().min(0).max(92),
  fallback: z.enum(offerFallbacks),
  replaces_base: z.boolean(),
  priority: z.number().int().min(-1_000_000).max(1_000_000),
  starts_on: day.nullable(),
  ends_on: day.nullable(),
}

/** A cashback offer as owners write it. */
export const offerSettings = z.strictObject({
  ...fields,
  applies: fields.applies.default("at_once"),
  changes_max: fields.changes_max.default(0),
  opens_days_before: fields.opens_days_before.default(0),
  fallback: fields.fallback.default("base_rate"),
  replaces_base: fields.replaces_base.default(true),
  priority: fields.priority.default(0),
  starts_on: fields.starts_on.default(null),
  ends_on: fields.ends_on.default(null),
})

/** A new offer. It begins as a draft, in the default program unless another is named. */
export const newOffer = offerSettings.extend({ program_id: id.optional() })

/** What may be changed: each setting as a whole, and the state. */
export const offerChanges = z.strictObject({ ...fields, state: z.enum(["active", "ended"]) }).partial()

/** What a member wants. Without a period: the present one where the offer lets him, otherwise the next. */
export const chosenCategories = z.strictObject({
  category_ids: z.array(id).min(1).max(categoriesMax),
  period: z
    .string()
    .regex(/^\d{4}-(?:\d\d|Q[1-4])$/, "has to be a period as in 2027-03 or 2027-Q1")
    .meta({ examples: ["2027-03"] })
    .optional(),
})

export type OfferSettings = z.output<typeof offerSettings>
export type OfferChanges = z.output<typeof offerChanges>
export type ChosenCategories = z.output<typeof chosenCategories>
