import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../modules/loyalty/validation"
import { purchaseView } from "../../../plan-views"
import { loyaltyOf, pageFields, pageOf, salesChannelOf, signedInCustomer } from "../../../request"

const query = z.object(pageFields)

/** What the signed-in member has bought of memberships, the latest first, and until when it lasts. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const customerId = signedInCustomer(request)
  const page = parse(query, request.query)
  const loyalty = loyaltyOf(request)
  const program = await loyalty.programForSalesChannel(salesChannelOf(request))
  const account = await loyalty.memberAccount(program, customerId)
  const [purchases, count] = await loyalty.membershipPurchases.of(account.id, pageOf(page))
  const at = new Date()
  response.json({
    memberships: purchases.map((purchase) => purchaseView(purchase, at)),
    count,
    limit: page.limit,
    offset: page.offset,
  })
}
