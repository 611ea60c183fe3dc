import { z } from "@medusajs/framework/zod"
import { clubStates, type Club } from "../domain/clubs"
import { invalid } from "../settings-units"
import { moment } from "../validation"

const id = z.string().min(1).max(100)

const fields = {
  handle: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?$/, "has to be small letters, digits and dashes")
    .meta({ examples: ["tea-lovers"] }),
  name: z.string().min(1).max(200),
  description: z.string().max(2_000),
  starts_at: moment.nullable(),
  ends_at: moment.nullable(),
  customer_group_ids: z.array(id).max(100),
}

/** A new club. It begins as a draft, in the default program unless another is named. */
export const newClub = z.strictObject({
  ...fields,
  description: fields.description.default(""),
  starts_at: fields.starts_at.default(null),
  ends_at: fields.ends_at.default(null),
  customer_group_ids: fields.customer_group_ids.default([]),
  program_id: id.optional(),
})

/** What may be changed: each setting as a whole, and the state. */
export const clubChanges = z.strictObject({ ...fields, state: z.enum(clubStates) }).partial()

export type ClubSettings = Omit<z.output<typeof newClub>, "program_id">
export type ClubChanges = z.output<typeof clubChanges>

/** Throws `invalid_request`, naming the field, for a club that ends before it begins. */
export function checkWindow({ startsAt, endsAt }: Pick<Club, "startsAt" | "endsAt">): void {
  if (startsAt !== null && endsAt !== null && startsAt >= endsAt)
    throw invalid("ends_at", "is not after starts_at")
}
