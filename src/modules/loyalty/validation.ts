import type { z } from "@medusajs/framework/zod"
import { LoyaltyError, type LoyaltyErrorCode } from "./domain/errors"

/** The value as the schema wants it. Throws `invalid_request` (or the field's own code), naming the field. */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  codeByField: Record<string, LoyaltyErrorCode> = {},
): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const field = issue?.path.map(String).join(".") ?? ""
  const code = codeByField[field] ?? "invalid_request"
  throw new LoyaltyError(
    code,
    { field },
    `${field === "" ? "The request" : field}: ${issue?.message ?? "is not valid"}.`,
  )
}
