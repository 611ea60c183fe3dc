import type { Condition, Leaf } from "./condition"
import type { RuleContext } from "./scene"
import type { Rule } from "./rule"

/** What of an order and its surroundings has to be known to judge it by some rules. What nobody asks is not looked up. */
export interface Needs {
  goods: boolean
  productMetadata: string[]
  /** Region, country, codes, payment and shipping methods, metadata. */
  order: boolean
  orderMetadata: string[]
  customerGroups: boolean
  orderNumber: boolean
  /** Tier, segments, clubs and chosen categories: what the programme itself knows of the member. */
  membership: boolean
}

const goodsCodes: readonly Leaf["code"][] = [
  "category",
  "collection",
  "tag",
  "type",
  "discounted",
  "product_metadata",
  "chosen_category",
]
const orderCodes: readonly Leaf["code"][] = [
  "region",
  "country",
  "promo_code",
  "payment_method",
  "shipping_method",
  "order_metadata",
]

export function needsOf(rules: readonly Pick<Rule, "conditions">[]): Needs {
  const leaves = rules.flatMap(({ conditions }) => leavesOf(conditions))
  const codes = new Set(leaves.map(({ code }) => code))
  const keysOf = (wanted: "product_metadata" | "order_metadata"): string[] => [
    ...new Set(leaves.flatMap((leaf) => (leaf.code === wanted ? [leaf.key] : []))),
  ]
  return {
    goods: goodsCodes.some((code) => codes.has(code)),
    productMetadata: keysOf("product_metadata"),
    order: orderCodes.some((code) => codes.has(code)),
    orderMetadata: keysOf("order_metadata"),
    customerGroups: codes.has("customer_group"),
    orderNumber: codes.has("order_number"),
    membership: (["tier", "segment", "club", "chosen_category"] as const).some((code) => codes.has(code)),
  }
}

export function leavesOf(condition: Condition): Leaf[] {
  if ("all" in condition) return condition.all.flatMap(leavesOf)
  if ("any" in condition) return condition.any.flatMap(leavesOf)
  if ("not" in condition) return leavesOf(condition.not)
  if ("some_line" in condition) return leavesOf(condition.some_line)
  return [condition]
}

export function needsAnything(needs: Needs): boolean {
  return needs.goods || needs.order || needs.customerGroups || needs.orderNumber || needs.membership
}

/** What was frozen stays; goods that came later, by an edit, are added as they were found then. */
export function frozenWith(frozen: RuleContext | null, found: RuleContext): RuleContext {
  if (frozen === null) return found
  return { ...frozen, goods: { ...found.goods, ...frozen.goods } }
}

/** Lines whose goods have not been looked at yet. */
export function unknownGoods(frozen: RuleContext | null, lineIds: readonly string[]): string[] {
  return lineIds.filter((lineId) => frozen?.goods[lineId] === undefined)
}
