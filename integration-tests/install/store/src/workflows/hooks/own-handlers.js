const { MedusaError } = require("@medusajs/framework/utils")
const { StepResponse } = require("@medusajs/framework/workflows-sdk")
const flows = require("@medusajs/medusa/core-flows")

/** Medusa allows one handler a hook; these are the official loyalty plugin's. Every other hook is this store's own. */
const officialPlugins = new Set([
  "complete-cart.beforePaymentAuthorization",
  "complete-cart.orderCreated",
  "create-order-credit-lines.creditLinesCreated",
  "refresh-cart-items.beforeRefreshingPaymentCollection",
])

/** The handlers that do something; the others only note that they ran. */
const handlers = {
  /** Lets promotions of this store ask for something that Medusa does not know. */
  "update-cart-promotions.setPromotionContext": () => new StepResponse({ tea_club: "member" }),

  "complete-cart.validate": ({ cart }) => {
    if (!cart.metadata?.awaits_proof_of_age) return
    throw new MedusaError(MedusaError.Types.NOT_ALLOWED, "Show your proof of age first.", "proof_of_age")
  },
}

const hooksThatRan = new Set()
// Medusa loads this file once and the route that answers with the set in another place.
globalThis.hooksThatRan = hooksThatRan

// A workflow may be exported under several names.
for (const workflow of new Set(Object.values(flows))) {
  for (const [hook, register] of Object.entries(workflow?.hooks ?? {})) {
    const name = `${workflow.getName()}.${hook}`
    if (officialPlugins.has(name)) continue
    register((input, context) => {
      hooksThatRan.add(name)
      return handlers[name]?.(input, context)
    })
  }
}
