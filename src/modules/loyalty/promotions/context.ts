import { BigNumber, getLineItemTotals, MathBN } from "@medusajs/framework/utils"
import type { CartForQuote } from "../domain/redemption/quote"

/** What of a cart or an order the Promotion Module is given, as far as it concerns points. */
export interface ComputeContext {
  id?: string
  currency_code?: string
  customer?: { id?: string } | null
  region?: { automatic_taxes?: boolean } | null
  items?: ContextItem[]
  shipping_methods?: ContextShipping[]
}

export interface ContextAdjustment {
  id?: string
  code?: string | null
  amount?: unknown
  is_tax_inclusive?: boolean
}

export interface ContextItem {
  id: string
  product_id?: string | null
  variant_id?: string | null
  quantity: unknown
  unit_price: unknown
  compare_at_unit_price?: unknown
  is_tax_inclusive?: boolean
  is_discountable?: boolean
  is_giftcard?: boolean
  product?: { id?: string; is_giftcard?: boolean } | null
  tax_lines?: { rate: number }[]
  adjustments?: ContextAdjustment[]
}

export interface ContextShipping {
  id: string
  amount: unknown
  is_tax_inclusive?: boolean
  tax_lines?: { rate: number }[]
  adjustments?: ContextAdjustment[]
}

export interface AdjustmentAction {
  action: string
  code?: string
  item_id?: string
  shipping_method_id?: string
  amount?: unknown
  is_tax_inclusive?: boolean
}

export const addItemAdjustment = "addItemAdjustment"
export const addShippingAdjustment = "addShippingMethodAdjustment"

/** The cart as the points find it: each line after the discounts that the actions grant. */
export function cartForQuote(
  cart: ComputeContext,
  actions: AdjustmentAction[],
  creditLines: { amount: unknown }[],
): CartForQuote {
  const includeTax = cart.region?.automatic_taxes ?? false
  return {
    currencyCode: cart.currency_code ?? "",
    lines: (cart.items ?? []).map((item) => ({
      lineId: item.id,
      productId: item.product_id ?? item.product?.id ?? null,
      total: lineTotalAfter(item, actions, includeTax),
      isDiscountable: item.is_discountable ?? true,
      isGiftCard: item.is_giftcard ?? item.product?.is_giftcard ?? false,
    })),
    shippingTotal: shippingTotalAfter(cart.shipping_methods ?? [], actions, includeTax),
    creditTotal: sumOf(creditLines.map(({ amount }) => amount)),
  }
}

/** What a line still costs, tax included, after the discounts that the actions grant it. Decimal, major units. */
export function lineTotalAfter(item: ContextItem, actions: AdjustmentAction[], includeTax: boolean): string {
  const granted = actions.filter(({ action, item_id }) => action === addItemAdjustment && item_id === item.id)
  return lineTotals(item, granted, includeTax).total
}

/** A line as it was bought, after the given adjustments: returns do not count here. Decimal, major units. */
export function lineTotals(
  item: ContextItem,
  adjustments: { amount?: unknown; is_tax_inclusive?: boolean }[],
  includeTax: boolean,
): { total: string; subtotal: string } {
  const { id, unit_price, quantity, is_tax_inclusive, tax_lines = [] } = item
  const line = {
    id,
    unit_price,
    quantity,
    is_tax_inclusive,
    tax_lines,
    adjustments: adjustments.map(({ amount, is_tax_inclusive: inclusive }) => ({
      amount,
      is_tax_inclusive: inclusive,
    })),
  }
  const { total, tax_total } = getLineItemTotals(line as never, {
    includeTax: includeTax || is_tax_inclusive,
  })
  return { total: decimalOf(total), subtotal: MathBN.sub(total, tax_total).toFixed() }
}

/** Shipping with tax, after the discounts that the actions grant it. Decimal, major units. */
export function shippingTotalAfter(
  methods: ContextShipping[],
  actions: AdjustmentAction[],
  includeTax: boolean,
): string {
  const totals = methods.map((method) => {
    const granted = actions.filter(
      ({ action, shipping_method_id }) =>
        action === addShippingAdjustment && shipping_method_id === method.id,
    )
    return lineTotals({ ...method, unit_price: method.amount, quantity: 1 }, granted, includeTax).total
  })
  return sumOf(totals)
}

export function sumOf(amounts: unknown[]): string {
  return amounts
    .reduce<ReturnType<typeof MathBN.convert>>(
      (sum, amount) => MathBN.add(sum, amount as never),
      MathBN.convert(0),
    )
    .toFixed()
}

/** Medusa's numbers come as numbers, strings and two kinds of big number; as text none of them loses a digit. */
export function decimalOf(amount: unknown): string {
  if (amount === null || amount === undefined) return "0"
  return MathBN.convert(amount as never, undefined).toFixed()
}

export function bigNumberOf(decimal: string): BigNumber {
  return new BigNumber(decimal)
}
