import type { Field, FieldsByCode } from "./fields"
import {
  fieldsOf,
  isEmpty,
  listOf,
  numberOf,
  type FieldValue,
  type FormPart,
  type RateRow,
  type TypedValue,
} from "./values"

/** What is wrong with a field, by the name that routes have for it, as in `conditions.all[1].in`. */
export interface Fault {
  path: string
  /** A key of the translations under `forms.fault`; or words of the route, as they are. */
  key: FaultKey | null
  message?: string
}

/** What a form can see by itself. Everything else is for the route to say. */
export type FaultKey = "missing" | "no_number" | "no_whole_number"

const fault = (path: string, key: FaultKey): Fault => ({ path, key })

export const within = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`)

/** Whether a fault is shown at the field: it is the field's, or that of an entry of its list. */
export function concerns(faultPath: string, path: string): boolean {
  return faultPath === path || faultPath.startsWith(`${path}[`)
}

export function faultsOfPart<Code extends string>(
  fields: FieldsByCode<Code>,
  { code, values }: FormPart,
  path: string,
): Fault[] {
  return fieldsOf(fields, code).flatMap((field) => {
    const value = values[field.name]
    return value === undefined ? [] : faultsOfField(field, value, within(path, field.name))
  })
}

/** Of what was typed where a number belongs; what may stay empty may. */
export function faultsOfNumber(
  text: string,
  path: string,
  { whole = false, optional = false }: { whole?: boolean; optional?: boolean } = {},
): Fault[] {
  if (text.trim() === "") return optional ? [] : [fault(path, "missing")]
  const value = numberOf(text)
  if (value === null) return [fault(path, "no_number")]
  return whole && !Number.isInteger(value) ? [fault(path, "no_whole_number")] : []
}

function faultsOfField(field: Field, value: FieldValue, path: string): Fault[] {
  if (isEmpty(value)) {
    const mayBeEmpty = "optional" in field || field.kind === "flag"
    return mayBeEmpty ? [] : [fault(path, "missing")]
  }
  switch (field.kind) {
    case "number":
      return faultsOfNumber(value as string, path, { whole: field.whole })
    case "numbers":
      return listOf(value as string).every((one) => Number.isInteger(numberOf(one)))
        ? []
        : [fault(path, "no_whole_number")]
    case "value": {
      const { type, text } = value as TypedValue
      return type === "number" ? faultsOfNumber(text, path) : []
    }
    case "rates":
      return faultsOfRates(value as RateRow[], path)
    default:
      return []
  }
}

function faultsOfRates(rows: readonly RateRow[], path: string): Fault[] {
  return rows.flatMap((row, index) => [
    ...(row.currency_code === "" ? [fault(`${path}[${index}].currency_code`, "missing")] : []),
    ...faultsOfNumber(row.points, `${path}[${index}].points`),
    ...faultsOfNumber(row.per_amount, `${path}[${index}].per_amount`),
  ])
}
