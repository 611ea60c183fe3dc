import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { LoyaltyError } from "../../../../modules/loyalty/domain/errors"
import { referralStates } from "../../../../modules/loyalty/persistence/referral.schema"
import { invalid } from "../../../../modules/loyalty/settings-units"
import { moment, parse } from "../../../../modules/loyalty/validation"
import { lookAfterReferral } from "../../../../workflows/referrals"
import { loyaltyOf, pageFields, pageOf, staffOf } from "../../../request"
import { accountsOf, referralView } from "./view"

const accountId = z.string().min(1).max(100)

const query = z.object({
  ...pageFields,
  state: z.enum(referralStates).optional(),
  referrer_account_id: accountId.optional(),
  friend_account_id: accountId.optional(),
})

const body = z.strictObject({
  referrer_account_id: accountId,
  friend_account_id: accountId,
  attributed_at: moment.optional(),
  note: z.string().min(1).max(1_000).optional(),
})

/** Who invited whom and what became of it, the newest first. The rejected ones say why. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { state, referrer_account_id, friend_account_id, ...page } = parse(query, request.query)
  const loyalty = loyaltyOf(request)
  const keyOf = async (publicId: string | undefined): Promise<number | undefined> =>
    publicId === undefined ? undefined : (await loyalty.retrieveAccount(publicId)).id
  const filters = {
    state,
    referrerAccountId: await keyOf(referrer_account_id),
    friendAccountId: await keyOf(friend_account_id),
  }
  const [referrals, count] = await loyalty.referrals.listAndCount(filters, pageOf(page))
  const accounts = await accountsOf(loyalty, referrals)
  response.json({
    referrals: referrals.map((referral) => referralView(referral, accounts)),
    count,
    limit: page.limit,
    offset: page.offset,
  })
}

/**
 * Says by hand who invited a member, past all checks; his orders count from `attributed_at` on, which is now unless it is given. It takes
 * the place of a rejected referral; of another it is refused with `referral_already_made`.
 */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const given = parse(body, request.body)
  const loyalty = loyaltyOf(request)
  const at = new Date()
  const referrer = await loyalty.retrieveAccount(given.referrer_account_id)
  const friend = await loyalty.retrieveAccount(given.friend_account_id)
  if (referrer.id === friend.id) throw invalid("friend_account_id", "is the referrer's own account")
  if (referrer.programId !== friend.programId) throw invalid("friend_account_id", "is of another program")
  const attributedAt = given.attributed_at ?? at
  if (attributedAt > at) throw invalid("attributed_at", "is in the future")
  const kept = await loyalty.referrals.attribute(
    {
      programId: friend.programId,
      referrerAccountId: referrer.id,
      friendAccountId: friend.id,
      reason: null,
      attributedAt,
      terms: await loyalty.referrals.termsOf(friend.programId),
    },
    { actor: staffOf(request), note: given.note ?? null, at },
  )
  if (kept.referrerAccountId !== referrer.id) throw new LoyaltyError("referral_already_made")
  await lookAfterReferral(request.scope, kept, at)
  const referral = await loyalty.referrals.retrieve(kept.publicId)
  response.json({ referral: referralView(referral, await accountsOf(loyalty, [referral])) })
}
