import { setTimeout as pause } from "node:timers/promises"
import { clockwork, type ClockworkName } from "../../src/workflows/clockwork"
import { type Cart } from "../helpers/carts"
import { type Answer, HttpClient } from "../helpers/http"
import { describeShop } from "../helpers/medusa"
import { type Order } from "../helpers/orders"
import { type Customer } from "../helpers/people"
import { daysFromNow, pathOf, Points, type Applied } from "../helpers/points"
import { startStore, type StoreProcess } from "../helpers/store-process"

type Body = Partial<Applied> & { code?: string; type?: string; order?: Order }
type Deed = "apply" | "remove" | "change" | "complete"

const settlingMs = 20_000
/** What a shopper may hear of a race that he runs against himself. Anything else would be a fault. */
const ordinaryRefusal = /^(insufficient_points|cart_busy|cart_completed)$/

const suite: Parameters<typeof describeShop>[1] = (store) => {
  const points = new Points(store)
  let other: StoreProcess
  let ada: Customer

  beforeAll(async () => {
    ada = await store.shop.customer()
    await points.give(ada, 1_000)
  })

  // Restoring the database between two tests cuts a process off from it, so each test has a process of its own.
  beforeEach(async () => {
    other = await startStore({ databaseUrl: store.databaseUrl })
  })

  afterAll(() => {
    delete process.env.SHARED_LOCKS
  })

  afterEach(async () => {
    await other.stop()
    expect(other.output()).not.toMatch(/deadlock|ledger_fault|duplicate key|violates/)
  })

  /** The same person at this process and at the other one. */
  const bothOf = (http: HttpClient) => [http, new HttpClient(other.baseUrl, http.headers)]
  const cartOfShoes = () => store.shop.carts.create({ customer: ada, items: { shoes: 1 } })

  const doing = async (
    deed: Deed,
    http: HttpClient,
    cart: Cart,
    wanted = 0,
  ): Promise<[Deed, Answer<Body>]> => {
    const path = `/store/carts/${cart.id}`
    const deeds: Record<Deed, () => Promise<Answer<Body>>> = {
      apply: () => http.send<Body>("post", pathOf(cart), { points: wanted }),
      remove: () => http.send<Body>("delete", pathOf(cart)),
      change: () => http.send<Body>("post", path, { metadata: { wanted } }),
      complete: () => http.send<Body>("post", `${path}/complete`),
    }
    return [deed, await deeds[deed]()]
  }

  /** Our routes grant or refuse; only Medusa's own may find the cart locked for too long, and answer 500. */
  const expectAnswered = (answers: [Deed, Answer<Body>][]): void => {
    for (const [deed, { status, body }] of answers) {
      if (deed === "apply" || deed === "remove") {
        expect([200, 400]).toContain(status)
        if (status === 400) expect(body).toMatchObject({ code: expect.stringMatching(ordinaryRefusal) })
      } else if (status >= 500) {
        expect({ deed, type: body.type }).toEqual({ deed, type: "unknown_error" })
      }
    }
  }

  const ordersOf = async (customer: Customer): Promise<Order[]> =>
    (await customer.http.get<{ orders: Order[] }>("/store/orders?limit=100&fields=id,total")).orders

  /** Once both processes have settled what they sold: what was spent is what the orders show, and no more than there was. */
  const expectNothingFromNothing = async (had: number): Promise<{ spent: number; orders: Order[] }> => {
    const orders = await ordersOf(ada)
    const deadline = Date.now() + settlingMs
    for (const order of orders) {
      const path = `/admin/loyalty/orders/${order.id}`
      while ((await store.shop.admin.send("get", path)).status !== 200 && Date.now() < deadline)
        await pause(100)
    }
    let spent = 0
    for (const order of orders) {
      const settled = await points.ofOrder(order)
      expect(order.total).toBeCloseTo(119 - settled.spent / 100, 2)
      spent += settled.spent
    }
    const { available, held } = await points.balance(ada)
    expect(available + held + spent).toBe(had)
    expect(Math.min(available, held, had - spent)).toBeGreaterThanOrEqual(0)
    return { spent, orders }
  }

  it("fifty requests at once for two carts of one customer never spend what is not there", async () => {
    const windows = bothOf(ada.http)
    const carts = [await cartOfShoes(), await cartOfShoes()]
    const deeds: Deed[] = ["apply", "apply", "change", "apply", "remove"]
    const storm = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        doing(
          deeds[index % deeds.length],
          windows[index % 2],
          carts[Math.floor(index / 2) % 2],
          400 + 100 * (index % 4),
        ),
      )

    const answers = await Promise.all(storm(50))
    expectAnswered(answers)
    expect(answers.filter(([deed, { status }]) => deed === "apply" && status === 200).length).toBeGreaterThan(
      0,
    )
    expect(answers.map(([, { body }]) => body.code)).toContain("insufficient_points")
    await expectNothingFromNothing(1_000)

    for (const cart of carts) await points.remove(cart)
    for (const cart of carts) {
      await points.apply(cart, 500)
      await store.shop.carts.initPayment(cart)
    }
    const finale = await Promise.all([
      ...carts.flatMap((cart) => windows.map((http) => doing("complete", http, cart))),
      ...storm(10),
    ])
    expectAnswered(finale)
    await store.events.quiet()
    await expectNothingFromNothing(1_000)
  })

  it("a cart that is completed in both at once becomes one order and pays with its points once", async () => {
    const windows = bothOf(ada.http)
    for (const wanted of [300, 200, 100]) {
      const cart = await cartOfShoes()
      await points.apply(cart, wanted)
      await store.shop.carts.initPayment(cart)
      const answers = await Promise.all(windows.map((http) => doing("complete", http, cart)))
      expectAnswered(answers)
    }
    await store.events.quiet()
    const { spent, orders } = await expectNothingFromNothing(1_000)
    expect(orders).toHaveLength(3)
    expect(spent).toBe(600)
  })

  it("the same Idempotency-Key in both at once has one effect", async () => {
    const cart = await cartOfShoes()
    const windows = bothOf(ada.http.with({ "Idempotency-Key": "tap-1" }))
    const answers = await Promise.all(
      [0, 1, 2, 3].map(async (index) => (await doing("apply", windows[index % 2], cart, 300))[1]),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const replays = answers.filter(({ headers }) => headers["idempotency-replayed"] === "true")
    expect(replays).toHaveLength(3)
    expect(new Set(answers.map(({ body }) => body.redemption?.id)).size).toBe(1)
    expect(await points.balance(ada)).toEqual({ available: 700, pending: 0, held: 300 })
    expect((await store.shop.carts.get(cart)).total).toBe(116)
  })

  it("every job runs in both at once, and what is to be done is done once", async () => {
    const members = await Promise.all([1, 2, 3, 4, 5, 6].map(() => store.shop.customer()))
    for (const member of members) {
      const cart = await store.shop.carts.create({ customer: member, items: { shoes: 1 } })
      await points.giveAt(member, 700, daysFromNow(-3), daysFromNow(-1))
      await points.give(member, 300)
      await points.hold(member, cart, 900, daysFromNow(-2))
    }
    store.events.deliver("never")
    const bought = await store.shop.placeOrder({ customer: members[0], items: { shoes: 1 } })

    const [, staffElsewhere] = bothOf(store.shop.admin)
    const both = async (job: ClockworkName) => {
      const [, report] = await Promise.all([
        points.run(job),
        staffElsewhere.post<object>(`/admin/loyalty/jobs/${job}`),
      ])
      expect(report).toMatchObject({ job, failed: 0 })
    }
    for (const job of Object.keys(clockwork) as ClockworkName[]) await both(job)
    await both("expire")

    for (const member of members) {
      const types = (await points.transactions(member)).map(({ type }) => type)
      expect(types.filter((type) => type === "lapse")).toHaveLength(1)
      expect(types.filter((type) => type === "earn")).toHaveLength(member === members[0] ? 1 : 0)
      expect(await points.balance(member)).toMatchObject({ available: 300, held: 0 })
      expect((await points.lots(member)).slice(0, 2).map(({ remaining }) => remaining)).toEqual([0, 300])
    }
    expect(await points.ofOrder(bought)).toMatchObject({ earned: 119 })
    await both("publish")
    expect((await staffElsewhere.post<{ done: number }>("/admin/loyalty/jobs/publish")).done).toBe(0)
  })
}

/** As in production, the two share their locks. The ledger needs none of them; Medusa's own cart and its completion do. */
const shareLocks = (): Promise<void> => {
  process.env.SHARED_LOCKS = "true"
  return Promise.resolve()
}

describeShop("one shop in two processes", suite, { beforeBoot: shareLocks })
