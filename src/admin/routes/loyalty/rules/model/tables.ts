import {
  choice,
  currency,
  flag,
  ids,
  number,
  optional,
  text,
  whole,
  type FieldsByCode,
} from "../../../../forms/fields"
import type { EffectCode, LeafCode, TriggerCode } from "./types"

/** What every condition, effect and trigger asks for. One that the domain learns and that is not here does not compile. */

export const conditionFields: FieldsByCode<LeafCode> = {
  product: [ids("in", "products")],
  variant: [ids("in", "variants")],
  category: [ids("in", "categories")],
  collection: [ids("in", "collections")],
  tag: [ids("in", "tags")],
  type: [ids("in", "types")],
  chosen_category: [optional(ids("in", "categories"))],
  discounted: [],
  line_amount: [currency("currency_code"), optional(number("min")), optional(number("max"))],
  line_quantity: [optional(number("min")), optional(number("max"))],
  product_metadata: [text("key"), { kind: "value", name: "equals" }],
  order_amount: [currency("currency_code"), optional(number("min")), optional(number("max"))],
  order_quantity: [optional(number("min")), optional(number("max"))],
  currency: [ids("in", "currencies")],
  sales_channel: [ids("in", "sales_channels")],
  region: [ids("in", "regions")],
  country: [ids("in", "countries")],
  payment_method: [ids("in", "payment_providers")],
  shipping_method: [ids("in", "shipping_options")],
  promo_code: [optional(ids("in", "promotions"))],
  order_metadata: [text("key"), { kind: "value", name: "equals" }],
  order_number: [
    { kind: "numbers", name: "is", optional: true },
    optional(whole("every")),
    optional(whole("min")),
    optional(whole("max")),
  ],
  weekday: [{ kind: "weekdays", name: "in" }],
  hours: [
    { kind: "time", name: "from" },
    { kind: "time", name: "to" },
  ],
  dates: [optional({ kind: "day", name: "from" }), optional({ kind: "day", name: "to" })],
  customer_group: [ids("in", "customer_groups")],
  tier: [ids("in", "tiers")],
  club: [ids("in", "clubs")],
  segment: [ids("in", "segments")],
}

export const subjects = ["goods", "order", "moment", "member"] as const
export type Subject = (typeof subjects)[number]

/** Of what a condition asks; forms offer them in these groups. */
export const subjectOf: { readonly [Code in LeafCode]: Subject } = {
  product: "goods",
  variant: "goods",
  category: "goods",
  collection: "goods",
  tag: "goods",
  type: "goods",
  chosen_category: "goods",
  discounted: "goods",
  line_amount: "goods",
  line_quantity: "goods",
  product_metadata: "goods",
  order_amount: "order",
  order_quantity: "order",
  currency: "order",
  sales_channel: "order",
  region: "order",
  country: "order",
  payment_method: "order",
  shipping_method: "order",
  promo_code: "order",
  order_metadata: "order",
  order_number: "order",
  weekday: "moment",
  hours: "moment",
  dates: "moment",
  customer_group: "member",
  tier: "member",
  club: "member",
  segment: "member",
}

export const conditionCodes = Object.keys(conditionFields) as LeafCode[]

/** Rules of all triggers but `order` have no order to ask about. */
export function mayAsk(trigger: string, code: LeafCode): boolean {
  return trigger === "order" || subjectOf[code] === "moment" || subjectOf[code] === "member"
}

export const periods = ["day", "week", "month", "year", "life"] as const

export const triggerFields: FieldsByCode<TriggerCode> = {
  order: [],
  account_created: [],
  birthday: [],
  membership_anniversary: [],
  newsletter_subscribed: [],
  review_approved: [],
  survey_answered: [],
  profile_completed: [],
  referral_completed: [choice("for", ["referrer", "friend"])],
  spending_milestone: [currency("currency_code"), number("amount"), choice("per", periods)],
  inactivity: [whole("days")],
  custom: [text("event")],
}

export const triggerCodes = Object.keys(triggerFields) as TriggerCode[]

export const effectFields: FieldsByCode<EffectCode> = {
  points_per_amount: [{ kind: "rates", name: "rates" }, flag("whole_groups"), flag("replaces_base")],
  percent_back: [number("percent"), flag("replaces_base")],
  fixed_points: [number("points"), choice("each", ["order", "line", "unit"])],
  multiplier: [number("factor")],
}

export const effectCodes = Object.keys(effectFields) as EffectCode[]
