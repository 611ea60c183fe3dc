import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import type LoyaltyModuleService from "../modules/loyalty/service"
import type { ClockworkReport } from "./clockwork"

/** Clocks of several processes differ a little, and a change may be written a little after its time. */
const overlapMinutes = 15
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

/** Answers the orders that could not be settled. */
type Settle = (orderIds: string[]) => Promise<{ report: ClockworkReport; failed: string[] }>
type Stream = (container: MedusaContainer, since: Date, page: number) => Promise<Changed[]>

/**
 * Finds orders that changed after they were last settled, and committed redemptions without an order, and has them
 * settled. What an accepted transfer changes, for one, no event tells. Each run takes up where the last one stopped, so
 * a worker that was away for days misses nothing; an order that fails is tried again by every run.
 */
export async function reconcileOrders(
  container: MedusaContainer,
  at: Date,
  settle: Settle,
): Promise<ClockworkReport> {
  const total = (await settle(await decideStranded(container, at))).report
  for (const [name, stream] of Object.entries({ orders: changedOrders, payments: changedPayments })) {
    const { done, failed } = await follow(
      container,
      `reconcile_${name}`,
      stream,
      settle,
      ordersMax - total.done,
    )
    total.done += done
    total.failed += failed
  }
  return total
}

async function follow(
  container: MedusaContainer,
  checkpoint: string,
  stream: Stream,
  settle: Settle,
  ordersLeft: number,
): Promise<ClockworkReport> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  const reached = (await loyalty.checkpointReached(checkpoint)) ?? (await firstStart(loyalty))
  const since = new Date(reached.getTime() - overlapMinutes * 60_000)
  const total: ClockworkReport = { done: 0, failed: 0 }
  let hasFailed = false

  for (let page = 0; page < pagesMax && total.done < ordersLeft; page++) {
    const changed = await stream(container, since, page)
    const unsettled = await unsettledOf(container, changed)
    const { report, failed } = await settle([...new Set(unsettled)])
    total.done += report.done
    total.failed += report.failed
    // Nothing beyond a failure counts as looked at; but an order that always fails must not hide those behind it.
    const firstFailed = changed.find(({ id }) => failed.includes(id))
    const last = firstFailed ?? changed.at(-1)
    if (last !== undefined && !hasFailed) await loyalty.advanceCheckpoint(checkpoint, last.changedAt)
    hasFailed ||= firstFailed !== undefined
    if (changed.length < pageSize) break
  }
  return total
}

async function firstStart(loyalty: LoyaltyModuleService): Promise<Date> {
  const starts = (await loyalty.listPrograms()).map(({ startsAt }) => startsAt.getTime())
  return new Date(Math.min(...starts, Date.now()))
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
