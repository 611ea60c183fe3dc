import type { LoyaltyCart } from "./client"
import type { LoyaltyAccount, LoyaltyErrorCode, LoyaltyRedemption } from "./store-types"

/** The components as the page's scripts see them. Each property is an attribute too. */
export interface LoyaltyElement extends HTMLElement {
  /** What is shown now; an attribute too, for styles. */
  readonly state: "loading" | "ready" | "empty" | "signed-out" | "not-joined" | "error"
}

export interface LoyaltyBalanceElement extends LoyaltyElement {
  worth: boolean
}

export interface LoyaltyAccountElement extends LoyaltyElement {
  expiring: number
  expiringWithin: number
}

export interface LoyaltyHistoryElement extends LoyaltyElement {
  limit: number
  all: boolean
  orderUrl: string
}

export interface LoyaltyEarnElement extends LoyaltyElement {
  productId: string
  variantId: string
  quantity: number
  cart: boolean
  cartId: string
  why: boolean
}

export interface LoyaltyRedeemElement extends LoyaltyElement {
  cartId: string
  currencyCode: string
  fields: string
}

/** What the components tell the page; the events bubble up to the document. */
export interface LoyaltyEvents {
  "loyalty-state": CustomEvent<Pick<LoyaltyElement, "state">>
  /** The customer wants to sign in. */
  "loyalty-sign-in": CustomEvent<Record<string, never>>
  "loyalty-joined": CustomEvent<{ account: LoyaltyAccount }>
  /** The cart has other points, and so another total: show it, and begin the payment again. */
  "loyalty-cart-changed": CustomEvent<{ cart: LoyaltyCart; redemption: LoyaltyRedemption | null }>
  /** Nothing has changed. `code` and `status` are null where there was no answer. */
  "loyalty-refused": CustomEvent<{ code: LoyaltyErrorCode | null; message: string; status: number | null }>
}

declare global {
  interface HTMLElementTagNameMap {
    "loyalty-balance": LoyaltyBalanceElement
    "loyalty-account": LoyaltyAccountElement
    "loyalty-history": LoyaltyHistoryElement
    "loyalty-earn": LoyaltyEarnElement
    "loyalty-redeem": LoyaltyRedeemElement
  }
  // An interface is the only thing that can be added to another's.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface HTMLElementEventMap extends LoyaltyEvents {}
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface DocumentEventMap extends LoyaltyEvents {}
}
