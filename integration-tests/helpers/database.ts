import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { Client } from "pg"

export const repository = path.resolve(__dirname, "..", "..")

/** What the schema of a migrated store follows from; a change in any of it asks for another template. */
const schemaSources = [
  "package-lock.json",
  "medusa-config.js",
  "migrations",
  "src/links",
  "src/modules/loyalty/index.ts",
]

export function databaseUrl(database: string): string {
  const { DB_HOST, DB_PORT, DB_USERNAME = "", DB_PASSWORD = "" } = process.env
  if (!DB_HOST || !DB_PORT) throw new Error("No test server: jest's global setup starts one.")
  const login = [DB_USERNAME, DB_PASSWORD].map(encodeURIComponent).join(":")
  return `postgres://${login}@${DB_HOST}:${DB_PORT}/${database}`
}

/** Runs the work on a connection of its own and closes it, whatever happens. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  // A server that ends says so to those who ask nothing at the moment, too. Their next question fails, which is enough.
  client.on("error", () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const onServer = <T>(work: (client: Client) => Promise<T>) => withClient(databaseUrl("postgres"), work)

let databasesMade = 0

/** A name no other worker or run on the same server uses. */
export const newDatabaseName = (kind = "test") => `loyalty_${kind}_${process.pid}_${(databasesMade += 1)}`

export async function createEmptyDatabase(name = newDatabaseName()): Promise<string> {
  await onServer((client) => client.query(`create database "${name}"`))
  return name
}

export async function dropDatabase(name: string): Promise<void> {
  await onServer((client) => client.query(`drop database if exists "${name}" with (force)`))
}

/** A database as `medusa db:migrate` leaves it: every module's tables, ours among them, and the links. */
export async function createMigratedDatabase(name = newDatabaseName()): Promise<string> {
  const template = await migratedTemplate()
  await onServer(async (client) => {
    await client.query(`drop database if exists "${name}" with (force)`)
    await client.query(`create database "${name}" template "${template}"`)
  })
  return name
}

/** Makes the migrated template unless this server has it. Workers that ask at once wait for the first. */
export async function migratedTemplate(): Promise<string> {
  const template = `loyalty_template_${schemaHash()}`
  await onServer(async (client) => {
    // Cloning needs the template to have no connection, so its builders take turns on the server itself.
    await client.query("select pg_advisory_lock(hashtext($1))", [template])
    const found = await client.query("select 1 from pg_database where datname = $1", [template])
    if (found.rowCount) return
    const unfinished = `${template}_unfinished`
    await client.query(`drop database if exists "${unfinished}" with (force)`)
    await client.query(`create database "${unfinished}"`)
    await migrate(databaseUrl(unfinished))
    await client.query(`alter database "${unfinished}" rename to "${template}"`)
  })
  return template
}

/** What a store owner runs: `medusa db:migrate`, in a process of its own. */
export async function migrate(url: string, folder = repository): Promise<void> {
  const cli = path.join(folder, "node_modules", "@medusajs", "cli", "cli.js")
  const args = [cli, "db:migrate", "--execute-safe-links", "--skip-scripts"]
  const env = {
    ...process.env,
    DATABASE_URL: url,
    NODE_ENV: "test",
    MEDUSA_DISABLE_TELEMETRY: "true",
    LOG_LEVEL: "error",
  }
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] })
  let said = ""
  const listen = (chunk: Buffer) => (said += chunk.toString("utf8"))
  child.stdout.on("data", listen)
  child.stderr.on("data", listen)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject)
    child.once("close", resolve)
  })
  if (code !== 0) throw new Error(`medusa db:migrate ended with ${code}:\n${said}`)
}

function schemaHash(): string {
  const hash = createHash("sha256")
  for (const source of schemaSources) hashInto(hash, path.join(repository, source))
  return hash.digest("hex").slice(0, 12)
}

function hashInto(hash: ReturnType<typeof createHash>, file: string): void {
  if (!fs.existsSync(file)) return
  if (fs.statSync(file).isDirectory()) {
    for (const name of fs.readdirSync(file).sort()) hashInto(hash, path.join(file, name))
    return
  }
  hash.update(path.relative(repository, file)).update(fs.readFileSync(file))
}
