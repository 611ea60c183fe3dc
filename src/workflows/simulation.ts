import type { MedusaContainer } from "@medusajs/framework/types"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import { LoyaltyError } from "../modules/loyalty/domain/errors"
import type LoyaltyModuleService from "../modules/loyalty/service"
import type { SimulationRequest } from "../modules/loyalty/simulation-settings"
import type { OrderToTry, SimulationResult } from "../modules/loyalty/types/simulation"
import { loadFactsOf } from "./order-facts"
import { orderRuleContext, orderSurroundings } from "./order-rule-context"
import { countPlacedOrders, placedOrders, type PlacedOrder } from "./placed-orders"

/** Somebody waits for the answer: more take minutes. */
const ordersMax = 20_000
const pageSize = 100

export interface SimulationProgress {
  orders: number
  of: number
}

/**
 * Tries rules on the orders of a period, page by page, and tells after each page how far it is; the result comes at the end. Only reads. It
 * stops at the signal, or when nobody asks for more. Throws as `Simulations.begin`, and `too_many_orders`.
 */
export async function* simulate(
  container: MedusaContainer,
  request: SimulationRequest,
  signal?: AbortSignal,
  atOnceMax: number = ordersMax,
): AsyncGenerator<SimulationProgress, SimulationResult> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  const { simulations } = loyalty.whatIf
  const run = await simulations.begin(request)
  try {
    const of = await countPlacedOrders(container, run)
    if (of > atOnceMax) {
      const sentence = `There are ${of} orders in this period, and ${atOnceMax} are tried at once. Name a shorter one.`
      throw new LoyaltyError("too_many_orders", { orders: of, orders_max: atOnceMax }, sentence)
    }
    let orders = 0
    yield { orders, of }
    for await (const page of placedOrders(container, run, pageSize)) {
      signal?.throwIfAborted()
      await simulations.add(run, await ordersToTry(container, page), signal)
      orders += page.length
      yield { orders, of: Math.max(of, orders) }
    }
    return simulations.resultOf(run)
  } finally {
    simulations.end(run)
  }
}

/** What is tried of a page of orders, in its order. */
export async function ordersToTry(container: MedusaContainer, page: PlacedOrder[]): Promise<OrderToTry[]> {
  const ids = page.map(({ id }) => id)
  const loaded = await loadFactsOf(container, ids)
  const surroundings = orderSurroundings(container, ids)
  return page.flatMap(({ id }) => {
    const order = loaded.get(id)
    if (order === undefined || order === null) return []
    const { facts } = order
    return [
      {
        facts,
        contextOf: (needs, lineIds) => orderRuleContext(container, facts, needs, lineIds, surroundings),
      } satisfies OrderToTry,
    ]
  })
}
