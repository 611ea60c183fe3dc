import type {
  MembershipPlanRow,
  MembershipPurchaseRow,
} from "../modules/loyalty/persistence/membership-plan.schema"

export function planView(plan: MembershipPlanRow): Record<string, unknown> {
  return {
    id: plan.id,
    program_id: plan.programId,
    state: plan.state,
    name: plan.name,
    variant_ids: plan.variantIds,
    term: plan.term,
    tier_id: plan.tierId,
    club_ids: plan.clubIds,
    created_at: plan.createdAt,
    updated_at: plan.updatedAt,
  }
}

/** What a member bought: `units` is what has not come back. */
export function purchaseView(purchase: MembershipPurchaseRow, at: Date): Record<string, unknown> {
  const { startsAt, endsAt } = purchase
  return {
    plan_id: purchase.planId,
    order_id: purchase.orderId,
    line_id: purchase.lineId,
    units: purchase.units,
    tier_id: purchase.tierId,
    club_ids: purchase.clubIds,
    starts_at: startsAt,
    ends_at: endsAt,
    state: endsAt <= at ? "ended" : startsAt > at ? "to_come" : "active",
  }
}
