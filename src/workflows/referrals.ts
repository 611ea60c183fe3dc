import type { MedusaContainer } from "@medusajs/framework/types"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import type { OrderFacts } from "../modules/loyalty/domain/earning/facts"
import { LoyaltyError } from "../modules/loyalty/domain/errors"
import { codeOf } from "../modules/loyalty/domain/referral/code"
import { judgeOrder } from "../modules/loyalty/domain/referral/order"
import { suspicionOf, type Suspicion } from "../modules/loyalty/domain/referral/suspicion"
import type { AccountRow } from "../modules/loyalty/persistence/account.schema"
import type { ReferralRow } from "../modules/loyalty/persistence/referral.schema"
import type LoyaltyModuleService from "../modules/loyalty/service"
import { codeOfError } from "./error-code"
import { tellEvents } from "./member-events"
import { loadOrderFacts } from "./order-facts"
import { isNewcomer, personOf } from "./referral-people"

const dayMs = 86_400_000
const roles = ["referrer", "friend"] as const

/**
 * A new member says who invited him. Entered again, the same code has one effect. Throws `referral_not_enabled`,
 * `referral_already_made`, `referral_not_new`, `referral_attempts_exhausted`, `referral_code_not_found`, `referral_own_code`, and
 * `referral_refused` where the checks found something, which is kept for staff and told to nobody else.
 */
export async function enterCode(
  container: MedusaContainer,
  friend: Pick<AccountRow, "id" | "programId" | "customerId">,
  typed: string,
  at: Date,
): Promise<ReferralRow> {
  const { referrals } = loyaltyOf(container)
  const { id, programId, customerId } = friend
  const code = codeOf(typed)
  const terms = await referrals.termsOf(programId)
  if (!terms.enabled) throw new LoyaltyError("referral_not_enabled")
  const known = await referrals.ofFriend(id)
  if (known !== null) {
    const isSame = (await referrals.codeOf({ id: known.referrerAccountId, programId })) === code
    return believed(known, isSame)
  }
  const since = new Date(at.getTime() - terms.newMemberDays * dayMs)
  if (!(await isNewcomer(container, customerId, since))) throw new LoyaltyError("referral_not_new")
  const referrer = await referrals.accountOfCode(programId, code, id, at)
  if (referrer.id === id) throw new LoyaltyError("referral_own_code")
  const reason = await suspicionAgainst(container, { friend, referrer })
  const kept = await referrals.attribute({
    programId,
    referrerAccountId: referrer.id,
    friendAccountId: id,
    reason,
    attributedAt: at,
    terms,
  })
  return believed(kept, kept.referrerAccountId === referrer.id)
}

/**
 * Does what is due about a referral: rewards both where the friend's first qualifying order has become sure, or finds out that
 * they are one person. Done again it has no further effect, so it may be called by any event and by the clock.
 */
export async function lookAfterReferral(
  container: MedusaContainer,
  referral: ReferralRow,
  at: Date,
): Promise<void> {
  if (referral.state === "completed") return await reward(container, referral, at)
  if (referral.state !== "joined") return
  const loyalty = loyaltyOf(container)
  const { orders, seenEntryId } = await loyalty.referrals.activatedOrders(referral)
  const friend = await loyalty.retrieveAccountByKey(referral.friendAccountId)
  let lookAt: Date | null = null
  for (const activated of orders) {
    const facts = await orderOf(container, activated.orderId)
    if (facts === null || facts.customerId !== friend.customerId) continue
    const verdict = judgeOrder(referral, facts, activated, at)
    if (verdict === "too_early" && (lookAt === null || activated.waitsUntil < lookAt))
      lookAt = activated.waitsUntil
    if (verdict === "qualifies") return await conclude(container, referral, friend, activated.orderId, at)
  }
  await loyalty.referrals.leave(referral, seenEntryId, lookAt)
}

/** What a friend's activated order means for who invited him; nothing for anybody else's. */
export async function lookAfterFriend(
  container: MedusaContainer,
  publicAccountId: string,
  at: Date,
): Promise<void> {
  const referral = await loyaltyOf(container).referrals.openOf(publicAccountId)
  if (referral !== null) await lookAfterReferral(container, referral, at)
}

async function conclude(
  container: MedusaContainer,
  referral: ReferralRow,
  friend: AccountRow,
  orderId: string,
  at: Date,
): Promise<void> {
  const loyalty = loyaltyOf(container)
  const referrer = await loyalty.retrieveAccountByKey(referral.referrerAccountId)
  const suspicion =
    referral.decidedBy === null ? await suspicionAgainst(container, { friend, referrer }) : null
  if (suspicion !== null) return await loyalty.referrals.reject(referral, orderId, suspicion)
  const decided = await loyalty.referrals.complete(referral, orderId, at)
  if (decided.state === "completed") await reward(container, decided, at)
}

/** Each role's event has a key of its own: told twice, it gives once. */
async function reward(container: MedusaContainer, referral: ReferralRow, at: Date): Promise<void> {
  const { publicId, programId, referrerAccountId, friendAccountId, completedAt } = referral
  const accountIds = { referrer: referrerAccountId, friend: friendAccountId }
  const events = roles.map((role) => ({
    accountId: accountIds[role],
    trigger: "referral_completed" as const,
    name: role,
    source: "clock" as const,
    key: `referral:${publicId}:${role}`,
    data: { referral_id: publicId },
    occurredAt: completedAt ?? at,
  }))
  await tellEvents(container, programId, events, at)
  await loyaltyOf(container).referrals.markRewarded(referral, at)
}

type Who = Pick<AccountRow, "id" | "customerId">

async function suspicionAgainst(
  container: MedusaContainer,
  { friend, referrer }: { friend: Who & { programId: string }; referrer: Who },
): Promise<Suspicion | null> {
  const { referrals } = loyaltyOf(container)
  const [{ checks }, backwards] = await Promise.all([
    referrals.termsOf(friend.programId),
    referrals.ofFriend(referrer.id),
  ])
  if (backwards?.referrerAccountId === friend.id && backwards.state !== "rejected") return "mutual"
  const [one, other] = await Promise.all([
    personOf(container, friend.customerId),
    personOf(container, referrer.customerId),
  ])
  return one === null || other === null ? null : suspicionOf(one, other, checks)
}

function believed(referral: ReferralRow, isSame: boolean): ReferralRow {
  if (!isSame) throw new LoyaltyError("referral_already_made")
  if (referral.state === "rejected") throw new LoyaltyError("referral_refused")
  return referral
}

async function orderOf(container: MedusaContainer, orderId: string): Promise<OrderFacts | null> {
  try {
    return (await loadOrderFacts(container, orderId))?.facts ?? null
  } catch (error) {
    if (codeOfError(error) === "order_not_found") return null
    throw error
  }
}

function loyaltyOf(container: MedusaContainer): LoyaltyModuleService {
  return container.resolve(LOYALTY_MODULE)
}
