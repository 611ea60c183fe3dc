import ts from "typescript"
import fs from "node:fs"
import path from "node:path"
import { defaultTerms } from "../../src/modules/loyalty/domain/program"
import type { ProgramRow } from "../../src/modules/loyalty/persistence/program.schema"
import { programOptions, settingsOf } from "../../src/modules/loyalty/program-settings"
import type { Schema } from "./answers"
import { jsonSchemaOf } from "./routes"
import { docOf, parseFile, root } from "./source"

export interface Setting {
  name: string
  type: string
  default: string
  meaning: string
}

const onlyInOptions = "Only in `medusa-config`, and fixed once the program is made."

/** What each setting decides. Every setting of the schema has to be told of, and no other. */
const meanings: Record<string, string> = {
  handle: `The program's name in URLs and imports. ${onlyInOptions}`,
  precision: `Decimals of a point as shown: 0, or 2 for cashback exact to the kopeck. ${onlyInOptions}`,
  name: "What customers call the program.",
  unit_names: "What one, few and many points are called, by language and plural form.",
  joining: "`automatic`: every registered customer is a member. `opt_in`: only those who join.",
  sales_channel_ids:
    "Sales channels that the program claims. A store's default program serves all others too.",
  time_zone: "IANA name: whose days, weekdays and hours the earning rules mean.",
  starts_at: "Orders placed before this moment earn nothing.",
  rates: "What points are worth, by currency. A currency that is not named neither earns nor spends.",
  "rates[].currency_code": "Lower-case ISO code.",
  "rates[].earn.points": "So many points …",
  "rates[].earn.per_amount": "… for each so much money, in proportion.",
  "rates[].spend.points": "So many points …",
  "rates[].spend.worth": "… pay so much money.",
  "earning.pending_days": "Days from the order until its points become available, if it is paid.",
  "earning.expires_after_days": "Days from becoming available until points expire. `null`: never.",
  "earning.includes_tax": "Whether tax earns too.",
  "earning.rounding": "How an order's points are rounded, once for the whole order.",
  "earning.refunds_lower_earning":
    "Whether money refunded without returned goods takes its part of the points along.",
  "earning.excluded_product_ids": "Products that earn nothing.",
  "redemption.min_points": "The fewest points that can be spent at once.",
  "redemption.step_points": "Points are spent in whole multiples of this.",
  "redemption.max_share_percent": "The most of a cart's goods that points may pay.",
  "redemption.excluded_product_ids": "Products that points cannot pay.",
  "redemption.hold_minutes": "How long points stay held for a cart that is not completed.",
  "returns.reversal":
    "How far a return reaches for points already spent. `only_pending`: the order's own pending points. `within_balance`: also the member's others, down to zero. `allow_negative`: below zero.",
  "returns.restoration":
    "Spent points whose lot has expired meanwhile: `stay_expired`, `grace` (`grace_days` more), or `reissue` (a new full term).",
  "returns.grace_days": "Days that points given back under `grace` live.",
}

const optionMeanings: Record<string, string> = {
  program: "The program that the first start makes. See the table above.",
  events:
    "Events of the store's bus that tell of something members did, as `docs/concepts/member-events.md` says.",
  databaseUrl: "Another database than the store's. Default: the store's own.",
  databaseSchema:
    "The schema of the tables; it has to exist. Default: the store's `databaseSchema`, or `public`.",
  databaseSsl: "As node-postgres takes it. Default: the store's `databaseDriverOptions`.",
  "pool.max": "Connections that a process of the store opens for the ledger at most.",
  "pool.idleTimeoutMs": "An unused connection is closed after so many milliseconds.",
  "pool.connectionTimeoutMs": "How long a request waits for a connection.",
  "pool.statementTimeoutMs":
    "How long a statement may run; a server that has said nothing for `connectionTimeoutMs` more is given up. Migrations and verification are exempt.",
}

/** Every program setting with its limits and default, from the schema that routes and options share. */
export function readSettings(): Setting[] {
  const fields = leavesOf(jsonSchemaOf(programOptions))
  expectSame(
    fields.map(([name]) => name),
    Object.keys(meanings),
  )
  const defaults = defaultSettings()
  return fields.map(([name, schema]) => ({
    name,
    type: typeOf(schema),
    default: name in defaults ? defaults[name] : defaultOf(name, defaultsAsWritten()),
    meaning: meanings[name],
  }))
}

