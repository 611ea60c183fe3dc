import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { LoyaltyError } from "../../../../modules/loyalty/domain/errors"
import { toldEvent } from "../../../../modules/loyalty/event-settings"
import { triggerCodes } from "../../../../modules/loyalty/rule-settings/schema"
import { parse } from "../../../../modules/loyalty/validation"
import { tellEventWorkflow } from "../../../../workflows/member-events"
import { loyaltyOf, pageFields, pageOf, replayedHeader } from "../../../request"
import { eventViews } from "./view"

const eventTriggers = triggerCodes.filter((code) => code !== "order")

const query = z.object({
  ...pageFields,
  id: z.string().min(1).max(250).optional(),
  account_id: z.string().max(100).optional(),
  trigger: z.enum(eventTriggers).optional(),
  source: z.enum(["api", "store", "clock"]).optional(),
})

/** Clocks of several machines differ a little. */
const aheadMaxMs = 300_000

/** What members did and what came round for them, the newest first, with what each rule gave for it or why it gave nothing. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { id: key, account_id, trigger, source, ...page } = parse(query, request.query)
  const loyalty = loyaltyOf(request)
  const account = account_id === undefined ? undefined : await loyalty.retrieveAccount(account_id)
  const filters = { key, trigger, source, accountId: account?.id }
  const [events, count] = await loyalty.memberEvents.listAndCount(filters, pageOf(page))
  response.json({
    events: await eventViews(loyalty, events),
    count,
    limit: page.limit,
    offset: page.offset,
  })
}

/**
 * Something that a member did and that rules wait for. Told again under the same `id` it has one effect, and the first
 * answer; told of something else under it, it is refused.
 */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { id, customer_id, program_id, trigger, event, occurred_at, data } = parse(toldEvent, request.body)
  if (occurred_at !== undefined && occurred_at.getTime() > Date.now() + aheadMaxMs)
    throw new LoyaltyError("invalid_request", { field: "occurred_at" }, "occurred_at: is in the future.")
  const input = {
    program_id: program_id ?? null,
    customer_id,
    trigger,
    name: event ?? null,
    source: "api" as const,
    key: id,
    data,
    occurred_at: occurred_at?.toISOString() ?? null,
  }
  const { result } = await tellEventWorkflow(request.scope).run({ input })
  const loyalty = loyaltyOf(request)
  const [[settled]] = await loyalty.memberEvents.listAndCount(
    { key: id, source: "api", programId: result.programId },
    { skip: 0, take: 1 },
  )
  if (!result.isNew) response.setHeader(replayedHeader, "true")
  const [view] = await eventViews(loyalty, [settled])
  response.json({ event: view })
}
