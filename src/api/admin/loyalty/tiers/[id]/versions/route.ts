import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../../../modules/loyalty/validation"
import { loyaltyOf, pageFields, pageOf } from "../../../../../request"
import { tierVersionView } from "../../../../../tier-views"

const query = z.object(pageFields)

/** What the tier has said, the newest version first, and who wrote it. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const page = parse(query, request.query)
  const loyalty = loyaltyOf(request)
  const tier = await loyalty.tiers.retrieve(request.params.id ?? "")
  const program = await loyalty.retrieveProgram(tier.programId)
  const [versions, count] = await loyalty.tiers.versionsOf(tier.id, pageOf(page))
  response.json({
    versions: versions.map((version) => tierVersionView(version, program)),
    count,
    limit: page.limit,
    offset: page.offset,
  })
}
