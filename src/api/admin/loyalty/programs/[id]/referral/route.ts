import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { referralSettings, referralSettingsOf } from "../../../../../../modules/loyalty/referral-settings"
import { parse } from "../../../../../../modules/loyalty/validation"
import { loyaltyOf } from "../../../../../request"

/** What a program asks of referrals. What it gives for them is for rules with the trigger `referral_completed` to say. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const terms = await loyaltyOf(request).referrals.termsOf(request.params.id ?? "")
  response.json({ referral: referralSettingsOf(terms) })
}

/** Changes the settings that are named and leaves the others. Friends who have joined keep the amounts and days of their day. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const settings = parse(referralSettings, request.body)
  const terms = await loyaltyOf(request).referrals.changeTerms(request.params.id ?? "", settings)
  response.json({ referral: referralSettingsOf(terms) })
}
