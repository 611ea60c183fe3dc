import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../../modules/loyalty/validation"
import { place, productPointsView, quantity } from "../../../product-points"

const query = z.object({ variant_id: z.string().min(1).max(100).optional(), ...place, quantity })

/**
 * What buying a variant at its present price would earn the signed-in customer, or a guest. Without `variant_id`: each of
 * the product's variants.
 */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { variant_id, quantity: wanted, ...where } = parse(query, request.query)
  const item = { product_id: request.params.id ?? "", variant_id, quantity: wanted }
  response.json({ loyalty_points: await productPointsView(request, [item], where) })
}
