import { fromMinor } from "../modules/loyalty/domain/money"
import { pointsToDisplay, toPoints, type Points } from "../modules/loyalty/domain/points"
import { rateOf, worthOf, type ProgramTerms } from "../modules/loyalty/domain/program"
import type { Reason } from "../modules/loyalty/domain/reason"
import type { AccountRow } from "../modules/loyalty/persistence/account.schema"
import type { AwardLineRow } from "../modules/loyalty/persistence/award.schema"
import type { ProgramRow } from "../modules/loyalty/persistence/program.schema"
import type { RuleRow, RuleVersionRow } from "../modules/loyalty/persistence/rule.schema"
import { displayRate, settingsOf } from "../modules/loyalty/program-settings"
import { ruleSettingsOf } from "../modules/loyalty/rule-settings/config"
import type { RuleUsage } from "../modules/loyalty/services/rules"
import type { Transaction } from "../modules/loyalty/services/transactions"

/** What the API shows: points in display units, money in major units, snake case, public ids. */

export interface Balance {
  available: number
  pending: number
  held: number
}

/** Sentences for those who have no translation at hand; storefronts translate by `type` and `trigger`. */
const descriptions: Record<Transaction["type"], string> = {
  earn: "Points for an order",
  activate: "Points became available",
  hold: "Points set aside for a cart",
  capture: "Points spent on an order",
  release: "Points given back",
  lapse: "Points given back from an abandoned cart",
  reverse: "Points taken back",
  restore: "Spent points given back",
  expire: "Points expired",
  adjust: "Correction by the shop",
}

/** Points that no order earned, by what gave them. */
const descriptionsByTrigger = {
  account_created: "Welcome points",
  birthday: "Birthday points",
  membership_anniversary: "Points for another year as a member",
  newsletter_subscribed: "Points for the newsletter",
  review_approved: "Points for a review",
  survey_answered: "Points for a survey",
  profile_completed: "Points for a profile",
  referral_completed: "Points for an invitation",
  spending_milestone: "Points for a milestone",
  inactivity: "Points to come back",
  custom: "Points from the shop",
}

/** Why the ledger says that points of a trigger went away again. */
const takenBack: Record<string, { trigger: GivingTrigger; description: string }> = {
  milestone_lost: {
    trigger: "spending_milestone",
    description: "Points taken back: a milestone is no longer reached",
  },
}

type GivingTrigger = keyof typeof descriptionsByTrigger

export function balanceView(account: AccountRow, due: Points, precision: number): Balance {
  return {
    available: pointsToDisplay(account.available - due, precision),
    pending: pointsToDisplay(account.pending, precision),
    held: pointsToDisplay(account.held, precision),
  }
}

/** Null where points have no rate in the currency, or there is no currency to speak of. */
export function worthView(
  points: number,
  terms: ProgramTerms,
  currencyCode?: string,
): { amount: number; currency_code: string } | null {
  const rate =
    currencyCode === undefined ? terms.rates.find(({ spend }) => spend !== null) : rateOf(terms, currencyCode)
  if (rate === undefined || rate === null || rate.spend === null) return null
  const worth = worthOf(toPoints(Math.max(0, points)), rate.spend)
  return { amount: fromMinor(worth, rate.decimalDigits), currency_code: rate.currencyCode }
}

/** What every shopper may know. */
export function storeProgramView(program: ProgramRow): Record<string, unknown> {
  const { terms } = program
  const { redemption } = settingsOf(program)
  return {
    id: program.id,
    name: program.name,
    unit_names: program.unitNames,
    precision: terms.precision,
    joining: program.joining,
    rates: terms.rates.map((rate) => displayRate(rate, terms.precision)),
    pending_days: terms.earning.pendingDays,
    expires_after_days: terms.earning.expiresAfterDays,
    redemption: {
      min_points: redemption.min_points,
      step_points: redemption.step_points,
      max_share_percent: redemption.max_share_percent,
      hold_minutes: redemption.hold_minutes,
    },
  }
}

