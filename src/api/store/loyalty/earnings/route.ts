import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../modules/loyalty/validation"
import { place, productPointsView, wantedProduct } from "../../product-points"

const itemsMax = 100
const body = z.strictObject({ ...place, items: z.array(wantedProduct).min(1).max(itemsMax) })

/** What the products of a list would earn, each by itself, for the signed-in customer or a guest. Nothing is written. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { items, ...where } = parse(body, request.body)
  response.json({ earnings: await productPointsView(request, items, where) })
}
