import { accountPage } from "/pages/account.js"
import { cartPage } from "/pages/cart.js"
import { cataloguePage } from "/pages/catalogue.js"
import { checkoutPage } from "/pages/checkout.js"
import { notFoundPage } from "/pages/not-found.js"
import { orderPage } from "/pages/order.js"
import { productPage } from "/pages/product.js"
import { registerPage, signInPage } from "/pages/sign-in.js"

const routes = [
  ["/", cataloguePage],
  ["/shelves/:handle", cataloguePage],
  ["/products/:handle", productPage],
  ["/cart", cartPage],
  ["/checkout", checkoutPage],
  ["/orders/:id", orderPage],
  ["/account", accountPage],
  ["/sign-in", signInPage],
  ["/register", registerPage],
].map(([path, load]) => ({ load, pattern: new RegExp(`^${path.replace(/:(\w+)/g, "(?<$1>[^/]+)")}/?$`) }))

export function routeOf(pathname) {
  for (const { pattern, load } of routes) {
    const found = pattern.exec(pathname)
    if (found) return { load, params: found.groups ?? {} }
  }
  return { load: notFoundPage, params: {} }
}
