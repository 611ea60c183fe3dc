import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { moment, parse } from "../../../../modules/loyalty/validation"
import { proposeBackfill } from "../../../../workflows/backfill"
import { loyaltyOf, pageFields, pageOf, staffOf } from "../../../request"
import { backfillView, backfillViews } from "./view"

const id = z.string().min(1).max(100)
const query = z.object({ ...pageFields, program_id: id.optional() })

const body = z.union([
  z.strictObject({ dry_run: z.literal(true), from: moment, to: moment, program_id: id.optional() }),
  z.strictObject({ confirms: id }),
])

/** Dry runs and runs, the newest first. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { program_id: programId, ...page } = parse(query, request.query)
  const loyalty = loyaltyOf(request)
  const [runs, count] = await loyalty.whatIf.backfills.listAndCount({ programId }, pageOf(page))
  response.json({
    backfills: await backfillViews(loyalty, runs),
    count,
    limit: page.limit,
    offset: page.offset,
  })
}

/**
 * Points for orders from before the program's start. `dry_run: true` says what those of the period would get, and gives nothing. `confirms`
 * names such a dry run and gives it; asked for twice, it is the same run. Both are done by a job: `GET` tells how far it is.
 */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const wanted = parse(body, request.body)
  const loyalty = loyaltyOf(request)
  const run =
    "confirms" in wanted
      ? await loyalty.whatIf.backfills.confirm(wanted.confirms, staffOf(request), new Date())
      : await proposeBackfill(
          request.scope,
          { programId: wanted.program_id, from: wanted.from, to: wanted.to },
          staffOf(request),
        )
  response.json({ backfill: await backfillView(loyalty, run) })
}
