import { z } from "@medusajs/framework/zod"

const id = z.string().min(1).max(100)
const ids = z
  .array(id)
  .max(100)
  .refine((all) => new Set(all).size === all.length, "names one twice")

const fields = {
  name: z.string().min(1).max(200),
  /** Who buys one of these buys membership. */
  variant_ids: ids.min(1),
  term: z.union(
    [
      z.strictObject({ months: z.number().int().min(1).max(120) }),
      z.strictObject({ days: z.number().int().min(1).max(3_660) }),
    ],
    { error: "has to be months or days" },
  ),
  tier_id: id.nullable(),
  club_ids: ids.max(20),
}

/** A new plan, in the default program unless another is named. It is sold from now on. */
export const newPlan = z.strictObject({
  ...fields,
  tier_id: fields.tier_id.default(null),
  club_ids: fields.club_ids.default([]),
  program_id: id.optional(),
})

/** What may be changed: each setting as a whole, and the state. What was bought stays as it was bought. */
export const planChanges = z.strictObject({ ...fields, state: z.enum(["active", "ended"]) }).partial()

export type PlanSettings = Omit<z.output<typeof newPlan>, "program_id">
export type PlanChanges = z.output<typeof planChanges>
