import { DateTime } from "luxon"
import { byLineId, type LineFacts, type OrderFacts } from "../earning/facts"
import { scaled } from "../money"
import type { HeldTier } from "../tiers/tier"

/** What conditions ask of the goods on a line; as they were when the line was first settled. */
export interface GoodsFacts {
  /** Their own and every one above. */
  categoryIds: string[]
  collectionId: string | null
  typeId: string | null
  tagIds: string[]
  /** Sold below the usual price: by a price list, or by a promotion of the shop. */
  isDiscounted: boolean
  /** Those values of the product's metadata that the rules ask for. */
  metadata: Record<string, unknown>
}

/** What conditions ask of an order beside its money. */
export interface OrderCircumstances {
  regionId: string | null
  /** Two small letters, of the shipping address. */
  countryCode: string | null
  promotionCodes: string[]
  paymentProviderIds: string[]
  shippingOptionIds: string[]
  metadata: Record<string, unknown>
}

/** What the programme itself knows of a member. */
export interface Membership {
  tierId: string | null
  /** What that tier was at the moment; missing where nobody asked. */
  tier?: HeldTier | null
  clubIds: string[]
  /** Missing in what was frozen before there were any. */
  segmentIds?: string[]
  /** Product categories that he has chosen for this period. */
  chosenCategoryIds: string[]
}

/** What conditions ask of the member. */
export interface MemberFacts extends Membership {
  groupIds: string[]
  /** Which of his orders this is, canceled ones left out: 1 is the first. */
  orderNumber: number
}

/**
 * What rules may ask about that is not in the order's lines and money. It is frozen by the order's first settlement, so
 * that an order is always judged as the day saw it.
 */
export interface RuleContext {
  goods: Record<string, GoodsFacts>
  order: OrderCircumstances
  /** Null for a guest, to whom nothing about members applies. */
  member: MemberFacts | null
}

export const noGoods: GoodsFacts = {
  categoryIds: [],
  collectionId: null,
  typeId: null,
  tagIds: [],
  isDiscounted: false,
  metadata: {},
}

export const noCircumstances: OrderCircumstances = {
  regionId: null,
  countryCode: null,
  promotionCodes: [],
  paymentProviderIds: [],
  shippingOptionIds: [],
  metadata: {},
}

export const noContext: RuleContext = { goods: {}, order: noCircumstances, member: null }

export const noMembership: Membership = { tierId: null, clubIds: [], chosenCategoryIds: [] }

/** The member who has nothing yet: no group, no tier, his first order. */
export const newMember: MemberFacts = { ...noMembership, groupIds: [], orderNumber: 1 }

export type SceneFacts = Pick<OrderFacts, "currencyCode" | "salesChannelId" | "placedAt" | "lines">

/** One line of the order, ready to be asked. Amounts are in units of 10^-12. */
export interface SceneLine extends Pick<LineFacts, "lineId" | "productId" | "variantId" | "quantity"> {
  amount: bigint
  goods: GoodsFacts
}

/** An order as conditions see it: everything computed once, however many rules ask. */
export interface Scene {
  currencyCode: string
  salesChannelId: string | null
  order: OrderCircumstances
  member: MemberFacts | null
  /** In the order of their ids, so that the same order is told of in the same words on every look. */
  lines: SceneLine[]
  /** Of the goods, gift cards left out, after the shop's discounts, with tax; what was paid by points counts as paid. */
  amount: bigint
  quantity: number
  /** In the program's time zone: 1 is Monday. */
  weekday: number
  minuteOfDay: number
  date: string
}

/** RangeError for a time zone that is none. */
export function sceneOf(facts: SceneFacts, context: RuleContext, timeZone: string): Scene {
  const sorted = [...facts.lines].sort(byLineId)
  const lines = sorted.map((line) => ({
    lineId: line.lineId,
    productId: line.productId,
    variantId: line.variantId,
    quantity: line.quantity,
    amount: scaled(line.total) + scaled(line.paidWithPoints),
    goods: context.goods[line.lineId] ?? noGoods,
  }))
  // A gift card pays for goods later: a threshold that it reached would then be reached a second time.
  const bought = sorted.flatMap(({ isGiftCard }, index) => (isGiftCard ? [] : lines[index]))
  const local = localTime(facts.placedAt, timeZone)
  return {
    currencyCode: facts.currencyCode.toLowerCase(),
    salesChannelId: facts.salesChannelId,
    order: context.order,
    member: context.member,
    lines,
    amount: bought.reduce((sum, { amount }) => sum + amount, 0n),
    quantity: bought.reduce((sum, { quantity }) => sum + quantity, 0),
    weekday: local.weekday,
    minuteOfDay: local.hour * 60 + local.minute,
    date: local.toISODate(),
  }
}

export function localTime(at: Date, timeZone: string): DateTime<true> {
  const local = DateTime.fromJSDate(at, { zone: timeZone })
  if (!local.isValid) throw new RangeError(`"${timeZone}" is not a time zone.`)
  return local
}
