import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MathBN } from "@medusajs/framework/utils"
import { LoyaltyError } from "../modules/loyalty/domain/errors"
import type { LineFacts, OrderFacts } from "../modules/loyalty/domain/earning/facts"
import { isRedemptionCode, tokenOf } from "../modules/loyalty/domain/redemption/code"
import {
  decimalOf,
  lineTotals,
  sumOf,
  type ContextAdjustment,
  type ContextItem,
} from "../modules/loyalty/promotions/context"
import type { SettlementRequest } from "../modules/loyalty/types/order-facts"

type Loaded = Omit<SettlementRequest, "revision" | "at">

const orderFields = [
  "id",
  "status",
  "is_draft_order",
  "version",
  "currency_code",
  "customer_id",
  "sales_channel_id",
  "created_at",
  "updated_at",
  "canceled_at",
  "total",
  "items.*",
  "items.adjustments.*",
  "items.tax_lines.*",
  "items.detail.*",
  "shipping_methods.*",
  "shipping_methods.tax_lines.*",
  "shipping_methods.adjustments.*",
  "credit_lines.*",
  "transactions.*",
  "customer.id",
  "customer.has_account",
]

const claimFields = ["order_id", "canceled_at", "additional_items.item_id"]

interface CartLink {
  order_id: string
  cart_id: string
}

interface LoadedClaim {
  order_id: string
  canceled_at: string | Date | null
  additional_items?: { item_id: string }[]
}

interface OrderItem extends ContextItem {
  variant_id?: string | null
  detail?: { quantity?: unknown; return_received_quantity?: unknown; return_dismissed_quantity?: unknown }
  adjustments?: (ContextAdjustment & { version?: number })[]
}

interface LoadedOrder {
  id: string
  status: string
  is_draft_order: boolean
  version: number
  currency_code: string
  customer_id: string | null
  sales_channel_id: string | null
  created_at: string | Date
  updated_at: string | Date
  canceled_at: string | Date | null
  total: unknown
  items?: OrderItem[]
  shipping_methods?: { total?: unknown }[]
  credit_lines?: { amount: unknown; metadata?: Record<string, unknown> | null }[]
  transactions?: { amount: unknown; created_at: string | Date }[]
  customer?: { id: string; has_account: boolean } | null
}

/**
 * Collects what the settlement needs of an order as plain data: each line as it was bought, what came back of it, what
 * was paid and paid back. Nothing here depends on which event told of the order. Null for a draft, which is no order
 * yet. Throws `order_not_found`.
 */
export async function loadOrderFacts(container: MedusaContainer, orderId: string): Promise<Loaded | null> {
  const loaded = (await loadFactsOf(container, [orderId])).get(orderId)
  if (loaded === undefined) throw new LoyaltyError("order_not_found")
  return loaded
}

/** The same of many orders at once. Orders that are not there are missing. */
export async function loadFactsOf(
  container: MedusaContainer,
  orderIds: string[],
): Promise<Map<string, Loaded | null>> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const [{ data: orders }, { data: links }, { data: claims }] = await Promise.all([
    query.graph({ entity: "order", fields: orderFields, filters: { id: orderIds } }),
    query.graph({ entity: "order_cart", fields: ["order_id", "cart_id"], filters: { order_id: orderIds } }),
    query.graph({ entity: "order_claim", fields: claimFields, filters: { order_id: orderIds } }),
  ])
  const cartOf = new Map((links as CartLink[]).map((link) => [link.order_id, link.cart_id]))
  return new Map(
    (orders as unknown as LoadedOrder[]).map((order) => [
      order.id,
      order.is_draft_order
        ? null
        : {
            facts: factsOf(order, replacementsOf((claims as LoadedClaim[]).filter(isOf(order)))),
            cartId: cartOf.get(order.id) ?? null,
            redeemed: redeemedOf(order),
            orderChangedAt: changedAt(order),
          },
    ]),
  )
}

const isOf =
  (order: LoadedOrder) =>
  (claim: LoadedClaim): boolean =>
    claim.order_id === order.id

