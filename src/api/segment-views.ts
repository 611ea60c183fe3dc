import { fromMinor } from "../modules/loyalty/domain/money"
import type { SegmentRow } from "../modules/loyalty/persistence/segment.schema"
import type { SegmentMember } from "../modules/loyalty/services/segments"
import { findCurrency } from "../modules/loyalty/settings-units"

/** In the shape in which it is written. */
export function segmentView(segment: SegmentRow): Record<string, unknown> {
  const { spentCurrencyCode: currency } = segment
  const digits = currency === null ? 2 : (findCurrency(currency)?.decimalDigits ?? 2)
  const money = (minor: number | null): number | null =>
    minor === null ? null : fromMinor(BigInt(minor), digits)
  const spent = rangeView(money(segment.spentMin), money(segment.spentMax))
  return {
    id: segment.id,
    program_id: segment.programId,
    name: segment.name,
    days: segment.days,
    orders: rangeView(segment.ordersMin, segment.ordersMax),
    spent: spent && { currency_code: currency, ...spent },
    last_order_days: rangeView(segment.lastOrderDaysMin, segment.lastOrderDaysMax),
    member_days: rangeView(segment.memberDaysMin, segment.memberDaysMax),
    created_at: segment.createdAt,
    updated_at: segment.updatedAt,
  }
}

function rangeView(min: number | null, max: number | null): { min?: number; max?: number } | null {
  if (min === null && max === null) return null
  return { ...(min === null ? {} : { min }), ...(max === null ? {} : { max }) }
}

export function segmentMemberView(member: SegmentMember): Record<string, unknown> {
  return {
    account_id: member.accountPublicId,
    customer_id: member.customerId,
    orders: member.orders,
    spent: member.spent,
    last_order_at: member.lastOrderAt,
  }
}
