import { type ChildProcess, spawn } from "node:child_process"
import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { repository } from "./database"
import { freePort } from "./free-port"

export interface StoreProcess {
  baseUrl: string
  /** What it has said so far, for a failing test to show. */
  output(): string
  stop(): Promise<void>
}

export interface StartStoreOptions {
  databaseUrl: string
  /** Where the store lives; this repository if not given. */
  folder?: string
  env?: Record<string, string>
}

const startingMs = 120_000
const stoppingMs = 15_000

/** `medusa start` in a process of its own: a second shop window on the same database, or a store made elsewhere. */
export async function startStore(options: StartStoreOptions): Promise<StoreProcess> {
  const { databaseUrl, folder = repository, env = {} } = options
  const port = await freePort()
  const cli = path.join(folder, "node_modules", "@medusajs", "cli", "cli.js")
  const child = spawn(process.execPath, [cli, "start", "--port", String(port)], {
    cwd: folder,
    env: {
      ...process.env,
      // The test runner's own flags and mode are not the store's.
      NODE_OPTIONS: "",
      NODE_ENV: "development",
      DATABASE_URL: databaseUrl,
      DISABLE_MEDUSA_ADMIN: "true",
      MEDUSA_DISABLE_TELEMETRY: "true",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let said = ""
  const listen = (chunk: Buffer) => (said += chunk.toString("utf8"))
  child.stdout.on("data", listen)
  child.stderr.on("data", listen)

  const baseUrl = `http://localhost:${port}`
  const store = { baseUrl, output: () => said, stop: () => stop(child) }
  try {
    await answering(baseUrl, child)
    return store
  } catch (error) {
    await store.stop()
    throw new Error(`The store in ${folder} did not start:\n${said}`, { cause: error })
  }
}

async function answering(baseUrl: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startingMs
  while (Date.now() < deadline) {
    if (gone(child)) throw new Error(`It ended with ${child.exitCode ?? child.signalCode}.`)
    const answer = await fetch(`${baseUrl}/health`).catch(() => null)
    if (answer?.ok) return
    await pause(100)
  }
  throw new Error(`It did not answer within ${startingMs} ms.`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (gone(child)) return
  const ended = new Promise((resolve) => child.once("exit", resolve))
  child.kill("SIGTERM")
  const impatience = setTimeout(() => child.kill("SIGKILL"), stoppingMs)
  await ended
  clearTimeout(impatience)
}

const gone = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null
