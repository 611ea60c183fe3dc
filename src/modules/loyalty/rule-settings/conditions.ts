import { z } from "@medusajs/framework/zod"
import type { Condition, Leaf } from "../domain/rules/condition"
import { clock, countryCode, currencyCode, day, ids, money } from "./fields"

/** A single condition stands at depth one; each group around it adds one. */
const depthMax = 5
const conditionsMax = 100

const quantity = z.number().min(0).max(1_000_000)
const orderNumber = z.number().int().min(1).max(1_000_000)
const key = z.string().min(1).max(100)
const plainValue = z.union([z.string().max(500), z.number(), z.boolean()], {
  error: "has to be text, a number, true or false",
})

interface Range {
  min?: number
  max?: number
}

const hasEnd = ({ min, max }: Range): boolean => min !== undefined || max !== undefined
const isOrdered = ({ min = -Infinity, max = Infinity }: Range): boolean => min <= max
const noEnd = { message: "has neither min nor max" }
const notOrdered = { message: "is below min", path: ["max"] }

/** One of the ids that are named. */
const named = z.strictObject({
  code: z.enum([
    "product",
    "variant",
    "category",
    "collection",
    "tag",
    "type",
    "sales_channel",
    "region",
    "payment_method",
    "shipping_method",
    "customer_group",
    "tier",
    "club",
    "segment",
  ]),
  in: ids,
})
const discounted = z.strictObject({ code: z.literal("discounted") })
const chosenCategory = z.strictObject({ code: z.literal("chosen_category"), in: ids.optional() })
const amount = z
  .strictObject({
    code: z.enum(["line_amount", "order_amount"]),
    currency_code: currencyCode,
    min: money.optional(),
    max: money.optional(),
  })
  .refine(hasEnd, noEnd)
  .refine(isOrdered, notOrdered)
const quantities = z
  .strictObject({
    code: z.enum(["line_quantity", "order_quantity"]),
    min: quantity.optional(),
    max: quantity.optional(),
  })
  .refine(hasEnd, noEnd)
  .refine(isOrdered, notOrdered)
const metadata = z.strictObject({
  code: z.enum(["product_metadata", "order_metadata"]),
  key,
  equals: plainValue,
})
const currency = z.strictObject({ code: z.literal("currency"), in: z.array(currencyCode).min(1).max(200) })
const country = z.strictObject({ code: z.literal("country"), in: z.array(countryCode).min(1).max(300) })
const promoCode = z.strictObject({ code: z.literal("promo_code"), in: ids.optional() })
const weekday = z.strictObject({
  code: z.literal("weekday"),
  in: z.array(z.number().int().min(1).max(7)).min(1).max(7),
})
const hours = z
  .strictObject({ code: z.literal("hours"), from: clock, to: clock })
  .refine(({ from, to }) => from !== to, { message: "is when it begins", path: ["to"] })
const dates = z
  .strictObject({ code: z.literal("dates"), from: day.optional(), to: day.optional() })
  .refine(({ from, to }) => from !== undefined || to !== undefined, { message: "has neither from nor to" })
  .refine(({ from = "", to = "9" }) => from <= to, { message: "is before from", path: ["to"] })
const number = z
  .strictObject({
    code: z.literal("order_number"),
    is: z.array(orderNumber).min(1).max(100).optional(),
    every: orderNumber.min(2).optional(),
    min: orderNumber.optional(),
    max: orderNumber.optional(),
  })
  .refine(({ is, every, ...range }) => is !== undefined || every !== undefined || hasEnd(range), {
    message: "says of no order that it is meant",
  })
  .refine(isOrdered, notOrdered)

const leaf = z.discriminatedUnion(
  "code",
  [
    named,
    chosenCategory,
    discounted,
    amount,
    quantities,
    metadata,
    currency,
    country,
    promoCode,
    weekday,
    hours,
    dates,
    number,
  ],
  { error: "is no condition" },
)

const condition: z.ZodType<Condition> = z
  .lazy(() =>
    z.union(
      [
        leaf,
        z.strictObject({ all: z.array(condition).max(conditionsMax) }),
        z.strictObject({ any: z.array(condition).min(1).max(conditionsMax) }),
        z.strictObject({ not: condition }),
        z.strictObject({ some_line: condition }),
      ],
      { error: "has to be a condition with its code, or one of all, any, not and some_line" },
    ),
  )
  .meta({ id: "RuleCondition" })

/** A rule's conditions. What nests or branches without end is refused before it is looked at. */
export const conditions = z.preprocess((value, context) => {
  const fault = sizeFaultOf(value)
  if (fault !== null) context.addIssue(fault)
  return value
}, condition)

/** Every single condition with its place, as in `all[1].not`. */
export function leavesOf(tree: Condition, place = ""): [place: string, leaf: Leaf][] {
  if ("code" in tree) return [[place, tree]]
  return partsOf(tree).flatMap(([name, part]) => leavesOf(part as Condition, under(place, name)))
}

/** Groups of all kinds; a line cannot be looked for inside a line. */
export function groupsOf(tree: Condition, place = ""): [place: string, name: string][] {
  if ("code" in tree) return []
  return partsOf(tree).flatMap(([name, part]) => [
    [under(place, name), name.replace(/\[.*/, "")] as [string, string],
    ...groupsOf(part as Condition, under(place, name)),
  ])
}

const under = (place: string, name: string): string => (place === "" ? name : `${place}.${name}`)

function sizeFaultOf(tree: unknown): string | null {
  let found = 0
  const look = (value: unknown, depth: number): string | null => {
    if (depth > depthMax) return `is nested deeper than ${depthMax}`
    const parts = partsOf(value)
    if (parts.length === 0 && ++found > conditionsMax) return `has more than ${conditionsMax} conditions`
    for (const [, part] of parts) {
      const fault = look(part, depth + 1)
      if (fault !== null) return fault
    }
    return null
  }
  return look(tree, 1)
}

/** What a group holds, of whatever was sent. */
function partsOf(value: unknown): [name: string, part: unknown][] {
  if (typeof value !== "object" || value === null) return []
  return ["all", "any", "not", "some_line"].flatMap((name): [string, unknown][] => {
    const part = (value as Record<string, unknown>)[name]
    if (Array.isArray(part)) return part.map((one: unknown, index) => [`${name}[${index}]`, one])
    return part === undefined ? [] : [[name, part]]
  })
}
