import type { Schema } from "./answers"
import type { ErrorCode } from "./errors"
import type { Route } from "./routes"

/** The routes as OpenAPI 3.1, whose schemas are JSON Schema. */
export function openApiOf(routes: Route[], errors: ErrorCode[], version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "medusa-plugin-loyalty",
      version,
      description: "Points are numbers in display units, money in major units, times in ISO 8601.",
    },
    components: {
      securitySchemes: {
        publishableKey: { type: "apiKey", in: "header", name: "x-publishable-api-key" },
        bearer: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "connect.sid" },
      },
      schemas: {
        Error: {
          type: "object",
          required: ["type", "message"],
          properties: {
            type: { type: "string", enum: [...new Set(errors.map(({ type }) => type))].sort() },
            code: { type: "string", enum: errors.map(({ code }) => code) },
            message: { type: "string" },
          },
        },
        ...Object.assign({}, ...routes.map(({ body }) => body?.$defs)),
      },
      responses: {
        Refused: {
          description: "A refusal. Nothing has changed.",
          content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
        },
      },
    },
    paths,
  }
}

function operationOf(route: Route): object {
  const isStore = route.path.startsWith("/store/")
  const key = isStore ? { publishableKey: [] } : {}
  const security =
    route.access === "publishable key"
      ? [key]
      : [
          { ...key, bearer: [] },
          { ...key, session: [] },
        ]
  const parameters = [
    ...[...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: "path",
      required: true,
      schema: route.params?.properties?.[name] ?? { type: "string" },
    })),
    ...Object.entries(route.query?.properties ?? {}).map(([name, schema]) => ({
      name,
      in: "query",
      required: route.query?.required?.includes(name) ?? false,
      schema,
    })),
    ...(route.takesIdempotencyKey
      ? [
          {
            name: "Idempotency-Key",
            in: "header",
            required: false,
            schema: { type: "string", maxLength: 128 },
          },
        ]
      : []),
  ]
  return {
    tags: [isStore ? "store" : "admin"],
    ...(route.doc === "" ? {} : { summary: route.doc }),
    security,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body === undefined ? {} : { requestBody: bodyOf(route.body) }),
    responses: {
      "200": {
        description: "Done.",
        ...(route.takesIdempotencyKey ? { headers: replayed } : {}),
        content: { "application/json": { schema: route.answer } },
      },
      default: { $ref: "#/components/responses/Refused" },
    },
  }
}

const replayed = {
  "Idempotency-Replayed": {
    description: "`true` where the key was known: the first answer again, nothing changed.",
    schema: { type: "string" },
  },
}

function bodyOf({ $defs: _, ...body }: Schema): object {
  const required = (body.required ?? []).length > 0
  return { required, content: { "application/json": { schema: body } } }
}
