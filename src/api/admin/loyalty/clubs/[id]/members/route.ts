import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../../../modules/loyalty/validation"
import { clubStayView } from "../../../../../club-views"
import { loyaltyOf, pageFields, pageOf } from "../../../../../request"

const query = z.object({
  ...pageFields,
  status: z.enum(["present", "left"]).optional(),
  customer_id: z.string().max(100).optional(),
})

/** Who is in the club and who was, the latest to join first; who came back is there once for each stay. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { status, customer_id: customerId, ...page } = parse(query, request.query)
  const present = status === undefined ? undefined : status === "present"
  const { clubs } = loyaltyOf(request)
  const [stays, count] = await clubs.staysIn(request.params.id ?? "", { present, customerId }, pageOf(page))
  response.json({ members: stays.map(clubStayView), count, limit: page.limit, offset: page.offset })
}
