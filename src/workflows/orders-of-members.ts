import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { decimalOf } from "../modules/loyalty/promotions/context"

export interface StoreOrder {
  displayId: number
  currencyCode: string
  /** As it stands now, in major units. */
  total: number
}

interface ListedOrder {
  id: string
  display_id: number
  currency_code: string
  summary?: { current_order_total?: unknown } | null
}

/** What the store says of the orders. Those that it has no more are missing. */
export async function ordersById(
  container: MedusaContainer,
  ids: string[],
): Promise<Map<string, StoreOrder>> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: ["id", "display_id", "currency_code", "summary.*"],
    filters: { id: ids },
  })
  return new Map(
    (data as unknown as ListedOrder[]).map(({ id, display_id, currency_code, summary }) => [
      id,
      {
        displayId: display_id,
        currencyCode: currency_code,
        total: Number(decimalOf(summary?.current_order_total)),
      },
    ]),
  )
}
