import type { Needs } from "../rules/needs"
import { newMember, noGoods, type GoodsFacts, type RuleContext } from "../rules/scene"
import type { HeldTier } from "../tiers/tier"

/**
 * What of an order's surroundings is looked up as it is now, because its own day did not keep it. Tiers, clubs and chosen
 * categories are not among them: they are known for every moment.
 */
export type Approximation =
  | "goods"
  | "product_metadata"
  | "order"
  | "order_metadata"
  | "customer_groups"
  | "order_number"
  /** Goods came back of an order whose points used up a limit: when that made room for others is not known. */
  | "limits_after_returns"

/** What has to be looked up beside what an order has kept. */
export interface Missing {
  needs: Needs
  /** Whose goods have to be looked at. */
  lineIds: string[]
  approximate: Approximation[]
}

/**
 * What the rules ask and the order has not kept: `kept` says what its own rules asked when it was first settled, which
 * is all that can be in `frozen`.
 */
export function missingOf(
  needs: Needs,
  frozen: RuleContext | null,
  kept: Needs | null,
  lineIds: readonly string[],
): Missing {
  const has = frozen === null ? null : kept
  const newKeys = (wanted: string[], known: string[] | undefined): string[] =>
    wanted.filter((key) => !(known ?? []).includes(key))
  const productMetadata = newKeys(needs.productMetadata, has?.productMetadata)
  const unknownLines = lineIds.filter((lineId) => !has?.goods || frozen?.goods[lineId] === undefined)
  const goodsLines = !needs.goods ? [] : productMetadata.length > 0 ? [...lineIds] : unknownLines
  const orderMetadata = newKeys(needs.orderMetadata, has?.orderMetadata)
  // Who was a guest on the order's day is asked nothing about members.
  const isMember = frozen === null || frozen.member !== null
  const lacks = (need: "customerGroups" | "orderNumber" | "membership"): boolean =>
    isMember && needs[need] && !has?.[need]
  const missing: Needs = {
    goods: goodsLines.length > 0,
    productMetadata: needs.productMetadata,
    order: needs.order && (!has?.order || orderMetadata.length > 0),
    orderMetadata: needs.orderMetadata,
    customerGroups: lacks("customerGroups"),
    orderNumber: lacks("orderNumber"),
    membership: lacks("membership"),
  }
  const approximate: [boolean, Approximation][] = [
    [needs.goods && unknownLines.length > 0, "goods"],
    [missing.goods && productMetadata.length > 0, "product_metadata"],
    [needs.order && !has?.order, "order"],
    [missing.order && orderMetadata.length > 0, "order_metadata"],
    [missing.customerGroups, "customer_groups"],
    [missing.orderNumber, "order_number"],
  ]
  return {
    needs: missing,
    lineIds: goodsLines,
    approximate: approximate.flatMap(([is, name]) => (is ? [name] : [])),
  }
}

/** With the tier that decides about the member's points. */
export function inTier(context: RuleContext, tier: HeldTier | null): RuleContext {
  if (tier === null) return context
  return { ...context, member: { ...(context.member ?? newMember), tierId: tier.id, tier } }
}

/** What the order has kept stays as it was; what it lacks is as it was found. */
export function completedWith(
  frozen: RuleContext | null,
  kept: Needs | null,
  found: RuleContext,
  { needs }: Missing,
): RuleContext {
  if (frozen === null || kept === null) return found
  const { member } = frozen
  return {
    goods: { ...frozen.goods, ...mergedGoods(frozen, kept, found) },
    order: !needs.order
      ? frozen.order
      : kept.order
        ? { ...frozen.order, metadata: { ...found.order.metadata, ...frozen.order.metadata } }
        : found.order,
    member: member && {
      ...member,
      ...(needs.customerGroups && found.member && { groupIds: found.member.groupIds }),
      ...(needs.orderNumber && found.member && { orderNumber: found.member.orderNumber }),
      ...(needs.membership &&
        found.member && {
          tierId: found.member.tierId,
          clubIds: found.member.clubIds,
          chosenCategoryIds: found.member.chosenCategoryIds,
        }),
    },
  }
}

function mergedGoods(frozen: RuleContext, kept: Needs, found: RuleContext): Record<string, GoodsFacts> {
  return Object.fromEntries(
    Object.entries(found.goods).map(([lineId, now]) => {
      const then = kept.goods ? frozen.goods[lineId] : undefined
      if (then === undefined) return [lineId, now]
      return [lineId, { ...noGoods, ...then, metadata: { ...now.metadata, ...then.metadata } }]
    }),
  )
}
