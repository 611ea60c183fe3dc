import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import { LoyaltyError, type LoyaltyErrorCode } from "../modules/loyalty/domain/errors"
import { toPoints, type Points } from "../modules/loyalty/domain/points"
import { rateOf } from "../modules/loyalty/domain/program"
import { isRedemptionCode } from "../modules/loyalty/domain/redemption/code"
import {
  quoteRedemption,
  type CartForQuote,
  type RedemptionQuote,
  type Refusal,
} from "../modules/loyalty/domain/redemption/quote"
import type { AccountRow } from "../modules/loyalty/persistence/account.schema"
import type { ProgramRow } from "../modules/loyalty/persistence/program.schema"
import { cartForQuote, type ComputeContext, type ContextItem } from "../modules/loyalty/promotions/context"
import type { HeldTier } from "../modules/loyalty/domain/tiers/tier"
import type LoyaltyModuleService from "../modules/loyalty/service"

const cartFields = [
  "id",
  "currency_code",
  "customer_id",
  "sales_channel_id",
  "completed_at",
  "region.automatic_taxes",
  "items.*",
  "items.tax_lines.*",
  "items.adjustments.*",
  "items.product.id",
  "items.product.is_giftcard",
  "shipping_methods.*",
  "shipping_methods.tax_lines.*",
  "shipping_methods.adjustments.*",
  "credit_lines.*",
]

export interface LoadedCart extends ComputeContext {
  id: string
  currency_code: string
  customer_id: string | null
  sales_channel_id: string | null
  completed_at: string | Date | null
  items: ContextItem[]
  credit_lines?: { amount: unknown }[]
}

export interface CartQuote {
  program: ProgramRow
  /** The program as the customer spends by it: his tier may have terms of its own. */
  own: { program: ProgramRow; tier: HeldTier | null }
  account: AccountRow
  quote: RedemptionQuote
  /** Throws the refusal's code where the points cannot be put on the cart. */
  limits: (points: Points, quote: RedemptionQuote) => void
}

const codeOfRefusal: Record<Refusal, LoyaltyErrorCode> = {
  below_minimum: "below_minimum",
  nothing_to_spend: "insufficient_points",
  account_frozen: "account_frozen",
  currency_without_rate: "currency_without_rate",
  nothing_to_redeem_on: "nothing_to_redeem_on",
  not_a_step: "not_a_step",
}

/** Throws `cart_not_found`. */
export async function loadCart(container: MedusaContainer, cartId: string): Promise<LoadedCart> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "cart", fields: cartFields, filters: { id: cartId } })
  const cart = data[0] as unknown as LoadedCart | undefined
  if (cart === undefined) throw new LoyaltyError("cart_not_found")
  return cart
}

/** The customer's own open cart. Throws `cart_not_found`, `not_cart_owner`, `cart_completed`. */
export async function ownCart(
  container: MedusaContainer,
  cartId: string,
  customerId: string,
): Promise<LoadedCart> {
  const cart = await loadCart(container, cartId)
  if (cart.customer_id !== customerId) throw new LoyaltyError("not_cart_owner")
  if (cart.completed_at) throw new LoyaltyError("cart_completed")
  return cart
}

/** The cart as points find it: each line after all discounts but ours. */
export function cartWithoutPoints(cart: LoadedCart): CartForQuote {
  const others = (cart.items ?? []).flatMap((item) =>
    (item.adjustments ?? [])
      .filter(({ code }) => !isRedemptionCode(code))
      .map((adjustment) => ({
        ...adjustment,
        action: "addItemAdjustment",
        item_id: item.id,
        code: adjustment.code ?? undefined,
      })),
  )
  const shipping = (cart.shipping_methods ?? []).flatMap((method) =>
    (method.adjustments ?? []).map((adjustment) => ({
      ...adjustment,
      action: "addShippingMethodAdjustment",
      shipping_method_id: method.id,
      code: adjustment.code ?? undefined,
    })),
  )
  return cartForQuote(cart, [...others, ...shipping], cart.credit_lines ?? [])
}

/** What the customer may spend on the cart now. What the cart already holds counts as available to it. */
export async function quoteCart(
  container: MedusaContainer,
  cart: LoadedCart,
  customerId: string,
): Promise<CartQuote> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  const program = await loyalty.programForSalesChannel(cart.sales_channel_id)
  const account = await loyalty.memberAccount(program, customerId)

  const now = new Date()
  const [redemption, due, own] = await Promise.all([
    loyalty.redemptionOfCart(cart.id),
    loyalty.pointsDueToExpire(account.id, now),
    loyalty.tiers.programFor(program, account.id, now),
  ])
  const held = redemption !== null && redemption.customerId === customerId ? redemption.points : 0
  const available = toPoints(account.available - due + held)
  const quote = quoteRedemption({
    cart: cartWithoutPoints(cart),
    terms: own.program.terms,
    available,
    status: account.status,
  })
  const limits = (points: Points, { refused, minPoints, maxPoints, stepPoints }: RedemptionQuote): void => {
    if (
      refused === "account_frozen" ||
      refused === "currency_without_rate" ||
      refused === "nothing_to_redeem_on"
    ) {
      throw new LoyaltyError(codeOfRefusal[refused])
    }
    if (points > available) throw new LoyaltyError("insufficient_points")
    if (points < minPoints) throw new LoyaltyError("below_minimum")
    if (points % stepPoints !== 0) throw new LoyaltyError("not_a_step")
    if (refused !== null) throw new LoyaltyError(codeOfRefusal[refused])
    if (points > maxPoints) throw new LoyaltyError("above_maximum")
  }
  return { program, own, account, quote, limits }
}

/** What points are worth in a currency; null where they have no rate in it. */
export function worthIn(
  program: ProgramRow,
  currencyCode: string,
): { points: number; worthMinor: number; decimalDigits: number } | null {
  const rate = rateOf(program.terms, currencyCode)
  return rate === null || rate.spend === null ? null : { ...rate.spend, decimalDigits: rate.decimalDigits }
}
