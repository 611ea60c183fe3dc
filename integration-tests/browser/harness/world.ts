import fs from "node:fs"
import path from "node:path"
import { Staff } from "../../../demo/history/staff"
import { type DemoNotes } from "../../../demo/notes"
import {
  createEmptyDatabase,
  databaseUrl,
  dropDatabase,
  repository,
  withClient,
} from "../../helpers/database"
import { freePort } from "../../helpers/free-port"
import { FreshStore, medusaVersion, versionInUse } from "../../helpers/fresh-store"
import { daysOfPast, liveThroughPast } from "./past"

const dayMs = 86_400_000
const clock = path.join(repository, "demo", "clock.cjs")
/** What the demo's seed is made of. It is run in a store that has the plugin from npm. */
const seedSources = ["seed", "pictures", "pictures.ts", "notes.ts", "people.ts"]

/** A store that installed the plugin, and has a past. */
export interface World {
  storeUrl: string
  /** Where a storefront may be served: the store's CORS knows it. */
  storefrontPort: number
  /** The plugin as npm unpacked it. */
  plugin: string
  notes: DemoNotes
  staff: Staff
  /** Moves the store's clock on and lets its jobs run. Who was signed in is so no longer. */
  letDaysPass(days: number): Promise<void>
  /** The plugin as the repository has it now, in the same shop. */
  renew(): Promise<void>
  close(): Promise<void>
}

/** Takes some minutes: npm packs and installs, Medusa migrates and builds, and the shop lives through its past. */
export async function openWorld(tell: (line: string) => void = () => undefined): Promise<World> {
  const [port, storefrontPort] = [await freePort(), await freePort()]
  const storeUrl = `http://localhost:${port}`
  const origins = `${storeUrl},http://localhost:${storefrontPort}`
  const database = await createEmptyDatabase()
  const store = new FreshStore(databaseUrl(database), {
    fixture: path.join(__dirname, "..", "store"),
    dependencies: likeTheStarter(),
    env: { STORE_CORS: origins, ADMIN_CORS: origins, AUTH_CORS: origins },
  })
  const close = async () => {
    await store.remove()
    await dropDatabase(database)
  }
  try {
    tell("npm packs the plugin and installs it in a new store")
    await store.install()
    tell(`Medusa builds the store in ${store.folder} and fills its shelves`)
    await Promise.all([store.medusa("build"), seed(store)])
    const notes = await notesOf(database)
    tell("The shop lives through its past")
    let daysFromNow = 0
    const open = () => store.start({ port, preload: clock, built: true, env: since(-daysFromNow) })
    // Opened anew on another day: a scheduler that finds days gone by at once makes up for each of their minutes.
    const goTo = async (days: number) => {
      daysFromNow = days
      await store.stop()
      await open()
    }
    const staff = new Staff(storeUrl, notes)
    await liveThroughPast({ url: storeUrl, notes, staff, goToDaysAgo: (days) => goTo(-days) })
    const letDaysPass = async (days: number) => {
      await goTo(daysFromNow + days)
      await staff.beginDay()
    }
    await letDaysPass(-daysFromNow)
    tell("The shop is open")
    const renew = async () => {
      await store.stop()
      await store.update()
      await Promise.all([store.medusa("build"), store.medusa("db:migrate", "--execute-safe-links")])
      await open()
    }
    return { storeUrl, storefrontPort, plugin: store.plugin, notes, staff, letDaysPass, renew, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What `create-medusa-app` writes into a new store's package.json, without its own tests' tools. */
function likeTheStarter(): Record<string, string> {
  const medusa = medusaVersion()
  const others = ["@swc/core", "react", "react-dom", "ts-node", "typescript"]
  return {
    "@medusajs/admin-sdk": medusa,
    "@medusajs/dashboard": medusa,
    ...Object.fromEntries(others.map((name) => [name, versionInUse(name)])),
  }
}

async function seed(store: FreshStore): Promise<void> {
  for (const source of seedSources) {
    fs.cpSync(path.join(repository, "demo", source), path.join(store.folder, "demo", source), {
      recursive: true,
    })
  }
  await store.medusa("db:migrate", "--execute-safe-links")
  const env = { ...since(daysOfPast), NODE_OPTIONS: `--require "${clock}"` }
  await store.medusaIn(env, "exec", "./demo/seed/index.ts")
}

const since = (daysAgo: number) => ({ DEMO_CLOCK_OFFSET_MS: String(-daysAgo * dayMs) })

async function notesOf(database: string): Promise<DemoNotes> {
  return withClient(databaseUrl(database), async (client) => {
    const { rows } = await client.query<{ notes: DemoNotes }>(
      "select metadata->'demo' as notes from store limit 1",
    )
    return rows[0].notes
  })
}
