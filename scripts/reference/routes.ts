import { z } from "@medusajs/framework/zod"
import fs from "node:fs"
import Module from "node:module"
import path from "node:path"
import ts from "typescript"
import { Answers, merged, type Schema } from "./answers"
import { docOf, root } from "./source"

export interface Route {
  method: "GET" | "POST" | "DELETE"
  path: string
  doc: string
  access: "publishable key" | "signed-in customer" | "staff"
  takesIdempotencyKey: boolean
  body?: Schema
  query?: Schema
  params?: Schema
  answer: Schema
}

const api = path.join(root, "src", "api")
const methods = ["GET", "POST", "DELETE"] as const

/** Every route of the plugin, from its file: where it is, what its docstring says, what it parses, what it answers. */
export function readRoutes(): Route[] {
  const files = fs
    .readdirSync(api, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "route.ts")
    .map((file) => path.join(api, file))
  const program = programOf(files)
  return files
    .flatMap((file) => routesOf(file, program))
    .sort(
      (a, b) =>
        rank(a) - rank(b) || compare(a.path, b.path) || methods.indexOf(a.method) - methods.indexOf(b.method),
    )
}

function programOf(files: string[]): ts.Program {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined }
  const config = ts.getParsedCommandLineOfConfigFile(path.join(root, "tsconfig.json"), { noEmit: true }, host)
  if (config === undefined) throw new Error("tsconfig.json cannot be read.")
  return ts.createProgram(files, config.options)
}

function routesOf(file: string, program: ts.Program): Route[] {
  const source = program.getSourceFile(file)
  if (source === undefined) throw new Error(`${file} was not compiled.`)
  const answers = new Answers(program.getTypeChecker())
  const schemas = schemasOf(file)
  const urlPath = `/${path
    .relative(api, path.dirname(file))
    .split(path.sep)
    .join("/")
    .replace(/\[(\w+)\]/g, "{$1}")}`

  return source.statements.filter(ts.isFunctionDeclaration).flatMap((declaration) => {
    const method = methods.find((name) => name === declaration.name?.text)
    if (method === undefined) return []
    const text = declaration.getText()
    const parsed = (part: string): Schema | undefined => {
      const name = new RegExp(`parse\\(\\s*(\\w+),\\s*request\\.${part}`).exec(text)?.[1]
      return name === undefined ? undefined : schemas[name]
    }
    return {
      method,
      path: urlPath,
      doc: docOf(declaration),
      access: accessOf(urlPath, text),
      takesIdempotencyKey: text.includes("idempotencyKeyOf("),
      body: parsed("body"),
      query: parsed("query"),
      params: parsed("params"),
      answer: merged(answersOf(declaration).map((argument) => answers.ofExpression(argument))),
    }
  })
}

function accessOf(urlPath: string, text: string): Route["access"] {
  if (urlPath.startsWith("/admin/")) return "staff"
  return text.includes("signedInCustomer(") ? "signed-in customer" : "publishable key"
}

function answersOf(declaration: ts.FunctionDeclaration): ts.Expression[] {
  const found: ts.Expression[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === "response.json")
      found.push(node.arguments[0])
    ts.forEachChild(node, visit)
  }
  visit(declaration)
  return found
}

/** A route keeps what it parses with to itself: its module is loaded once more, with them exported. */
function schemasOf(file: string): Record<string, Schema> {
  const source = fs.readFileSync(file, "utf8")
  const names = [...new Set([...source.matchAll(/\bparse\(\s*(\w+),\s*request\./g)].map(([, name]) => name))]
  if (names.length === 0) return {}
  const exported = `${source}\nexport const schemasForReference = { ${names.join(", ")} }\n`
  const { outputText } = ts.transpileModule(exported, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  })
  type Loadable = Module & { paths: string[]; _compile(code: string, file: string): unknown }
  const loaded = new Module(file) as Loadable
  loaded.filename = file
  loaded.paths = [path.join(root, "node_modules")]
  loaded._compile(outputText, file)
  const { schemasForReference } = loaded.exports as { schemasForReference: Record<string, z.ZodType> }
  return Object.fromEntries(
    Object.entries(schemasForReference).map(([name, schema]) => [name, jsonSchemaOf(schema)]),
  )
}

/** Where the reference keeps what refers to itself. */
const namedSchemas = "#/components/schemas/"

/** What a caller sends; what the schema makes of it afterwards is the route's own affair. */
export function jsonSchemaOf(schema: z.ZodType): Schema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override: ({ jsonSchema }) => {
      // The format says what the pattern of a moment or a day spells out over a line.
      if (jsonSchema.format === "date-time" || jsonSchema.format === "date") delete jsonSchema.pattern
      // Their codes exclude each other already.
      if (jsonSchema.oneOf !== undefined) {
        jsonSchema.anyOf = jsonSchema.oneOf
        delete jsonSchema.oneOf
      }
      delete jsonSchema.id
    },
  })
  return JSON.parse(JSON.stringify(json).replaceAll("#/$defs/", namedSchemas)) as Schema
}

const rank = ({ path: urlPath }: Route): number => (urlPath.startsWith("/store/") ? 0 : 1)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
