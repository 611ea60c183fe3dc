import { type MedusaContainer } from "@medusajs/framework/types"
import { WorkflowScheduler } from "@medusajs/framework/orchestration"
import { medusaIntegrationTestRunner } from "@medusajs/test-utils"
import {
  createMigratedDatabase,
  databaseUrl,
  dropDatabase,
  newDatabaseName,
  repository,
  withClient,
} from "./database"
import { EventWatch } from "./events"
import { createShop, type Shop } from "./shop"

const stockingMs = 120_000
const ruleSetsPerTest = 1_000

/** What a suite holds before its store has booted; reading a member earlier than `beforeAll` is a mistake. */
export interface Store {
  readonly shop: Shop
  readonly events: EventWatch
  readonly container: MedusaContainer
  readonly baseUrl: string
  readonly databaseUrl: string
  /** Some tests break the ledger on purpose. */
  expectDiscrepancies(): void
}

/**
 * A suite about one store: real Medusa in this process, on HTTP and on a database of its own with the shop's catalogue in it.
 * What `beforeAll` makes is there for every test; what a test makes is gone before the next. After each test the
 * ledger is verified. `beforeBoot` may prepare the surroundings, once the database has its address.
 */
export function describeShop(
  name: string,
  suite: (store: Store) => void,
  { beforeBoot }: { beforeBoot?: (databaseUrl: string) => Promise<void> } = {},
): void {
  describe(name, () => {
    const dbName = newDatabaseName()
    let discrepanciesExpected = false

    if (beforeBoot) beforeAll(() => beforeBoot(databaseUrl(dbName)))

    medusaIntegrationTestRunner({
      dbName,
      cwd: repository,
      inApp: true,
      hooks: { beforeServerStart: async () => void (await createMigratedDatabase(dbName)) },
      testSuite: ({ api, getContainer }) => {
        let shop: Shop | undefined
        let events: EventWatch | undefined
        let ruleSets = 0

        const store: Store = {
          get shop() {
            return booted(shop)
          },
          get events() {
            return booted(events)
          },
          get container() {
            return getContainer()
          },
          get baseUrl() {
            return String(api.defaults.baseURL)
          },
          databaseUrl: "",
          expectDiscrepancies() {
            discrepanciesExpected = true
          },
        }

        beforeAll(async () => {
          if (!getContainer()) return
          Object.assign(store, { databaseUrl: databaseUrl(dbName) })
          // The tests turn the clock themselves: a job of the minute must not come between.
          await new WorkflowScheduler().clear()
          events = new EventWatch(getContainer())
          shop = await createShop({ baseUrl: store.baseUrl, container: getContainer(), events })
        }, stockingMs)

        beforeEach(async () => {
          discrepanciesExpected = false
          events?.reset()
          // The database is as it was before the last test; the process still knows the rule sets that it has met.
          ruleSets += ruleSetsPerTest
          if (shop)
            await withClient(store.databaseUrl, (client) =>
              client.query("select setval('loyalty_rule_set_id_seq', $1)", [ruleSets]),
            )
        })

        afterEach(async () => {
          // A store that did not boot has said why; a second complaint would hide it.
          if (!shop) return
          await events?.quiet()
          if (!discrepanciesExpected) await expectProvenLedger(getContainer())
        })

        afterAll(() => events?.restore())

        suite(store)
      },
    })

    afterAll(() => dropDatabase(dbName))
  })
}

function booted<T>(part: T | undefined): T {
  if (part === undefined)
    throw new Error(
      "The store has not booted. It does in beforeAll: use it in hooks and tests, not in the suite's body.",
    )
  return part
}

interface Verification {
  accounts_checked: number
  entries_checked: number
  discrepancies: unknown[]
}

interface Verifier {
  verifyLedger(input: object): Promise<Verification>
}

/** Replays every entry of the database against its balances, lots and holds. */
export async function expectProvenLedger(container: MedusaContainer): Promise<void> {
  const ledger = container.resolve<Partial<Verifier> | undefined>("loyalty_program", {
    allowUnregistered: true,
  })
  if (!ledger?.verifyLedger) return
  const { discrepancies } = await ledger.verifyLedger({})
  expect(discrepancies).toEqual([])
}
