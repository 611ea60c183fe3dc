/**
 * What the routes answer with, as the screens read it: docs/reference/http.md in types. The views of the routes are records
 * that the docs' generator reads, so that there are no types of theirs to import.
 */
import type { UnitNames } from "./intl"

export interface Paged {
  count: number
  limit: number
  offset: number
}

export interface RateView {
  currency_code: string
  earn: { points: number; per_amount: number } | null
  spend: { points: number; worth: number } | null
}

export interface ProgramView {
  id: string
  handle: string
  is_default: boolean
  version: number
  precision: number
  name: string
  unit_names: UnitNames
  joining: "automatic" | "opt_in"
  sales_channel_ids: string[]
  time_zone: string
  starts_at: string
  rates: RateView[]
  earning: {
    pending_days: number
    expires_after_days: number | null
    includes_tax: boolean
    rounding: "down" | "nearest" | "up"
    refunds_lower_earning: boolean
    excluded_product_ids: string[]
  }
  redemption: {
    min_points: number
    step_points: number
    max_share_percent: number
    excluded_product_ids: string[]
    hold_minutes: number
  }
  returns: {
    reversal: "only_pending" | "within_balance" | "allow_negative"
    restoration: "stay_expired" | "grace" | "reissue"
    grace_days: number
  }
  created_at: string
  updated_at: string
}

export interface BalanceView {
  available: number
  pending: number
  held: number
}

export interface CustomerView {
  id: string
  first_name: string | null
  last_name: string | null
  email: string | null
  phone: string | null
}

export interface AccountView {
  id: string
  program_id: string
  customer_id: string
  status: "active" | "frozen"
  balance: BalanceView
  created_at: string
  updated_at: string
  customer?: CustomerView | null
  tier?: { id: string; name: string } | null
}

/** Why, in a code and its details; put in words by `useReasonText`. */
export interface ReasonView {
  code: string
  [detail: string]: string | number | boolean
}

export const entryTypes = [
  "earn",
  "activate",
  "hold",
  "capture",
  "release",
  "lapse",
  "reverse",
  "restore",
  "expire",
  "adjust",
] as const

export type EntryType = (typeof entryTypes)[number]

export interface TransactionView {
  id: string
  type: EntryType
  points: number
  order_id: string | null
  description: string
  available_after: number
  expires_at: string | null
  created_at: string
  reasons: { line_id: string; points: number; reasons: ReasonView[] }[]
  account_id: string
  available_change: number
  pending_change: number
  held_change: number
  pending_after: number
  held_after: number
  reason: string
  actor: string
  detail: Record<string, unknown> | null
  note: string | null
}

export interface LotView {
  id: string
  points: number
  remaining: number
  available_at: string | null
  expires_at: string | null
  order_id: string | null
  state: string
  created_at: string
}

export interface MemberOrderView {
  order_id: string
  display_id: number | null
  placed_at: string
  currency_code: string
  total: number
  earned: number
  reversed: number
  pending: number
  spent: number
  restored: number
}

export interface MemberTierView {
  id: string
  handle: string
  name: string
  translations: Record<string, { name?: string }>
  multiplier: number
  min_points: number | null
  max_share_percent: number | null
}

/** Where a member stands; null where the program has no tiers. */
export interface TierProgressView {
  present: MemberTierView | null
  since: string | null
  safe_until: string | null
  measure: {
    by: "money_spent" | "orders" | "points_earned"
    currency_code: string | null
    value: number
    from: string | null
  }
  next: { tier: MemberTierView; threshold: number; missing: number; by: string | null } | null
  stay: { threshold: number; missing: number; by: string | null } | null
}

export interface TierChangeView {
  from: { id: string; handle: string; name: string } | null
  to: { id: string; handle: string; name: string } | null
  reason: "reached" | "fell" | "bought" | "by_staff" | "tier_deleted"
  measure: number | null
  order_id: string | null
  actor: string
  at: string
}

export interface OrderPointsView {
  id: string
  program_id: string
  terms_version: number
  settled_at: string | null
  activates_at: string | null
  earned: number
  spent: number
  paid: boolean
  lines: {
    line_id: string
    bought_points: number
    earned: number
    spent: number
    reasons: ReasonView[]
  }[]
  reasons: ReasonView[]
  awards: { earned: number; reversed: number; shortfall: number; expired: number }[]
  redemption: {
    id: string
    status: string
    held: number
    captured: number
    restored: number
  } | null
  transactions: TransactionView[]
}

export interface OrderRuleView {
  rule_id: string
  rule_version: number
  rule: string
  wanted: number
  given: number
  capped_by: string | null
  because: string | null
}

export interface FiguresView {
  from: string
  to: string
  points: {
    issued: number
    activated: number
    spent: number
    expired: number
    reversed: number
    adjusted: number
  }
  redemption_rate: number | null
  members: { active: number; new: number }
  orders: {
    count: number
    with_points: number
    share_with_points: number | null
    average: number | null
    average_with_points: number | null
    average_without_points: number | null
    repeat_customers: number
    customers: number
    repeat_rate: number | null
  }
}

export interface DayView {
  date: string
  issued: number
  activated: number
  spent: number
  expired: number
  reversed: number
}

export interface OverviewView {
  program_id: string
  time_zone: string
  currency_code: string
  present: FiguresView
  previous: FiguresView
  outstanding: {
    available: number
    pending: number
    held: number
    worth: { available: number; pending: number } | null
    members: number
  }
  days: DayView[]
}
