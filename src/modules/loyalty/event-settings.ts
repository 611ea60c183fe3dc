import { z } from "@medusajs/framework/zod"
import { moment } from "./validation"

/** What others may tell of. The rest the programme sees by itself. */
export const toldTriggers = [
  "newsletter_subscribed",
  "review_approved",
  "survey_answered",
  "profile_completed",
  "custom",
] as const

export const customEventName = z
  .string()
  .regex(/^[A-Za-z0-9_.:-]{1,100}$/, "has to be a name of letters, digits and . _ : -")
  .meta({ examples: ["app.installed"] })

const id = z.string().min(1).max(100)
const fact = z.union([z.string().max(500), z.number(), z.boolean(), z.null()])
const nameOnlyOfCustom = (told: { trigger: string; event?: string }): boolean =>
  (told.trigger === "custom") === (told.event !== undefined)
const nameFault = { path: ["event"], message: "has to be there where the trigger is custom, and only there" }

/** Something that a member did, as the store's own programs tell it. */
export const toldEvent = z
  .strictObject({
    /** The teller's own name for it: told again, it has one effect. */
    id: z.string().regex(/^[\x21-\x7e]{1,128}$/, "has to be 1 to 128 printable characters"),
    customer_id: id,
    program_id: id.optional(),
    trigger: z.enum(toldTriggers),
    event: customEventName.optional(),
    occurred_at: moment.optional(),
    data: z
      .record(z.string().min(1).max(100), fact)
      .refine((data) => Object.keys(data).length <= 20, "has more than 20 facts")
      .default({}),
  })
  .refine(nameOnlyOfCustom, nameFault)

const path = z.string().regex(/^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+){0,4}$/, "has to be a path such as review.id")

/** An event of the store's bus that tells of something that a member did. */
const storeEvent = z
  .strictObject({
    /** As the bus knows it, such as `product_review.approved`. */
    name: z.string().min(1).max(200),
    trigger: z.enum(toldTriggers),
    event: customEventName.optional(),
    /** Where the customer's id is: in the event's data, or in what `entity` names. */
    customer_id: path.default("customer_id"),
    /** What makes it one and the same event: where its id is in the event's data. */
    id: path.default("id"),
    /** Where the data does not name the customer: what to look up by that id. */
    entity: z.string().min(1).max(100).optional(),
  })
  .refine(nameOnlyOfCustom, nameFault)

export const storeEvents = z.array(storeEvent).max(100)

export type StoreEvent = z.output<typeof storeEvent>
