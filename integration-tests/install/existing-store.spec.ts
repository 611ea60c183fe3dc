import fs from "node:fs"
import { builtinModules } from "node:module"
import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { Carts } from "../helpers/carts"
import { type Catalogue, stockCatalogue } from "../helpers/catalogue"
import { createEmptyDatabase, databaseUrl, dropDatabase, withClient } from "../helpers/database"
import { FreshStore, medusaVersion, type StoreRecipe, versionInUse } from "../helpers/fresh-store"
import { HttpClient } from "../helpers/http"
import { type Customer, signUpCustomer } from "../helpers/people"
import { createPromotion } from "../helpers/promotions"

const installMs = 900_000
const settlementMs = 20_000
const officialPluginVersion = "2.21.1"
const owner = { email: "owner@example.com", password: "a-long-enough-password" }

interface Account {
  id: string
  customer_id: string
  balance: { available: number; pending: number; held: number }
}

describe("an existing store that installs the plugin beside Medusa's own loyalty plugin", () => {
  let database: string
  let store: FreshStore
  let admin: HttpClient
  let guest: HttpClient
  let catalogue: Catalogue
  let carts: Carts
  let ada: Customer

  beforeAll(async () => {
    database = await createEmptyDatabase()
    store = new FreshStore(databaseUrl(database), storeWithOfficialPlugin())
    await store.install()
    await store.medusa("db:migrate", "--execute-safe-links")
    await Promise.all([
      store.start(),
      store.medusa("user", "--email", owner.email, "--password", owner.password),
    ])
    admin = await signIn(store.baseUrl)
    catalogue = await stockCatalogue(admin)
    guest = new HttpClient(store.baseUrl, { "x-publishable-api-key": catalogue.publishableKey })
    // Another process's subscribers cannot be watched; what they do is waited for where it is looked at.
    carts = new Carts(guest, catalogue, { quiet: () => Promise.resolve() })
    ada = await signUpCustomer(guest, "ada@example.com")
  }, installMs)

  afterAll(async () => {
    await store?.remove()
    if (database) await dropDatabase(database)
  }, installMs)

  it("receives the built plugin alone: no tests, no sources, and no package used that is not declared", () => {
    const files = filesBelow(store.plugin)
    const { exports, dependencies, peerDependencies } = manifest(store.plugin)
    const used = new Set(files.filter((file) => /\.m?js$/.test(file)).flatMap((file) => packagesUsedBy(file)))
    const inPackage = files.map((file) => path.relative(store.plugin, file))

    expect(inPackage.filter((file) => !shipped.some((pattern) => pattern.test(file)))).toEqual([])
    expect(inPackage.filter((file) => /__tests__|\.spec\.|\.test\.|(?<!\.d)\.tsx?$/.test(file))).toEqual([])
    expect(targetsOf(exports).filter((target) => !fs.existsSync(path.join(store.plugin, target)))).toEqual([])
    expect(Object.keys(dependencies)).toEqual(["libphonenumber-js", "luxon", "recharts", "typeorm"])
    const declared = Object.keys({ ...dependencies, ...peerDependencies })
    expect([...used].filter((name) => !declared.includes(name))).toEqual([])
  })

  it("may import the plugin's workflows and types, and nothing behind them", async () => {
    const [workflows, ...refused] = await Promise.all([
      store.evaluate(`console.log(Object.keys(require("medusa-plugin-loyalty/workflows")).join())`),
      ...["service", "data-source", "domain/ledger"].map((inside) =>
        store.evaluate(
          `try { require("medusa-plugin-loyalty/.medusa/server/src/modules/loyalty/${inside}") }
           catch (error) { console.log(error.code) }`,
        ),
      ),
    ])

    expect(workflows.trim().split(",")).toEqual(
      expect.arrayContaining(["applyPointsWorkflow", "removePointsWorkflow", "settleOrderWorkflow"]),
    )
    expect(refused.map((code) => code.trim())).toEqual(refused.map(() => "ERR_PACKAGE_PATH_NOT_EXPORTED"))
  })

  it("is told by its compiler what the plugin's options, errors, service and workflows are", async () => {
    await expect(store.typecheck("uses-the-types.ts")).resolves.toBeUndefined()
  })

  it("may import the storefront's library, which does nothing on a server", async () => {
    await expect(store.typecheck("uses-the-storefront.mts")).resolves.toBeUndefined()
    const exported = await store.evaluate(
      `Promise.all(["storefront", "storefront/client"].map((name) => import("medusa-plugin-loyalty/" + name)))
         .then(([whole, client]) => console.log(typeof whole.setLoyalty, whole.loyaltyClient === client.loyaltyClient))`,
    )
    expect(exported.trim()).toBe("function true")
  })

  it("makes the program that its medusa-config asks for", async () => {
    const { programs } = await admin.get<{ programs: object[] }>("/admin/loyalty/programs")

    expect(programs).toEqual([
      expect.objectContaining({
        name: "Tea leaves",
        rates: [
          { currency_code: "eur", earn: { points: 2, per_amount: 1 }, spend: { points: 1, worth: 0.5 } },
        ],
        earning: expect.objectContaining({ pending_days: 30, includes_tax: true }) as object,
      }),
    ])
  })

  it("sells for 357.00 with 50.00 of points, a gift card of 100.00 and a 10 % promotion of its own: 171.30 are left", async () => {
    const member = await giveAda(150)
    await createPromotion(admin, catalogue, { code: "TEACLUB", percent: 10 }).then(({ id }) =>
      admin.post(`/admin/promotions/${id}/rules/batch`, {
        create: [{ attribute: "tea_club", operator: "eq", values: ["member"] }],
      }),
    )
    const giftCard = await issueGiftCard(100)
    const cart = await carts.create({ customer: ada, items: { shoes: 3 } })
    const total = async () => (await carts.get(cart)).total

    const applied = await ada.http.post<{ redemption: { points: number; amount: number } }>(
      `/store/carts/${cart.id}/loyalty-points`,
      { points: 100 },
    )
    expect(applied.redemption).toMatchObject({ points: 100, amount: 50 })
    expect(await total()).toBe(307)
    await ada.http.post(`/store/carts/${cart.id}/gift-cards`, { code: giftCard })
    expect(await total()).toBe(207)
    await carts.addPromoCode(cart, "TEACLUB")
    expect(await total()).toBeCloseTo(171.3, 6)
    expect((await account()).balance).toEqual({ available: 50, pending: 0, held: 100 })

    const refused = await carts
      .update(cart, { metadata: { awaits_proof_of_age: true } })
      .then(() => carts.tryToComplete(cart))
    expect(refused).toMatchObject({ error: { message: "Show your proof of age first." } })
    expect((await account()).balance).toEqual({ available: 50, pending: 0, held: 100 })

    await carts.update(cart, { metadata: { awaits_proof_of_age: false } })
    const order = await carts.complete(cart)

    expect(order.total).toBeCloseTo(171.3, 6)
    const after = await settled(({ balance }) => balance.held === 0 && balance.pending > 0)
    // Two points a euro, for what was paid neither with points nor with the gift card, rounded down.
    expect(after.balance).toEqual({ available: 50, pending: 342, held: 0 })
    expect(await giftCardBalance(giftCard)).toBe(0)
    expect(member.id).toBe(after.id)
  })

  it("reaches a member's account from the customer in query.graph", async () => {
    const { member } = await new HttpClient(store.baseUrl).get<{ member: object }>(`/members/${ada.id}`)

    expect(member).toMatchObject({
      email: "ada@example.com",
      loyalty_account: { id: (await account()).id, customer_id: ada.id, available: 50, pending: 342 },
    })
  })

  it("keeps every workflow hook that the official plugin leaves free for its own handlers", async () => {
    const { hooks } = await new HttpClient(store.baseUrl).get<{ hooks: string[] }>("/hooks-that-ran")

    expect(hooks).toEqual(
      expect.arrayContaining([
        "add-shipping-method-to-cart.validate",
        "complete-cart.validate",
        "create-cart.cartCreated",
        "create-cart.setPricingContext",
        "create-cart.validate",
        "refresh-cart-items.setPricingContext",
        "update-cart-promotions.setPromotionContext",
        "update-cart-promotions.validate",
        "update-cart.cartUpdated",
      ]),
    )
  })

  it("proves its ledger", async () => {
    const verification = await admin.post<Record<string, unknown>>("/admin/loyalty/ledger/verification")

    expect(verification).toMatchObject({ accounts_checked: 1, discrepancies: [] })
    expect(verification.entries_checked).toBeGreaterThan(2)
  })

  it("undoes the newest migration by db:rollback and brings it back by db:migrate", async () => {
    await store.stop()
    const before = await schema()

    await store.medusa("db:rollback", "loyalty_program")
    const undone = await schema()
    await store.medusa("db:migrate", "--execute-safe-links", "--skip-scripts")

    expect(undone.migrations).toEqual(before.migrations.slice(0, -1))
    expect(undone.others).toEqual(before.others)
    expect(await schema()).toEqual(before)
  }, 180_000)

  async function account(): Promise<Account> {
    return (await ada.http.get<{ account: Account }>("/store/loyalty/account")).account
  }

  /** The account as soon as it is as the order's settlement, which another process does, should leave it. */
  async function settled(done: (account: Account) => boolean): Promise<Account> {
    const deadline = Date.now() + settlementMs
    for (;;) {
      const found = await account()
      if (done(found) || Date.now() > deadline) return found
      await pause(100)
    }
  }

  async function giveAda(points: number): Promise<Account> {
    const { id } = await account()
    const body = { points, reason: "goodwill" }
    return (await admin.post<{ account: Account }>(`/admin/loyalty/accounts/${id}/adjustments`, body)).account
  }

  async function issueGiftCard(value: number): Promise<string> {
    const { gift_card: made } = await admin.post<{ gift_card: { code: string } }>("/admin/gift-cards", {
      currency_code: "eur",
      value,
    })
    return made.code
  }

  async function giftCardBalance(code: string): Promise<number> {
    interface Card {
      store_credit_account: { balance: number }
    }
    const { gift_cards: found } = await admin.get<{ gift_cards: Card[] }>(
      `/admin/gift-cards?q=${code}&fields=code,*store_credit_account`,
    )
    return found[0].store_credit_account.balance
  }

  /** The migrations that ran, and what stands beside what they made. */
  async function schema() {
    return withClient(databaseUrl(database), async (client) => {
      const names = async (query: string) =>
        (await client.query<{ name: string }>(query)).rows.map(({ name }) => name)
      const tables = await names(`select relname as name from pg_class
         where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`)
      return {
        migrations: await names("select name from loyalty_migrations order by id"),
        ours: tables.filter((table) => table.startsWith("loyalty_")),
        functions: await names(`select oid::regprocedure::text as name from pg_proc
           where pronamespace = 'public'::regnamespace order by 1`),
        others: tables.filter((table) => !table.startsWith("loyalty_")),
      }
    })
  }
})

