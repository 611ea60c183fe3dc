import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../../../modules/loyalty/validation"
import { membersClubView } from "../../../../../club-views"
import { loyaltyOf, pageFields, pageOf } from "../../../../../request"

const query = z.object(pageFields)

/** The clubs that the member counts as a member of now, for having joined them or by a membership that was bought. By name. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const page = parse(query, request.query)
  const loyalty = loyaltyOf(request)
  const account = await loyalty.retrieveAccount(request.params.id ?? "")
  const [clubs, count] = await loyalty.clubs.ofMember(account.id, new Date(), pageOf(page))
  response.json({ clubs: clubs.map(membersClubView), count, limit: page.limit, offset: page.offset })
}
