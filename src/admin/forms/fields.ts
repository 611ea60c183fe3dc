/**
 * The kinds of fields that forms are made of. A form over something that has a `code` (a condition, an effect, a trigger) is
 * a table from the code to its fields: the inputs, the checks and the way to the route's body and back all follow from it.
 */

/** What can be looked up by name instead of being typed as an id. */
export type Source =
  | "categories"
  | "clubs"
  | "segments"
  | "collections"
  | "countries"
  | "currencies"
  | "customer_groups"
  | "payment_providers"
  | "products"
  | "promotions"
  | "regions"
  | "sales_channels"
  | "shipping_options"
  | "tags"
  | "tiers"
  | "time_zones"
  | "types"
  | "users"
  | "variants"

/** `optional`: left out of the body where nothing is entered. */
export type Field =
  | { kind: "ids"; name: string; source: Source; optional?: true }
  | { kind: "number"; name: string; whole?: true; optional?: true }
  /** Whole numbers, as in "1, 3". */
  | { kind: "numbers"; name: string; optional?: true }
  | { kind: "text"; name: string }
  /** Text, a number, or yes or no. */
  | { kind: "value"; name: string }
  | { kind: "choice"; name: string; of: readonly string[] }
  | { kind: "flag"; name: string }
  | { kind: "currency"; name: string }
  /** 1 is Monday, 7 is Sunday. */
  | { kind: "weekdays"; name: string }
  | { kind: "time"; name: string }
  | { kind: "day"; name: string; optional?: true }
  /** So many points for so much money, by currency. */
  | { kind: "rates"; name: string }

type Optional = Extract<Field, { optional?: true }>

/** What forms ask for by `code`. */
export type FieldsByCode<Code extends string> = { readonly [C in Code]: readonly Field[] }

export const ids = (name: string, source: Source): Optional => ({ kind: "ids", name, source })
export const number = (name: string): Optional => ({ kind: "number", name })
export const whole = (name: string): Optional => ({ kind: "number", name, whole: true })
export const text = (name: string): Field => ({ kind: "text", name })
export const choice = (name: string, of: readonly string[]): Field => ({ kind: "choice", name, of })
export const flag = (name: string): Field => ({ kind: "flag", name })
export const currency = (name: string): Field => ({ kind: "currency", name })

/** The same field, which may stay empty. */
export const optional = (field: Optional): Field => ({ ...field, optional: true })
