import fs from "node:fs"
import path from "node:path"
import { gzipSync } from "node:zlib"
import { build, type Plugin } from "esbuild"
import ts from "typescript"

const root = path.resolve(__dirname, "..")
const source = path.join(root, "storefront")
const target = path.resolve(process.argv[2] ?? path.join(root, "dist", "storefront"))
/** Of all modules together, compressed. */
const sizeMax = 30 * 1024

/** Writes dist/storefront, or the folder that is named: two modules, of which one has no components, and their types. */
async function main(): Promise<void> {
  fs.rmSync(target, { recursive: true, force: true })
  const options = {
    absWorkingDir: source,
    outdir: target,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    legalComments: "linked",
  } as const
  await build({ ...options, entryPoints: { client: "client-entry.ts" } })
  await build({
    ...options,
    entryPoints: { index: "index.ts" },
    inject: [path.join(source, "on-server.ts")],
    plugins: [clientApart],
  })
  writeTypes()
  // The library is made of ES modules in a package that is not.
  fs.writeFileSync(
    path.join(target, "package.json"),
    JSON.stringify({ type: "module", sideEffects: ["./index.js"] }),
  )
  checkSize()
}

/** The components use the client of the other module, so that a page has it, and its class of refusals, once. */
const clientApart: Plugin = {
  name: "client-apart",
  setup({ onResolve }) {
    onResolve({ filter: /\/(client|client-entry|refusal|sdk)$/ }, () => ({
      path: "./client.js",
      external: true,
    }))
  },
}

/** The types of what is exported, and of nothing else: those of Lit and of the server stay out. */
function writeTypes(): void {
  const { config } = ts.readConfigFile(path.join(source, "tsconfig.json"), (file) => ts.sys.readFile(file))
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, source)
  const entries = ["index.ts", "client-entry.ts"].map((file) => path.join(source, file))
  const program = ts.createProgram(entries, {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
  })
  const waiting = [...entries]
  const written = new Set<string>()
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (written.has(file)) continue
    written.add(file)
    const declared = declarationOf(program, file).replace(
      /(from |import\()"([^"]+)"/g,
      (_, before: string, name: string) => {
        const imported = path.resolve(path.dirname(file), name)
        const found = [`${imported}.ts`, path.join(imported, "index.ts")].find((one) => fs.existsSync(one))
        if (!name.startsWith(".") || found === undefined) {
          throw new Error(`The types of ${file} import "${name}".`)
        }
        waiting.push(found)
        const relative = path.relative(path.dirname(file), found).replace(/\.ts$/, ".js")
        return `${before}"${relative.startsWith(".") ? relative : `./${relative}`}"`
      },
    )
    const to = path.join(target, "types", path.relative(source, file).replace(/\.ts$/, ".d.ts"))
    fs.mkdirSync(path.dirname(to), { recursive: true })
    fs.writeFileSync(to, declared)
  }
}

function declarationOf(program: ts.Program, file: string): string {
  let declared = ""
  program.emit(program.getSourceFile(file), (_, text) => (declared = text), undefined, true)
  if (declared === "") throw new Error(`There are no types of ${file}.`)
  return declared
}

function checkSize(): void {
  const modules = fs.readdirSync(target).filter((file) => file.endsWith(".js"))
  const sizes = modules.map((file) => gzipSync(fs.readFileSync(path.join(target, file)), { level: 9 }).length)
  const size = sizes.reduce((sum, one) => sum + one, 0)
  console.log(`${modules.map((file, index) => `${file} ${sizes[index]}`).join(" + ")} = ${size} B gzipped`)
  if (size > sizeMax) throw new Error(`The storefront library may have ${sizeMax} bytes.`)
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
