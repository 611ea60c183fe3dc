import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../../../modules/loyalty/validation"
import { choiceView } from "../../../../../cashback-views"
import { loyaltyOf, pageFields, pageOf } from "../../../../../request"

const query = z.object({
  ...pageFields,
  period: z.string().max(10).optional(),
  customer_id: z.string().max(100).optional(),
})

/** What members have chosen from the offer, period by period; who was the last to begin choosing comes first. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { period, customer_id: customerId, ...page } = parse(query, request.query)
  const { choices } = loyaltyOf(request).cashback
  const [found, count] = await choices.choicesFrom(
    request.params.id ?? "",
    { period, customerId },
    pageOf(page),
  )
  response.json({ choices: found.map(choiceView), count, limit: page.limit, offset: page.offset })
}
