import fc from "fast-check"
import { type Schema } from "./plugin-routes"

/** Texts on which something somewhere has stumbled before. */
const oddTexts = [
  "\u0000",
  "a\u0000b",
  "\ud800",
  "x\udfff\ud800",
  "\ufeff",
  "\u202Eevil",
  "\u0085\u2028\u2029",
  "\ufdfd".repeat(18),
  "🎁".repeat(25),
  "e\u0301".repeat(30),
  "' or 1=1 --",
  "'; drop table t; --",
  "$1",
  "%00",
  "%s%n",
  "../../../etc/passwd",
  "${7*7}{{7*7}}<%= 7*7 %>",
  "<script>alert(1)</script>",
  "null",
  "undefined",
  "NaN",
  "Infinity",
  "-0",
  "1e309",
  "[object Object]",
  "__proto__",
  "constructor",
  "\r\nSet-Cookie: a=b",
  " ",
  "\t",
]
const hugeTexts = ["x".repeat(5_000), "é".repeat(4_000)]
const oddNumbers = [
  0,
  -0,
  1,
  -1,
  0.1,
  -0.5,
  1e-9,
  99.999,
  2 ** 31,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
  1e21,
  1e300,
]

export const wildText = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(...oddTexts),
    fc.constantFrom(...oddTexts, ...hugeTexts),
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.string({ unit: "grapheme", maxLength: 40 }),
  )

const wildNumber = (): fc.Arbitrary<number> =>
  fc.oneof(
    fc.constantFrom(...oddNumbers),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.maxSafeInteger(),
  )

const nested = (depth: number): unknown => {
  let value: unknown = []
  for (let level = 0; level < depth; level++) value = level % 2 ? { deeper: value } : [value]
  return value
}

/** Whatever JSON can say. */
export const wildJson = (): fc.Arbitrary<unknown> =>
  fc.oneof(
    wildText(),
    wildNumber(),
    fc.constantFrom<unknown>(null, true, false, [], {}, nested(500), { length: 3 }, { toString: 1 }, [[]]),
    fc.array(fc.oneof(wildText(), wildNumber()), { maxLength: 5 }),
    fc.dictionary(fc.string({ maxLength: 8 }), fc.oneof(wildText(), wildNumber()), { maxKeys: 5 }),
    fc.constant(Array.from({ length: 2_000 }, (_, index) => index)),
  )

/** Values of the kinds that the schema does not take. */
const ofAnotherKind = (...kinds: string[]): fc.Arbitrary<unknown> =>
  wildJson().filter((value) => !kinds.includes(kindOf(value)))

const kindOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : typeof value

const kindsOf = ({ type }: Schema): string[] =>
  type === undefined ? [] : [type === "integer" ? "number" : type]

/** A value that the schema takes, at its limits and with odd letters more often than a person would. */
export function fitting(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(fitting))
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const { type, properties = {}, required = [], additionalProperties: rest, items = {} } = schema
  switch (type) {
    case "object":
      if (rest && typeof rest === "object")
        return fc.dictionary(
          fitting(schema.propertyNames ?? { type: "string" }) as fc.Arbitrary<string>,
          fitting(rest),
          {
            maxKeys: 4,
          },
        )
      return fittingObject(properties, required)
    case "array":
      return fc.array(fitting(items), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(6, schema.maxItems ?? 6),
      })
    case "boolean":
      return fc.boolean()
    case "null":
      return fc.constant(null)
    case "integer":
      return fc.integer({
        min: schema.minimum ?? -1_000,
        max: Math.min(schema.maximum ?? 1_000, 2 ** 31 - 1),
      })
    case "number":
      return fittingNumber(schema)
    default:
      return fittingText(schema)
  }
}

/** With what it needs and little else, so that not every one of them is refused for one of its many parts. */
function fittingObject(properties: Record<string, Schema>, required: string[]): fc.Arbitrary<object> {
  const partOf = (name: string): fc.Arbitrary<unknown> =>
    name === "currency_code" ? fc.constantFrom("eur", "USD", "jpy", "xyz") : fitting(properties[name])
  const needed = fc.record(Object.fromEntries(required.map((name) => [name, partOf(name)])))
  const optional = Object.keys(properties).filter((name) => !required.includes(name))
  if (optional.length === 0) return needed
  const chosen = fc.oneof(
    ...optional.map((name) => ({
      weight: leavesOf(properties[name]),
      arbitrary: partOf(name).map((part) => ({ [name]: part })),
    })),
  )
  return fc
    .tuple(needed, chosen, fc.oneof(chosen, fc.constant({})))
    .map((parts) => Object.assign({}, ...parts) as object)
}

/** How many values a schema has room for: the more, the oftener one of them is tried. */
export function leavesOf({ properties = {}, items, anyOf = [], additionalProperties: rest }: Schema): number {
  const parts = [
    ...Object.values(properties),
    ...anyOf,
    ...(items ? [items] : []),
    ...(rest && rest !== true ? [rest] : []),
  ]
  return parts.reduce((sum, part) => sum + leavesOf(part), 0) || 1
}

function fittingNumber({
  minimum = -(2 ** 53),
  maximum = 2 ** 53,
  exclusiveMinimum,
}: Schema): fc.Arbitrary<number> {
  const fits = (value: number): boolean =>
    value >= minimum && value <= maximum && (exclusiveMinimum === undefined || value > exclusiveMinimum)
  const candidates = [...oddNumbers, minimum, maximum, 10, 100].filter(fits)
  return fc.oneof(fc.constantFrom(...candidates), fc.integer({ min: 1, max: 5_000 }))
}

