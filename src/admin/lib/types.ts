/**
 * What the routes answer with, as the screens read it. The types of the routes' own views where they have any; the other views
 * are records that the docs' generator reads, and are written here after docs/reference/http.md.
 */
import type * as members from "../../api/admin/loyalty/accounts/view"
import type * as overview from "../../api/admin/loyalty/overview/view"
import type * as preview from "../../api/admin/loyalty/programs/[id]/preview/view"
import type { UnitNames } from "./intl"

/** As it arrives: moments are text. */
type Json<T> = T extends Date ? never : T extends object ? { [Key in keyof T]: Json<T[Key]> } : T

export type MemberView = Json<members.Member>
export type MemberCustomerView = Json<members.MemberCustomer>
export type MembersAnswer = Json<members.MembersAnswer>
export type LotView = Json<members.Lot>
export type LotsAnswer = Json<members.LotsAnswer>
export type MemberOrderView = Json<members.MemberOrder>
export type MemberOrdersAnswer = Json<members.MemberOrdersAnswer>
export type OverviewView = Json<overview.Overview>
export type FiguresView = Json<overview.Figures>
export type DayView = Json<overview.DayFigures>
export type OutstandingView = Json<overview.Outstanding>
export type PreviewView = Json<preview.Preview>
export type ExampleView = Json<preview.Example>
export type SettingChangeView = Json<preview.SettingChange>

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

/** One account alone, as the routes that change it answer. */
export interface AccountView {
  id: string
  program_id: string
  customer_id: string
  status: "active" | "frozen"
  balance: BalanceView
  created_at: string
  updated_at: string
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

export interface MemberTierView {
  id: string
  handle: string
  name: string
  translations: Record<string, string>
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

export type TierNamesView = Pick<MemberTierView, "id" | "handle" | "name" | "translations">

export interface TierChangeView {
  from: TierNamesView | null
  to: TierNamesView | null
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
