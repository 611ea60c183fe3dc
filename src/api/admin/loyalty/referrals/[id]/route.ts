import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../../modules/loyalty/validation"
import { lookAfterReferral } from "../../../../../workflows/referrals"
import { loyaltyOf, staffOf } from "../../../../request"
import { accountsOf, referralView } from "../view"

const body = z.strictObject({
  state: z.enum(["joined", "rejected"]),
  note: z.string().min(1).max(1_000).nullable().default(null),
})

/** One referral. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const loyalty = loyaltyOf(request)
  const referral = await loyalty.referrals.retrieve(request.params.id ?? "")
  response.json({ referral: referralView(referral, await accountsOf(loyalty, [referral])) })
}

/**
 * Staff decide: `joined` believes it past all checks, and completes it at once where the friend's order has become sure already;
 * `rejected` does not. What has been rewarded stays: its points are corrected by hand.
 */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { state, note } = parse(body, request.body)
  const loyalty = loyaltyOf(request)
  const at = new Date()
  const decision = { actor: staffOf(request), note, at }
  const decided = await loyalty.referrals.decide(request.params.id ?? "", state, decision)
  await lookAfterReferral(request.scope, decided, at)
  const referral = await loyalty.referrals.retrieve(decided.publicId)
  response.json({ referral: referralView(referral, await accountsOf(loyalty, [referral])) })
}
