import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { pointsToDisplay } from "../../../../../../modules/loyalty/domain/points"
import type { MemberOrder as OrderOfMember } from "../../../../../../modules/loyalty/services/insight-members"
import { parse } from "../../../../../../modules/loyalty/validation"
import { ordersById, type StoreOrder } from "../../../../../../workflows/orders-of-members"
import { loyaltyOf, pageFields, pageOf } from "../../../../../request"
import type { MemberOrder } from "../../view"

const query = z.object(pageFields)

/** The orders that concern one account, the newest first, each with what it gave and took. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const page = parse(query, request.query)
  const loyalty = loyaltyOf(request)
  const account = await loyalty.retrieveAccount(request.params.id ?? "")
  const { precision } = (await loyalty.retrieveProgram(account.programId)).terms
  const [found, count] = await loyalty.insight.members.orders(account.id, pageOf(page))
  const known = await ordersById(
    request.scope,
    found.map(({ orderId }) => orderId),
  )
  const orders = found.map((order) => orderView(order, known.get(order.orderId), precision))
  response.json({ orders, count, limit: page.limit, offset: page.offset })
}

function orderView(order: OrderOfMember, known: StoreOrder | undefined, precision: number): MemberOrder {
  const display = (value: number): number => pointsToDisplay(value, precision)
  return {
    order_id: order.orderId,
    display_id: known?.displayId ?? null,
    placed_at: order.placedAt,
    currency_code: known?.currencyCode ?? null,
    total: known?.total ?? null,
    earned: display(order.earned),
    reversed: display(order.reversed),
    pending: display(order.pending),
    spent: display(order.spent),
    restored: display(order.restored),
  }
}
