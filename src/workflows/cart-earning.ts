import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { EarningFacts } from "../modules/loyalty/domain/earning/base"
import type { Needs } from "../modules/loyalty/domain/rules/needs"
import type { RuleContext } from "../modules/loyalty/domain/rules/scene"
import { isRedemptionCode } from "../modules/loyalty/domain/redemption/code"
import { decimalOf, lineTotals, sumOf } from "../modules/loyalty/promotions/context"
import type { LoadedCart } from "./cart-quote"
import { enteredCodes, isDiscountedLine, ruleContextOf } from "./rule-context"

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

const fields = [
  "id",
  "region_id",
  "metadata",
  "shipping_address.country_code",
  "promotions.code",
  "promotions.is_automatic",
  "payment_collection.payment_sessions.provider_id",
  "shipping_methods.shipping_option_id",
]

interface Surroundings {
  region_id?: string | null
  metadata?: Record<string, unknown> | null
  shipping_address?: { country_code?: string | null } | null
  promotions?: { code?: string | null; is_automatic?: boolean | null }[] | null
  payment_collection?: { payment_sessions?: { provider_id: string }[] } | null
  shipping_methods?: { shipping_option_id?: string | null }[] | null
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
  const around = (data[0] ?? {}) as unknown as Surroundings
  const purchase = {
    orderId: null,
    customerId: cart.customer_id,
    placedAt: at,
    lines: cart.items.map((item) => ({
      lineId: item.id,
      productId: item.product_id ?? null,
      isDiscounted: isDiscountedLine(item),
    })),
    circumstances: {
      regionId: around.region_id ?? null,
      countryCode: around.shipping_address?.country_code?.toLowerCase() ?? null,
      promotionCodes: enteredCodes(around.promotions),
      paymentProviderIds: (around.payment_collection?.payment_sessions ?? []).map(
        ({ provider_id }) => provider_id,
      ),
      shippingOptionIds: (around.shipping_methods ?? []).flatMap(
        ({ shipping_option_id }) => shipping_option_id ?? [],
      ),
      metadata: around.metadata ?? null,
    },
  }
  return await ruleContextOf(container, purchase, needs, lineIds)
}
