import type { evaluateEarning } from "../modules/loyalty/domain/earning/evaluate"
import { isRedemptionCode } from "../modules/loyalty/domain/redemption/code"
import { decimalOf, lineTotals, sumOf } from "../modules/loyalty/promotions/context"
import type { LoadedCart } from "./cart-quote"

type EarningFacts = Parameters<typeof evaluateEarning>[0]

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
