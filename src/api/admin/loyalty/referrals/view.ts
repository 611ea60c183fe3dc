import type { ReferralRow } from "../../../../modules/loyalty/persistence/referral.schema"
import type LoyaltyModuleService from "../../../../modules/loyalty/service"

/** The accounts' public ids, by their keys. */
export async function accountsOf(
  loyalty: LoyaltyModuleService,
  referrals: ReferralRow[],
): Promise<Map<number, string>> {
  const keys = referrals.flatMap((one) => [one.referrerAccountId, one.friendAccountId])
  return await loyalty.publicIdsOf([...new Set(keys)])
}

/** A referral as staff read it. `decided_by` is who of them has decided: from then on nothing is checked. */
export function referralView(referral: ReferralRow, accounts: Map<number, string>): Record<string, unknown> {
  return {
    id: referral.publicId,
    program_id: referral.programId,
    referrer_account_id: accounts.get(referral.referrerAccountId) ?? null,
    friend_account_id: accounts.get(referral.friendAccountId) ?? null,
    state: referral.state,
    reason: referral.reason,
    order_id: referral.orderId,
    attributed_at: referral.attributedAt,
    order_before: referral.expiresAt,
    completed_at: referral.completedAt,
    decided_by: referral.decidedBy,
    decided_at: referral.decidedAt,
    note: referral.note,
    created_at: referral.createdAt,
  }
}