/** The order's own last change, or the last payment's, whichever came later. */
function changedAt(order: LoadedOrder): Date {
  const moments = [order.updated_at, ...(order.transactions ?? []).map(({ created_at }) => created_at)]
  return new Date(Math.max(...moments.map((moment) => new Date(moment).getTime())))
}

/** The lines that claims sent out in place of something bought. */
function replacementsOf(claims: LoadedClaim[]): Set<string> {
  const standing = claims.filter(({ canceled_at }) => !canceled_at)
  return new Set(
    standing.flatMap(({ additional_items = [] }) => additional_items.map(({ item_id }) => item_id)),
  )
}

/** A credit line that came with an order change says so; the others came with the cart. */
function creditsOf(order: LoadedOrder, later: boolean): string {
  const isLater = (metadata?: Record<string, unknown> | null): boolean =>
    metadata?.created_in_version !== undefined
  const credits = (order.credit_lines ?? []).filter(({ metadata }) => isLater(metadata) === later)
  return sumOf(credits.map(({ amount }) => amount))
}

function factsOf(order: LoadedOrder, replacements: Set<string>): OrderFacts {
  const amounts = (order.transactions ?? []).map(({ amount }) => MathBN.convert(amount as never))
  return {
    orderId: order.id,
    currencyCode: order.currency_code,
    customerId: order.customer?.has_account ? order.customer.id : null,
    salesChannelId: order.sales_channel_id,
    placedAt: new Date(order.created_at),
    canceled: order.status === "canceled" || order.canceled_at !== null,
    lines: itemsOf(order).map((item) => ({ ...lineFactsOf(item), isReplacement: replacements.has(item.id) })),
    shippingTotal: sumOf((order.shipping_methods ?? []).map(({ total }) => total ?? 0)),
    creditTotal: creditsOf(order, false),
    laterCredits: creditsOf(order, true),
    owed: decimalOf(order.total),
    captured: sumOf(amounts.filter((amount) => amount.isPositive())),
    refunded: sumOf(amounts.filter((amount) => amount.isNegative()).map((amount) => amount.negated())),
  }
}

/** An edit may leave a line with no quantity behind: it is no longer part of the order. */
function itemsOf(order: LoadedOrder): OrderItem[] {
  return (order.items ?? []).filter((item) => Number(decimalOf(item.quantity)) > 0)
}

function lineFactsOf(item: OrderItem): LineFacts {
  const adjustments = currentAdjustments(item)
  const { total, subtotal } = lineTotals(item, adjustments, false)
  const ours = adjustments.filter(({ code }) => isRedemptionCode(code))
  const { return_received_quantity: received, return_dismissed_quantity: dismissed } = item.detail ?? {}
  return {
    lineId: item.id,
    productId: item.product_id ?? null,
    variantId: item.variant_id ?? null,
    quantity: Number(decimalOf(item.quantity)),
    returnedQuantity: Number(decimalOf(received)) + Number(decimalOf(dismissed)),
    total,
    subtotal,
    isGiftCard: item.is_giftcard ?? false,
    paidWithPoints: sumOf(ours.map(({ amount }) => amount)),
  }
}

/** Adjustments are kept for every version of an order; those of the newest version count. */
function currentAdjustments(item: OrderItem): ContextAdjustment[] {
  const adjustments = item.adjustments ?? []
  const newest = Math.max(...adjustments.map(({ version }) => version ?? 0))
  return adjustments.filter(({ version }) => (version ?? 0) === newest)
}

function redeemedOf(order: LoadedOrder): Loaded["redeemed"] {
  const byToken = new Map<string, { lineId: string; amount: string }[]>()
  for (const item of itemsOf(order)) {
    for (const { code, amount } of currentAdjustments(item)) {
      if (!isRedemptionCode(code)) continue
      const token = tokenOf(code)
      byToken.set(token, [...(byToken.get(token) ?? []), { lineId: item.id, amount: decimalOf(amount) }])
    }
  }
  return [...byToken].map(([token, lines]) => ({ token, lines }))
}
