import fs from "node:fs"
import path from "node:path"
import { repository } from "../../helpers/database"
import { type Method } from "../../helpers/http"

/** What of JSON Schema the plugin's own schemas use. */
export interface Schema {
  $ref?: string
  type?: string
  const?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  propertyNames?: Schema
  items?: Schema
  anyOf?: Schema[]
  enum?: string[]
  pattern?: string
  format?: string
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
}

export interface PluginRoute {
  /** As in `post /store/carts/{id}/loyalty-points`. */
  name: string
  method: Method
  path: string
  body?: Schema
  /** The query's fields, each with what it takes. */
  query: Record<string, Schema>
  takesIdempotencyKey: boolean
}

type Named = Record<string, Schema>

interface Operation {
  parameters?: { name: string; in: "path" | "query" | "header"; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}

/** The routes with the schemas that they parse with. The reference is written from the code, and checked against it. */
export function documentedRoutes(): PluginRoute[] {
  const file = path.join(repository, "docs", "reference", "openapi.json")
  const { paths, components } = JSON.parse(fs.readFileSync(file, "utf8")) as {
    paths: Record<string, Record<string, Operation>>
    components: { schemas: Named }
  }
  const { schemas } = components
  return Object.entries(paths).flatMap(([urlPath, operations]) =>
    Object.entries(operations).map(([method, { parameters = [], requestBody }]) => ({
      name: `${method} ${urlPath}`,
      method: method as Method,
      path: urlPath,
      body: requestBody && spelledOut(requestBody.content["application/json"].schema, schemas),
      query: Object.fromEntries(
        parameters.filter((one) => one.in === "query").map(({ name, schema }) => [name, schema]),
      ),
      takesIdempotencyKey: parameters.some(({ name }) => name === "Idempotency-Key"),
    })),
  )
}

/** How often what refers to itself is written out inside itself. */
const spelledMax = 1

/** The schema without references. In the last round of what refers to itself, alternatives that do so again are left out. */
function spelledOut(schema: Schema, named: Named, round = 0): Schema {
  if (schema.$ref !== undefined) {
    const found = named[schema.$ref.split("/").at(-1) ?? ""]
    const anyOf = found.anyOf?.filter((one) => round < spelledMax || !JSON.stringify(one).includes("$ref"))
    return spelledOut({ ...found, anyOf }, named, round + 1)
  }
  const inside = (part: Schema): Schema => spelledOut(part, named, round)
  const { properties, items, anyOf } = schema
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, inside(part)])),
    }),
    ...(items && { items: inside(items) }),
    ...(anyOf && { anyOf: anyOf.map(inside) }),
  }
}

/** The routes as the store finds them: a folder a path, a function a method. */
export function servedRoutes(): string[] {
  const api = path.join(repository, "src", "api")
  return fs
    .readdirSync(api, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "route.ts")
    .flatMap((file) => {
      const urlPath = path.dirname(file).split(path.sep).join("/").replaceAll("[", "{").replaceAll("]", "}")
      const source = fs.readFileSync(path.join(api, file), "utf8")
      const methods = source.matchAll(/^export (?:async )?(?:function|const) (GET|POST|PUT|PATCH|DELETE)\b/gm)
      return [...methods].map(([, method]) => `${method.toLowerCase()} /${urlPath}`)
    })
    .sort()
}
