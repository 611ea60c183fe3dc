import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { offerChanges } from "../../../../../modules/loyalty/cashback-settings/schema"
import { parse } from "../../../../../modules/loyalty/validation"
import { categoryNames } from "../../../../../workflows/category-names"
import { adminOfferView } from "../../../../cashback-views"
import { loyaltyOf, staffOf } from "../../../../request"

/** One cashback offer. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const offer = await loyaltyOf(request).cashback.offers.retrieve(request.params.id ?? "")
  response.json({ offer: adminOfferView(offer, new Date()) })
}

/**
 * Changes a draft in the settings that are named; of an offer that was activated only `ends_on` changes. `state` activates,
 * and ends at once. Orders keep what counted when they were placed.
 */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const changes = parse(offerChanges, request.body)
  const names = await categoryNames(
    request.scope,
    (changes.categories ?? []).map(({ category_id }) => category_id),
  )
  const { offers } = loyaltyOf(request).cashback
  const at = new Date()
  const offer = await offers.update(request.params.id ?? "", changes, names, staffOf(request), at)
  response.json({ offer: adminOfferView(offer, at) })
}

/** Deletes a draft. An offer that was activated stays, with what was chosen from it: end it instead. */
export async function DELETE(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const id = request.params.id ?? ""
  await loyaltyOf(request).cashback.offers.delete(id)
  response.json({ id, object: "loyalty_cashback_offer", deleted: true })
}
