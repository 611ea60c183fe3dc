import { authenticate, defineMiddlewares, validateAndTransformQuery } from "@medusajs/framework/http"
import { retrieveTransformQueryConfig } from "@medusajs/medusa/api/store/carts/query-config"
import { StoreGetCartsCart } from "@medusajs/medusa/api/store/carts/validators"

/** Nobody's request is refused here: the routes do it, with a code of the closed list. */
const customer = authenticate("customer", ["session", "bearer"], { allowUnauthenticated: true })
const bodyParser = { sizeLimit: "20kb" }

export default defineMiddlewares({
  routes: [
    { matcher: "/store/loyalty/*", middlewares: [customer], bodyParser },
    { matcher: "/store/carts/:id/loyalty-points", middlewares: [customer], bodyParser },
    {
      matcher: "/store/carts/:id/loyalty-points",
      method: ["POST", "DELETE"],
      middlewares: [validateAndTransformQuery(StoreGetCartsCart, retrieveTransformQueryConfig)],
    },
    { matcher: "/store/products/:id/loyalty-points", middlewares: [customer] },
    { matcher: "/admin/loyalty/*", bodyParser: { sizeLimit: "1mb" } },
  ],
})
