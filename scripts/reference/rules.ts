import { newRule } from "../../src/modules/loyalty/rule-settings/schema"
import type { Schema } from "./answers"
import { jsonSchemaOf } from "./routes"
import { expectSame, leavesOf, typeOf } from "./settings"

/** A kind of condition, effect or trigger: its code, what it takes, what it means. */
export interface Kind {
  name: string
  takes: string
  meaning: string
}

export interface RuleReference {
  settings: Kind[]
  triggers: Kind[]
  conditions: Kind[]
  effects: Kind[]
  expiries: Kind[]
}

const settingMeanings: Record<string, string> = {
  program_id: "The program. Default: the store's default program. Only of a new rule.",
  name: "What staff call it; it stands in the reasons of what it gave.",
  trigger: "What it waits for. See [triggers](#triggers).",
  priority: "Higher goes first. Default 0.",
  exclusive_group: "Of the rules of one group a line gets only the first that matches it.",
  starts_at: "Orders placed before earn nothing by it.",
  ends_at: "Orders placed at this moment or later earn nothing by it.",
  "pilot.customer_group_ids": "It is there for members of these customer groups only.",
  conditions: "What has to hold. Default: nothing. See [conditions](#conditions).",
  effect: "What it gives. See [effects](#effects).",
  rounding: "How what it gives is rounded, once an order. Default: as the program does.",
  "limits.per_order": "The most points that it gives for one order or event.",
  "limits.per_member": "What it gives one member in a period.",
  "limits.per_member[].points": "The most points …",
  "limits.per_member[].times": "… and how often …",
  "limits.per_member[].per":
    "… in each day, week (from Monday), month or year of the program's time zone, or in all.",
  "limits.budget": "The most points that it gives in all, to all members.",
  "limits.members": "It gives to the first so many members.",
  "activation.after_days": "Days until its points become available. Default: as the program has it.",
  expiry: "When its points expire. Default: as the program has it. See [expiry](#expiry).",
}

const triggerMeanings: Record<string, string> = {
  order: "An order is placed.",
  account_created: "Somebody becomes a member.",
  birthday: "The member's birthday, in the program's time zone.",
  membership_anniversary: "The day on which the member joined, each year.",
  newsletter_subscribed: "The member subscribes to the newsletter.",
  review_approved: "A review of the member's is approved.",
  survey_answered: "The member answers a survey.",
  referral_completed:
    "The friend's first qualifying order has become sure: given to who invited, or to the friend. See [referral](../concepts/referral.md).",
  profile_completed: "The member's profile is complete.",
  spending_milestone: "The member's orders of a period reach a sum. Once a period.",
  inactivity: "The member has not ordered for so many days. Once each time.",
  custom: "An event of the shop's own.",
}

const conditionMeanings: Record<string, string> = {
  product: "The line's product is one of these.",
  variant: "The line's variant is one of these.",
  category: "The product is in one of these categories, or in one below it.",
  collection: "The product's collection is one of these.",
  tag: "The product has one of these tags.",
  type: "The product's type is one of these.",
  chosen_category:
    "The product is in a category that the member has chosen for the period; with `in`, in one of these.",
  discounted: "The goods are sold below their usual price: by a price list or a promotion.",
  line_amount: "What is paid for the line, in this currency. Both ends are included.",
  line_quantity: "How many of it. Both ends are included.",
  product_metadata: "The product's metadata have exactly this value under the key.",
  order_amount: "What is paid for the goods, in this currency. Both ends are included.",
  order_quantity: "How many goods in all. Both ends are included.",
  currency: "The order's currency.",
  sales_channel: "The order's sales channel.",
  region: "The order's region.",
  country: "The country that it is shipped to.",
  payment_method: "One of these payment providers is used.",
  shipping_method: "One of these shipping options is used.",
  promo_code: "One of these promo codes is used; without `in`, any.",
  order_metadata: "The order's metadata have exactly this value under the key.",
  weekday: "1 is Monday, 7 is Sunday.",
  hours: "From a time until before another; past midnight where `to` is earlier.",
  dates: "From a day to a day, both included.",
  customer_group: "The member is in one of these groups.",
  tier: "The member has one of these tiers.",
  segment: "The member was in one of these segments before the order.",
  club: "The member has joined one of these clubs.",
  order_number:
    "Which of the member's orders it is: one of `is`, every so many (`every: 10` is the 10th, the 20th and so on), from `min` to `max`. Canceled orders do not count.",
}

