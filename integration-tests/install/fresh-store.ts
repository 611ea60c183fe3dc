import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import fs from "node:fs"
import net from "node:net"
import os from "node:os"
import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { repository } from "../helpers/database"

const fixture = path.join(__dirname, "store")
const folderPrefix = "loyalty-fresh-store-"
const officialPluginVersion = "2.21.1"
/** Even a busy machine with an empty npm cache is through in this time. */
const commandMs = 420_000
const startMs = 90_000
const stopMs = 15_000
const tailLength = 4_000

interface Manifest {
  version: string
  devDependencies: Record<string, string>
}

const manifestOf = (folder: string) =>
  JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest

/** A store of somebody else's, with handlers and routes of its own, that the plugin is installed into as npm would. */
export class FreshStore {
  readonly folder: string
  baseUrl = ""
  private server: ChildProcess | null = null

  constructor(private readonly databaseUrl: string) {
    sweepAbandoned()
    this.folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), `${folderPrefix}${process.pid}-`)))
  }

  /** The plugin as npm unpacked it. */
  get plugin(): string {
    return path.join(this.folder, "node_modules", "medusa-plugin-loyalty")
  }

  async install(): Promise<void> {
    fs.cpSync(fixture, this.folder, { recursive: true })
    const tarball = await packPlugin(this.folder)
    const { devDependencies } = manifestOf(repository)
    const medusa = manifestOf(path.join(repository, "node_modules", "@medusajs", "medusa")).version
    const manifest = {
      name: "fresh-store",
      private: true,
      dependencies: {
        "@medusajs/cli": medusa,
        "@medusajs/framework": medusa,
        "@medusajs/loyalty-plugin": officialPluginVersion,
        "@medusajs/medusa": medusa,
        "medusa-plugin-loyalty": `file:${tarball}`,
      },
      // The official plugin names its peers to the patch release. A store that is a patch ahead tells npm so, for that
      // plugin alone: ours has to agree with the store by itself.
      overrides: {
        "@medusajs/loyalty-plugin": {
          "@medusajs/admin-sdk": medusa,
          "@medusajs/cli": medusa,
          "@medusajs/dashboard": medusa,
          "@medusajs/framework": medusa,
          "@medusajs/icons": medusa,
          "@medusajs/medusa": medusa,
          "@medusajs/test-utils": medusa,
          "@medusajs/ui": devDependencies["@medusajs/ui"],
        },
      },
    }
    fs.writeFileSync(path.join(this.folder, "package.json"), JSON.stringify(manifest, null, 2))
    await npm(["install", "--prefer-offline", "--no-audit", "--no-fund"], this.folder)
  }

  /** A command of Medusa's, as the owner types it. */
  async medusa(...args: string[]): Promise<void> {
    await run(process.execPath, [this.cli, ...args], { cwd: this.folder, env: this.env })
  }

  /** What a script in the store's folder prints. */
  async evaluate(script: string): Promise<string> {
    return run(process.execPath, ["-e", script], { cwd: this.folder, env: this.env })
  }

  /** Fails with the compiler's words where a file of the store does not fit the types that its packages ship. */
  async typecheck(file: string): Promise<void> {
    const compiler = path.join(repository, "node_modules", "typescript", "bin", "tsc")
    const node16 = ["--target", "es2022", "--module", "node16", "--moduleResolution", "node16"]
    const flags = ["--noEmit", "--strict", "--esModuleInterop", "--skipLibCheck", ...node16]
    await run(process.execPath, [compiler, ...flags, file], { cwd: this.folder, env: this.env })
  }

  /** Resolves when the store answers over HTTP. */
  async start(): Promise<void> {
    const port = await freePort()
    const log = path.join(this.folder, "server.log")
    const output = fs.openSync(log, "w")
    this.server = spawn(
      process.execPath,
      ["--require", path.join(__dirname, "end-with-parent.js"), this.cli, "start", "--port", String(port)],
      { cwd: this.folder, env: this.env, stdio: ["ignore", output, output, "ipc"] },
    )
    fs.closeSync(output)
    this.baseUrl = `http://localhost:${port}`
    const deadline = Date.now() + startMs
    while (!(await answers(`${this.baseUrl}/health`))) {
      if (this.hasEnded() || Date.now() > deadline) {
        throw new Error(`The store did not start:\n${fs.readFileSync(log, "utf8").slice(-tailLength)}`)
      }
      await pause(100)
    }
  }

  async stop(): Promise<void> {
    if (!this.server || this.hasEnded()) return
    const ended = once(this.server, "exit")
    this.server.kill("SIGTERM")
    await Promise.race([ended, pause(stopMs, undefined, { ref: false })])
    if (this.hasEnded()) return
    this.server.kill("SIGKILL")
    await ended
  }

  async remove(): Promise<void> {
    await this.stop()
    fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 })
  }

  private hasEnded(): boolean {
    return this.server?.exitCode !== null || this.server.signalCode !== null
  }

  private get cli(): string {
    return path.join(this.folder, "node_modules", "@medusajs", "cli", "cli.js")
  }

  private get env(): NodeJS.ProcessEnv {
    return { ...environment(), NODE_ENV: "production", DATABASE_URL: this.databaseUrl, LOG_LEVEL: "info" }
  }
}

