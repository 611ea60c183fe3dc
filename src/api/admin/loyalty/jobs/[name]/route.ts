import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../../modules/loyalty/validation"
import { clockwork, type ClockworkName } from "../../../../../workflows/clockwork"

const params = z.object({ name: z.enum(Object.keys(clockwork) as [ClockworkName, ...ClockworkName[]]) })

/** Runs one of the clock's jobs now: activate, expire, announce, lapse, reconcile, publish, celebrate, review, backfill. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { name } = parse(params, request.params)
  response.json({ job: name, ...(await clockwork[name](request.scope, new Date())) })
}
