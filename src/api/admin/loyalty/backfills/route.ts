import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { moment, parse } from "../../../../modules/loyalty/validation"
import { proposeBackfill } from "../../../../workflows/backfill"
import { loyaltyOf, pageFields, pageOf, staffOf } from "../../../request"
import { backfillView, backfillViews } from "./view"

const id = z.string().min(1).max(100)
const query = z.object({ ...pageFields, program_id: id.optional() })

/** A dry run has a period; a run has nothing to say but which dry run it confirms. */
const body = z
  .strictObject({
    dry_run: z.literal(true).optional(),
    from: moment.optional(),
    to: moment.optional(),
    program_id: id.optional(),
    confirms: id.optional(),
  })
  .superRefine(({ confirms, ...dryRun }, { addIssue }) => {
    const fault = (field: keyof typeof dryRun | "confirms", message: string): void =>
      addIssue({ code: "custom", path: [field], message })
    const given = (["dry_run", "from", "to", "program_id"] as const).filter(
      (field) => dryRun[field] !== undefined,
    )
    if (confirms !== undefined && given.length > 0) fault(given[0], "is the dry run's to say")
    if (confirms !== undefined) return
    if (dryRun.dry_run === undefined) fault("confirms", "has to name the dry run that is to be carried out")
    else
      for (const field of ["from", "to"] as const) if (dryRun[field] === undefined) fault(field, "is missing")
  })

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
  const { confirms, program_id: programId, from, to } = parse(body, request.body)
  const loyalty = loyaltyOf(request)
  const actor = staffOf(request)
  const run =
    confirms !== undefined || from === undefined || to === undefined
      ? await loyalty.whatIf.backfills.confirm(confirms ?? "", actor, new Date())
      : await proposeBackfill(request.scope, { programId, from, to }, actor)
  response.json({ backfill: await backfillView(loyalty, run) })
}
