// Written by `npm run docs:reference` from the store's routes. Change the code, not this file.

/** Points are numbers in display units, money in major units. */

export interface LoyaltyReason {
  code: string
  [name: string]: string | number | boolean
}

export interface LoyaltyLineReasons {
  line_id: string
  points: number
  reasons: LoyaltyReason[]
}

export interface LoyaltyProgram {
  id: string
  name: string
  unit_names: {
    [name: string]: {
      zero?: string
      one?: string
      two?: string
      few?: string
      many?: string
      other?: string
    }
  }
  precision: number
  joining: "automatic" | "opt_in"
  rates: {
    currency_code: string
    earn: {
      points: number
      per_amount: number
    } | null
    spend: {
      points: number
      worth: number
    } | null
  }[]
  pending_days: number
  expires_after_days: number | null
  redemption: {
    min_points: number
    step_points: number
    max_share_percent: number
    hold_minutes: number
  }
}

export interface LoyaltyAccount {
  id: string
  status: "active" | "frozen"
  balance: {
    available: number
    pending: number
    held: number
  }
  worth: {
    amount: number
    currency_code: string
  } | null
  expiring: {
    points: number
    /** ISO 8601. */
    at: string
  }[]
}

export interface LoyaltyTransaction {
  id: string
  type:
    | "activate"
    | "adjust"
    | "capture"
    | "earn"
    | "expire"
    | "hold"
    | "lapse"
    | "release"
    | "restore"
    | "reverse"
  points: number
  order_id: string | null
  trigger:
    | "account_created"
    | "birthday"
    | "custom"
    | "inactivity"
    | "membership_anniversary"
    | "newsletter_subscribed"
    | "profile_completed"
    | "referral_completed"
    | "review_approved"
    | "spending_milestone"
    | "survey_answered"
    | null
  description: string
  available_after: number
  /** ISO 8601. */
  expires_at: string | null
  /** ISO 8601. */
  created_at: string
  reasons: LoyaltyLineReasons[]
}

export interface LoyaltyTransactions {
  transactions: LoyaltyTransaction[]
  count: number
  limit: number
  offset: number
}

export interface LoyaltyTier {
  id: string
  handle: string
  name: string
  translations: {
    [name: string]: string
  }
  multiplier: number
  min_points: number | null
  max_share_percent: number | null
}

export interface LoyaltyTierProgress {
  present: LoyaltyTier | null
  /** ISO 8601. */
  since: string | null
  /** ISO 8601. */
  safe_until: string | null
  measure: {
    by: "money_spent" | "orders" | "points_earned"
    currency_code: string | null
    counts_when: "paid" | "placed"
    includes_events: boolean
    value: number
    /** ISO 8601. */
    from: string | null
  }
  next: {
    tier: LoyaltyTier
    threshold: number
    missing: number
    /** ISO 8601. */
    by: string | null
  } | null
  stay: {
    threshold: number
    missing: number
    /** ISO 8601. */
    by: string | null
  } | null
}

export interface LoyaltyCategorySeason {
  period: string
  /** ISO 8601. */
  starts_at: string
  /** ISO 8601. */
  ends_at: string
  offer_id: string
  name: string
  choose_up_to: number
  can_choose: boolean
  /** ISO 8601. */
  opens_at: string
  changes_left: number | null
  categories: {
    category_id: string
    name: string
    percent: number | null
    chosen: boolean
    counts: boolean
  }[]
}

export interface LoyaltyCategories {
  present: LoyaltyCategorySeason | null
  next: LoyaltyCategorySeason | null
}

export interface LoyaltyClub {
  id: string
  handle: string
  name: string
  description: string
  state: "closed" | "draft" | "open"
  /** ISO 8601. */
  ends_at: string | null
  members: number
  /** ISO 8601. */
  joined_at: string | null
}

export interface LoyaltyClubs {
  clubs: LoyaltyClub[]
  count: number
  limit: number
  offset: number
}

export interface LoyaltyMembership {
  plan_id: string
  order_id: string
  line_id: string
  units: number
  tier_id: string | null
  club_ids: string[]
  /** ISO 8601. */
  starts_at: string
  /** ISO 8601. */
  ends_at: string
  state: "active" | "ended" | "to_come"
}

export interface LoyaltyMemberships {
  memberships: LoyaltyMembership[]
  count: number
  limit: number
  offset: number
}

export interface LoyaltyProfile {
  birthday: {
    month: number
    day: number
  } | null
}

export interface LoyaltyReferral {
  enabled: boolean
  code: string | null
  link: string | null
  friends: {
    joined: number
    completed: number
  }
  points_earned: number
  invited: {
    state: "completed" | "joined" | "rejected"
    /** ISO 8601. */
    order_before: string
  } | null
}

