import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { evaluateEarning } from "../../../../../modules/loyalty/domain/earning/evaluate"
import { pointsToDisplay } from "../../../../../modules/loyalty/domain/points"
import { parse } from "../../../../../modules/loyalty/validation"
import { productEarning } from "../../../../../workflows/product-earning"
import { loyaltyOf, salesChannelOf, salesChannelsOf } from "../../../../request"

const id = z.string().min(1).max(100)
const query = z.object({
  variant_id: id.optional(),
  region_id: id,
  country_code: z.string().length(2).toLowerCase().optional(),
  quantity: z.coerce.number().int().min(1).max(100_000).default(1),
})

/** What buying a variant at its present price would earn. Without `variant_id`: each of the product's variants. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const wanted = parse(query, request.query)
  const { terms } = await loyaltyOf(request).programForSalesChannel(salesChannelOf(request))
  const variants = await productEarning(request.scope, {
    product_id: request.params.id ?? "",
    sales_channel_ids: salesChannelsOf(request),
    at: new Date(),
    ...wanted,
  })
  response.json({
    loyalty_points: variants.map(({ variantId, facts }) => {
      const { points, lines, reasons: ofAll } = evaluateEarning(facts, terms)
      const reasons = [...lines.flatMap((line) => line.reasons), ...ofAll]
      return {
        variant_id: variantId,
        quantity: wanted.quantity,
        points: pointsToDisplay(points, terms.precision),
        reasons,
      }
    }),
  })
}
