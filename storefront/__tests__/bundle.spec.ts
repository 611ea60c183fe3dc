import { execFileSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { gzipSync } from "node:zlib"

const repository = path.resolve(__dirname, "..", "..")
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "loyalty-storefront-"))

const filesOf = (ending: string): string[] =>
  (fs.readdirSync(folder, { recursive: true }) as string[]).filter((file) => file.endsWith(ending))
const textOf = (file: string): string => fs.readFileSync(path.join(folder, file), "utf8")
const inNode = (script: string): string =>
  execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
  })

describe("the built library", () => {
  beforeAll(() => {
    execFileSync("npm", ["run", "--silent", "build:storefront", "--", folder], {
      cwd: repository,
      env: { ...process.env, NODE_OPTIONS: "" },
    })
  })
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

  it("weighs at most 30 KB", () => {
    const sizes = filesOf(".js").map((file) => gzipSync(textOf(file), { level: 9 }).length)
    expect(sizes).toHaveLength(2)
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(30 * 1024)
  })

  it("can be loaded by a server, where it defines nothing", () => {
    const said = inNode(`const before = Object.keys(globalThis)
      const { loyaltyClient, setLoyalty, LoyaltyRefusal } = await import("./index.js")
      const client = await import("./client.js")
      console.log(JSON.stringify({
        kinds: [typeof loyaltyClient, typeof setLoyalty],
        isOneClass: client.LoyaltyRefusal === LoyaltyRefusal,
        added: Object.keys(globalThis).filter((name) => !before.includes(name)),
        hasElements: typeof customElements !== "undefined" || typeof HTMLElement !== "undefined",
      }))`)
    expect(JSON.parse(said)).toEqual({
      kinds: ["function", "function"],
      isOneClass: true,
      // Lit's own notes, by which it warns of a second copy.
      added: ["litPropertyMetadata", "reactiveElementVersions", "litHtmlVersions", "litElementVersions"],
      hasElements: false,
    })
  })

  it("needs no import map: its modules import nothing but each other", () => {
    const imports = filesOf(".js").flatMap((file) =>
      [...textOf(file).matchAll(/(?:from|import)\s*\(?"([^"]+)"/g)].map(([, name]) => name),
    )
    expect(new Set(imports)).toEqual(new Set(["./client.js"]))
  })

  it("has types that need no other package", () => {
    const imports = filesOf(".d.ts").flatMap((file) =>
      [...textOf(file).matchAll(/(?:from |import\(?)"([^"]+)"/g)].map(([, name]) => ({ file, name })),
    )
    expect(imports.length).toBeGreaterThan(5)
    for (const { file, name } of imports) {
      expect(name).toMatch(/^\.\.?\/.*\.js$/)
      const types = path.join(folder, path.dirname(file), name.replace(/\.js$/, ".d.ts"))
      expect([name, fs.existsSync(types)]).toEqual([name, true])
    }
  })
})
