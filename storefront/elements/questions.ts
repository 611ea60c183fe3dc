import type { Ask } from "../state"
import type { LoyaltyAccount, LoyaltyCartPoints, LoyaltyTierProgress } from "../store-types"

/** The same question has the same key in every component, so that it is asked once. */

export const accountKey = (currencyCode?: string): string => `account ${currencyCode ?? ""}`

export const askAccount =
  (currencyCode?: string): Ask<LoyaltyAccount> =>
  (client, signal) =>
    client.account({ currency_code: currencyCode?.toLowerCase(), signal })

export const askTier: Ask<LoyaltyTierProgress | null> = (client, signal) => client.tier({ signal })

export const cartKey = (cartId: string): string => `cart ${cartId}`

export const askCart =
  (cartId: string): Ask<LoyaltyCartPoints> =>
  (client, signal) =>
    client.cartPoints(cartId, { signal })
