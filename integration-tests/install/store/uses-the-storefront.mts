import { setLoyalty, type LoyaltyRedeemElement } from "medusa-plugin-loyalty/storefront"
import {
  isLoyaltyRefusal,
  loyaltyClient,
  storeSdk,
  type LoyaltyErrorCode,
} from "medusa-plugin-loyalty/storefront/client"

/** Not run: the compiler of somebody's storefront alone reads it. */
interface Cart {
  id: string
  total: number
}

const sdk = storeSdk({ baseUrl: "http://localhost:9000", publishableKey: "pk" })

export async function payWithPoints(cartId: string): Promise<number | LoyaltyErrorCode | null> {
  try {
    const { cart } = await loyaltyClient<Cart>(sdk).applyPoints(cartId, 500, { idempotencyKey: "a-press" })
    return cart.total
  } catch (error) {
    if (isLoyaltyRefusal(error)) return error.code
    throw error
  }
}

export function show(redeem: LoyaltyRedeemElement): void {
  setLoyalty({ sdk, regionId: "reg", currencyCode: "rub", words: { de: { retry: "Noch einmal" } } })
  redeem.addEventListener("loyalty-cart-changed", ({ detail }) => {
    document.title = String(detail.cart.total)
  })
  const history = document.querySelector("loyalty-history")
  if (history) history.limit = 5
  // @ts-expect-error A misspelt option is a mistake, and the compiler says so.
  setLoyalty({ region: "reg" })
}
