import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { planChanges } from "../../../../../modules/loyalty/plan-settings/schema"
import { parse } from "../../../../../modules/loyalty/validation"
import { planView } from "../../../../plan-views"
import { loyaltyOf } from "../../../../request"

/** One membership that is, or was, sold. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const plan = await loyaltyOf(request).membershipPlans.retrieve(request.params.id ?? "")
  response.json({ membership_plan: planView(plan) })
}

/** Changes the settings that are named, for what is bought from now on; `ended` is sold no more. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const changes = parse(planChanges, request.body)
  const plan = await loyaltyOf(request).membershipPlans.update(request.params.id ?? "", changes)
  response.json({ membership_plan: planView(plan) })
}

/** Deletes what nobody has bought. */
export async function DELETE(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const id = request.params.id ?? ""
  await loyaltyOf(request).membershipPlans.delete(id)
  response.json({ id, object: "loyalty_membership_plan", deleted: true })
}
