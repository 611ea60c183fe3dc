import { setLoyalty } from "medusa-plugin-loyalty/storefront"
import { findCart, keepCart } from "/cart.js"
import { customer, recognize } from "/customer.js"
import { countryCode, region } from "/region.js"
import { goTo, open, redraw } from "/screen.js"
import { sdk } from "/store.js"

// Once: how the components ask the store, and where they are. Who is there and which cart is told when it is known.
setLoyalty({
  sdk,
  regionId: region().id,
  countryCode: countryCode(),
  currencyCode: region().currency_code,
  signedIn: false,
})

// The redeem control has changed the cart: its total is another, and its payment sessions are gone.
document.addEventListener("loyalty-cart-changed", ({ detail }) => {
  keepCart(detail.cart)
  redraw()
})
document.addEventListener("loyalty-sign-in", () => void goTo(`/sign-in?next=${location.pathname}`))

// Links of the shop are pages of this document, also those inside a component.
document.addEventListener("click", (event) => {
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement)
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
  if (!link || !isPlain || link.origin !== location.origin || link.target || link.hash) return
  event.preventDefault()
  void goTo(link.href)
})
window.addEventListener("popstate", () => void open())

await recognize()
setLoyalty({ signedIn: customer() !== null })
await findCart()
await open({ keepPlace: true })
