import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { newPlan } from "../../../../modules/loyalty/plan-settings/schema"
import { parse } from "../../../../modules/loyalty/validation"
import { planView } from "../../../plan-views"
import { loyaltyOf, pageFields, pageOf } from "../../../request"

const query = z.object({
  ...pageFields,
  program_id: z.string().max(100).optional(),
  state: z.enum(["active", "ended"]).optional(),
})

/** Memberships that are sold, the newest first. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { program_id: programId, state, ...page } = parse(query, request.query)
  const [plans, count] = await loyaltyOf(request).membershipPlans.listAndCount(
    { programId, state },
    pageOf(page),
  )
  response.json({ membership_plans: plans.map(planView), count, limit: page.limit, offset: page.offset })
}

/** A membership that is sold from now on: who buys one of its variants holds its tier and is in its clubs for its term. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { program_id, ...settings } = parse(newPlan, request.body)
  const loyalty = loyaltyOf(request)
  const program =
    program_id === undefined
      ? await loyalty.programForSalesChannel(null)
      : await loyalty.retrieveProgram(program_id)
  response.json({ membership_plan: planView(await loyalty.membershipPlans.create(program.id, settings)) })
}
