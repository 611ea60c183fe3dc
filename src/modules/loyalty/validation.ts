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
  const { path, message } =
    issue === undefined ? { path: [], message: "is not valid" } : faultOf(issue, value)
  const field = fieldOf(path)
  const code = codeByField[field] ?? "invalid_request"
  throw new LoyaltyError(code, { field }, `${field === "" ? "The request" : field}: ${message}.`)
}

type Issue = z.core.$ZodIssue
interface Fault {
  path: PropertyKey[]
  message: string
}

/** Where the fault really is: in a value that may be one of several, inside the one that was meant, if that can be told. */
function faultOf(issue: Issue, value: unknown): Fault {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return issue
  const union = issue.path.reduce(partOf, value)
  const [meant, next] = issue.errors
    .map((issues) => ({ issues, strangeness: strangenessOf(issues, union) }))
    .sort((a, b) => a.strangeness - b.strangeness)
  const [first] = meant.issues
  if (first === undefined || meant.strangeness === next?.strangeness) return issue
  const { path, message } = faultOf(first, union)
  return { path: [...issue.path, ...path], message }
}

/** How much says that something else was meant: another kind of value, a field that is not known, or not there. */
function strangenessOf(issues: Issue[], value: unknown): number {
  return issues.reduce((sum, issue) => {
    if (issue.code === "unrecognized_keys" && issue.path.length === 0) return sum + issue.keys.length
    const isAnother = issue.path.length === 0 && issue.code !== "custom"
    const isUnnamed = issue.code === "invalid_union" && issue.errors.length === 0
    const isMissing = issue.path.length === 1 && issue.path.reduce(partOf, value) === undefined
    return isAnother || isUnnamed || isMissing ? sum + 1 : sum
  }, 0)
}

function partOf(value: unknown, name: PropertyKey): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<PropertyKey, unknown>)[name]
    : undefined
}

/** As in `conditions.all[1].in`. */
function fieldOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((field, part) => inside(field, part), "")
}

function inside(field: string, part: PropertyKey): string {
  if (typeof part === "number") return `${field}[${part}]`
  return field === "" ? String(part) : `${field}.${String(part)}`
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
    const found = unstorableField(part, inside(field, Array.isArray(value) ? Number(name) : name))
    if (found !== null) return found
  }
  return null
}
