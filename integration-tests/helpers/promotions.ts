import { type HttpTypes } from "@medusajs/framework/types"
import { type GoodName, type Catalogue } from "./catalogue"
import { type HttpClient } from "./http"

export interface NewPromotion {
  code: string
  /** One of the two. */
  percent?: number
  amount?: number
  currency?: string
  automatic?: boolean
  /** Whether an amount is meant with tax, as a shopper would understand it; the default. */
  taxIncluded?: boolean
  /** Off the shipping instead of the goods. */
  onShipping?: boolean
  /** Only these goods. */
  goods?: GoodName[]
}

export async function createPromotion(
  admin: HttpClient,
  catalogue: Catalogue,
  {
    code,
    percent,
    amount,
    currency = "eur",
    automatic = false,
    taxIncluded = percent === undefined,
    onShipping = false,
    goods,
  }: NewPromotion,
): Promise<HttpTypes.AdminPromotion> {
  const { promotion } = await admin.post<HttpTypes.AdminPromotionResponse>("/admin/promotions", {
    code,
    type: "standard",
    status: "active",
    is_automatic: automatic,
    is_tax_inclusive: taxIncluded,
    application_method: {
      type: percent === undefined ? "fixed" : "percentage",
      value: percent ?? amount,
      currency_code: currency,
      target_type: onShipping ? "shipping_methods" : "items",
      allocation: "across",
      ...(goods && {
        target_rules: [
          {
            attribute: "items.product.id",
            operator: "in",
            values: goods.map((good) => catalogue.productId[good]),
          },
        ],
      }),
    },
  })
  return promotion
}