/** The plugin's options beside the program, from their type; numbers from the constants that stand for them. */
export function readOptions(): Setting[] {
  const file = path.join(root, "src", "modules", "loyalty", "types", "options.ts")
  const source = parseFile(file, fs.readFileSync(file, "utf8"))
  const options = source.statements
    .filter(ts.isInterfaceDeclaration)
    .find(({ name }) => name.text === "LoyaltyModuleOptions")
  const members = Array.from<ts.TypeElement>(options?.members ?? []).filter(ts.isPropertySignature)
  // What Medusa fills in is not the owner's to write.
  const own = members.filter((member) => !docOf(member).startsWith("Filled in by Medusa"))
  const fields = own.flatMap((member): [string, string][] => {
    const name = member.name.getText()
    if (member.type && ts.isTypeLiteralNode(member.type)) {
      return member.type.members
        .filter(ts.isPropertySignature)
        .map((inner) => [`${name}.${inner.name.getText()}`, inner.type?.getText() ?? ""])
    }
    const type = member.type?.getText() ?? ""
    return [[name, type === "string" ? type : "object"]]
  })
  expectSame(
    fields.map(([name]) => name),
    Object.keys(optionMeanings),
  )
  const constants = poolConstants()
  return fields.map(([name, type]) => ({
    name,
    type,
    default: constants[name] ?? "",
    meaning: optionMeanings[name],
  }))
}

function poolConstants(): Record<string, string> {
  const source = fs.readFileSync(path.join(root, "src", "modules", "loyalty", "data-source.ts"), "utf8")
  const found: Record<string, string> = {}
  for (const [, option, value] of source.matchAll(/pool\.(\w+) \?\? ([\w]+)/g)) {
    const constant = new RegExp(`const ${value} = ([\\d_]+)`).exec(source)?.[1]
    found[`pool.${option}`] = (constant ?? value).replaceAll("_", " ")
  }
  return found
}

/** In the shape in which an owner writes them. */
function defaultsAsWritten(): Record<string, unknown> {
  const program = { terms: defaultTerms, salesChannelIds: [] } as unknown as ProgramRow
  return { ...settingsOf(program), precision: defaultTerms.precision }
}

/** Those that no terms hold. */
function defaultSettings(): Record<string, string> {
  return {
    handle: "`default`",
    name: "`Loyalty`",
    unit_names: "English and Russian points",
    joining: "`automatic`",
    time_zone: "`UTC`",
    starts_at: "the first start",
    "rates[].currency_code": "",
    "rates[].earn.points": "no earning",
    "rates[].earn.per_amount": "",
    "rates[].spend.points": "no spending",
    "rates[].spend.worth": "",
  }
}

function defaultOf(name: string, defaults: Record<string, unknown>): string {
  const value = name
    .split(".")
    .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], defaults)
  if (value === undefined) throw new Error(`${name} has no default.`)
  if (Array.isArray(value)) return "none"
  return `\`${String(value)}\``
}

/** Every field that holds no others, by its path. */
export function leavesOf(schema: Schema, prefix = ""): [string, Schema][] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, found]) => {
    const name = prefix + key
    const part = nullableOf(found)
    if (part.properties) return leavesOf(part, `${name}.`)
    const item = part.items?.properties ? part.items : undefined
    return item ? [[name, part], ...leavesOf(item, `${name}[].`)] : [[name, found] as [string, Schema]]
  })
}

const nullableOf = (schema: Schema): Schema =>
  schema.anyOf?.find(({ properties }) => properties !== undefined) ?? schema

/** A type and its limits in words. */
export function typeOf(schema: Schema): string {
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" or ")
  if (schema.const !== undefined) return `\`${String(schema.const)}\``
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(", ")
  const words = [schema.format ?? [schema.type].flat().join(" or ")]
  if (schema.type === "array") words[0] = `list of ${itemsOf(schema.items ?? {})}`
  const { minimum, maximum, exclusiveMinimum: above, minLength, maxLength, maxItems } = schema
  if (above !== undefined) words.push(`above ${above}`)
  if (minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER) words.push(`from ${minimum}`)
  if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER)
    words.push(`to ${maximum.toLocaleString("en")}`)
  if (minLength !== undefined && minLength === maxLength) words.push(`of ${minLength} characters`)
  else if (maxLength !== undefined) words.push(`to ${maxLength} characters`)
  if (maxItems !== undefined) words.push(`to ${maxItems.toLocaleString("en")}`)
  if (schema.examples !== undefined) words.push(`like \`${String(schema.examples[0])}\``)
  else if (schema.pattern !== undefined) words.push(`like \`${schema.pattern.replaceAll("|", "\\|")}\``)
  return words.join(" ")
}

function itemsOf({ type, minimum, maximum = 0, maxLength = 0, pattern }: Schema): string {
  if (type === "object") return "objects"
  if (type === "integer") return `numbers (${minimum} to ${maximum.toLocaleString("en")})`
  return pattern !== undefined || maxLength === 3 ? "codes" : "ids"
}

export function expectSame(found: string[], told: string[]): void {
  const missing = found.filter((name) => !told.includes(name))
  const surplus = told.filter((name) => !found.includes(name))
  if (missing.length + surplus.length === 0) return
  throw new Error(`Without a meaning: ${missing.join(", ")}; meanings of nothing: ${surplus.join(", ")}.`)
}
