import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { Needs } from "../modules/loyalty/domain/rules/needs"
import {
  newMember,
  noCircumstances,
  type GoodsFacts,
  type MemberFacts,
  type OrderCircumstances,
  type RuleContext,
} from "../modules/loyalty/domain/rules/scene"
import { isRedemptionCode } from "../modules/loyalty/domain/redemption/code"
import { decimalOf } from "../modules/loyalty/promotions/context"

/** What is bought, by whom and how, as orders, carts and product pages know it. */
export interface Purchase {
  lines: PurchaseLine[]
  customerId: string | null
  /** Until when the customer's orders count, and the order itself if it is one already. */
  placedAt: Date
  orderId: string | null
  circumstances: Omit<OrderCircumstances, "metadata"> & { metadata: Record<string, unknown> | null }
}

export interface PurchaseLine {
  lineId: string
  productId: string | null
  /** Below the usual price, by a price list or a promotion. */
  isDiscounted: boolean
}

interface Product {
  id: string
  collection_id?: string | null
  type_id?: string | null
  tags?: { id: string }[]
  categories?: { id: string; mpath?: string | null }[]
  metadata?: Record<string, unknown> | null
}

/** Looks up what earning rules ask of a purchase and nothing else; goods only of the lines named. */
export async function ruleContextOf(
  container: MedusaContainer,
  { lines, ...purchase }: Purchase,
  needs: Needs,
  lineIds: string[],
): Promise<RuleContext> {
  const wanted = lines.filter(({ lineId }) => lineIds.includes(lineId))
  const [goods, member] = await Promise.all([
    needs.goods ? goodsOf(container, wanted, needs.productMetadata) : {},
    memberOf(container, purchase, needs),
  ])
  return {
    goods,
    order: needs.order ? circumstancesOf(purchase, needs.orderMetadata) : noCircumstances,
    member,
  }
}

async function goodsOf(
  container: MedusaContainer,
  lines: PurchaseLine[],
  metadata: string[],
): Promise<Record<string, GoodsFacts>> {
  const ids = [...new Set(lines.flatMap(({ productId }) => productId ?? []))]
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } =
    ids.length === 0
      ? { data: [] }
      : await query.graph({
          entity: "product",
          fields: [
            "id",
            "collection_id",
            "type_id",
            "tags.id",
            "categories.id",
            "categories.mpath",
            "metadata",
          ],
          filters: { id: ids },
          // What is no longer sold was sold when the order was placed.
          withDeleted: true,
        })
  const products = new Map((data as unknown as Product[]).map((product) => [product.id, product]))
  return Object.fromEntries(
    lines.map(({ lineId, productId, isDiscounted }) => [
      lineId,
      goodsFactsOf(products.get(productId ?? ""), isDiscounted, metadata),
    ]),
  )
}

function goodsFactsOf(
  product: Product | undefined,
  isDiscounted: boolean,
  metadataKeys: string[],
): GoodsFacts {
  return {
    // A category's path names every one above it, and itself.
    categoryIds: [
      ...new Set((product?.categories ?? []).flatMap(({ id, mpath }) => [id, ...(mpath ?? "").split(".")])),
    ].filter((id) => id !== ""),
    collectionId: product?.collection_id ?? null,
    typeId: product?.type_id ?? null,
    tagIds: (product?.tags ?? []).map(({ id }) => id),
    isDiscounted,
    metadata: pick(product?.metadata, metadataKeys),
  }
}

function circumstancesOf(
  { circumstances }: Pick<Purchase, "circumstances">,
  metadataKeys: string[],
): OrderCircumstances {
  return { ...circumstances, metadata: pick(circumstances.metadata, metadataKeys) }
}

function pick(metadata: Record<string, unknown> | null | undefined, keys: string[]): Record<string, unknown> {
  return Object.fromEntries(
    keys.filter((key) => metadata?.[key] !== undefined).map((key) => [key, metadata?.[key]]),
  )
}