const groupMeanings: Record<string, string> = {
  all: "Each of them holds. An empty list always holds.",
  any: "At least one of them holds.",
  not: "It does not hold.",
  some_line: "It holds for some line of the order, which need not be the one that earns.",
}

const effectMeanings: Record<string, string> = {
  points_per_amount:
    "So many points for each so much money, in proportion or for whole amounts only; beside the program's rate or in its place.",
  percent_back: "Points that pay so much of the money back, beside the program's rate or in its place.",
  fixed_points: "So many points, once an order, for each line, or for each unit.",
  multiplier: "The line's points so far, times the factor. Below 1 it lowers them.",
}

const expiryMeanings: Record<string, string> = {
  after_days: "So many days after they became available.",
  on_day:
    "With the end of the next such day in the program's time zone. The 29th of February is the 28th where there is none.",
  on_date: "With the end of that day.",
  never: "Never.",
}

/** All that a rule can say, from the schema that the routes parse with. Every part has to be told of, and no other. */
export function readRules(): RuleReference {
  const schema = jsonSchemaOf(newRule)
  const { trigger, effect, expiry, ...others } = schema.properties ?? {}
  const condition = schema.$defs?.RuleCondition ?? {}
  const plain = { ...others, trigger: {}, effect: {}, expiry: {} }
  const settings = leavesOf({ properties: plain }).map(([name, field]): [string, string] => [
    name,
    Object.keys(field).length === 0 || field.$ref !== undefined ? "object" : typeOf(field),
  ])
  const [leaf, ...groups] = condition.anyOf ?? []
  return {
    settings: told(settings, settingMeanings),
    triggers: told(codesOf(trigger), triggerMeanings),
    conditions: told([...codesOf(leaf), ...groups.flatMap(namesOf)], {
      ...conditionMeanings,
      ...groupMeanings,
    }),
    effects: told(codesOf(effect), effectMeanings),
    expiries: told((expiry.anyOf?.[0].anyOf ?? []).flatMap(namesOf), expiryMeanings),
  }
}

/** Alternatives that a code tells apart. */
function codesOf({ anyOf = [] }: Schema): [code: string, takes: string][] {
  return anyOf.flatMap((one) => {
    const { code, ...fields } = one.properties ?? {}
    const takes = Object.entries(fields).map(([name, field]) => fieldOf(name, field, one))
    const codes = code.enum ?? [code.const]
    return codes.map((value): [string, string] => [String(value), takes.join("; ")])
  })
}

/** Alternatives that the name of their one field tells apart. */
function namesOf({ properties = {} }: Schema): [name: string, takes: string][] {
  return Object.entries(properties).map(([name, field]) => [name, takenBy(field)])
}

function fieldOf(name: string, field: Schema, { required = [] }: Schema): string {
  const isOptional = !required.includes(name)
  const value = field.default === undefined ? "" : `, \`${JSON.stringify(field.default)}\` by default`
  return `\`${name}\`${isOptional && value === "" ? " (optional)" : ""}: ${takenBy(field)}${value}`
}

function takenBy(field: Schema): string {
  if (field.$ref !== undefined) return "a condition"
  if (field.items?.$ref !== undefined) return `list of conditions to ${field.maxItems ?? ""}`
  if (field.items?.properties === undefined) return typeOf(field)
  const parts = Object.entries(field.items.properties).map(([name, part]) =>
    fieldOf(name, part, field.items ?? {}),
  )
  return `list of objects (${parts.join("; ")}) to ${field.maxItems ?? ""}`
}

function told(found: [name: string, takes: string][], meanings: Record<string, string>): Kind[] {
  expectSame(
    found.map(([name]) => name),
    Object.keys(meanings),
  )
  return found.map(([name, takes]) => ({ name, takes, meaning: meanings[name] }))
}
