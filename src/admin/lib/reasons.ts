/** Why points were given or not, put together for people. Pure: words come from outside. */
import type { Leaf } from "../../modules/loyalty/domain/rules/condition"
import type { EventTrigger } from "../../modules/loyalty/domain/rules/event"
import type { EntryType, ReasonView, TransactionView } from "./types"

export type Words = (key: string, values?: Record<string, string | number>) => string

export interface ReasonFormat {
  t: Words
  /** Of points in display units. */
  points: (points: number) => string
  /** Money in major units; undefined where the currency is not known. */
  money: ((amount: number) => string) | undefined
  /** Decimals of the currency's minor unit. */
  currencyDigits: number
  /** Decimals of the program's points. */
  precision: number
}

/** The reasons of an award are stored in the smallest units, as the ledger counts. */
const atPlaces = (units: unknown, places: number): number => Number(`${Number(units)}e-${places}`)

/** One reason as a sentence. A code that this version does not know is shown as it is: better than nothing. */
export function reasonText(reason: ReasonView, format: ReasonFormat): string {
  const { t, points, money, currencyDigits, precision } = format
  const given = (name: string): string => points(atPlaces(reason[name] ?? 0, precision))
  const amount = money && reason["amount"] !== undefined ? money(Number(reason["amount"])) : undefined
  switch (reason.code) {
    case "rate_applied":
      return money === undefined
        ? t("orders.reasons.rate_applied_plain", { points: given("points") })
        : t("orders.reasons.rate_applied", {
            points: given("points"),
            rate: given("rate_points"),
            per: money(atPlaces(reason["rate_per_minor"], currencyDigits)),
            base: money(atPlaces(reason["base_minor"], currencyDigits)),
          })
    case "rule_applied":
      return t("orders.reasons.rule_applied", { points: given("points"), rule: String(reason["rule"]) })
    case "tier_applied":
      return t("orders.reasons.tier_applied", { points: given("points"), tier: String(reason["tier"]) })
    case "capped":
      return t("orders.reasons.capped", {
        rule: String(reason["rule"]),
        wanted: given("wanted"),
        given: given("given"),
        limit: t(`orders.limits.${String(reason["limit"])}`),
      })
    case "returned":
      return t("orders.reasons.returned", {
        quantity: String(reason["quantity"]),
        of: String(reason["of"]),
      })
    case "refunded":
      return amount === undefined
        ? t("orders.reasons.refunded_line", { points: given("points") })
        : t("orders.reasons.refunded", { amount, points: given("points") })
    case "no_rate":
      return t("orders.reasons.no_rate", { currency: String(reason["currency_code"]).toUpperCase() })
    case "rounded":
      return t(`orders.reasons.rounded_${String(reason["mode"])}`)
    case "tax_excluded":
    case "paid_with_points_excluded":
    case "credit_excluded":
      return amount === undefined
        ? t(`orders.reasons.${reason.code}_plain`)
        : t(`orders.reasons.${reason.code}`, { amount })
    case "gift_card_excluded":
    case "product_excluded":
    case "canceled":
    case "nothing_to_earn":
      return t(`orders.reasons.${reason.code}`)
    default:
      return reason.code
  }
}

/** The reasons of all lines of an entry together: one sentence a rate, rule or tier, with the points of all lines. */
export function summed(lines: readonly { reasons: readonly ReasonView[] }[]): ReasonView[] {
  const together = new Map<string, ReasonView>()
  for (const reason of lines.flatMap(({ reasons }) => reasons)) {
    const of = reason["rule_id"] ?? reason["tier_id"] ?? ""
    const key = `${reason.code}:${String(of)}`
    const before = together.get(key)
    together.set(key, before === undefined ? reason : added(before, reason))
  }
  return [...together.values()]
}