async function memberOf(
  container: MedusaContainer,
  { customerId, placedAt, orderId }: Omit<Purchase, "lines">,
  needs: Needs,
): Promise<MemberFacts | null> {
  if (customerId === null) return null
  const [groupIds, orderNumber] = await Promise.all([
    needs.customerGroups ? groupsOf(container, customerId) : [],
    needs.orderNumber ? orderNumberOf(container, customerId, placedAt, orderId) : newMember.orderNumber,
  ])
  return { ...newMember, groupIds, orderNumber }
}

/** The customer groups that somebody is in. */
export async function groupsOf(container: MedusaContainer, customerId: string): Promise<string[]> {
  const groups = await container
    .resolve(Modules.CUSTOMER)
    .listCustomerGroups({ customers: { id: customerId } }, { select: ["id"] })
  return groups.map(({ id }) => id)
}

/** Canceled orders and drafts do not count; of orders placed in the same moment, ids decide. */
async function orderNumberOf(
  container: MedusaContainer,
  customerId: string,
  placedAt: Date,
  orderId: string | null,
): Promise<number> {
  const [, before] = await container.resolve(Modules.ORDER).listAndCountOrders(
    {
      customer_id: customerId,
      status: { $nin: ["canceled", "draft"] },
      is_draft_order: false,
      ...(orderId === null ? {} : { id: { $ne: orderId } }),
      created_at: { $lte: placedAt },
    } as never,
    { select: ["id"], take: 1 },
  )
  return before + 1
}

/** What carts and orders have in common of what surrounds a purchase, as `query.graph` gives `surroundingFields`. */
export interface Surroundings {
  region_id?: string | null
  metadata?: Record<string, unknown> | null
  shipping_address?: { country_code?: string | null } | null
  promotions?: { code?: string | null; is_automatic?: boolean | null }[] | null
  shipping_methods?: { shipping_option_id?: string | null }[] | null
}

export const surroundingFields = [
  "id",
  "region_id",
  "metadata",
  "shipping_address.country_code",
  "promotions.code",
  "promotions.is_automatic",
  "shipping_methods.shipping_option_id",
]

/** What rules may ask of them, and of who is to be paid: the same of a cart and of the order that it becomes. */
export function surroundingsOf(
  around: Surroundings,
  paymentProviderIds: string[],
): Purchase["circumstances"] {
  const shippingOptionIds = (around.shipping_methods ?? []).flatMap(
    ({ shipping_option_id }) => shipping_option_id ?? [],
  )
  return {
    regionId: around.region_id ?? null,
    countryCode: around.shipping_address?.country_code?.toLowerCase() ?? null,
    promotionCodes: enteredCodes(around.promotions),
    paymentProviderIds: [...new Set(paymentProviderIds)],
    shippingOptionIds: [...new Set(shippingOptionIds)],
    metadata: around.metadata ?? null,
  }
}

/** Codes that somebody entered: a promotion that comes by itself is none. */
function enteredCodes(promotions: Surroundings["promotions"]): string[] {
  return (promotions ?? [])
    .filter(({ code, is_automatic }) => code && !is_automatic && !isRedemptionCode(code))
    .map(({ code }) => code as string)
}

/** Sold below the usual price: a price list's sale, or a promotion of the shop. Points are no discount of the shop's. */
export function isDiscountedLine(item: {
  unit_price?: unknown
  compare_at_unit_price?: unknown
  adjustments?: { code?: string | null; amount?: unknown }[]
}): boolean {
  const usual = item.compare_at_unit_price
  if (usual !== null && usual !== undefined && Number(decimalOf(usual)) > Number(decimalOf(item.unit_price)))
    return true
  return (item.adjustments ?? []).some(
    ({ code, amount }) => !isRedemptionCode(code) && Number(decimalOf(amount)) > 0,
  )
}