/**
 * `npm pack` as a release does it, in a copy of the repository: the build empties its output folder first, which
 * somebody may be using.
 */
async function packPlugin(destination: string): Promise<string> {
  const copy = path.join(destination, "to-pack")
  const leftOut = new Set(["node_modules", ".git", ".medusa", ".demo", ".cache", "public", "coverage"])
  fs.mkdirSync(copy)
  for (const entry of fs.readdirSync(repository)) {
    if (leftOut.has(entry)) continue
    fs.cpSync(path.join(repository, entry), path.join(copy, entry), { recursive: true })
  }
  fs.symlinkSync(path.join(repository, "node_modules"), path.join(copy, "node_modules"), "junction")
  await npm(["pack", "--pack-destination", destination], copy)
  fs.rmSync(copy, { recursive: true, force: true })
  return `medusa-plugin-loyalty-${manifestOf(repository).version}.tgz`
}

/** The npm that runs the tests, or the one on the path. */
function npm(args: string[], cwd: string): Promise<string> {
  const { npm_execpath: cli } = process.env
  if (cli?.endsWith(".js")) return run(process.execPath, [cli, ...args], { cwd, env: environment() })
  return run("npm", args, { cwd, env: environment(), shell: process.platform === "win32" })
}

/** What a terminal would hand over: nothing of jest's. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_ENV: _mode, NODE_OPTIONS: _options, JEST_WORKER_ID: _worker, ...rest } = process.env
  return { ...rest, MEDUSA_DISABLE_TELEMETRY: "true" }
}

interface RunOptions {
  cwd: string
  env: NodeJS.ProcessEnv
  shell?: boolean
}

/** Resolves with what the command printed; its failure is an error that carries the end of it. */
async function run(command: string, args: string[], options: RunOptions): Promise<string> {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"], timeout: commandMs })
  let printed = ""
  let said = ""
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString("utf8")
    said += chunk.toString("utf8")
  })
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")))
  const [code, signal] = (await once(child, "close")) as [number | null, string | null]
  if (code === 0) return printed
  throw new Error(`${args.join(" ")} ended with ${signal ?? code}:\n${said.slice(-tailLength)}`)
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0, "localhost")
  await once(probe, "listening")
  const { port } = probe.address() as net.AddressInfo
  await once(probe.close(), "close")
  return port
}

/** A store is most of a gigabyte: those that a killed run has left go with the next one. */
function sweepAbandoned(): void {
  for (const name of fs.readdirSync(os.tmpdir())) {
    if (!name.startsWith(folderPrefix)) continue
    const owner = Number(name.slice(folderPrefix.length).split("-")[0])
    if (!Number.isInteger(owner) || alive(owner)) continue
    try {
      fs.rmSync(path.join(os.tmpdir(), name), { recursive: true, force: true })
    } catch {
      // Somebody else's folder stays theirs.
    }
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}
