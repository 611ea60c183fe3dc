import fc from "fast-check"
import { loyaltyErrorCodes } from "../../../src/modules/loyalty/domain/errors"
import { type ErrorBody } from "../../helpers/http"
import { describeShop } from "../../helpers/medusa"
import { insides } from "../../helpers/refusals"
import { type Attempt, attemptsOn, type Ordinary, requestOf } from "./bad-requests"
import { howMany, patienceMs, state } from "../how-much"
import { LedgerDigest } from "./ledger-digest"
import { documentedRoutes, type PluginRoute, servedRoutes } from "./plugin-routes"
import { hangUp, type RawAnswer, sendRaw } from "./raw-http"
import { furnish, subjectOf, type Surroundings } from "./surroundings"
import { leavesOf } from "./wild-values"

/** The more a route takes, the more is tried on it. */
const attemptsFor = ({ body, query }: PluginRoute): number =>
  howMany(Math.min(600, 60 + 15 * (body ? leavesOf(body) : 0) + 10 * Object.keys(query).length))
/** Beyond the names that `insides` knows: how databases and runtimes speak of their troubles. */
const troubles =
  /relation|constraint|syntax error|QueryFailed|MikroORM|TypeORM|\bpg_|postgres|stack|encoding "UTF8"/i

describeShop("whatever a client sends", (store) => {
  const routes = documentedRoutes()
  const sent = { requests: 0, refused: 0 }
  let around: Surroundings
  let digest: LedgerDigest

  beforeAll(async () => {
    around = await furnish(store)
  })

  beforeEach(async () => {
    digest = await LedgerDigest.of(store.databaseUrl)
  })

  afterEach(async () => {
    hangUp()
    await digest.close()
  })

  afterAll(() => state(`Bad input: ${sent.requests} requests, ${sent.refused} of them refused.`))

  const ordinaryOn = (route: PluginRoute): Ordinary => ({
    ...subjectOf(route, store, around),
    headers: (route.path.startsWith("/admin") ? store.shop.admin : around.ada.http).headers,
  })

  const expectDecent = ({ mustRefuse, inOurWords }: Attempt, { status, text }: RawAnswer): void => {
    expect(status).toBeGreaterThanOrEqual(200)
    expect(status).toBeLessThan(500)
    if (mustRefuse) expect(status).toBeGreaterThanOrEqual(400)
    if (status < 400) return
    expect(text).not.toMatch(insides)
    expect(text).not.toMatch(troubles)
    const { code, message } = JSON.parse(text) as ErrorBody
    expect(message).toEqual(expect.stringMatching(/\w/))
    if (mustRefuse && inOurWords) expect(loyaltyErrorCodes).toContain(code)
  }

  it("every route that the shop serves is tried", () => {
    expect(routes.map(({ name }) => name).sort()).toEqual(servedRoutes())
  })

  it.each(routes.map((route) => [route.name, route] as const))(
    "%s answers, refuses what is wrong, and a refusal changes nothing",
    async (_, route) => {
      const ordinary = ordinaryOn(route)
      let before = await digest.now()

      await fc.assert(
        fc.asyncProperty(attemptsOn(route, ordinary), async (attempt) => {
          const answer = await sendRaw(store.baseUrl, attempt.request)
          sent.requests += 1
          // What a request that was taken sets going (published events, a member's tier) is not the next one's doing.
          if (answer.status < 400 && route.method !== "get") await store.events.quiet()
          const after = await digest.now()
          const earlier = before
          before = after
          if (answer.status >= 400) sent.refused += 1
          const shown = { status: answer.status, text: answer.text.slice(0, 300) }
          try {
            expectDecent(attempt, answer)
            if (answer.status >= 400 || route.method === "get") expect(after).toEqual(earlier)
          } catch (error) {
            throw new Error(`${JSON.stringify(shown)}\n${(error as Error).message}`, { cause: error })
          }
        }),
        { numRuns: attemptsFor(route) },
      )
    },
    patienceMs(120_000),
  )

  const sendTo = (name: string, changes: Partial<Ordinary> & { text?: string }): Promise<RawAnswer> => {
    const route = routes.find((one) => one.name === name)
    if (!route) throw new Error(`There is no route ${name}.`)
    return sendRaw(
      store.baseUrl,
      requestOf(route, { ...ordinaryOn(route), ...changes }, { text: changes.text }),
    )
  }

  it.each([
    [
      "a NUL in a member's id",
      "get /admin/loyalty/accounts/{id}",
      { path: () => "/admin/loyalty/accounts/%00" },
    ],
    [
      "a NUL in a cart's id",
      "post /store/carts/{id}/loyalty-points",
      { path: () => "/store/carts/cart_%00/loyalty-points" },
    ],
    ["a NUL in a search", "get /admin/loyalty/accounts", { query: { q: "\u0000" } }],
    ["a NUL in a filter", "get /admin/loyalty/accounts", { query: { program_id: "a\u0000b" } }],
    ["a NUL in a name", "post /admin/loyalty/programs/{id}", { body: { name: "a\u0000b" } }],
    [
      "a NUL in a note",
      "post /admin/loyalty/accounts/{id}/adjustments",
      { body: { points: 1, reason: "goodwill", note: "\u0000" } },
    ],
    [
      "half a letter in a list",
      "post /admin/loyalty/programs/{id}",
      { body: { earning: { excluded_product_ids: ["\ud800"] } } },
    ],
    [
      "half a letter in a field's name",
      "post /admin/loyalty/programs/{id}",
      { body: { unit_names: { "e\ud800": { one: "x" } } } },
    ],
    ["a start of null", "post /admin/loyalty/programs/{id}", { body: { starts_at: null } }],
    ["a start of true", "post /admin/loyalty/programs/{id}", { body: { starts_at: true } }],
    [
      "a start that no calendar of PostgreSQL has",
      "post /admin/loyalty/programs/{id}",
      { body: { starts_at: "-271821-04-20T00:00:00.000Z" } },
    ],
    [
      "an end in milliseconds",
      "post /admin/loyalty/accounts/{id}/adjustments",
      { body: { points: 1, reason: "goodwill", expires_at: 4_102_444_800_000 } },
    ],
  ] satisfies [string, string, Partial<Ordinary>][])(
    "%s is refused in our words, as all that was found once",
    async (_, name, changes) => {
      const before = await digest.now()
      const { status, text } = await sendTo(name, changes)

      expect({ status, ...(JSON.parse(text) as ErrorBody) }).toMatchObject({
        status: 400,
        code: "invalid_request",
      })
      expect(text).not.toMatch(insides)
      expect(await digest.now()).toEqual(before)
    },
  )

  it("an address that is no text is answered as Medusa answers it on routes of its own", async () => {
    const [ours, medusas] = await Promise.all(
      ["/admin/loyalty/accounts/%E0%A4%A", "/admin/products/%E0%A4%A"].map((path) =>
        sendRaw(store.baseUrl, { method: "get", path, headers: store.shop.admin.headers }),
      ),
    )
    expect({ status: ours.status, text: ours.text }).toEqual({ status: medusas.status, text: medusas.text })
  })

  it("whatever rates the settings take, the shop's pages are answered", async () => {
    const { regionId } = store.shop.catalogue
    const amounts = fc.constantFrom(0.01, 0.5, 1, 99.99, 1e6, 1e9)
    const numbers = fc.constantFrom(1, 7, 1_000, 1e9)
    const rates = fc.record({
      earn: fc.record({ points: numbers, per_amount: amounts }),
      spend: fc.record({ points: numbers, worth: amounts }),
    })

    await fc.assert(
      fc.asyncProperty(rates, async (rate) => {
        const body = { rates: [{ currency_code: "eur", ...rate }] }
        const set = await sendTo("post /admin/loyalty/programs/{id}", { body })
        expect([200, 400]).toContain(set.status)
        const pages = await Promise.all([
          sendTo("get /store/loyalty/program", {}),
          sendTo("get /store/loyalty/account", {}),
          sendTo("get /store/carts/{id}/loyalty-points", {}),
          sendTo("get /store/products/{id}/loyalty-points", {
            query: { region_id: regionId.eur, quantity: "100000" },
          }),
        ])
        expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200])
      }),
      { numRuns: howMany(20) },
    )
  })
})
