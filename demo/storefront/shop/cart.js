import { refreshLoyalty, setLoyalty } from "medusa-plugin-loyalty/storefront"
import { customer } from "/customer.js"
import { countryCode, region } from "/region.js"
import { sdk } from "/store.js"

const key = "shop.cart"

/** What the shop shows of a cart. The redeem control asks for the same, so that its event brings the same cart. */
export const fields =
  "+items.total,+items.original_total,+items.product_id,+shipping_methods.id,+shipping_methods.name,+shipping_methods.total"

let current = null

/** The cart of this visit, or null. */
export const cart = () => current

export const cartSize = () => (current?.items ?? []).reduce((sum, { quantity }) => sum + quantity, 0)

/** Tells the components which cart is the page's. */
export function keepCart(changed) {
  current = changed
  if (changed) localStorage.setItem(key, changed.id)
  else localStorage.removeItem(key)
  setLoyalty({ cartId: changed?.id })
}

/** A cart of an earlier visit may have become an order, or be gone. */
export async function findCart() {
  const id = localStorage.getItem(key)
  if (!id) return
  try {
    const { cart: found } = await sdk.store.cart.retrieve(id, { fields })
    keepCart(found.completed_at ? null : found)
    if (current && current.region_id !== region().id) await change({ region_id: region().id })
  } catch {
    keepCart(null)
  }
}

export async function add(variantId, quantity) {
  if (!current) {
    const { cart: made } = await sdk.store.cart.create(
      {
        region_id: region().id,
        email: customer()?.email,
        shipping_address: { country_code: countryCode() },
      },
      { fields },
    )
    keepCart(made)
  }
  await follow(sdk.store.cart.createLineItem(current.id, { variant_id: variantId, quantity }, { fields }))
}

export function setQuantity(lineId, quantity) {
  return quantity > 0
    ? follow(sdk.store.cart.updateLineItem(current.id, lineId, { quantity }, { fields }))
    : follow(
        sdk.store.cart
          .deleteLineItem(current.id, lineId, { fields })
          .then(({ parent }) => ({ cart: parent })),
      )
}

export const change = (what) => follow(sdk.store.cart.update(current.id, what, { fields }))

export const enterCode = (code) =>
  follow(sdk.store.cart.addPromotions(current.id, { promo_codes: [code] }, { fields }))

export const removeCode = (code) =>
  follow(
    sdk.client.fetch(`/store/carts/${current.id}/promotions`, {
      method: "DELETE",
      body: { promo_codes: [code] },
      query: { fields },
    }),
  )

export const ship = (optionId) =>
  follow(sdk.store.cart.addShippingMethod(current.id, { option_id: optionId }, { fields }))

/** Points belong to people: a cart that was begun as a guest becomes the customer's at sign-in. */
export async function handOver() {
  if (current) await follow(sdk.store.cart.transferCart(current.id, { fields }))
}

/**
 * Pays and orders. The payment is begun as the last thing, because every change of the total, points among them, takes
 * the payment sessions away. A cart that points pay wholly needs none.
 */
export async function placeOrder(providerId) {
  if (current.total > 0) {
    await sdk.store.payment.initiatePaymentSession(current, { provider_id: providerId })
  }
  const answer = await sdk.store.cart.complete(current.id)
  if (answer.type !== "order") throw new Error(answer.error.message)
  keepCart(null)
  void refreshLoyalty()
  return answer.order
}

/** Every answer that changes the cart has points already fitted to it. The components ask again for what may be used. */
async function follow(answer) {
  const { cart: changed } = await answer
  keepCart(changed)
  void refreshLoyalty()
}
