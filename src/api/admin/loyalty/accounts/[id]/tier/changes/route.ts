import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../../../../modules/loyalty/validation"
import { loyaltyOf, pageFields, pageOf } from "../../../../../../request"
import { tierChangeView } from "../../../../../../tier-views"

const query = z.object(pageFields)

/** Every change of the member's tier, the newest first: why, by which order or whom, and what his orders amounted to. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const page = parse(query, request.query)
  const loyalty = loyaltyOf(request)
  const account = await loyalty.retrieveAccount(request.params.id ?? "")
  const program = await loyalty.retrieveProgram(account.programId)
  const [changes, count] = await loyalty.tiers.members.historyOf(account.id, pageOf(page))
  const ids = changes.flatMap(({ fromTierId, toTierId }) => [fromTierId, toTierId])
  const names = await loyalty.tiers.namesOf(ids.filter((id) => id !== null))
  response.json({
    changes: changes.map((change) => tierChangeView(change, program, names)),
    count,
    limit: page.limit,
    offset: page.offset,
  })
}
