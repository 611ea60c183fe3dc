import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { newSegment } from "../../../../modules/loyalty/segment-settings/schema"
import { parse } from "../../../../modules/loyalty/validation"
import { loyaltyOf, pageFields, pageOf } from "../../../request"
import { segmentView } from "../../../segment-views"

const query = z.object({ ...pageFields, program_id: z.string().max(100).optional() })

/** Segments of members, the newest first. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { program_id: programId, ...page } = parse(query, request.query)
  const [segments, count] = await loyaltyOf(request).segments.listAndCount({ programId }, pageOf(page))
  response.json({ segments: segments.map(segmentView), count, limit: page.limit, offset: page.offset })
}

/** A new segment. Without `program_id`, of the default program. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { program_id, ...settings } = parse(newSegment, request.body)
  const loyalty = loyaltyOf(request)
  const program =
    program_id === undefined
      ? await loyalty.programForSalesChannel(null)
      : await loyalty.retrieveProgram(program_id)
  response.json({ segment: segmentView(await loyalty.segments.create(program.id, settings)) })
}
