import type { Schema } from "./answers"
import type { ErrorCode } from "./errors"
import type { LoyaltyEvent } from "./events"
import type { Job } from "./jobs"
import type { Route } from "./routes"
import type { Kind, RuleReference } from "./rules"
import type { DatabaseSchema, Table } from "./schema"
import { typeOf, type Setting } from "./settings"

const generated =
  "<!-- Written by `npm run docs:reference` from the code. Change the code, not this page. -->"

export function settingsTable(settings: Setting[]): string {
  return table(
    ["setting", "type and limits", "default", "decides"],
    settings.map(({ name, type, default: value, meaning }) => [`\`${name}\``, type, value, meaning]),
  )
}

export function optionsTable(options: Setting[]): string {
  return table(
    ["option", "type", "default", "decides"],
    options.map(({ name, type, default: value, meaning }) => [`\`${name}\``, type, value, meaning]),
  )
}

export function jobsTable(jobs: Job[]): string {
  return table(
    ["job", "schedule", "run now", "does"],
    jobs.map(({ name, schedule, runNow, doc }) => [
      `\`${name}\``,
      `\`${schedule}\``,
      `\`POST /admin/loyalty/jobs/${runNow}\``,
      doc,
    ]),
  )
}

export function settingsPage(settings: Setting[], options: Setting[]): string {
  return page("Settings", [
    "Points are in display units, money in major units (euros, not cents). Every setting is optional. The admin route `POST /admin/loyalty/programs/{id}` takes the same names.",
    settingsTable(settings),
    "## Module options",
    "Beside `program`, in the plugin's entry of `medusa-config`:",
    optionsTable(options),
  ])
}

export function rulesPage({ settings, triggers, conditions, effects, expiries }: RuleReference): string {
  const kinds = (title: string, all: Kind[]): string =>
    table(
      [title, "takes", "means"],
      all.map(({ name, takes, meaning }) => [`\`${name}\``, takes, meaning]),
    )
  return page("Earning rules", [
    "What `POST /admin/loyalty/rules` takes. Points are in display units, money in major units. How rules work together: [earning rules](../concepts/earning-rules.md).",
    table(
      ["setting", "type and limits", "means"],
      settings.map(({ name, takes, meaning }) => [`\`${name}\``, takes, meaning]),
    ),
    "## Triggers",
    "A rule of any other trigger than `order` gives `fixed_points` for each `order`, and asks about the member and the calendar only.",
    kinds("code", triggers),
    "## Conditions",
    "An object with a `code` and what that takes, or with one of `all`, `any`, `not` and `some_line`. Five deep and a hundred in all at most.",
    kinds("code or group", conditions),
    "## Effects",
    kinds("code", effects),
    "## Expiry",
    "An object with one of these.",
    kinds("field", expiries),
  ])
}

export function errorsPage(errors: ErrorCode[]): string {
  return page("Error codes", [
    "The list is closed. A refused request has changed nothing. The code is part of the contract; the sentence is for people and may change.",
    "Medusa's own checks answer before ours and carry no code of this list: a missing publishable key, staff who are not signed in.",
    table(
      ["code", "status", "type", "sentence"],
      errors.map(({ code, status, type, sentence }) => [
        `\`${code}\``,
        String(status),
        `\`${type}\``,
        sentence,
      ]),
    ),
  ])
}

export function eventsPage(events: LoyaltyEvent[]): string {
  return page("Events", [
    "Each is written in the transaction of what it tells of, and published to the store's event bus after it by the job `loyalty-publish-events`: at least once, so a subscriber has to bear a repetition. Data are ids only. Of a `points_…` or `redemption_…` event `id` is the transaction's, but of `loyalty.redemption_captured` the redemption's; of an `account_…` event it is the account's. `order_id` is there where an order is the cause.",
    table(
      ["event", "when", "data"],
      events.map(({ name, when, carries }) => [
        `\`${name}\``,
        when,
        carries.map((field) => `\`${field}\``).join(", "),
      ]),
    ),
  ])
}

export function jobsPage(jobs: Job[]): string {
  return page("Jobs", [
    "They run where Medusa runs jobs: in processes whose worker mode is `shared` or `worker`.",
    jobsTable(jobs),
  ])
}

export function schemaPage({ tables, functions }: DatabaseSchema): string {
  return page("Database schema", [
    "As the migrations leave it. TypeORM keeps its own list of them in `loyalty_migrations`.",
    ...tables.flatMap(tableSection),
    "## Functions",
    "The ledger's commands and their parts. They are called by the module alone.",
    functions.map((name) => `- \`${name}\``).join("\n"),
  ])
}

