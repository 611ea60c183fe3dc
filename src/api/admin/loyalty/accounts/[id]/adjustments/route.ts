import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { randomUUID } from "node:crypto"
import { LoyaltyError } from "../../../../../../modules/loyalty/domain/errors"
import { pointsFromDisplay } from "../../../../../../modules/loyalty/domain/points"
import { moment, parse } from "../../../../../../modules/loyalty/validation"
import { memberOf } from "../../../../../members"
import { idempotencyKeyOf, loyaltyOf, replayedHeader, staffOf } from "../../../../../request"
import { adminTransactionView } from "../../../../../views"

const body = z.strictObject({
  points: z.number(),
  reason: z
    .string()
    .regex(/^[a-z][a-z0-9_]{1,49}$/, "has to be a short code such as goodwill or data_correction"),
  note: z.string().min(1).max(1_000).optional(),
  expires_at: moment.optional(),
})

/** Gives or takes points by hand. The author is kept with the entry; the note may be erased, the entry not. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const wanted = parse(body, request.body, { points: "invalid_points" })
  const key = idempotencyKeyOf(request) ?? randomUUID()
  const loyalty = loyaltyOf(request)
  const account = await loyalty.retrieveAccount(request.params.id ?? "")
  const { precision } = (await loyalty.retrieveProgram(account.programId)).terms
  const points = pointsFromDisplay(wanted.points, precision)
  const at = new Date()
  if (points === null || points === 0) throw new LoyaltyError("invalid_points")
  if (wanted.expires_at !== undefined && wanted.expires_at <= at) {
    throw new LoyaltyError("invalid_request", { field: "expires_at" }, "expires_at: has to be in the future.")
  }

  const { reason, note = null, expires_at: expiresAt = null } = wanted
  const actor = staffOf(request)
  const receipt = await loyalty.ledger.adjust(
    { accountId: account.id, points, expiresAt, note },
    { key: `adjust:${actor}:${key}`, at, reason, actor },
  )
  if (receipt.replayed) response.setHeader(replayedHeader, "true")
  const [[transaction]] = await loyalty.listTransactions(
    { id: `${account.publicId}_${receipt.sequence}` },
    { skip: 0, take: 1 },
  )
  const notes = new Map(note === null || transaction === undefined ? [] : [[transaction.id, note]])
  const member = await memberOf(request, await loyalty.retrieveAccount(account.publicId))
  response.json({
    account: member,
    transaction: transaction && adminTransactionView(transaction, precision, new Map(), notes),
  })
}
