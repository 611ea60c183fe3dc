import { setTimeout as pause } from "node:timers/promises"
import { type Cart, type PlacedOrder } from "../../helpers/carts"
import { withClient } from "../../helpers/database"
import { type Answer, HttpClient } from "../../helpers/http"
import { describeShop } from "../../helpers/medusa"
import { type Customer } from "../../helpers/people"
import { type Balance, daysFromNow, type OrderPoints, pathOf, Points } from "../../helpers/points"
import { Shop } from "../../helpers/shop"
import { startStore, type StoreProcess } from "../../helpers/store-process"
import { state } from "../how-much"
import { hasRedis, type RedisServer, startRedis } from "./redis-server"

type Body = { code?: string; type?: string; order?: PlacedOrder }

const settlingMs = 20_000
/** The worker's own clock strikes once a minute. */
const jobsMs = 90_000
/** What a shopper may hear of a race that he runs against himself. Anything else would be a fault. */
const ordinaryRefusal = /^(insufficient_points|cart_busy|cart_completed)$/

/** As in production: one process serves the shoppers, another does the work. Without Redis both do both. */
const withRedis = hasRedis()
const modes = withRedis ? (["server", "worker"] as const) : (["shared", "shared"] as const)
const infrastructure = withRedis
  ? "a server and a worker that share a Redis"
  : "two processes that share PostgreSQL's locks, for want of a redis-server"

