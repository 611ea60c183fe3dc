import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { loyaltyOf, salesChannelOf } from "../../../request"
import { storeProgramView } from "../../../views"

/** The program of the request's sales channel. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const program = await loyaltyOf(request).programForSalesChannel(salesChannelOf(request))
  response.json({ program: storeProgramView(program) })
}
