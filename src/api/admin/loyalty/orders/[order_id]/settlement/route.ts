import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { settleOrderWorkflow } from "../../../../../../workflows/settle-order"
import { loyaltyOf } from "../../../../../request"
import { orderPointsView } from "../view"

/** Settles the order now. Where nothing is to be changed, nothing is posted. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const order_id = request.params.order_id ?? ""
  const { result } = await settleOrderWorkflow(request.scope).run({ input: { order_id } })
  response.json({ posted: result.posted, order: await orderPointsView(loyaltyOf(request), order_id) })
}
