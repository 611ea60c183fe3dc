import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { OrderFacts } from "../modules/loyalty/domain/earning/facts"
import type { Needs } from "../modules/loyalty/domain/rules/needs"
import type { RuleContext } from "../modules/loyalty/domain/rules/scene"
import {
  surroundingsOf,
  isDiscountedLine,
  ruleContextOf,
  surroundingFields,
  type Surroundings,
} from "./rule-context"

const fields = [
  ...surroundingFields,
  "payment_collections.payments.provider_id",
  "items.*",
  "items.adjustments.*",
]

interface LoadedOrder extends Surroundings {
  payment_collections?: { payments?: { provider_id: string }[] }[] | null
  items?: (Parameters<typeof isDiscountedLine>[0] & { id: string })[]
}

/** What earning rules ask of an order beside its money. */
export async function orderRuleContext(
  container: MedusaContainer,
  { orderId, customerId, placedAt, lines }: OrderFacts,
  needs: Needs,
  lineIds: string[],
  load: LoadOrder = async (id) => (await loadAll(container, [id])).get(id),
): Promise<RuleContext> {
  const order = needs.order || needs.goods ? ((await load(orderId)) ?? {}) : {}
  const items = new Map((order.items ?? []).map((item) => [item.id, item]))
  const purchase = {
    orderId,
    customerId,
    placedAt,
    lines: lines.map(({ lineId, productId }) => {
      const item = items.get(lineId)
      return { lineId, productId, isDiscounted: item !== undefined && isDiscountedLine(item) }
    }),
    circumstances: surroundingsOf(
      order,
      (order.payment_collections ?? []).flatMap(({ payments = [] }) =>
        payments.map(({ provider_id }) => provider_id),
      ),
    ),
  }
  return await ruleContextOf(container, purchase, needs, lineIds)
}

type LoadOrder = (orderId: string) => Promise<LoadedOrder | undefined>

/** For orders that are looked at together: the first that is asked about brings all of them. */
export function orderSurroundings(container: MedusaContainer, orderIds: string[]): LoadOrder {
  let loading: ReturnType<typeof loadAll> | null = null
  return async (orderId) => {
    loading ??= loadAll(container, orderIds)
    return (await loading).get(orderId)
  }
}

async function loadAll(container: MedusaContainer, orderIds: string[]): Promise<Map<string, LoadedOrder>> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "order", fields, filters: { id: orderIds } })
  return new Map((data as (LoadedOrder & { id: string })[]).map((order) => [order.id, order]))
}
