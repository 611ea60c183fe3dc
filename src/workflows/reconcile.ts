import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import type LoyaltyModuleService from "../modules/loyalty/service"
import type { ClockworkReport } from "./clockwork"

/** How far back an order may have changed without an event telling of it. */
const windowHours = 72
/** A redemption committed longer ago than a completion can take was left behind by a crash. */
const strandedMinutes = 15
const pageSize = 200
const pagesMax = 50
const ordersMax = 500
const strandedMax = 100

interface Changed {
  id: string
  changedAt: Date
}

/**
 * Finds orders that changed after they were last settled, and committed redemptions without an order, and has them
 * settled. What an accepted transfer changes, for one, no event tells.
 */
export async function reconcileOrders(
  container: MedusaContainer,
  at: Date,
  settle: (orderIds: string[]) => Promise<ClockworkReport>,
): Promise<ClockworkReport> {
  const since = new Date(at.getTime() - windowHours * 3_600_000)
  const orders = new Set(await decideStranded(container, at))
  for (const pages of [changedOrders, changedPayments]) {
    for (let page = 0; page < pagesMax && orders.size < ordersMax; page++) {
      const changed = await pages(container, since, page)
      for (const id of await unsettledOf(container, changed)) orders.add(id)
      if (changed.length < pageSize) break
    }
  }
  return await settle([...orders].slice(0, ordersMax))
}

async function changedOrders(container: MedusaContainer, since: Date, page: number): Promise<Changed[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: ["id", "updated_at"],
    filters: { updated_at: { $gte: since.toISOString() } },
    pagination: { skip: page * pageSize, take: pageSize, order: { updated_at: "ASC" } },
  })
  return data.map((order) => ({ id: order.id, changedAt: new Date(order.updated_at) }))
}

async function changedPayments(container: MedusaContainer, since: Date, page: number): Promise<Changed[]> {
  const orderModule = container.resolve(Modules.ORDER)
  const transactions = await orderModule.listOrderTransactions(
    { created_at: { $gte: since.toISOString() } },
    {
      select: ["order_id", "created_at"],
      skip: page * pageSize,
      take: pageSize,
      order: { created_at: "ASC" },
    },
  )
  return transactions.map((one) => ({ id: one.order_id, changedAt: new Date(one.created_at) }))
}

async function unsettledOf(container: MedusaContainer, changed: Changed[]): Promise<string[]> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  const seen = await loyalty.lastSeenChanges(changed.map(({ id }) => id))
  return changed
    .filter(({ id, changedAt }) => changedAt.getTime() > (seen.get(id)?.getTime() ?? 0))
    .map(({ id }) => id)
}

/** The orders of committed redemptions; where there is none, the redemption is the cart's again. */
async function decideStranded(container: MedusaContainer, at: Date): Promise<string[]> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const stranded = await loyalty.listStrandedCarts(
    new Date(at.getTime() - strandedMinutes * 60_000),
    strandedMax,
  )
  if (stranded.length === 0) return []

  const { data } = await query.graph({
    entity: "order_cart",
    fields: ["cart_id", "order_id"],
    filters: { cart_id: stranded.map(({ cartId }) => cartId) },
  })
  const orderOf = new Map(data.map((link) => [link.cart_id, link.order_id]))
  for (const { cartId, token } of stranded) {
    if (!orderOf.has(cartId)) await loyalty.reopenRedemption(token)
  }
  return [...orderOf.values()]
}
