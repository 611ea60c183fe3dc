import { Modules } from "@medusajs/framework/utils"
import { isRedemptionCode } from "../domain/redemption/code"
import { scaled, scaledText } from "../domain/money"
import {
  addItemAdjustment,
  bigNumberOf,
  decimalOf,
  lineTotalAfter,
  type AdjustmentAction,
  type ComputeContext,
} from "./context"
import { moduleInstance } from "./module-instance"

interface StoredAdjustment {
  item_id: string
  code?: string | null
  amount: unknown
  version: number
}

interface OrderModule {
  listOrderLineItemAdjustments(
    filters: { item_id: string[] },
    config: { select: string[]; take: null },
  ): Promise<StoredAdjustment[]>
}

/**
 * An edit of an order that carries promotions over computes its discounts anew and would drop the points'. What
 * they paid for a line stays with the line, at most the line's price: an edit never spends more points.
 */
export async function keptOnOrder(
  context: ComputeContext,
  actions: AdjustmentAction[],
): Promise<AdjustmentAction[]> {
  const items = context.items ?? []
  const orderModule = moduleInstance<OrderModule>(Modules.ORDER)
  if (items.length === 0 || orderModule === undefined) return []

  const stored = await orderModule.listOrderLineItemAdjustments(
    { item_id: items.map(({ id }) => id) },
    { select: ["item_id", "code", "amount", "version"], take: null },
  )
  return items.flatMap((item) => {
    const kept = latestOf(stored.filter(({ item_id, code }) => item_id === item.id && isRedemptionCode(code)))
    if (kept === undefined) return []
    const total = scaled(lineTotalAfter(item, actions, context.region?.automatic_taxes ?? false))
    const amount = scaled(decimalOf(kept.amount))
    return [
      {
        action: addItemAdjustment,
        item_id: item.id,
        amount: bigNumberOf(scaledText(amount < total ? amount : total)),
        code: kept.code ?? undefined,
        is_tax_inclusive: true,
      },
    ]
  })
}

function latestOf(adjustments: StoredAdjustment[]): StoredAdjustment | undefined {
  return [...adjustments].sort((a, b) => b.version - a.version)[0]
}
