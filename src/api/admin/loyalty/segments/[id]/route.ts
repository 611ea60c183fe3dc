import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { segmentChanges } from "../../../../../modules/loyalty/segment-settings/schema"
import { parse } from "../../../../../modules/loyalty/validation"
import { loyaltyOf } from "../../../../request"
import { segmentView } from "../../../../segment-views"

/** One segment. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  response.json({ segment: segmentView(await loyaltyOf(request).segments.retrieve(request.params.id ?? "")) })
}

/** Changes the criteria that are named and leaves the others. Orders that were judged stay judged as they were. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const changes = parse(segmentChanges, request.body)
  const segment = await loyaltyOf(request).segments.update(request.params.id ?? "", changes)
  response.json({ segment: segmentView(segment) })
}

/** Deletes a segment that no rule asks for which may still give. */
export async function DELETE(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const id = request.params.id ?? ""
  await loyaltyOf(request).segments.delete(id)
  response.json({ id, object: "loyalty_segment", deleted: true })
}