export function adminProgramView(program: ProgramRow): Record<string, unknown> {
  return {
    id: program.id,
    handle: program.handle,
    is_default: program.isDefault,
    version: program.version,
    precision: program.terms.precision,
    ...settingsOf(program),
    created_at: program.createdAt,
    updated_at: program.updatedAt,
  }
}

export function adminRuleView(rule: RuleRow, precision: number): Record<string, unknown> {
  return {
    id: rule.id,
    program_id: rule.programId,
    state: rule.state,
    version: rule.version,
    cashback_offer_id: rule.cashbackOfferId,
    ...ruleSettingsOf(rule.config, precision),
    created_at: rule.createdAt,
    updated_at: rule.updatedAt,
  }
}

export function ruleUsageView(usage: RuleUsage, precision: number): Record<string, unknown> {
  return {
    points_given: pointsToDisplay(usage.given, precision),
    points_kept: pointsToDisplay(usage.kept, precision),
    times: usage.times,
    members: usage.members,
    budget_left: usage.budgetLeft && pointsToDisplay(usage.budgetLeft, precision),
  }
}

export function ruleVersionView(version: RuleVersionRow, precision: number): Record<string, unknown> {
  return {
    version: version.version,
    actor: version.actor,
    created_at: version.createdAt,
    ...ruleSettingsOf(version.config, precision),
  }
}

/** A member sees what moved, why, and what was available after it. */
export function storeTransactionView(
  transaction: Transaction,
  precision: number,
  linesOfAward: Map<number, AwardLineRow[]>,
): Record<string, unknown> {
  const { awardId, type } = transaction
  const trigger = triggerOf(transaction)
  const lines = type === "earn" && awardId !== null ? (linesOfAward.get(awardId) ?? []) : []
  return {
    id: transaction.publicId,
    type,
    points: pointsToDisplay(movedPoints(transaction), precision),
    order_id: transaction.orderId,
    trigger,
    description: descriptionOf(transaction, trigger),
    available_after: pointsToDisplay(transaction.availableAfter, precision),
    expires_at: transaction.expiresAt,
    created_at: transaction.occurredAt,
    reasons: lines.map((line) => awardLineView(line, precision)),
  }
}

export function adminTransactionView(
  transaction: Transaction,
  precision: number,
  linesOfAward: Map<number, AwardLineRow[]>,
  notes: Map<number, string>,
): Record<string, unknown> {
  return {
    ...storeTransactionView(transaction, precision, linesOfAward),
    account_id: transaction.accountPublicId,
    available_change: pointsToDisplay(transaction.availableChange, precision),
    pending_change: pointsToDisplay(transaction.pendingChange, precision),
    held_change: pointsToDisplay(transaction.heldChange, precision),
    pending_after: pointsToDisplay(transaction.pendingAfter, precision),
    held_after: pointsToDisplay(transaction.heldAfter, precision),
    reason: transaction.reason,
    actor: transaction.actor,
    detail: transaction.detail,
    note: notes.get(transaction.id) ?? null,
  }
}

export function awardLineView(
  line: Pick<AwardLineRow, "lineId" | "points" | "reasons">,
  precision: number,
): {
  line_id: string
  points: number
  reasons: Reason[]
} {
  return { line_id: line.lineId, points: pointsToDisplay(line.points, precision), reasons: line.reasons }
}

/** What gave points that no order earned, or took them back; null for all other transactions. */
function triggerOf({ type, reason }: Transaction): GivingTrigger | null {
  if (type === "reverse" && Object.hasOwn(takenBack, reason)) return takenBack[reason].trigger
  return type === "earn" && Object.hasOwn(descriptionsByTrigger, reason) ? (reason as GivingTrigger) : null
}

function descriptionOf({ type, reason }: Transaction, trigger: GivingTrigger | null): string {
  if (trigger === null) return descriptions[type]
  return type === "earn" ? descriptionsByTrigger[trigger] : takenBack[reason].description
}

/** The change that names the transaction: of the spendable points, otherwise of the pending or the held ones. */
function movedPoints({ availableChange, pendingChange, heldChange }: Transaction): number {
  return availableChange !== 0 ? availableChange : pendingChange !== 0 ? pendingChange : heldChange
}
