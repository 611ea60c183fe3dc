import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { repository } from "./database"
import { freePort } from "./free-port"

const endWithParent = path.join(__dirname, "end-with-parent.js")
const quietly = ["--prefer-offline", "--no-audit", "--no-fund"]
const folderPrefix = "loyalty-fresh-store-"
/** Even a busy machine with an empty npm cache is through in this time. */
const commandMs = 420_000
const startMs = 90_000
const stopMs = 15_000
const tailLength = 4_000

interface Manifest {
  version: string
  devDependencies: Record<string, string>
}

export interface StoreRecipe {
  /** The store's own files; they are copied. */
  fixture: string
  /** Beside Medusa and the plugin: by name, the version. */
  dependencies?: Record<string, string>
  /** What npm is told to install in place of what a package asks for. */
  overrides?: Record<string, Record<string, string>>
  env?: Record<string, string>
}

export interface StartOptions {
  port?: number
  /** Loaded before Medusa; it has to end the process when the channel to its parent closes. */
  preload?: string
  /** What `medusa build` has made, as it is deployed, in place of the sources. */
  built?: boolean
  env?: Record<string, string>
}

/** The version of Medusa that this repository is developed with. */
export const medusaVersion = () =>
  manifestOf(path.join(repository, "node_modules", "@medusajs", "medusa")).version

/** The version of a package that this repository is developed with. */
export const versionInUse = (name: string) => manifestOf(repository).devDependencies[name]

const manifestOf = (folder: string) =>
  JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest

/** A store of somebody else's, with handlers and routes of its own, that the plugin is installed into as npm would. */
export class FreshStore {
  readonly folder: string
  baseUrl = ""
  private server: ChildProcess | null = null

  constructor(
    private readonly databaseUrl: string,
    private readonly recipe: StoreRecipe,
  ) {
    sweepAbandoned()
    this.folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), `${folderPrefix}${process.pid}-`)))
  }

  /** The plugin as npm unpacked it. */
  get plugin(): string {
    return path.join(this.folder, "node_modules", "medusa-plugin-loyalty")
  }

  async install(): Promise<void> {
    const { fixture, dependencies, overrides } = this.recipe
    fs.cpSync(fixture, this.folder, { recursive: true })
    const tarball = await packPlugin(this.folder)
    const medusa = medusaVersion()
    const manifest = {
      name: "fresh-store",
      private: true,
      dependencies: {
        "@medusajs/cli": medusa,
        "@medusajs/framework": medusa,
        "@medusajs/medusa": medusa,
        ...dependencies,
        "medusa-plugin-loyalty": `file:${tarball}`,
      },
      overrides,
    }
    fs.writeFileSync(path.join(this.folder, "package.json"), JSON.stringify(manifest, null, 2))
    await npm(["install", ...quietly], this.folder)
  }

  /** The plugin as the repository has it now, in place of the installed one. */
  async update(): Promise<void> {
    const tarball = await packPlugin(this.folder)
    await npm(["install", `./${tarball}`, ...quietly], this.folder)
  }

  /** A command of Medusa's, as the owner types it. */
  async medusa(...args: string[]): Promise<void> {
    await this.medusaIn({}, ...args)
  }

  /** The same, in surroundings of its own. */
  async medusaIn(env: Record<string, string>, ...args: string[]): Promise<void> {
    await run(process.execPath, [this.cli, ...args], { cwd: this.folder, env: { ...this.env, ...env } })
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
  async start({ port, preload = endWithParent, built = false, env }: StartOptions = {}): Promise<void> {
    port ??= await freePort()
    const log = path.join(this.folder, "server.log")
    const output = fs.openSync(log, "a")
    this.server = spawn(process.execPath, ["--require", preload, this.cli, "start", "--port", String(port)], {
      cwd: built ? path.join(this.folder, ".medusa", "server") : this.folder,
      env: { ...this.env, ...env },
      stdio: ["ignore", output, output, "ipc"],
    })
    fs.closeSync(output)
    this.baseUrl = `http://localhost:${port}`
    const deadline = Date.now() + startMs
    while (!(await answers(`${this.baseUrl}/health`))) {
      if (this.hasEnded() || Date.now() > deadline) {
        throw new Error(`The store did not start:\n${this.said()}`)
      }
      await pause(100)
    }
  }

  /** The end of what the store has written to its log. */
  said(): string {
    const log = path.join(this.folder, "server.log")
    return fs.existsSync(log) ? fs.readFileSync(log, "utf8").slice(-tailLength) : ""
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
    return {
      ...environment(),
      NODE_ENV: "production",
      DATABASE_URL: this.databaseUrl,
      LOG_LEVEL: "info",
      ...this.recipe.env,
    }
  }
}

/**
 * `npm pack` as a release does it, in a copy of the repository: the build empties its output folder first, which
 * somebody may be using.
 */
async function packPlugin(destination: string): Promise<string> {
  const copy = path.join(destination, "to-pack")
  const leftOut = new Set([
    "node_modules",
    ".git",
    ".medusa",
    ".demo",
    ".cache",
    "public",
    "coverage",
    ".screenshots",
  ])
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
