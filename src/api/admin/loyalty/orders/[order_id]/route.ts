import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { loyaltyOf } from "../../../../request"
import { orderPointsView } from "./view"

/** What an order earned and spent, and why. Throws `order_not_found` for one that was never settled. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  response.json({ order: await orderPointsView(loyaltyOf(request), request.params.order_id ?? "") })
}
