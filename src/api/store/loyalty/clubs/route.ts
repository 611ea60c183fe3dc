import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../modules/loyalty/validation"
import { groupsOf } from "../../../../workflows/rule-context"
import { storeClubView } from "../../../club-views"
import { visitorOf } from "../../../membership"
import { loyaltyOf, pageFields, pageOf } from "../../../request"

const query = z.object(pageFields)

/** The clubs that the customer, or a guest, could join now, and those that the customer is in. By name. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const page = parse(query, request.query)
  const { program, customerId, account } = await visitorOf(request)
  const groupIds = customerId === null ? [] : await groupsOf(request.scope, customerId)
  const [clubs, count] = await loyaltyOf(request).clubs.visibleTo(
    account?.id ?? null,
    { programId: program.id, groupIds, at: new Date() },
    pageOf(page),
  )
  response.json({ clubs: clubs.map(storeClubView), count, limit: page.limit, offset: page.offset })
}
