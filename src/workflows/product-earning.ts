import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules, ProductStatus, QueryContext } from "@medusajs/framework/utils"
import { LoyaltyError } from "../modules/loyalty/domain/errors"
import type { evaluateEarning } from "../modules/loyalty/domain/earning/evaluate"
import { lineTotals } from "../modules/loyalty/promotions/context"

interface Wanted {
  product_id: string
  variant_id?: string
  region_id: string
  country_code?: string
  quantity: number
  /** Where the shop sells; a product that none of them offers is not shown. */
  sales_channel_ids: string[]
  /** When it would be bought. */
  at: Date
}

interface Variant {
  id: string
  calculated_price?: { calculated_amount: number | null; is_calculated_price_tax_inclusive: boolean } | null
}

interface Product {
  id: string
  is_giftcard: boolean
  type_id?: string | null
  sales_channels?: { id: string }[]
  variants: Variant[]
}

/**
 * Each variant as the line of a cart of its own, so that the promise on a product page is computed like the award.
 * Throws `product_not_found`, and `invalid_request` for an unknown region.
 */
export async function productEarning(
  container: MedusaContainer,
  wanted: Wanted,
): Promise<{ variantId: string; facts: Parameters<typeof evaluateEarning>[0] }[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data: regions } = await query.graph({
    entity: "region",
    fields: ["id", "currency_code", "automatic_taxes", "countries.iso_2"],
    filters: { id: wanted.region_id },
  })
  const region = regions[0]
  if (region === undefined)
    throw new LoyaltyError("invalid_request", { field: "region_id" }, "region_id: no such region.")

  const { data: products } = await query.graph({
    entity: "product",
    fields: [
      "id",
      "is_giftcard",
      "type_id",
      "sales_channels.id",
      "variants.id",
      "variants.calculated_price.*",
    ],
    filters: { id: wanted.product_id, status: ProductStatus.PUBLISHED },
    context: {
      variants: {
        calculated_price: QueryContext({ region_id: region.id, currency_code: region.currency_code }),
      },
    },
  })
  const product = products[0] as unknown as Product | undefined
  const isOffered = product?.sales_channels?.some(({ id }) => wanted.sales_channel_ids.includes(id)) ?? false
  if (product === undefined || !isOffered) throw new LoyaltyError("product_not_found")
  const variants = product.variants.filter(
    ({ id, calculated_price }) =>
      (wanted.variant_id === undefined || id === wanted.variant_id) &&
      typeof calculated_price?.calculated_amount === "number",
  )
  if (wanted.variant_id !== undefined && variants.length === 0) throw new LoyaltyError("product_not_found")

  const country = wanted.country_code ?? region.countries?.[0]?.iso_2
  const taxLines = country ? await taxLinesOf(container, product, variants, wanted.quantity, country) : []
  return variants.map((variant) => {
    const price = variant.calculated_price
    const line = {
      id: variant.id,
      quantity: wanted.quantity,
      unit_price: price?.calculated_amount ?? 0,
      is_tax_inclusive: price?.is_calculated_price_tax_inclusive ?? false,
      tax_lines: taxLines.filter(({ line_item_id }) => line_item_id === variant.id),
    }
    return {
      variantId: variant.id,
      facts: {
        currencyCode: region.currency_code,
        salesChannelId: wanted.sales_channel_ids[0] ?? null,
        placedAt: wanted.at,
        lines: [
          {
            lineId: variant.id,
            productId: product.id,
            variantId: variant.id,
            quantity: wanted.quantity,
            returnedQuantity: 0,
            ...lineTotals(line, [], region.automatic_taxes ?? false),
            isGiftCard: product.is_giftcard,
            paidWithPoints: "0",
          },
        ],
        shippingTotal: "0",
        creditTotal: "0",
      },
    }
  })
}

async function taxLinesOf(
  container: MedusaContainer,
  product: Product,
  variants: Variant[],
  quantity: number,
  countryCode: string,
): Promise<{ line_item_id: string; rate: number }[]> {
  const items = variants.map((variant) => ({
    id: variant.id,
    product_id: product.id,
    product_type_id: product.type_id ?? undefined,
    quantity,
    unit_price: variant.calculated_price?.calculated_amount ?? 0,
  }))
  const lines = await container
    .resolve(Modules.TAX)
    .getTaxLines(items, { address: { country_code: countryCode } })
  return lines.flatMap((line) =>
    "line_item_id" in line ? [{ line_item_id: line.line_item_id, rate: line.rate ?? 0 }] : [],
  )
}
