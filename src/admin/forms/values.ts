import { numberOf, numberText } from "../lib/numbers"
import type { Field, FieldsByCode } from "./fields"

export { numberOf, numberText }

/** What a form holds of one field. Numbers are held as they were typed, so that a half-typed one is not lost. */
export type FieldValue = string | boolean | string[] | number[] | TypedValue | RateRow[]

export interface TypedValue {
  type: "text" | "number" | "flag"
  text: string
}

export interface RateRow {
  currency_code: string
  points: string
  per_amount: string
}

/** Something with a `code`, as a form holds it. */
export interface FormPart {
  code: string
  values: Record<string, FieldValue>
}

/** Something with a `code`, as routes take and give it. */
export type Coded = { code: string } & Record<string, unknown>

/** What was typed, as routes want it: a number, or the text itself, which they refuse in their own words. */
export const numberOrText = (text: string): number | string => numberOf(text) ?? text

/** Null where nothing was typed. */
export const numberOrNull = (text: string): number | string | null =>
  text.trim() === "" ? null : numberOrText(text)

/** An empty form for the code. */
export function blankPart<Code extends string>(fields: FieldsByCode<Code>, code: Code): FormPart {
  return { code, values: Object.fromEntries(fields[code].map((field) => [field.name, blankOf(field)])) }
}

/** The form of what a route gave. */
export function partToForm<Code extends string>(fields: FieldsByCode<Code>, part: { code: Code }): FormPart {
  const given = part as unknown as Coded
  const values = fields[part.code].map((field) => [field.name, toForm(field, given[field.name])])
  return { code: part.code, values: Object.fromEntries(values) }
}

/** What a route takes: the fields of the code and nothing else, without those that may stay empty and are. */
export function partOfForm<Code extends string>(
  fields: FieldsByCode<Code>,
  { code, values }: FormPart,
): { code: Code } {
  const entries = fieldsOf(fields, code).flatMap((field): [string, unknown][] => {
    const value = ofForm(field, values[field.name] ?? blankOf(field))
    return value === undefined ? [] : [[field.name, value]]
  })
  return { code: code as Code, ...Object.fromEntries(entries) }
}

export function fieldsOf<Code extends string>(fields: FieldsByCode<Code>, code: string): readonly Field[] {
  return fields[code as Code]
}

export function blankOf(field: Field): FieldValue {
  switch (field.kind) {
    case "ids":
    case "weekdays":
      return []
    case "rates":
      return [{ currency_code: "", points: "", per_amount: "" }]
    case "flag":
      return false
    case "choice":
      return field.of[0] ?? ""
    case "value":
      return { type: "text", text: "" }
    case "number":
    case "numbers":
    case "text":
    case "currency":
    case "time":
    case "day":
      return ""
  }
}

function toForm(field: Field, value: unknown): FieldValue {
  if (value === undefined || value === null) return blankOf(field)
  switch (field.kind) {
    case "number":
      return numberText(value as number)
    case "numbers":
      return (value as number[]).join(", ")
    case "value":
      return typedOf(value as string | number | boolean)
    case "rates":
      return (value as { currency_code: string; points: number; per_amount: number }[]).map((row) => ({
        currency_code: row.currency_code,
        points: numberText(row.points),
        per_amount: numberText(row.per_amount),
      }))
    case "ids":
    case "weekdays":
    case "flag":
    case "choice":
    case "text":
    case "currency":
    case "time":
    case "day":
      return value as FieldValue
  }
}

/** Undefined: left out. */
function ofForm(field: Field, value: FieldValue): unknown {
  if ("optional" in field && isEmpty(value)) return undefined
  switch (field.kind) {
    case "number":
      return numberOrText(value as string)
    case "numbers":
      return listOf(value as string).map(numberOrText)
    case "value":
      return untyped(value as TypedValue)
    case "rates":
      return (value as RateRow[]).map(({ currency_code, points, per_amount }) => ({
        currency_code,
        points: numberOrText(points),
        per_amount: numberOrText(per_amount),
      }))
    case "ids":
    case "weekdays":
    case "flag":
    case "choice":
    case "text":
    case "currency":
    case "time":
    case "day":
      return value
  }
}

export function isEmpty(value: FieldValue): boolean {
  if (typeof value === "string") return value === ""
  return Array.isArray(value) && value.length === 0
}

export const listOf = (text: string): string[] =>
  text
    .split(/[;,\s]+/)
    .map((one) => one.trim())
    .filter((one) => one !== "")

function typedOf(value: string | number | boolean): TypedValue {
  if (typeof value === "string") return { type: "text", text: value }
  return typeof value === "number"
    ? { type: "number", text: numberText(value) }
    : { type: "flag", text: String(value) }
}

function untyped({ type, text }: TypedValue): string | number | boolean {
  if (type === "text") return text
  return type === "flag" ? text === "true" : numberOrText(text)
}
