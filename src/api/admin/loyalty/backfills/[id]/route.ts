import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { loyaltyOf } from "../../../../request"
import { backfillView } from "../view"

/** How far a backfill is, and what it comes to. Throws `backfill_not_found`. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const loyalty = loyaltyOf(request)
  const run = await loyalty.whatIf.backfills.retrieve(request.params.id ?? "")
  response.json({ backfill: await backfillView(loyalty, run) })
}
