import { Modules } from "@medusajs/framework/utils"
import { codeOf } from "../domain/redemption/code"
import { applyRedemption } from "../domain/redemption/quote"
import type { CartRedemption, Redemptions } from "../services/redemptions"
import {
  addItemAdjustment,
  bigNumberOf,
  cartForQuote,
  type AdjustmentAction,
  type ComputeContext,
} from "./context"
import { moduleInstance } from "./module-instance"

interface CartModule {
  listCreditLines(filters: { cart_id: string }): Promise<{ amount: unknown }[]>
}

/**
 * The last discount of the cart: what the open redemption takes off what all other discounts left, tax included.
 * It follows the cart to another currency at that currency's rate. A cart that changes hands loses it: the points go
 * back to their owner.
 */
export async function cartDiscount(
  redemptions: Redemptions,
  redemption: CartRedemption,
  context: ComputeContext & { id: string },
  actions: AdjustmentAction[],
): Promise<AdjustmentAction[]> {
  if (context.customer?.id !== redemption.customerId) {
    if (redemption.status === "open") {
      await redemptions.release(redemption.id, "cart_changed_hands", "system", new Date())
    }
    return []
  }
  if (redemption.accountStatus !== "active") return []
  const currencyCode = context.currency_code ?? ""
  if (currencyCode !== redemption.currencyCode) await redemptions.follow(redemption.id, currencyCode)

  const credits = await moduleInstance<CartModule>(Modules.CART)?.listCreditLines({ cart_id: context.id })
  const cart = cartForQuote(context, actions, credits ?? [])
  const { shares } = applyRedemption({ cart, terms: redemption.terms, points: redemption.points })
  return shares.map((share) => ({
    action: addItemAdjustment,
    item_id: share.lineId,
    amount: bigNumberOf(share.exact),
    code: codeOf(redemption.token),
    is_tax_inclusive: true,
  }))
}
