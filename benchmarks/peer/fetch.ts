import { spawn } from "node:child_process"
import { once } from "node:events"
import fs from "node:fs"
import path from "node:path"
import { repository } from "../../integration-tests/helpers/database"

const packageName = "@medusajs/loyalty-plugin"
const version = "2.21.1"
const patienceMs = 60_000

export interface Fetched {
  version: string
  /** The folder of its store-credit module. */
  module: string
}

/**
 * The official plugin as npm has it, in a folder outside of this repository: it names its peers to the patch release, and
 * must not change what is installed here. It has no dependencies of its own; its peers it finds in the folder above,
 * where this repository's packages are linked. So both modules run on the same Medusa.
 */
export async function fetchPeer(folder: string): Promise<Fetched> {
  const prefix = path.join(folder, "peer")
  fs.mkdirSync(prefix, { recursive: true })
  fs.symlinkSync(path.join(repository, "node_modules"), path.join(folder, "node_modules"), "junction")
  fs.writeFileSync(path.join(prefix, "package.json"), JSON.stringify({ private: true }))
  const quietly = ["--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps", "--prefer-offline"]
  await npm(["install", "--prefix", prefix, ...quietly, `${packageName}@${version}`], prefix)
  const server = path.join(prefix, "node_modules", packageName, ".medusa", "server")
  return { version, module: path.join(server, "src", "modules", "store-credit") }
}

/** The npm that runs the benchmark, or the one on the path. */
async function npm(args: string[], cwd: string): Promise<void> {
  const { npm_execpath: cli } = process.env
  const [command, words, shell] = cli?.endsWith(".js")
    ? [process.execPath, [cli, ...args], false]
    : ["npm", args, process.platform === "win32"]
  const child = spawn(command, words, {
    cwd,
    shell,
    stdio: ["ignore", "ignore", "pipe"],
    timeout: patienceMs,
  })
  let said = ""
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")))
  const [code] = (await once(child, "close")) as [number | null]
  if (code !== 0) throw new Error(said.trim().split("\n").at(-1) ?? `npm ended with ${code}`)
}
