import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { OrderTally, type OrderTotals } from "../modules/loyalty/domain/insight/orders"
import { decimalOf } from "../modules/loyalty/promotions/context"

/** In one period: somebody waits for the answer. */
const ordersMax = 20_000
const pageSize = 1_000

interface OrdersOf {
  from: Date
  to: Date
  currencyCode: string
  decimalDigits: number
}

interface ListedOrder {
  id: string
  customer_id: string | null
  summary?: { current_order_total?: unknown } | null
}

/**
 * What the store's orders of the period amount to, read page by page by their ids: each page begins where the last one
 * ended. Drafts and canceled orders are left out. Null where there are more than are read at once. `withPoints` tells
 * which of a page's orders have to do with points.
 */
export async function orderFigures(
  container: MedusaContainer,
  wanted: OrdersOf,
  withPoints: (orderIds: string[]) => Promise<Set<string>>,
  atOnceMax: number = ordersMax,
): Promise<OrderTotals | null> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const filters = filtersOf(wanted)
  const { metadata } = await query.graph({
    entity: "order",
    fields: ["id"],
    filters,
    pagination: { take: 1, skip: 0 },
  })
  if ((metadata?.count ?? 0) > atOnceMax) return null
  const tally = new OrderTally()
  for (let after: string | undefined, isFull = true; isFull;) {
    const { data } = await query.graph({
      entity: "order",
      fields: ["id", "customer_id", "summary.*"],
      filters: after === undefined ? filters : { ...filters, id: { $gt: after } },
      pagination: { take: pageSize, skip: 0, order: { id: "ASC" } },
    })
    const orders = data as unknown as ListedOrder[]
    const marked = await withPoints(orders.map(({ id }) => id))
    for (const { id, customer_id: customerId, summary } of orders)
      tally.add({ customerId, total: decimalOf(summary?.current_order_total), withPoints: marked.has(id) })
    after = orders.at(-1)?.id
    isFull = orders.length === pageSize
  }
  return tally.totals(wanted.decimalDigits)
}

function filtersOf({ from, to, currencyCode }: OrdersOf): Record<string, unknown> {
  return {
    created_at: { $gte: from.toISOString(), $lt: to.toISOString() },
    currency_code: currencyCode,
    is_draft_order: false,
    status: { $ne: "canceled" },
  }
}
