import {
  authenticate,
  defineMiddlewares,
  validateAndTransformQuery,
  type MedusaNextFunction,
  type MedusaRequest,
  type MedusaResponse,
} from "@medusajs/framework/http"
import { retrieveTransformQueryConfig } from "@medusajs/medusa/api/store/carts/query-config"
import { StoreGetCartsCart } from "@medusajs/medusa/api/store/carts/validators"
import { LoyaltyError } from "../modules/loyalty/domain/errors"

/** The routes refuse, with codes of the closed list; only one who has yet to prove a second factor is refused here, by Medusa. */
const member = authenticate("customer", ["session", "bearer"], {
  allowUnauthenticated: true,
  requireMfa: true,
})

/** In an address a NUL is always %00. No id has one, and the database would take it for a fault of ours. */
function storableAddress(request: MedusaRequest, _response: MedusaResponse, next: MedusaNextFunction): void {
  const isStorable = !request.originalUrl.includes("%00")
  next(
    isStorable
      ? undefined
      : new LoyaltyError("invalid_request", {}, "The address: has letters that cannot be kept."),
  )
}

const bodyParser = { sizeLimit: "20kb" }

export default defineMiddlewares({
  routes: [
    { matcher: "/store/loyalty/*", middlewares: [storableAddress], bodyParser },
    { matcher: "/store/loyalty/account", middlewares: [member] },
    { matcher: "/store/loyalty/transactions", middlewares: [member] },
    { matcher: "/store/loyalty/profile", middlewares: [member] },
    { matcher: "/store/loyalty/clubs*", middlewares: [member] },
    { matcher: "/store/loyalty/categories", middlewares: [member] },
    { matcher: "/store/loyalty/tier", middlewares: [member] },
    { matcher: "/store/loyalty/memberships", middlewares: [member] },
    { matcher: "/store/loyalty/referral", middlewares: [member] },
    { matcher: "/store/carts/:id/loyalty-points", middlewares: [storableAddress, member], bodyParser },
    {
      matcher: "/store/carts/:id/loyalty-points",
      method: ["POST", "DELETE"],
      middlewares: [validateAndTransformQuery(StoreGetCartsCart, retrieveTransformQueryConfig)],
    },
    { matcher: "/store/loyalty/earnings", middlewares: [member] },
    { matcher: "/store/products/:id/loyalty-points", middlewares: [storableAddress, member] },
    { matcher: "/admin/loyalty/*", middlewares: [storableAddress], bodyParser: { sizeLimit: "1mb" } },
  ],
})
