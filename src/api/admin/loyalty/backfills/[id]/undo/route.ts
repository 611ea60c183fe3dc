import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { loyaltyOf, staffOf } from "../../../../../request"
import { backfillView } from "../../view"

/**
 * Takes back what the run's awards still have, as returns take points back, and leaves its orders as they were. A run that is under way gives
 * nothing more. Asked for twice, it is undone once. A job does it.
 */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const loyalty = loyaltyOf(request)
  const run = await loyalty.whatIf.backfills.undo(request.params.id ?? "", staffOf(request))
  response.json({ backfill: await backfillView(loyalty, run) })
}
