import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

/** Every store has something of its own to build. */
export function GET(_request: MedusaRequest, response: MedusaResponse) {
  response.json({ open: "always" })
}