export interface LoyaltyProductPoints {
  product_id: string
  variant_id: string
  quantity: number
  points: number
  reasons: LoyaltyReason[]
}

export interface LoyaltyRedemption {
  id: string
  points: number
  amount: number
  currency_code: string
  /** ISO 8601. */
  expires_at: string
}

export interface LoyaltyCartPoints {
  earn: {
    points: number
    lines: LoyaltyLineReasons[]
  }
  redemption: {
    applied: LoyaltyRedemption | null
    max_points: number
    max_amount: number
    min_points: number
    step: number
    spend_rate: {
      points: number
      worth: number
    } | null
    refused:
      | "account_frozen"
      | "below_minimum"
      | "currency_without_rate"
      | "not_a_step"
      | "nothing_to_redeem_on"
      | "nothing_to_spend"
      | null
  }
}

/** Every code of a refusal, with the sentence that the store answers. */

export const sentences = {
  account_not_found: "There is no such loyalty account.",
  account_frozen: "This loyalty account is frozen, its points cannot be spent.",
  insufficient_points: "There are not enough points.",
  invalid_points: "This is not a valid number of points.",
  below_minimum: "This is fewer points than can be spent at once.",
  not_a_step: "Points can be spent only in whole steps.",
  above_maximum: "This is more points than can be spent here.",
  nothing_to_redeem_on: "There is nothing in this cart that points can pay.",
  currency_without_rate: "Points have no rate in this currency.",
  redemption_not_found: "There is no such redemption.",
  redemption_ended: "This redemption has already ended.",
  redemption_mismatch: "This redemption belongs to something else.",
  idempotency_key_reused: "This idempotency key was already used for another request.",
  program_not_found: "There is no such loyalty program.",
  rule_not_found: "There is no such earning rule.",
  rule_ended: "This earning rule has ended and stays as it is.",
  rule_in_use: "This earning rule has been active. It can be paused or ended, not deleted.",
  plan_not_found: "There is no such membership plan.",
  plan_in_use: "This membership plan has been bought. It can be ended, not deleted.",
  birthday_kept: "A birthday was given before. Staff can change it.",
  rule_of_offer: "This earning rule is the rate of a cashback offer. Change the offer.",
  club_not_found: "There is no such club.",
  club_closed: "This club cannot be joined at the moment.",
  club_restricted: "This club is for certain customers only.",
  segment_not_found: "There is no such segment.",
  segment_in_use: "A rule asks for this segment. End the rule first.",
  club_in_use: "This club has been open. It can be closed, not deleted.",
  handle_taken: "There is another one with this handle.",
  offer_not_found: "There is no such cashback offer.",
  offer_fixed: "This cashback offer has been activated. Only its end can be changed.",
  offer_overlaps: "Another cashback offer of the program is on at that time.",
  category_not_offered: "This category is not offered.",
  too_many_categories: "These are more categories than can be chosen.",
  choice_not_open: "Categories of this period cannot be chosen at the moment.",
  choice_final: "What was chosen for this period cannot be changed any more.",
  tier_not_found: "There is no such tier.",
  tier_in_use: "Members hold this tier. Say which tier they move to.",
  tier_ladder_not_found: "This program has no ladder of tiers.",
  tier_ladder_in_use: "This ladder has tiers. They have to be deleted first.",
  referral_not_found: "There is no such referral.",
  referral_not_enabled: "Members do not invite others here.",
  referral_code_not_found: "There is no such referral code.",
  referral_own_code: "This is your own code.",
  referral_already_made: "This member has been invited by another already.",
  referral_not_new: "Only new members who have not ordered yet can enter a code.",
  referral_refused: "This code cannot be used.",
  referral_attempts_exhausted: "Too many codes were tried. Try again in an hour.",
  referral_completed: "This referral has been rewarded and stays as it is.",
  simulations_busy: "Other simulations are running. Try again when one has ended.",
  too_many_orders: "These are too many orders at once. Name a shorter period.",
  backfill_not_found: "There is no such backfill.",
  backfill_stale: "What this dry run said holds no longer. Make another.",
  backfill_not_ready: "This backfill cannot do that as it is now.",
  order_not_found: "There is no such order.",
  product_not_found: "There is no such product, or it has no price here.",
  cart_not_found: "There is no such cart.",
  cart_completed: "This cart has already become an order.",
  not_cart_owner: "This cart belongs to another customer.",
  customer_required: "Sign in to use points.",
  cart_busy: "The cart is being changed by another request. Try again.",
  invalid_request: "The request is not valid.",
  settlement_conflict: "The order is being settled by another process.",
  ledger_unavailable: "The points ledger cannot be reached at the moment.",
  nothing_to_do: "There was nothing to do.",
  ledger_fault: "The points ledger met a fault. Nothing was changed.",
} as const

export type LoyaltyErrorCode = keyof typeof sentences