function storeWithOfficialPlugin(): StoreRecipe {
  const medusa = medusaVersion()
  return {
    fixture: path.join(__dirname, "store"),
    dependencies: { "@medusajs/loyalty-plugin": officialPluginVersion },
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
        "@medusajs/ui": versionInUse("@medusajs/ui"),
      },
    },
  }
}

async function signIn(baseUrl: string): Promise<HttpClient> {
  const http = new HttpClient(baseUrl)
  const { token } = await http.post<{ token: string }>("/auth/user/emailpass", owner)
  return http.with({ authorization: `Bearer ${token}` })
}

const shipped = [
  /^\.medusa[/\\]server[/\\](src|migrations)[/\\]/,
  /^package\.json$/,
  /^dist[/\\]storefront[/\\]((client|index)\.js|index\.js\.LEGAL\.txt|package\.json|types[/\\].+\.d\.ts)$/,
  /^(README|LICENSE|CHANGELOG)(\.md)?$/,
]

interface Manifest {
  exports: Record<string, string | Record<string, string>>
  dependencies: Record<string, string>
  peerDependencies: Record<string, string>
}

const manifest = (folder: string) =>
  JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest

const targetsOf = (exports: Manifest["exports"]) =>
  Object.values(exports).flatMap((target) => (typeof target === "string" ? [target] : Object.values(target)))

function filesBelow(folder: string): string[] {
  return fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
}

/** By package, without what Node brings. */
function packagesUsedBy(file: string): string[] {
  const text = fs.readFileSync(file, "utf8")
  return [...text.matchAll(/(?:\brequire\(|\bfrom |\bimport |\bimport\()["']([^."'][^"']*)["']/g)]
    .map(([, specifier]) => specifier)
    .filter((specifier) => !specifier.startsWith("node:") && !builtinModules.includes(specifier))
    .map((specifier) =>
      specifier
        .split("/")
        .slice(0, specifier.startsWith("@") ? 2 : 1)
        .join("/"),
    )
}
