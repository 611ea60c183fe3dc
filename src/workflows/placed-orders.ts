import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

export interface PlacedOrder {
  id: string
  placedAt: Date
}

interface Period {
  from: Date
  to: Date
}

/**
 * The ids of the orders that were placed in the period, page by page in the order of their placement. Pages are found by where the last
 * one ended, never by counting from the start. Moments are known to the millisecond: of a page that is full, those
 * of its last millisecond are asked for anew, by their ids, so that none is missed and none comes twice.
 */
export async function* placedOrders(
  container: MedusaContainer,
  { from, to }: Period,
  pageSize: number,
): AsyncGenerator<PlacedOrder[], void> {
  for (let since = from; since < to;) {
    const page = await placedIn(container, { from: since, to }, pageSize)
    const last = page.at(-1)?.placedAt
    if (last === undefined || page.length < pageSize) {
      if (page.length > 0) yield page
      return
    }
    const before = page.filter(({ placedAt }) => placedAt < last)
    if (before.length > 0) yield before
    const next = new Date(last.getTime() + 1)
    const end = next < to ? next : to
    for (let after: string | undefined, isFull = true; isFull;) {
      const atOnce = await placedIn(container, { from: last, to: end }, pageSize, after ?? "")
      if (atOnce.length > 0) yield atOnce
      after = atOnce.at(-1)?.id
      isFull = atOnce.length === pageSize
    }
    since = next
  }
}

export async function countPlacedOrders(container: MedusaContainer, period: Period): Promise<number> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { metadata } = await query.graph({
    entity: "order",
    fields: ["id"],
    filters: filtersOf(period),
    pagination: { take: 1, skip: 0 },
  })
  return metadata?.count ?? 0
}

/** With `afterId`, in the order of the ids, from the one after it. */
async function placedIn(
  container: MedusaContainer,
  period: Period,
  pageSize: number,
  afterId?: string,
): Promise<PlacedOrder[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: ["id", "created_at"],
    filters: { ...filtersOf(period), ...(afterId === undefined ? {} : { id: { $gt: afterId } }) },
    pagination: {
      take: pageSize,
      skip: 0,
      order: afterId === undefined ? { created_at: "ASC", id: "ASC" } : { id: "ASC" },
    },
  })
  return data.map(({ id, created_at }) => ({ id, placedAt: new Date(created_at) }))
}

function filtersOf({ from, to }: Period): Record<string, unknown> {
  return { created_at: { $gte: from.toISOString(), $lt: to.toISOString() }, is_draft_order: false }
}
