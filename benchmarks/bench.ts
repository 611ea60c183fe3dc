import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { withClient } from "../integration-tests/helpers/database"
import { type RunningPostgres, startPostgres } from "../integration-tests/helpers/embedded-postgres"
import { fillLedger } from "./data/ledger-data"
import type { LedgerShape } from "./data/shape"
import type { Settings } from "./harness/arguments"
import { say } from "./harness/progress"
import { type OpenLedger, openLedger } from "./ledger/open-ledger"
import { fillLimit, Limit } from "./limit/limit"
import { fetchPeer } from "./peer/fetch"
import { fillPeer, StoreCredit } from "./peer/store-credit"
import { openStores, prepareStore, type Stores } from "./stores/stores"

/** One server, and what the measures run on it. Everything is made when a measure first asks for it, and once. */
export class Bench {
  private readonly made = new Map<string, Promise<unknown>>()
  private readonly closing: (() => Promise<void>)[] = []
  /** Why there is no peer, where it was wanted and could not be had. */
  peerMissing: string | null = null

  private constructor(
    readonly settings: Settings,
    private readonly folder: string,
  ) {}

  static prepare(settings: Settings): Bench {
    const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), `loyalty-bench-${process.pid}-`)))
    // Also when the run is ended by force, or by an error: nothing of it stays.
    process.once("exit", () => {
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    })
    return new Bench(settings, folder)
  }

  /** PostgreSQL from npm with the defaults of a fresh installation: what was acknowledged survives a crash. */
  private async server(): Promise<RunningPostgres> {
    return await this.once("server", async () => {
      const server = await startPostgres({ unsafeButFast: false, shieldFromCtrlC: true })
      this.closing.unshift(() => server.stop())
      return server
    })
  }

  get callers(): number {
    return this.settings.callers
  }

  get shape(): LedgerShape {
    return { accounts: this.settings.accounts, histories: true }
  }

  /** Our module on a ledger of that size. */
  async ours(accounts = this.settings.accounts): Promise<OpenLedger> {
    return await this.once(`ours ${accounts}`, async () => {
      const isMain = accounts === this.settings.accounts
      const url = await this.createDatabase(`ours_${accounts}`)
      await this.telling(`our ledger: ${accounts.toLocaleString("en")} accounts`, () =>
        fillLedger(url, isMain ? this.shape : { accounts, histories: false }),
      )
      const opened = await openLedger(url, this.callers)
      this.closing.push(opened.close)
      return opened
    })
  }

  /** Bare tables of that size. */
  async limit(accounts = this.settings.accounts): Promise<Limit> {
    return await this.once(`limit ${accounts}`, async () => {
      const url = await this.createDatabase(`bare_${accounts}`)
      await this.telling(`the bare tables: ${accounts.toLocaleString("en")} accounts`, () =>
        fillLimit(url, accounts),
      )
      const limit = new Limit(url, this.callers)
      this.closing.push(() => limit.close())
      return limit
    })
  }

  /** Null where the official plugin was not wanted or could not be fetched. */
  async peer(): Promise<StoreCredit | null> {
    if (!this.settings.peer) return null
    return await this.once("peer", async () => {
      const fetched = await fetchPeer(this.folder).catch((error: Error) => {
        this.peerMissing = `The official plugin could not be fetched: ${error.message}`
        say(this.peerMissing)
        return null
      })
      if (fetched === null) return null
      const url = await this.createDatabase("peer")
      await this.telling("the official plugin's store credit", () => fillPeer(url, fetched, this.shape))
      const peer = await StoreCredit.open(url, fetched, this.callers)
      this.closing.push(peer.close)
      return peer
    })
  }

  /** Two Medusa processes, with the plugin and without, and a customer with carts in them. */
  async stores(): Promise<Stores> {
    return await this.once("stores", async () => {
      const url = await this.migratedStore()
      const ledger = await this.ours()
      const folder = path.join(this.folder, "bare-store")
      fs.mkdirSync(folder)
      const stores = await this.telling("two stores", () => openStores(url, folder, ledger))
      this.closing.push(() => stores.stop())
      return stores
    })
  }

  /** Migrating Medusa takes long and can go on while other data are loaded. Answers the database's address. */
  async migratedStore(): Promise<string> {
    return await this.once("store database", async () => {
      const url = await this.createDatabase("store")
      await this.telling("the stores' database", () => prepareStore(url))
      return url
    })
  }

  onClose(close: () => Promise<void>): void {
    this.closing.push(close)
  }

  async createDatabase(name: string): Promise<string> {
    const { adminUrl } = await this.server()
    await withClient(adminUrl, (client) => client.query(`create database "${name}"`))
    return await this.urlOf(name)
  }

  async urlOf(database: string): Promise<string> {
    return (await this.server()).url(database)
  }

  async telling<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    const began = performance.now()
    const result = await work()
    say(`${what}: ready after ${((performance.now() - began) / 1_000).toFixed(1)} s`)
    return result
  }

  async close(): Promise<void> {
    for (const close of this.closing.splice(0).reverse()) await close().catch(() => undefined)
    fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 })
  }

  async once<Result>(name: string, make: () => Promise<Result>): Promise<Result> {
    const found = this.made.get(name) ?? make()
    this.made.set(name, found)
    return (await found) as Result
  }
}
