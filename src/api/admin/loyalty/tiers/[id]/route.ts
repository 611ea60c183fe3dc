import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { tierChanges } from "../../../../../modules/loyalty/tier-settings/schema"
import { parse } from "../../../../../modules/loyalty/validation"
import { checkCustomerGroup } from "../../../../../workflows/tier-settings"
import { loyaltyOf, staffOf } from "../../../../request"
import { adminTierView } from "../../../../tier-views"

const query = z.object({ move_to: z.string().min(1).max(100).optional() })
const nowhere = "none"

/** One tier, with how many members hold it. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const loyalty = loyaltyOf(request)
  const tier = await loyalty.tiers.retrieve(request.params.id ?? "")
  const program = await loyalty.retrieveProgram(tier.programId)
  const members = await loyalty.tiers.members.countIn([tier.id])
  response.json({ tier: adminTierView(tier, program, members.get(tier.id) ?? 0) })
}

/**
 * Changes the settings that are named, each as a whole, and leaves the others. Orders keep the tier as it was on their day; the
 * next review looks at all members anew.
 */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const changes = parse(tierChanges, request.body)
  const loyalty = loyaltyOf(request)
  await loyalty.tiers.retrieve(request.params.id ?? "")
  await checkCustomerGroup(request.scope, changes.customer_group_id)
  const tier = await loyalty.tiers.update(request.params.id ?? "", changes, staffOf(request))
  const program = await loyalty.retrieveProgram(tier.programId)
  const members = await loyalty.tiers.members.countIn([tier.id])
  response.json({ tier: adminTierView(tier, program, members.get(tier.id) ?? 0) })
}

/** Deletes a tier that nobody holds, or whose members move to another one: `move_to` names it, or is `none`. The history stays. */
export async function DELETE(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { move_to } = parse(query, request.query)
  const id = request.params.id ?? ""
  const moveTo = move_to === nowhere ? null : move_to
  await loyaltyOf(request).tiers.delete(id, { moveTo, actor: staffOf(request), at: new Date() })
  response.json({ id, object: "loyalty_tier", deleted: true })
}