/** What is counted in a reason, added up; what only names something stays as the first line says it. */
function added(one: ReasonView, other: ReasonView): ReasonView {
  const sum = { ...one }
  if (typeof one["points"] === "number" && typeof other["points"] === "number") {
    sum["points"] = one["points"] + other["points"]
  }
  if (typeof one["base_minor"] === "string" && typeof other["base_minor"] === "string") {
    sum["base_minor"] = String(BigInt(one["base_minor"]) + BigInt(other["base_minor"]))
  }
  if (one.code.endsWith("_excluded") && one["amount"] !== undefined && other["amount"] !== undefined) {
    sum["amount"] = String(Number(one["amount"]) + Number(other["amount"]))
  }
  return sum
}

/** What members did that no order is behind, as the ledger names it. */
const occasions: Record<EventTrigger, true> = {
  account_created: true,
  birthday: true,
  membership_anniversary: true,
  newsletter_subscribed: true,
  review_approved: true,
  survey_answered: true,
  profile_completed: true,
  referral_completed: true,
  spending_milestone: true,
  inactivity: true,
  custom: true,
}

/** Reasons for adjustments that have words of their own; staff may give any other code. */
export const adjustmentReasons = [
  "goodwill",
  "complaint",
  "data_correction",
  "promotion",
  "birthday",
  "fraud",
] as const

const isOneOf = <T extends string>(list: readonly T[], value: string): value is T =>
  (list as readonly string[]).includes(value)

/** What an entry of the ledger is, in a few words. */
export function entryText(
  { type, reason }: { type: EntryType; reason: TransactionView["reason"] },
  t: Words,
): string {
  if (type === "earn" && Object.hasOwn(occasions, reason)) return t(`member.occasions.${reason}`)
  return t(`member.entries.${type}`)
}

/** Why staff adjusted: known codes in words, others as they were written. */
export function adjustmentText(reason: string, t: Words): string {
  return isOneOf(adjustmentReasons, reason)
    ? t(`member.adjustment.reasons.${reason}`)
    : reason.replaceAll("_", " ")
}

export type Actor = { kind: "system" } | { kind: "customer" } | { kind: "user" | "other"; id: string }

/** Who did it: "user:user_01…", "customer:cus_01…", "system". */
export function actorOf(text: string): Actor {
  const [kind, ...rest] = text.split(":")
  const id = rest.join(":")
  if (kind === "user") return { kind, id }
  if (kind === "customer") return { kind }
  if (kind === "system") return { kind }
  return { kind: "other", id: text }
}

export function nameOf(customer: {
  first_name: string | null
  last_name: string | null
  email: string | null
}): string {
  return [customer.first_name, customer.last_name].filter(Boolean).join(" ") || (customer.email ?? "")
}

const knownObstacles = [
  "not_yet",
  "over",
  "no_rate",
  "exclusive",
  "nothing_that_earns",
  "nothing_to_give",
] as const

/** All that a rule may ask: one that is missing here is no type. */
const conditions: Record<Leaf["code"], true> = {
  product: true,
  variant: true,
  category: true,
  collection: true,
  tag: true,
  type: true,
  chosen_category: true,
  discounted: true,
  line_amount: true,
  line_quantity: true,
  product_metadata: true,
  order_amount: true,
  order_quantity: true,
  currency: true,
  sales_channel: true,
  region: true,
  country: true,
  payment_method: true,
  shipping_method: true,
  promo_code: true,
  order_metadata: true,
  weekday: true,
  hours: true,
  dates: true,
  customer_group: true,
  segment: true,
  tier: true,
  club: true,
  order_number: true,
}

/** What kept a rule from giving: its time, another rule, or the first of its conditions that did not hold. */
export function becauseText(code: string, t: Words): string {
  if (isOneOf(knownObstacles, code)) return t(`orders.rules.because.${code}`)
  const isForbidden = code.startsWith("not_")
  const condition = isForbidden ? code.slice("not_".length) : code
  const named = Object.hasOwn(conditions, condition) ? t(`orders.conditions.${condition}`) : condition
  return t(isForbidden ? "orders.rules.because.forbidden" : "orders.rules.because.condition", {
    condition: named,
  })
}
