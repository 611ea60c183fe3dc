import { z } from "@medusajs/framework/zod"
import { LoyaltyError, type LoyaltyErrorCode } from "./domain/errors"

/** The value as the schema wants it. Throws `invalid_request` (or the field's own code), naming the field. */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  codeByField: Record<string, LoyaltyErrorCode> = {},
): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) {
    const field = unstorableField(result.data)
    if (field === null) return result.data
    throw new LoyaltyError("invalid_request", { field }, `${field}: has letters that cannot be kept.`)
  }
  const [issue] = result.error.issues
  const field = issue?.path.map(String).join(".") ?? ""
  const code = codeByField[field] ?? "invalid_request"
  throw new LoyaltyError(
    code,
    { field },
    `${field === "" ? "The request" : field}: ${issue?.message ?? "is not valid"}.`,
  )
}

/** A moment as ISO 8601 writes it, or a date of a store's options; in years that every part of a store can hold. */
export const moment = z
  .preprocess(
    (value) => (value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value),
    z.iso.datetime({ offset: true }),
  )
  .transform((value) => new Date(value))
  .refine((value) => value.getUTCFullYear() >= 1 && value.getUTCFullYear() <= 9_999, "is out of all years")

/** PostgreSQL keeps neither a NUL letter nor half of a surrogate pair. */
const unstorable = /[\0\p{Surrogate}]/u

/** Where it is; null where there is none. What the schema let through is bounded, in depth too. */
function unstorableField(value: unknown, field = ""): string | null {
  if (typeof value === "string") return unstorable.test(value) ? field : null
  if (typeof value !== "object" || value === null || value instanceof Date) return null
  for (const [name, part] of Object.entries(value)) {
    if (unstorable.test(name)) return field
    const found = unstorableField(part, field === "" ? name : `${field}.${name}`)
    if (found !== null) return found
  }
  return null
}
