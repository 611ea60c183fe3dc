import fs from "node:fs"
import { setTimeout as wait } from "node:timers/promises"
import { type Child, Children } from "./children"
import {
  type Contents,
  contentsOf,
  type Database,
  noteReady,
  openDatabase,
  readNotes,
  wipe,
} from "./database"
import { liveThroughHistory } from "./history"
import { type DemoNotes, shopName } from "./notes"
import { admin, shopper } from "./people"
import { folders, type Settings } from "./settings"
import { isLibraryBuilt, libraryScript } from "./storefront/library"
import { serveStorefront, type Storefront } from "./storefront/server"
import { fingerprintOf, readState, type State, sources, writeJson, writeState } from "./state"
import type { Terminal } from "./terminal"

const dayMs = 24 * 60 * 60 * 1_000
/** The shop was made this long ago; its customers came later. */
const daysOfHistory = 100
const startTimeMs = 180_000

/** The demo store: made at the first start, reused later, open until it is stopped. */
export class Demo {
  private readonly state: State
  private readonly children: Children
  private database: Database | null = null
  private storefront: Storefront | null = null
  private stopping: Promise<void> | null = null

  constructor(
    private readonly settings: Settings,
    private readonly terminal: Terminal,
  ) {
    this.state = readState()
    writeState(this.state)
    this.children = new Children({
      NODE_ENV: "production",
      MEDUSA_DISABLE_TELEMETRY: "true",
      ...origins(settings),
      JWT_SECRET: this.state.jwtSecret,
      COOKIE_SECRET: this.state.cookieSecret,
    })
  }

  /** For those who want to look inside while the shop is open. */
  get databaseUrl(): string {
    return this.database?.url ?? ""
  }

  get storefrontUrl(): string {
    return this.storefront?.url ?? ""
  }

  /** Resolves when the shop serves, with the process that serves it. */
  async open(): Promise<Child> {
    const { terminal, settings } = this
    fs.rmSync(folders.store, { force: true })
    const database = await terminal.during(
      settings.databaseUrl ? "Looking at the database that DATABASE_URL names" : "Starting PostgreSQL",
      () => this.openDatabase(),
    )
    const contents = await this.usableContents(database)
    await terminal.during("Preparing the tables, the admin and the storefront", () =>
      Promise.all([this.migrate(database), this.buildAdmin(), this.buildLibrary()]),
    )
    const notes = contents.kind === "ready" ? contents.notes : await this.makeShop(database)
    const server = await terminal.during("Opening the shop", () => this.serve("medusa"))
    this.storefront = await serveStorefront({
      port: settings.storefrontPort,
      storeUrl: settings.url,
      publishableKey: notes.publishable_api_key ?? "",
      regionId: notes.region_id,
      name: shopName,
    })
    writeJson(folders.store, {
      url: settings.url,
      storefront_url: this.storefront.url,
      publishable_api_key: notes.publishable_api_key,
      region_id: notes.region_id,
      country_code: shopper.country,
      admin: { email: admin.email, password: admin.password },
      shopper: { email: shopper.email, password: shopper.password },
    })
    return server
  }

  /** Stops all that was started, the shop before its database. Safe to call again. */
  stop(): Promise<void> {
    this.stopping ??= this.close()
    return this.stopping
  }

  private async close(): Promise<void> {
    await Promise.all([this.storefront?.close(), this.children.stopAll()])
    await this.database?.stop()
  }

  private async openDatabase(): Promise<Database> {
    this.database = await openDatabase(this.settings)
    return this.database
  }

  /** Empties what the demo itself left half made or is told to forget; refuses what is not the demo's. */
  private async usableContents({ url }: Database): Promise<Contents> {
    const contents = await contentsOf(url)
    if (contents.kind === "foreign") {
      throw new Error(
        "DATABASE_URL names a database that holds another store. Name an empty one, or one that does not exist yet.",
      )
    }
    const forget = this.settings.fresh && contents.kind === "ready"
    if (contents.kind !== "unfinished" && !forget) return contents
    if (contents.kind === "unfinished") this.terminal.say("  The last start was broken off: beginning anew.")
    await wipe(url)
    return { kind: "empty" }
  }

  private async migrate({ url }: Database): Promise<void> {
    const { kind } = await contentsOf(url)
    // The demo's own server takes another port at each start, which makes it no other database.
    const fingerprint = fingerprintOf(sources.migrations, this.settings.databaseUrl ?? "own")
    if (kind === "ready" && this.state.migrated === fingerprint) return
    await this.children.runMedusa("migrate", ["db:migrate", "--execute-safe-links"], { DATABASE_URL: url })
    this.remember({ migrated: fingerprint })
  }

  private async buildAdmin(): Promise<void> {
    const fingerprint = fingerprintOf(sources.admin)
    if (this.state.admin === fingerprint && fs.existsSync(`${folders.admin}/index.html`)) return
    await this.children.runScript("admin", "build-admin.cjs")
    this.remember({ admin: fingerprint })
  }

  private async buildLibrary(): Promise<void> {
    const fingerprint = fingerprintOf(sources.library)
    if (this.state.library === fingerprint && isLibraryBuilt()) return
    await this.children.runProgram("storefront", libraryScript)
    this.remember({ library: fingerprint })
  }

  private async makeShop({ url }: Database): Promise<DemoNotes> {
    const { terminal } = this
    const since = { DEMO_CLOCK_OFFSET_MS: String(-daysOfHistory * dayMs) }
    await terminal.during("Filling the shelves", () =>
      this.children.runMedusa("seed", ["exec", "./demo/seed/index.ts"], { DATABASE_URL: url, ...since }),
    )
    const notes = await readNotes(url)
    await terminal.during("Living through the shop's first months", async () => {
      const server = await this.serve("history", since)
      await liveThroughHistory({
        url: this.settings.url,
        notes,
        goToDaysAgo: (days) => server.setClock(-days * dayMs),
        tell: (line) => {
          terminal.detail(line)
        },
      })
      await server.stop()
    })
    await noteReady(url)
    return notes
  }

  private async serve(name: string, env: Record<string, string> = {}): Promise<Child> {
    const { port, url } = this.settings
    const server = this.children.startMedusa(name, ["start", "--port", String(port)], {
      DATABASE_URL: this.databaseUrl,
      ...env,
    })
    const deadline = Date.now() + startTimeMs
    while (!(await answers(`${url}/health`))) {
      if (server.hasEnded) throw server.failure()
      if (Date.now() > deadline)
        throw new Error(`Medusa does not answer at ${url} after ${startTimeMs / 1_000} s.`)
      await wait(200)
    }
    return server
  }

  private remember(done: Partial<State>): void {
    Object.assign(this.state, done)
    writeState(this.state)
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}

/** The addresses of the store and its storefront under both their names, and where others in development usually run. */
function origins({ port, storefrontPort }: Settings): Record<string, string> {
  const hosts = [...new Set([port, storefrontPort, 3000, 5173, 8000])].flatMap((each) => [
    `http://localhost:${each}`,
    `http://127.0.0.1:${each}`,
  ])
  const list = hosts.join(",")
  return { STORE_CORS: list, ADMIN_CORS: list, AUTH_CORS: list }
}