function fittingText({ pattern, format, minLength = 0, maxLength = 5_000 }: Schema): fc.Arbitrary<string> {
  if (format === "date-time") return fc.constantFrom(...oddTimes)
  if (format === "date") return fc.constantFrom(...oddTimes.map((time) => time.slice(0, 10)))
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern))
  const fits = (text: string): boolean => text.length >= minLength && text.length <= maxLength
  const longest = "ж".repeat(maxLength)
  return fc.oneof(wildText().filter(fits), wildText().filter(fits), fc.constant(longest))
}

const oddTimes = [
  "2099-02-28T23:59:59.999Z",
  "9999-12-31T23:59:59Z",
  "+275760-09-13T00:00:00.000Z",
  "-271821-04-20T00:00:00.000Z",
  "0000-01-01T00:00:00Z",
  "1970-01-01T00:00:00Z",
  "2096-02-29T24:00:00Z",
]

/** A value that the schema refuses, one fault at a time; where it is an object, `whole` is what the fault is put in. */
export function broken(schema: Schema, whole?: object): fc.Arbitrary<unknown> {
  if (schema.anyOf) {
    const alternatives = schema.anyOf
    const present = alternatives.filter(({ type }) => type !== "null")
    // What is wrong for one of several kinds may be right for another.
    const kindsBeside = (one: Schema): string[] =>
      alternatives.filter((other) => other !== one && other.type !== "object").flatMap(kindsOf)
    return fc.oneof(
      ...present.map((one) => broken(one).filter((value) => !kindsBeside(one).includes(kindOf(value)))),
    )
  }
  if (schema.const !== undefined) return wildJson().filter((value) => value !== schema.const)
  if (schema.enum) return wildJson().filter((value) => !schema.enum!.includes(value as string))
  switch (schema.type) {
    case "object":
      return fc.oneof(ofAnotherKind("object"), ...brokenObjects(schema, whole))
    case "array":
      return brokenArray(schema)
    case "boolean":
      return ofAnotherKind("boolean")
    case "integer":
    case "number":
      return brokenNumber(schema)
    default:
      return brokenText(schema)
  }
}

function brokenObjects(schema: Schema, whole?: object): fc.Arbitrary<unknown>[] {
  const { properties = {}, required = [], additionalProperties: rest } = schema
  if (rest && typeof rest === "object") {
    return [fc.dictionary(fc.constantFrom("en", "ru"), broken(rest), { minKeys: 1, maxKeys: 2 })]
  }
  const sound = whole ? fc.constant(whole) : fittingObject(properties, required)
  const oneBroken = fc.oneof(
    ...Object.entries(properties).map(([name, one]) => ({
      weight: leavesOf(one),
      arbitrary: fc.tuple(sound, broken(one)).map(([others, part]) => ({ ...others, [name]: part })),
    })),
  )
  const oneMissing = required.map((name) =>
    sound.map((others) => Object.fromEntries(Object.entries(others).filter(([key]) => key !== name))),
  )
  const unknown = ["id", "note2", "constructor", "$where", "Points", ""].filter(
    (name) => !Object.hasOwn(properties, name),
  )
  const oneTooMany = fc
    .tuple(sound, fc.constantFrom(...unknown), wildJson())
    .map(([others, name, value]) => ({ ...others, [name]: value }))
  return [oneBroken, oneBroken, oneBroken, ...oneMissing, ...(rest === false ? [oneTooMany] : [])]
}

function brokenArray({ items = {}, minItems = 0, maxItems }: Schema): fc.Arbitrary<unknown> {
  const faulty = [ofAnotherKind("array"), fc.tuple(broken(items)) as fc.Arbitrary<unknown>]
  if (minItems > 0) faulty.push(fc.constant([]))
  if (maxItems !== undefined)
    faulty.push(fitting(items).map((one) => Array.from({ length: maxItems + 1 }, () => one)))
  return fc.oneof(...faulty)
}

function brokenNumber({ type, minimum, maximum, exclusiveMinimum }: Schema): fc.Arbitrary<unknown> {
  const wrong = (value: number): boolean =>
    (minimum !== undefined && value < minimum) ||
    (maximum !== undefined && value > maximum) ||
    (exclusiveMinimum !== undefined && value <= exclusiveMinimum) ||
    (type === "integer" && !Number.isInteger(value))
  const outside = oddNumbers.filter(wrong)
  return outside.length === 0
    ? ofAnotherKind("number")
    : fc.oneof(ofAnotherKind("number"), fc.constantFrom(...outside))
}

function brokenText({ pattern, format, minLength = 0, maxLength }: Schema): fc.Arbitrary<unknown> {
  const wrong = (text: string): boolean => {
    if (format === "date") return !/^\d{4}-\d\d-\d\d$/.test(text)
    if (format === "date-time") return Number.isNaN(new Date(text).getTime())
    if (pattern !== undefined) return !new RegExp(pattern).test(text)
    return text.length < minLength || (maxLength !== undefined && text.length > maxLength)
  }
  const texts = [...oddTexts, ...hugeTexts, ""].filter(wrong)
  return texts.length === 0
    ? ofAnotherKind("string")
    : fc.oneof(ofAnotherKind("string"), fc.constantFrom(...texts))
}
