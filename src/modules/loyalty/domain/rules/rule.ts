import type { Points } from "../points"
import type { Condition } from "./condition"

/** One or more currencies' worth of points for money: so many smallest units for each `perMinor` minor units. */
export interface RuleRate {
  currencyCode: string
  points: number
  perMinor: number
}

export type Rounding = "down" | "nearest" | "up"

/**
 * What a rule gives on the lines that its conditions match. Money is what earns points at all: after discounts, without
 * gift cards, excluded products and what points or credit paid; a line without such money gets nothing of any effect.
 */
export type Effect =
  /** In proportion, or for each whole `perMinor` of the matching lines together. */
  | { code: "points_per_amount"; rates: RuleRate[]; wholeGroups: boolean; replacesBase: boolean }
  /** Points that pay this share of the money back: 10000 is all of it. */
  | { code: "percent_back"; basisPoints: number; replacesBase: boolean }
  | { code: "fixed_points"; points: Points; each: "order" | "line" | "unit" }
  /** Times the line's points so far, in millionths: those of the base rate or of what replaced it, and of multipliers before. */
  | { code: "multiplier"; millionths: number }

/** What a rule may give at most. Null: no such limit. */
export interface Limits {
  perOrder: Points | null
  perMember: { points: Points | null; times: number | null; per: LimitPeriod }[]
  /** In all, for all members. */
  budget: Points | null
  /** The first so many members. */
  members: number | null
}

/** Days, weeks (from Monday), months and years of the program's time zone. */
export type LimitPeriod = "day" | "week" | "month" | "year" | "life"

/** When points that a rule gave become available and when they go; what is null is as the program has it. */
export interface RuleDates {
  activatesAfterDays: number | null
  expires:
    | { afterDays: number }
    /** With the end of that day in the program's time zone: of this year, or of the next where it is past. */
    | { onDay: string }
    /** With the end of that day, once. */
    | { onDate: string }
    | { never: true }
    | null
}

/**
 * What a rule waits for: an order, or something that a member does or that comes round. Rules of all but orders give fixed
 * points once for each such event and ask only about the member.
 */
export type Trigger =
  | { code: "order" }
  | { code: "account_created" }
  | { code: "birthday" }
  | { code: "membership_anniversary" }
  | { code: "newsletter_subscribed" }
  | { code: "review_approved" }
  | { code: "survey_answered" }
  /** The friend's first qualifying order has become sure: given to who invited, or to who came. */
  | { code: "referral_completed"; for: "referrer" | "friend" }
  | { code: "profile_completed" }
  /** A member's orders of the period reach this sum, in minor units; once a period. */
  | { code: "spending_milestone"; currencyCode: string; amountMinor: number; per: LimitPeriod }
  /** No order for so many days; once each time. */
  | { code: "inactivity"; days: number }
  /** By `POST /admin/loyalty/events`, or by an event of Medusa's that the options map to it. */
  | { code: "custom"; event: string }

/** One version of an earning rule. It never changes: what it gave can always be explained by it. */
export interface Rule {
  id: string
  version: number
  name: string
  trigger: Trigger
  /** Higher goes first; among equals the one with the smaller id. */
  priority: number
  /** Of the rules of one group, a line gets only the first that matches it. */
  exclusiveGroup: string | null
  /** From and until when orders are placed. */
  startsAt: Date | null
  endsAt: Date | null
  conditions: Condition
  effect: Effect
  rounding: Rounding | null
  limits: Limits
  dates: RuleDates
}

export const noLimits: Limits = { perOrder: null, perMember: [], budget: null, members: null }
export const programDates: RuleDates = { activatesAfterDays: null, expires: null }

/** The order in which rules are looked at, whatever order they come in. */
export function inOrder<R extends Pick<Rule, "id" | "priority">>(rules: readonly R[]): R[] {
  return [...rules].sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1))
}

export function replacesBase({ effect }: Pick<Rule, "effect">): boolean {
  return "replacesBase" in effect && effect.replacesBase
}

export function isMultiplier({ effect }: Pick<Rule, "effect">): boolean {
  return effect.code === "multiplier"
}
