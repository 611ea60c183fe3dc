import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../../../modules/loyalty/validation"
import { loyaltyOf, pageFields, pageOf } from "../../../../../request"
import { ruleVersionView } from "../../../../../views"

const query = z.object(pageFields)

/** What the rule has said, the newest version first, and who wrote it. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const page = parse(query, request.query)
  const loyalty = loyaltyOf(request)
  const rule = await loyalty.rules.retrieve(request.params.id ?? "")
  const { precision } = (await loyalty.retrieveProgram(rule.programId)).terms
  const [versions, count] = await loyalty.rules.versionsOf(rule.id, pageOf(page))
  response.json({
    versions: versions.map((version) => ruleVersionView(version, precision)),
    count,
    limit: page.limit,
    offset: page.offset,
  })
}
