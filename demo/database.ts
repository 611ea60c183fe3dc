import { createHash } from "node:crypto"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { Client } from "pg"
import { startPostgres } from "../integration-tests/helpers/embedded-postgres"
import { reachable, serverAccount } from "../integration-tests/helpers/postgres-binaries"
import type { DemoNotes } from "./notes"
import { commandOf } from "./processes"
import { folders, root, type Settings } from "./settings"

export interface Database {
  url: string
  stop(): Promise<void>
}

/** `foreign`: it holds a store that is not the demo's, which the demo never touches. */
export type Contents =
  { kind: "empty" } | { kind: "unfinished" } | { kind: "ready"; notes: DemoNotes } | { kind: "foreign" }

const databaseName = "loyalty_demo"
const leaveTimeMs = 10_000

/** The demo's own PostgreSQL, or the server that DATABASE_URL names. */
export async function openDatabase(settings: Settings): Promise<Database> {
  if (settings.databaseUrl) {
    await createIfMissing(settings.databaseUrl)
    return { url: settings.databaseUrl, stop: () => Promise.resolve() }
  }
  const dataDir = dataFolder()
  await stopLeftOver(dataDir)
  const server = await startPostgres({
    dataDir,
    fresh: settings.fresh,
    persistent: true,
    shieldFromCtrlC: true,
  })
  const url = server.url(databaseName)
  await createIfMissing(url)
  return { url, stop: () => server.stop() }
}

/** What a database holds, as far as the demo is concerned. */
export async function contentsOf(url: string): Promise<Contents> {
  return withClient(url, async (client) => {
    const { rows: tables } = await client.query<{ found: boolean }>(
      "select to_regclass('store') is not null as found",
    )
    if (!tables[0].found) return { kind: "empty" }
    const { rows } = await client.query<{ notes: DemoNotes | null }>(
      "select metadata->'demo' as notes from store limit 1",
    )
    const notes = rows[0]?.notes
    if (notes) return notes.stage === "ready" ? { kind: "ready", notes } : { kind: "unfinished" }
    const { rows: goods } = await client.query<{ found: boolean }>(
      "select exists (select from product) or exists (select from region) or exists (select from customer) as found",
    )
    return goods[0].found ? { kind: "foreign" } : { kind: "empty" }
  })
}

export async function readNotes(url: string): Promise<DemoNotes> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ notes: DemoNotes }>(
      "select metadata->'demo' as notes from store limit 1",
    )
    return rows[0].notes
  })
}

/** The last step of the making: from now on a start only opens the shop. */
export async function noteReady(url: string): Promise<void> {
  await withClient(url, (client) =>
    client.query(`update store set metadata = jsonb_set(metadata, '{demo,stage}', '"ready"')`),
  )
}

/** Only ever called for what the demo itself has made. */
export async function wipe(url: string): Promise<void> {
  await withClient(url, (client) => client.query("drop schema public cascade; create schema public"))
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function createIfMissing(url: string): Promise<void> {
  const noSuchDatabase = "3D000"
  try {
    await withClient(url, () => Promise.resolve())
  } catch (error) {
    if ((error as { code?: string }).code !== noSuchDatabase) throw unreachable(url, error)
    const parsed = new URL(url)
    const name = decodeURIComponent(parsed.pathname.slice(1))
    parsed.pathname = "/postgres"
    await withClient(parsed.toString(), (client) =>
      client.query(`create database ${client.escapeIdentifier(name)}`),
    )
  }
}

/** Names the server without its password. */
function unreachable(url: string, cause: unknown): Error {
  const { host, pathname } = new URL(url)
  const why = cause instanceof Error ? cause.message || (cause as { code?: string }).code : String(cause)
  return new Error(`PostgreSQL at ${host}${pathname} cannot be used: ${why}`, { cause })
}

/** In the repository, unless it lies where the account that a root user's PostgreSQL runs as may not go. */
function dataFolder(): string {
  const account = serverAccount()
  fs.mkdirSync(folders.demo, { recursive: true })
  if (!account || reachable(folders.demo, account)) return folders.postgres
  const mark = createHash("sha256").update(root).digest("hex").slice(0, 8)
  return path.join(os.tmpdir(), `loyalty-demo-${mark}`)
}

/** A demo that was killed outright leaves its server behind, or a lock file that names a process long gone. */
async function stopLeftOver(dataDir: string): Promise<void> {
  const lock = path.join(dataDir, "postmaster.pid")
  if (!fs.existsSync(lock)) return
  const pid = Number(fs.readFileSync(lock, "utf8").split("\n")[0])
  if (!commandOf(pid).includes(dataDir)) {
    fs.rmSync(lock, { force: true })
    return
  }
  process.kill(pid, "SIGINT")
  const deadline = Date.now() + leaveTimeMs
  while (commandOf(pid).includes(dataDir)) {
    if (Date.now() > deadline)
      throw new Error(`A PostgreSQL of an earlier start (process ${pid}) does not stop.`)
    await wait(100)
  }
}
