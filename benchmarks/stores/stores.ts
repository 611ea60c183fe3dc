import { spawn } from "node:child_process"
import { once } from "node:events"
import fs from "node:fs"
import path from "node:path"
import { type Cart, Carts } from "../../integration-tests/helpers/carts"
import { stockCatalogue } from "../../integration-tests/helpers/catalogue"
import { migrate, repository } from "../../integration-tests/helpers/database"
import { HttpClient } from "../../integration-tests/helpers/http"
import { type Customer, signUpCustomer } from "../../integration-tests/helpers/people"
import { startStore, type StoreProcess } from "../../integration-tests/helpers/store-process"
import { toPoints } from "../../src/modules/loyalty/domain/points"
import { farAway } from "../data/shape"
import type { OpenLedger } from "../ledger/open-ledger"

const staff = { email: "staff@example.com", password: "a-long-enough-password" }
/** By this Medusa's commands know a store. */
const manifest = { name: "bare-store", private: true, dependencies: { "@medusajs/medusa": "*" } }
const basket = { shoes: 1, red: 2, green: 1, blue: 1, book: 1 }
const pointsOnCart = 500
const pointsOnAccount = 100_000
/** Neither store works off jobs meanwhile, nor hears events: a request is all that there is to measure. */
const asServer = {
  MEDUSA_WORKER_MODE: "server",
  LOG_LEVEL: "error",
  NODE_OPTIONS: `--require ${JSON.stringify(path.join(__dirname, "end-with-parent.cjs"))}`,
}

/** The same store twice on one database: with the plugin, and without. */
export interface Stores {
  baseUrl: { withPlugin: string; without: string }
  /** Carts with the same goods: two ordinary ones, each for its own store, and one with points. */
  carts: { withPlugin: Cart; without: Cart; withPoints: Cart }
  customer: Customer
  stop(): Promise<void>
}

/** A migrated database with a member of staff: what takes longest, and can be done while other data are loaded. */
export async function prepareStore(databaseUrl: string): Promise<void> {
  await migrate(databaseUrl)
  const cli = path.join(repository, "node_modules", "@medusajs", "cli", "cli.js")
  const child = spawn(process.execPath, [cli, "user", "--email", staff.email, "--password", staff.password], {
    cwd: repository,
    env: { ...process.env, DATABASE_URL: databaseUrl, NODE_ENV: "development", LOG_LEVEL: "error" },
    stdio: ["ignore", "ignore", "pipe"],
  })
  let said = ""
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")))
  const [code] = (await once(child, "close")) as [number | null]
  if (code !== 0) throw new Error(`medusa user ended with ${code}:\n${said}`)
}

/** The plugin's store keeps its points in the large ledger, as one that has grown does. */
export async function openStores(databaseUrl: string, folder: string, ledger: OpenLedger): Promise<Stores> {
  const { url: ledgerUrl } = ledger
  fs.symlinkSync(path.join(repository, "node_modules"), path.join(folder, "node_modules"), "junction")
  fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest))
  const config = path.join(__dirname, "..", "bare-store", "medusa-config.js")
  fs.writeFileSync(
    path.join(folder, "medusa-config.js"),
    `module.exports = require(${JSON.stringify(config)})\n`,
  )
  const running: StoreProcess[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((store) => store.stop()))
  }
  try {
    // One after the other: two that start at once on a small machine take longer, and may pass their deadline.
    running.push(await startStore({ databaseUrl, env: { ...asServer, LOYALTY_DATABASE_URL: ledgerUrl } }))
    running.push(await startStore({ databaseUrl, folder, env: asServer }))
    const [withPlugin, without] = running
    const baseUrl = { withPlugin: withPlugin.baseUrl, without: without.baseUrl }
    return { baseUrl, ...(await fillStores(baseUrl, ledger)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function fillStores(baseUrl: Stores["baseUrl"], { service, program }: OpenLedger) {
  const anybody = new HttpClient(baseUrl.withPlugin)
  const { token } = await anybody.post<{ token: string }>("/auth/user/emailpass", staff)
  const catalogue = await stockCatalogue(anybody.with({ authorization: `Bearer ${token}` }))
  const publishable = { "x-publishable-api-key": catalogue.publishableKey }
  const customer = await signUpCustomer(anybody.with(publishable), "ada@example.com")

  const account = await service.joinProgram(program.id, customer.id)
  await service.ledger.earn(
    { accountId: account.id, points: toPoints(pointsOnAccount), pending: false, expiresAt: farAway },
    { key: `bench:welcome:${customer.id}`, at: new Date(), reason: "order_earn", actor: "system" },
  )
  const events = { quiet: () => Promise.resolve() }
  const carts = new Carts(anybody.with(publishable), catalogue, events)
  const filled = () => carts.create({ customer, items: basket })
  const made = { withPlugin: await filled(), without: await filled(), withPoints: await filled() }
  await customer.http.post(`/store/carts/${made.withPoints.id}/loyalty-points`, { points: pointsOnCart })
  return { carts: made, customer }
}
