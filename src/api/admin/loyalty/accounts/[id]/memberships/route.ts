import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../../../modules/loyalty/validation"
import { purchaseView } from "../../../../../plan-views"
import { loyaltyOf, pageFields, pageOf } from "../../../../../request"

const query = z.object(pageFields)

/** What the member has bought of memberships, the latest first. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const page = parse(query, request.query)
  const loyalty = loyaltyOf(request)
  const account = await loyalty.retrieveAccount(request.params.id ?? "")
  const [purchases, count] = await loyalty.membershipPurchases.of(account.id, pageOf(page))
  const at = new Date()
  response.json({
    memberships: purchases.map((purchase) => purchaseView(purchase, at)),
    count,
    limit: page.limit,
    offset: page.offset,
  })
}
