import type { Bench } from "../bench"
import type { Contender, Measure } from "../harness/measure"
import type { Sample } from "../harness/statistics"
import type { Cart } from "../../integration-tests/helpers/carts"
import type { Stores } from "../stores/stores"

type Request = () => Promise<void>

/** One caller asks everybody in turn, request by request: what slows the machine down meets all alike. */
function inTurn(requests: Record<string, Request>): Contender {
  const entries = Object.entries(requests)
  return {
    name: entries.map(([name]) => name).join(" / "),
    slice: async (seconds) => {
      const samples: Record<string, Sample> = Object.fromEntries(
        entries.map(([name]) => [name, { operations: 0, seconds: 0, latencies: [] }]),
      )
      const end = performance.now() + seconds * 1_000
      for (let turn = 0; performance.now() < end; turn++) {
        for (let place = 0; place < entries.length; place++) {
          const [name, request] = entries[(turn + place) % entries.length]
          const began = performance.now()
          await request()
          const ms = performance.now() - began
          const sample = samples[name]
          sample.latencies.push(ms)
          sample.operations += 1
          sample.seconds += ms / 1_000
        }
      }
      return samples
    },
  }
}

async function expectOk(url: string, init: RequestInit): Promise<void> {
  const answer = await fetch(url, init)
  const body = await answer.text()
  if (!answer.ok)
    throw new Error(`${init.method ?? "GET"} ${url} answered ${answer.status}: ${body.slice(0, 500)}`)
}

/** A change of a quantity: the commonest of the requests after which Medusa computes a cart anew. */
function changing({ customer }: Stores, baseUrl: string, cart: Cart): Request {
  const line = cart.items?.[0]
  if (line === undefined) throw new Error("A cart of the benchmark is empty.")
  const url = `${baseUrl}/store/carts/${cart.id}/line-items/${line.id}`
  let quantity = 1
  return async () => {
    quantity = quantity === 1 ? 2 : 1
    await expectOk(url, {
      method: "POST",
      headers: { ...customer.http.headers, "content-type": "application/json" },
      body: JSON.stringify({ quantity }),
    })
  }
}

/** A slice has to hold enough requests of each kind for a median. */
const secondsMin = 3
/** A Medusa that has just started gets faster for a while, and one of the two has been spoken to more than the other. */
const warmUpTurns = { quick: 10, full: 60 }
const quickWarmUpMs = 6_000

async function warmUp(bench: Bench, requests: Record<string, Request>): Promise<void> {
  const turns = bench.settings.quick ? warmUpTurns.quick : warmUpTurns.full
  const end = bench.settings.quick ? performance.now() + quickWarmUpMs : Infinity
  for (let turn = 0; turn < turns && performance.now() < end; turn++) {
    for (const request of Object.values(requests)) await request()
  }
}

export async function cartRefresh(bench: Bench): Promise<Measure> {
  const stores = await bench.stores()
  const { baseUrl, carts } = stores
  const requests = {
    "without the plugin": changing(stores, baseUrl.without, carts.without),
    "with the plugin": changing(stores, baseUrl.withPlugin, carts.withPlugin),
    "with points on the cart": changing(stores, baseUrl.withPlugin, carts.withPoints),
  }
  const contender = inTurn(requests)
  return {
    name: "cart-refresh",
    title: "cart refresh over HTTP: a line's quantity is changed, five lines, one caller",
    unit: "requests",
    warmUp: () => warmUp(bench, requests),
    contenders: [{ ...contender, slice: (seconds) => contender.slice(Math.max(secondsMin, seconds)) }],
    demands: [
      {
        what: "ordinary cart",
        of: "with the plugin",
        beside: "without the plugin",
        by: "p50",
        better: "less",
        goal: 1.02,
        floor: 1.05,
      },
      {
        what: "with a redemption",
        of: "with points on the cart",
        beside: "without the plugin",
        by: "p50",
        better: "less",
        goal: 1.1,
        floor: 1.2,
      },
    ],
    notes: ["Two Medusa processes on one database, asked in turn by one caller."],
  }
}

export async function accountRoute(bench: Bench): Promise<Measure> {
  const { baseUrl, customer } = await bench.stores()
  const reading = (route: string): Request => {
    return () => expectOk(`${baseUrl.withPlugin}${route}`, { headers: customer.http.headers })
  }
  const requests = {
    "GET /store/loyalty/account": reading("/store/loyalty/account"),
    "GET /store/customers/me": reading("/store/customers/me"),
  }
  return {
    name: "account-route",
    title: "GET /store/loyalty/account over HTTP, one caller",
    unit: "requests",
    warmUp: () => warmUp(bench, requests),
    contenders: [inTurn(requests)],
    demands: [
      {
        what: "beside a bare Medusa route",
        of: "GET /store/loyalty/account",
        beside: "GET /store/customers/me",
        by: "p50",
        better: "less",
        goal: 1.2,
        floor: 1.5,
      },
    ],
  }
}
