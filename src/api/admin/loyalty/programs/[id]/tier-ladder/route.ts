import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { LoyaltyError } from "../../../../../../modules/loyalty/domain/errors"
import { ladderChanges } from "../../../../../../modules/loyalty/tier-settings/schema"
import { parse } from "../../../../../../modules/loyalty/validation"
import { loyaltyOf } from "../../../../../request"
import { ladderView } from "../../../../../tier-views"

/** How the program's tiers are reached and lost. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const program = await loyaltyOf(request).retrieveProgram(request.params.id ?? "")
  const { tierLadder } = program
  if (tierLadder === null) throw new LoyaltyError("tier_ladder_not_found")
  response.json({ tier_ladder: ladderView({ ...program, tierLadder }) })
}

/**
 * Makes the ladder, or changes the settings that are named and leaves the others. A new one needs `qualification` and `window`.
 * What is measured cannot change while there are tiers. All members are looked at anew by the next review.
 */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const settings = parse(ladderChanges, request.body)
  const program = await loyaltyOf(request).tiers.setLadder(request.params.id ?? "", settings)
  response.json({ tier_ladder: ladderView(program) })
}

/** Takes a ladder away that has no tiers. */
export async function DELETE(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const id = request.params.id ?? ""
  await loyaltyOf(request).tiers.deleteLadder(id)
  response.json({ id, object: "loyalty_tier_ladder", deleted: true })
}
