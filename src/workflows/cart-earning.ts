import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { EarningFacts } from "../modules/loyalty/domain/earning/base"
import type { Needs } from "../modules/loyalty/domain/rules/needs"
import type { RuleContext } from "../modules/loyalty/domain/rules/scene"
import { isRedemptionCode } from "../modules/loyalty/domain/redemption/code"
import { decimalOf, lineTotals, sumOf } from "../modules/loyalty/promotions/context"
import type { LoadedCart } from "./cart-quote"
import {
  surroundingsOf,
  isDiscountedLine,
  ruleContextOf,
  surroundingFields,
  type Surroundings,
} from "./rule-context"

/** A cart as the evaluator knows orders, so that the preview is what the order will be awarded if placed at `at`. */
export function cartEarning(cart: LoadedCart, at: Date): EarningFacts {
  const includeTax = cart.region?.automatic_taxes ?? false
  const shipping = (cart.shipping_methods ?? []).map(
    (method) =>
      lineTotals({ ...method, unit_price: method.amount, quantity: 1 }, method.adjustments ?? [], includeTax)
        .total,
  )
  return {
    currencyCode: cart.currency_code,
    salesChannelId: cart.sales_channel_id ?? null,
    placedAt: at,
    lines: cart.items.map((item) => {
      const adjustments = item.adjustments ?? []
      const ours = adjustments.filter(({ code }) => isRedemptionCode(code))
      return {
        lineId: item.id,
        productId: item.product_id ?? null,
        variantId: item.variant_id ?? null,
        quantity: Number(decimalOf(item.quantity)),
        returnedQuantity: 0,
        ...lineTotals(item, adjustments, includeTax),
        isGiftCard: item.is_giftcard ?? item.product?.is_giftcard ?? false,
        paidWithPoints: sumOf(ours.map(({ amount }) => amount)),
      }
    }),
    shippingTotal: sumOf(shipping),
    creditTotal: sumOf((cart.credit_lines ?? []).map(({ amount }) => amount)),
  }
}

const fields = [...surroundingFields, "payment_collection.payment_sessions.provider_id"]

interface CartSurroundings extends Surroundings {
  payment_collection?: { payment_sessions?: { provider_id: string }[] } | null
}

/** What earning rules ask of a cart, as its order is going to have it. */
export async function cartRuleContext(
  container: MedusaContainer,
  cart: LoadedCart,
  at: Date,
  needs: Needs,
  lineIds: string[],
): Promise<RuleContext> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = needs.order
    ? await query.graph({ entity: "cart", fields, filters: { id: cart.id } })
    : { data: [] }
  const around = (data[0] ?? {}) as unknown as CartSurroundings
  const purchase = {
    orderId: null,
    customerId: cart.customer_id,
    placedAt: at,
    lines: cart.items.map((item) => ({
      lineId: item.id,
      productId: item.product_id ?? null,
      isDiscounted: isDiscountedLine(item),
    })),
    circumstances: surroundingsOf(
      around,
      (around.payment_collection?.payment_sessions ?? []).map(({ provider_id }) => provider_id),
    ),
  }
  return await ruleContextOf(container, purchase, needs, lineIds)
}
