import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { LoyaltyError } from "../../../../../../modules/loyalty/domain/errors"
import { moment, parse } from "../../../../../../modules/loyalty/validation"
import { bringTierGroups } from "../../../../../../workflows/tier-groups"
import { loyaltyOf, staffOf } from "../../../../../request"
import { progressView } from "../../../../../tier-views"

const body = z.strictObject({
  tier_id: z.string().min(1).max(100).nullable(),
  until: moment.nullable().default(null),
})

/** Where the member stands, what is missing to the next tier and to stay. Null where the program has no tiers. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const loyalty = loyaltyOf(request)
  const account = await loyalty.retrieveAccount(request.params.id ?? "")
  const program = await loyalty.retrieveProgram(account.programId)
  if (program.tierLadder === null) {
    response.json({ tier: null })
    return
  }
  const standing = await loyalty.tiers.progressOf(program, account.id, new Date())
  response.json({ tier: progressView(standing, program) })
}

/**
 * Puts the member into a tier by hand, or out of all. `until`: it is kept at least so long, whatever is bought; without it, as
 * long as the ladder's grace. What is bought may bring a higher tier at any time.
 */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { tier_id, until } = parse(body, request.body)
  const loyalty = loyaltyOf(request)
  const account = await loyalty.retrieveAccount(request.params.id ?? "")
  const program = await loyalty.retrieveProgram(account.programId)
  const ladder = await loyalty.tiers.ladderOf(program)
  if (ladder === null) throw new LoyaltyError("tier_ladder_not_found")
  if (tier_id !== null && !ladder.tiers.some(({ id }) => id === tier_id)) {
    throw new LoyaltyError(
      "invalid_request",
      { field: "tier_id" },
      "tier_id: is no tier of the member's program.",
    )
  }
  const at = new Date()
  await loyalty.tiers.members.put(ladder, account.id, tier_id, { until, actor: staffOf(request), at })
  await bringTierGroups(request.scope, [account.customerId])
  const standing = await loyalty.tiers.progressOf(program, account.id, at)
  response.json({ tier: progressView(standing, program) })
}