const suite: Parameters<typeof describeShop>[1] = (store) => {
  const points = new Points(store)
  let redis: RedisServer | undefined
  let processes: StoreProcess[] = []
  let shop: Shop
  let ada: Customer
  let bob: Customer

  beforeAll(async () => {
    ada = await store.shop.customer()
    bob = await store.shop.customer()
    await points.give(ada, 1_000)
    await points.give(bob, 900)
    state(`Two processes: ${infrastructure}.`)
  })

  // Restoring the database between two tests cuts a process off from it, so each test has processes of its own.
  beforeEach(async () => {
    if (withRedis) redis = await startRedis()
    const shared: Record<string, string> = redis ? { REDIS_URL: redis.url } : { SHARED_LOCKS: "true" }
    processes = await Promise.all(
      modes.map((mode) =>
        startStore({ databaseUrl: store.databaseUrl, env: { ...shared, MEDUSA_WORKER_MODE: mode } }),
      ),
    )
    const [{ baseUrl }] = processes
    const { admin, catalogue } = store.shop
    shop = new Shop(new HttpClient(baseUrl, admin.headers), catalogue, { ...store, baseUrl })
    const atTheCounter = (customer: Customer) => ({
      ...customer,
      http: new HttpClient(baseUrl, customer.http.headers),
    })
    ada = atTheCounter(ada)
    bob = atTheCounter(bob)
  })

  afterAll(() => {
    if (!withRedis) delete process.env.SHARED_LOCKS
  })

  afterEach(async () => {
    await Promise.all(processes.map((one) => one.stop()))
    await redis?.stop()
    for (const { output } of processes) {
      expect(output()).not.toMatch(/deadlock|ledger_fault|duplicate key|violates|could not be made at start/)
    }
  })

  const until = async <T>(what: string, look: () => Promise<T | null>, timeoutMs: number): Promise<T> => {
    for (const deadline = Date.now() + timeoutMs; ; await pause(100)) {
      const found = await look()
      if (found !== null) return found
      if (Date.now() > deadline)
        throw new Error(`${what}, still not after ${timeoutMs} ms.\n${processes[1].output()}`)
    }
  }

  /** Once the worker has settled it so. */
  const settled = (order: { id: string }, wanted: Partial<OrderPoints>): Promise<OrderPoints> =>
    until(
      `${order.id} is settled as ${JSON.stringify(wanted)}`,
      async () => {
        const { status, body } = await shop.admin.send<{ order: OrderPoints }>(
          "get",
          `/admin/loyalty/orders/${order.id}`,
        )
        const isSo =
          status === 200 &&
          Object.entries(wanted).every(([name, value]) => body.order[name as keyof OrderPoints] === value)
        return isSo ? body.order : null
      },
      settlingMs,
    )

  const balanceOf = async (customer: Customer): Promise<Balance> =>
    (await customer.http.get<{ account: { balance: Balance } }>("/store/loyalty/account")).account.balance

  const apply = (cart: Cart, wanted: number): Promise<Answer<Body>> =>
    ada.http.send("post", pathOf(cart), { points: wanted })

  /** Events that were to be sent before now. */
  const unsent = (upTo: string): Promise<string> =>
    withClient(store.databaseUrl, async (client) => {
      const { rows } = await client.query<{ last: string | null }>(
        "select max(id) as last from loyalty_outbox where id <= $1",
        [upTo],
      )
      return rows[0].last ?? "none"
    })

  const isLocked = (cart: Cart): Promise<boolean> =>
    withClient(store.databaseUrl, async (client) => {
      const { rowCount } = await client.query("select from locking where id = $1", [cart.id])
      return rowCount === 1
    })

  /**
   * The second while the first is under way. Medusa's locks in PostgreSQL let both pass that ask in the same instant: who
   * finds the other's row when he writes his own, and names no owner either, takes it for his. Redis lets one pass.
   */
  const completeTwice = async (cart: Cart) => {
    let isAnswered = false
    const first = shop.carts.sendCompletion(cart).finally(() => (isAnswered = true))
    while (!withRedis && !isAnswered && !(await isLocked(cart))) await pause(10)
    return await Promise.all([first, shop.carts.sendCompletion(cart)])
  }

  it("shoppers race for points at the counter; what they bought and what they left is settled in the back, to the point", async () => {
    const left = await store.shop.carts.create({ customer: bob, items: { shoes: 1 } })
    await points.hold(bob, left, 900, daysFromNow(-2))
    const told = await unsent("9223372036854775807")
    expect(told).not.toBe("none")
    const carts = [
      await shop.carts.create({ customer: ada, items: { shoes: 1 } }),
      await shop.carts.create({ customer: ada, items: { shoes: 1 } }),
    ]
    const storm = await Promise.all(
      Array.from({ length: 30 }, (_, index) => apply(carts[index % 2], 400 + 100 * (index % 4))),
    )
    for (const { status, body } of storm) {
      expect([200, 400]).toContain(status)
      if (status === 400)
        expect(body).toMatchObject({ code: expect.stringMatching(ordinaryRefusal) as string })
    }
    expect(storm.map(({ body }) => body.code)).toContain("insufficient_points")
    const { available, held } = await balanceOf(ada)
    expect(available + held).toBe(1_000)

    for (const cart of carts) await ada.http.delete(pathOf(cart))
    for (const cart of carts) {
      expect(await apply(cart, 500)).toMatchObject({ status: 200 })
      await shop.carts.initPayment(cart)
    }
    const sold = (await Promise.all(carts.map((cart) => completeTwice(cart)))).flat()
    expect(sold.filter(({ status }) => status !== 200 && status !== 409)).toEqual([])
    const ids = new Set(sold.flatMap(({ body }) => ("order" in body ? [body.order.id] : [])))
    expect(ids.size).toBe(2)
    const [first, second] = [...ids].map((id) => ({ id }))
    for (const order of [first, second]) await settled(order, { earned: 114, spent: 500 })
    expect(await balanceOf(ada)).toEqual({ available: 0, pending: 228, held: 0 })

    await shop.orders.capture(first)
    await settled(first, { paid: true })
    await shop.orders.deliver(first)
    await shop.orders.takeBack(first, { shoes: 1 })
    await settled(first, { earned: 0, spent: 0 })
    await shop.orders.cancel(second)
    await settled(second, { earned: 0, spent: 0 })
    expect(await balanceOf(ada)).toEqual({ available: 1_000, pending: 0, held: 0 })

    // Nobody has asked for this: the clock in the back does it, once a minute.
    await until(
      "the points of an abandoned cart are back",
      async () => ((await balanceOf(bob)).held === 0 ? true : null),
      jobsMs,
    )
    await until("the events are sent", async () => ((await unsent(told)) === "none" ? true : null), jobsMs)
    expect(await balanceOf(bob)).toEqual({ available: 900, pending: 0, held: 0 })
    const { transactions } = await bob.http.get<{ transactions: { type: string }[] }>(
      "/store/loyalty/transactions",
    )
    expect(transactions.map(({ type }) => type).sort()).toEqual(["adjust", "hold", "lapse"])
  })
}

/** Locks that are to stand in PostgreSQL have a table there, which the store's first boot makes. */
const prepareLocks = (): Promise<void> => {
  if (!withRedis) process.env.SHARED_LOCKS = "true"
  return Promise.resolve()
}

describeShop(`one shop as ${infrastructure}`, suite, { beforeBoot: prepareLocks })
