import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { pointsToDisplay } from "../../../../../../modules/loyalty/domain/points"
import type { MemberLot } from "../../../../../../modules/loyalty/services/insight-members"
import { parse } from "../../../../../../modules/loyalty/validation"
import { loyaltyOf, pageFields, pageOf } from "../../../../../request"
import type { Lot } from "../../view"

const query = z.object({ ...pageFields, open: z.enum(["true", "false"]).optional() })

/**
 * The credits of one account and what became of them, the newest first. With `open=true` those that have something left, in the
 * order in which they are spent; with `open=false` the others.
 */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { open, ...page } = parse(query, request.query)
  const loyalty = loyaltyOf(request)
  const account = await loyalty.retrieveAccount(request.params.id ?? "")
  const { precision } = (await loyalty.retrieveProgram(account.programId)).terms
  const [found, count] = await loyalty.insight.members.lots(
    account.id,
    { open: open === undefined ? undefined : open === "true", at: new Date() },
    pageOf(page),
  )
  const lots = found.map((lot) => lotView(lot, precision))
  response.json({ lots, count, limit: page.limit, offset: page.offset })
}

function lotView({ id, points, remaining, held, spent, expired, ...lot }: MemberLot, precision: number): Lot {
  const display = (value: number): number => pointsToDisplay(value, precision)
  return {
    id: `llot_${id}`,
    points: display(points),
    remaining: display(remaining),
    held: display(held),
    spent: display(spent),
    expired: display(expired),
    taken: display(points - remaining - held - spent - expired),
    state: lot.state,
    available_at: lot.availableAt,
    expires_at: lot.expiresAt,
    order_id: lot.orderId,
    created_at: lot.earnedAt,
  }
}
