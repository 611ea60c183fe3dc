import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../../../modules/loyalty/validation"
import { loyaltyOf, pageFields, pageOf } from "../../../../../request"
import { segmentMemberView } from "../../../../../segment-views"

const query = z.object(pageFields)

/** Who is in the segment at the moment, those who have been members longest first, with what they have bought. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const page = parse(query, request.query)
  const [members, count] = await loyaltyOf(request).segments.membersOf(
    request.params.id ?? "",
    new Date(),
    pageOf(page),
  )
  response.json({ members: members.map(segmentMemberView), count, limit: page.limit, offset: page.offset })
}