function tableSection({ name, holds, columns, rules }: Table): string[] {
  return [
    `## ${name}`,
    holds,
    table(
      ["column", "type", "null", "default"],
      columns.map((column) => [
        `\`${column.name}\``,
        column.type,
        column.nullable ? "yes" : "",
        column.default && `\`${column.default}\``,
      ]),
    ),
    rules.map((rule) => `- \`${rule.name}\`: \`${rule.definition.replace(/\s+/g, " ")}\``).join("\n"),
  ]
}

export function httpPage(routes: Route[]): string {
  const section = (route: Route): string[] => [
    `### ${route.method} ${route.path}`,
    ...(route.doc === "" ? [] : [route.doc]),
    `For: ${accessWords[route.access]}.${route.takesIdempotencyKey ? " Takes `Idempotency-Key`." : ""}`,
    ...fields("Query", route.query),
    ...fields("Path", route.params),
    ...fields("Body", route.body, pageOf(route)),
    "Answers with",
    "```text\n" + shapeOf(route.answer) + "\n```",
  ]
  const of = (prefix: string): string[] =>
    routes.filter((route) => route.path.startsWith(prefix)).flatMap(section)
  return page("HTTP", [
    "The same as OpenAPI 3.1: [openapi.json](openapi.json). Points are numbers in display units, money in major units as Medusa shows it, times in ISO 8601. Refusals: [error codes](errors.md). Real requests and answers: [the storefront guide](../guides/storefront.md).",
    "## Store",
    ...of("/store/"),
    "## Admin",
    ...of("/admin/"),
  ])
}

const accessWords: Record<Route["access"], string> = {
  "publishable key": "everybody, with the store's publishable key",
  "signed-in customer": "the signed-in customer, with the store's publishable key",
  staff: "signed-in staff",
}

/** Where what nests deeper than a table shows is told. */
function pageOf({ path }: Route): string {
  if (path.includes("/cashback-offers")) return "[cashback categories](../concepts/cashback-categories.md)"
  if (path.includes("/segments")) return "[segments](../concepts/segments.md)"
  if (path.includes("/clubs")) return "[clubs](../concepts/clubs.md)"
  return path.startsWith("/admin/loyalty/rules") ? "[rules](rules.md)" : "[settings](settings.md)"
}

function fields(title: string, schema: Schema | undefined, elsewhere = ""): string[] {
  const properties = Object.entries(schema?.properties ?? {})
  if (properties.length === 0) return []
  const rows = properties.map(([name, field]) => [
    `\`${name}\``,
    field.properties || field.items?.properties || field.anyOf || field.$ref
      ? `see ${elsewhere}`
      : field.additionalProperties
        ? "object"
        : typeOf(field),
    schema?.required?.includes(name)
      ? "required"
      : field.default === undefined
        ? ""
        : `\`${JSON.stringify(field.default)}\``,
  ])
  return [table([title.toLowerCase(), "type and limits", "default"], rows)]
}

const asWritten = "in the shape in which it is written"

/** Fields whose shape would only repeat what stands elsewhere. */
const toldElsewhere: Record<string, string> = {
  cart: "the cart, as Medusa's own routes show it",
  trigger: asWritten,
  pilot: asWritten,
  conditions: asWritten,
  effect: asWritten,
  limits: asWritten,
  activation: asWritten,
  expiry: asWritten,
}

/** An answer's shape as a reader sees it: names, nesting, types. */
function shapeOf(schema: Schema, indent = ""): string {
  const nullable = Array.isArray(schema.type) && schema.type.includes("null") ? " | null" : ""
  if (schema.properties) {
    const inner = `${indent}  `
    const lines = Object.entries(schema.properties).map(
      ([name, part]) =>
        `${inner}${name}${schema.required?.includes(name) ? "" : "?"}: ${toldElsewhere[name] ?? shapeOf(part, inner)}`,
    )
    if (schema.additionalProperties)
      lines.push(`${inner}…: ${shapeOf(schema.additionalProperties as Schema, inner)}`)
    return `{\n${lines.join("\n")}\n${indent}}${nullable}`
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ")
  if (schema.items) return `[${shapeOf(schema.items, indent)}, …]`
  if (schema.anyOf) return schema.anyOf.map((part) => shapeOf(part, indent)).join(" | ")
  if (schema.additionalProperties) {
    const values = schema.additionalProperties === true ? {} : schema.additionalProperties
    return `{ …: ${shapeOf(values, indent)} }${nullable}`
  }
  if (schema.format === "date-time") return `time${nullable}`
  return schema.type === undefined ? "anything" : [schema.type].flat().join(" | ")
}

function page(title: string, parts: string[]): string {
  return `${[`# ${title}`, generated, ...parts].join("\n\n")}\n`
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")
}
