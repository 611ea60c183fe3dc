import type { Schema } from "./answers"
import type { ErrorCode } from "./errors"
import type { Route } from "./routes"

/** What the storefront library calls the parts of the store routes' answers; `[]` goes into a list. */
const names: [name: string, path: string, part: string][] = [
  ["Reason", "/store/products/{id}/loyalty-points", "loyalty_points[].reasons[]"],
  ["LineReasons", "/store/loyalty/transactions", "transactions[].reasons[]"],
  ["Program", "/store/loyalty/program", "program"],
  ["Account", "/store/loyalty/account", "account"],
  ["Transaction", "/store/loyalty/transactions", "transactions[]"],
  ["Transactions", "/store/loyalty/transactions", ""],
  ["Tier", "/store/loyalty/tier", "tier.next.tier"],
  ["TierProgress", "/store/loyalty/tier", "tier"],
  ["CategorySeason", "/store/loyalty/categories", "present"],
  ["Categories", "/store/loyalty/categories", ""],
  ["Club", "/store/loyalty/clubs", "clubs[]"],
  ["Clubs", "/store/loyalty/clubs", ""],
  ["Membership", "/store/loyalty/memberships", "memberships[]"],
  ["Memberships", "/store/loyalty/memberships", ""],
  ["Profile", "/store/loyalty/profile", "profile"],
  ["Referral", "/store/loyalty/referral", "referral"],
  ["ProductPoints", "/store/products/{id}/loyalty-points", "loyalty_points[]"],
  ["Redemption", "/store/carts/{id}/loyalty-points", "loyalty_points.redemption.applied"],
  ["CartPoints", "/store/carts/{id}/loyalty-points", "loyalty_points"],
]

/** The types of the storefront library, and the codes with their sentences: js-sdk hands on the sentence alone. */
export function storefrontTypes(routes: Route[], errors: ErrorCode[]): string {
  const named = names.map(([name, path, part]) => ({
    name: `Loyalty${name}`,
    schema: partOf(answerOf(routes, path), part),
  }))
  const sentences = new Set(errors.map(({ sentence }) => sentence))
  if (sentences.size !== errors.length) throw new Error("Two error codes have the same sentence.")
  return [
    "// Written by `npm run docs:reference` from the store's routes. Change the code, not this file.",
    "/** Points are numbers in display units, money in major units. */",
    ...named.map(({ name, schema }) => `export interface ${name} ${bodyOf(schema, named)}`),
    "/** Every code of a refusal, with the sentence that the store answers. */",
    `export const sentences = ${JSON.stringify(Object.fromEntries(errors.map(({ code, sentence }) => [code, sentence])))} as const`,
    "export type LoyaltyErrorCode = keyof typeof sentences",
  ].join("\n\n")
}

interface Named {
  name: string
  schema: Schema
}

function answerOf(routes: Route[], path: string): Schema {
  const route = routes.find((one) => one.path === path && one.method.toLowerCase() === "get")
  if (route === undefined) throw new Error(`There is no GET ${path}.`)
  return route.answer
}

function partOf(schema: Schema, part: string): Schema {
  return part
    .split(/\.|(?=\[\])/)
    .filter((step) => step !== "")
    .reduce((inner: Schema, step) => {
      const next = step === "[]" ? inner.items : inner.properties?.[step]
      if (next === undefined) throw new Error(`The answer has no ${part}.`)
      return next
    }, schema)
}

function typeOf(schema: Schema, named: readonly Named[]): string {
  const isNullable = Array.isArray(schema.type) && schema.type.includes("null")
  const orNull = isNullable ? " | null" : ""
  const known = named.find((one) => keyOf(one.schema) === keyOf(schema))
  if (known !== undefined) return known.name + orNull
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ")
  if (schema.anyOf !== undefined) return schema.anyOf.map((one) => typeOf(one, named)).join(" | ")
  const [type] = [schema.type ?? []].flat().filter((one) => one !== "null")
  if (type === "array") return `(${typeOf(schema.items ?? {}, named)})[]${orNull}`
  if (type === "object") return bodyOf(schema, named) + orNull
  return (type ?? "unknown") + orNull
}

function bodyOf(schema: Schema, named: readonly Named[]): string {
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, inner]) =>
      `${timeOf(inner)}${name}${schema.required?.includes(name) ? "" : "?"}: ${typeOf(inner, named)}`,
  )
  const { additionalProperties: others } = schema
  if (typeof others === "object") fields.push(`[name: string]: ${typeOf(others, named)}`)
  return `{\n${fields.join("\n")}\n}`
}

function timeOf({ format }: Schema): string {
  return format === "date-time" ? "/** ISO 8601. */\n" : ""
}

/** Null or not, it is the same thing. */
function keyOf(schema: Schema): string {
  const types = [schema.type ?? []].flat().filter((one) => one !== "null")
  return JSON.stringify({ ...schema, type: types })
}
