import type { MedusaRequest } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { pointsToDisplay } from "../../modules/loyalty/domain/points"
import { productEarning, type WantedProduct } from "../../workflows/product-earning"
import { customerOf, loyaltyOf, salesChannelOf, salesChannelsOf } from "../request"

const id = z.string().min(1).max(100)

export const quantity = z.coerce.number().int().min(1).max(100_000).default(1)

/** Which of a product's variants, and how many of it. */
export const wantedProduct = z.strictObject({ product_id: id, variant_id: id.optional(), quantity })

/** Where it would be bought. */
export const place = { region_id: id, country_code: z.string().length(2).toLowerCase().optional() }

/** What buying each wanted variant at its present price would earn the signed-in customer, or a guest. */
export async function productPointsView(
  request: MedusaRequest,
  items: WantedProduct[],
  where: { region_id: string; country_code?: string },
): Promise<Record<string, unknown>[]> {
  const loyalty = loyaltyOf(request)
  const program = await loyalty.programForSalesChannel(salesChannelOf(request))
  const { precision } = program.terms
  const customerId = customerOf(request)
  const account = customerId === null ? null : await loyalty.findAccount(program.id, customerId)
  const { purchases, contextOf } = await productEarning(request.scope, items, {
    ...where,
    sales_channel_ids: salesChannelsOf(request),
    customerId,
    at: new Date(),
  })
  const evaluations = await loyalty.previewEarning({
    purchases: purchases.map(({ facts }) => facts),
    program,
    accountId: account?.id ?? null,
    isMember: account !== null || (customerId !== null && program.joining === "automatic"),
    contextOf,
  })
  return purchases.map(({ item, variantId }, index) => {
    const { points, lines, reasons } = evaluations[index]
    return {
      product_id: item.product_id,
      variant_id: variantId,
      quantity: item.quantity,
      points: pointsToDisplay(points, precision),
      reasons: [...lines.flatMap((line) => line.reasons), ...reasons],
    }
  })
}
