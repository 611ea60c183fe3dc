import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { LoyaltyError } from "../../../../modules/loyalty/domain/errors"
import { loyaltyOf, salesChannelOf, signedInCustomer } from "../../../request"
import { progressView } from "../../../tier-views"

/**
 * The signed-in customer's tier, until when it is safe, and what is missing to the next one and to stay. Null where the program
 * has no tiers.
 */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const customerId = signedInCustomer(request)
  const loyalty = loyaltyOf(request)
  const program = await loyalty.programForSalesChannel(salesChannelOf(request))
  if (program.tierLadder === null) {
    response.json({ tier: null })
    return
  }
  const account = await loyalty.findAccount(program.id, customerId)
  if (account === null && program.joining === "opt_in") throw new LoyaltyError("account_not_found")
  const standing = await loyalty.tiers.progressOf(program, account?.id ?? null, new Date())
  response.json({ tier: progressView(standing, program) })
}
