import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules, ProductStatus, QueryContext } from "@medusajs/framework/utils"
import { LoyaltyError } from "../modules/loyalty/domain/errors"
import type { EarningFacts } from "../modules/loyalty/domain/earning/base"
import type { Needs } from "../modules/loyalty/domain/rules/needs"
import type { RuleContext } from "../modules/loyalty/domain/rules/scene"
import { lineTotals } from "../modules/loyalty/promotions/context"
import { ruleContextOf, type Purchase } from "./rule-context"

export interface WantedProduct {
  product_id: string
  variant_id?: string
  quantity: number
}

/** Where, when and by whom something would be bought. */
export interface Visit {
  region_id: string
  country_code?: string
  /** Where the shop sells; a product that none of them offers is not shown. */
  sales_channel_ids: string[]
  /** Null for a guest. */
  customerId: string | null
  at: Date
}

/** One variant as the only line of a cart of its own. */
export interface VariantPurchase {
  item: WantedProduct
  variantId: string
  facts: EarningFacts
}

export interface ProductPurchases {
  purchases: VariantPurchase[]
  /** What rules ask of all the products together and of the visitor. */
  contextOf: (needs: Needs, lineIds: string[]) => Promise<RuleContext>
}

interface Variant {
  id: string
  calculated_price?: {
    calculated_amount: number | null
    original_amount?: number | null
    is_calculated_price_tax_inclusive: boolean
  } | null
}

interface Product {
  id: string
  is_giftcard: boolean
  type_id?: string | null
  sales_channels?: { id: string }[]
  variants: Variant[]
}

interface Region {
  id: string
  currency_code: string
  automatic_taxes?: boolean
  countries?: { iso_2: string }[]
}

/**
 * Each wanted variant as the line of a cart of its own, so that the promise on a product page is computed like the award.
 * Without `variant_id`, each of the product's variants. Throws `product_not_found`, and `invalid_request` for an
 * unknown region.
 */
export async function productEarning(
  container: MedusaContainer,
  items: WantedProduct[],
  visit: Visit,
): Promise<ProductPurchases> {
  const region = await regionOf(container, visit.region_id)
  const products = await productsOf(container, items, region)
  const country = visit.country_code ?? region.countries?.[0]?.iso_2
  const wanted = items.flatMap((item) => {
    const product = products.get(item.product_id)
    const isOffered = product?.sales_channels?.some(({ id }) => visit.sales_channel_ids.includes(id)) ?? false
    if (product === undefined || !isOffered) throw new LoyaltyError("product_not_found")
    const variants = product.variants.filter(
      ({ id, calculated_price }) =>
        (item.variant_id === undefined || id === item.variant_id) &&
        typeof calculated_price?.calculated_amount === "number",
    )
    if (item.variant_id !== undefined && variants.length === 0) throw new LoyaltyError("product_not_found")
    return variants.map((variant) => ({ item, product, variant }))
  })
  const taxLines = country ? await taxLinesOf(container, wanted, country) : []
  const purchase = togetherOf(wanted, region, country ?? null, visit)
  return {
    purchases: wanted.map((one) => purchaseOf(one, region, taxLines, visit)),
    contextOf: (needs, lineIds) => ruleContextOf(container, purchase, needs, lineIds),
  }
}

function togetherOf(
  wanted: Wanted[],
  region: Region,
  countryCode: string | null,
  { customerId, at }: Visit,
): Purchase {
  return {
    orderId: null,
    customerId,
    placedAt: at,
    lines: wanted.map(({ product, variant: { id, calculated_price: price } }) => ({
      lineId: id,
      productId: product.id,
      isDiscounted: (price?.original_amount ?? 0) > (price?.calculated_amount ?? 0),
    })),
    circumstances: {
      regionId: region.id,
      countryCode,
      promotionCodes: [],
      paymentProviderIds: [],
      shippingOptionIds: [],
      metadata: null,
    },
  }
}

async function regionOf(container: MedusaContainer, id: string): Promise<Region> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "region",
    fields: ["id", "currency_code", "automatic_taxes", "countries.iso_2"],
    filters: { id },
  })
  const region = data[0] as unknown as Region | undefined
  if (region === undefined)
    throw new LoyaltyError("invalid_request", { field: "region_id" }, "region_id: no such region.")
  return region
}

async function productsOf(
  container: MedusaContainer,
  items: WantedProduct[],
  region: Region,
): Promise<Map<string, Product>> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "product",
    fields: [
      "id",
      "is_giftcard",
      "type_id",
      "sales_channels.id",
      "variants.id",
      "variants.calculated_price.*",
    ],
    filters: {
      id: [...new Set(items.map(({ product_id }) => product_id))],
      status: ProductStatus.PUBLISHED,
    },
    context: {
      variants: {
        calculated_price: QueryContext({ region_id: region.id, currency_code: region.currency_code }),
      },
    },
  })
  return new Map((data as unknown as Product[]).map((product) => [product.id, product]))
}

interface Wanted {
  item: WantedProduct
  product: Product
  variant: Variant
}

function purchaseOf(
  { item, product, variant }: Wanted,
  region: Region,
  taxLines: { line_item_id: string; rate: number }[],
  { sales_channel_ids, at }: Visit,
): VariantPurchase {
  const price = variant.calculated_price
  const line = {
    id: variant.id,
    quantity: item.quantity,
    unit_price: price?.calculated_amount ?? 0,
    is_tax_inclusive: price?.is_calculated_price_tax_inclusive ?? false,
    tax_lines: taxLines.filter(({ line_item_id }) => line_item_id === variant.id),
  }
  return {
    item,
    variantId: variant.id,
    facts: {
      currencyCode: region.currency_code,
      salesChannelId: sales_channel_ids[0] ?? null,
      placedAt: at,
      lines: [
        {
          lineId: variant.id,
          productId: product.id,
          variantId: variant.id,
          quantity: item.quantity,
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
}

async function taxLinesOf(
  container: MedusaContainer,
  wanted: Wanted[],
  countryCode: string,
): Promise<{ line_item_id: string; rate: number }[]> {
  const items = wanted.map(({ item, product, variant }) => ({
    id: variant.id,
    product_id: product.id,
    product_type_id: product.type_id ?? undefined,
    quantity: item.quantity,
    unit_price: variant.calculated_price?.calculated_amount ?? 0,
  }))
  const lines = await container
    .resolve(Modules.TAX)
    .getTaxLines(items, { address: { country_code: countryCode } })
  return lines.flatMap((line) =>
    "line_item_id" in line ? [{ line_item_id: line.line_item_id, rate: line.rate ?? 0 }] : [],
  )
}
