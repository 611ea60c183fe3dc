/**
 * Every way in which a request can be refused. The list is closed: what a caller may meet, he can know.
 * A code is part of the HTTP contract; its sentence is for people and may change.
 */
const errors = {
  account_not_found: ["not_found", "There is no such loyalty account."],
  account_frozen: ["not_allowed", "This loyalty account is frozen, its points cannot be spent."],
  insufficient_points: ["not_allowed", "There are not enough points."],
  invalid_points: ["invalid_data", "This is not a valid number of points."],
  below_minimum: ["invalid_data", "This is fewer points than can be spent at once."],
  not_a_step: ["invalid_data", "Points can be spent only in whole steps."],
  above_maximum: ["invalid_data", "This is more points than can be spent here."],
  nothing_to_redeem_on: ["not_allowed", "There is nothing in this cart that points can pay."],
  currency_without_rate: ["not_allowed", "Points have no rate in this currency."],
  redemption_not_found: ["not_found", "There is no such redemption."],
  redemption_ended: ["not_allowed", "This redemption has already ended."],
  redemption_mismatch: ["not_allowed", "This redemption belongs to something else."],
  idempotency_key_reused: ["not_allowed", "This idempotency key was already used for another request."],
  program_not_found: ["not_found", "There is no such loyalty program."],
  rule_not_found: ["not_found", "There is no such earning rule."],
  rule_ended: ["not_allowed", "This earning rule has ended and stays as it is."],
  rule_in_use: ["not_allowed", "This earning rule has been active. It can be paused or ended, not deleted."],
  plan_not_found: ["not_found", "There is no such membership plan."],
  plan_in_use: ["not_allowed", "This membership plan has been bought. It can be ended, not deleted."],
  birthday_kept: ["not_allowed", "A birthday was given before. Staff can change it."],
  rule_of_offer: ["not_allowed", "This earning rule is the rate of a cashback offer. Change the offer."],
  club_not_found: ["not_found", "There is no such club."],
  club_closed: ["not_allowed", "This club cannot be joined at the moment."],
  club_restricted: ["not_allowed", "This club is for certain customers only."],
  segment_not_found: ["not_found", "There is no such segment."],
  segment_in_use: ["not_allowed", "A rule asks for this segment. End the rule first."],
  club_in_use: ["not_allowed", "This club has been open. It can be closed, not deleted."],
  handle_taken: ["not_allowed", "There is another one with this handle."],
  offer_not_found: ["not_found", "There is no such cashback offer."],
  offer_fixed: ["not_allowed", "This cashback offer has been activated. Only its end can be changed."],
  offer_overlaps: ["not_allowed", "Another cashback offer of the program is on at that time."],
  category_not_offered: ["invalid_data", "This category is not offered."],
  too_many_categories: ["invalid_data", "These are more categories than can be chosen."],
  choice_not_open: ["not_allowed", "Categories of this period cannot be chosen at the moment."],
  choice_final: ["not_allowed", "What was chosen for this period cannot be changed any more."],
  tier_not_found: ["not_found", "There is no such tier."],
  tier_in_use: ["not_allowed", "Members hold this tier. Say which tier they move to."],
  tier_ladder_not_found: ["not_found", "This program has no ladder of tiers."],
  tier_ladder_in_use: ["not_allowed", "This ladder has tiers. They have to be deleted first."],
  referral_not_found: ["not_found", "There is no such referral."],
  referral_not_enabled: ["not_allowed", "Members do not invite others here."],
  referral_code_not_found: ["not_found", "There is no such referral code."],
  referral_own_code: ["not_allowed", "This is your own code."],
  referral_already_made: ["not_allowed", "This member has been invited by another already."],
  referral_not_new: ["not_allowed", "Only new members who have not ordered yet can enter a code."],
  referral_refused: ["not_allowed", "This code cannot be used."],
  referral_attempts_exhausted: ["not_allowed", "Too many codes were tried. Try again in an hour."],
  referral_completed: ["not_allowed", "This referral has been rewarded and stays as it is."],
  simulations_busy: ["not_allowed", "Other simulations are running. Try again when one has ended."],
  too_many_orders: ["invalid_data", "These are too many orders at once. Name a shorter period."],
  backfill_not_found: ["not_found", "There is no such backfill."],
  backfill_stale: ["not_allowed", "What this dry run said holds no longer. Make another."],
  backfill_not_ready: ["not_allowed", "This backfill cannot do that as it is now."],
  order_not_found: ["not_found", "There is no such order."],
  product_not_found: ["not_found", "There is no such product, or it has no price here."],
  cart_not_found: ["not_found", "There is no such cart."],
  cart_completed: ["not_allowed", "This cart has already become an order."],
  not_cart_owner: ["not_allowed", "This cart belongs to another customer."],
  customer_required: ["unauthorized", "Sign in to use points."],
  cart_busy: ["not_allowed", "The cart is being changed by another request. Try again."],
  invalid_request: ["invalid_data", "The request is not valid."],
  settlement_conflict: ["not_allowed", "The order is being settled by another process."],
  ledger_unavailable: ["unexpected_state", "The points ledger cannot be reached at the moment."],
  nothing_to_do: ["not_allowed", "There was nothing to do."],
  ledger_fault: ["unexpected_state", "The points ledger met a fault. Nothing was changed."],
} as const satisfies Record<string, readonly [type: string, sentence: string]>

export type LoyaltyErrorCode = keyof typeof errors

export const loyaltyErrorCodes = Object.keys(errors) as LoyaltyErrorCode[]

export type LoyaltyErrorDetails = Record<string, string | number | boolean | null>

/** A refusal with a code from the closed list. The edges turn it into HTTP by the code, never by the class. */
export class LoyaltyError extends Error {
  readonly code: LoyaltyErrorCode
  /** What kind of refusal it is, in the words that the store's error handler turns into an HTTP status. */
  readonly type: string
  readonly details: LoyaltyErrorDetails

  constructor(code: LoyaltyErrorCode, details: LoyaltyErrorDetails = {}, message: string = errors[code][1]) {
    super(message)
    this.name = "LoyaltyError"
    this.code = code
    this.type = errors[code][0]
    this.details = details
  }
}
