import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { newOffer } from "../../../../modules/loyalty/cashback-settings/schema"
import { offerStates } from "../../../../modules/loyalty/domain/cashback/offer"
import { parse } from "../../../../modules/loyalty/validation"
import { categoryNames } from "../../../../workflows/category-names"
import { adminOfferView } from "../../../cashback-views"
import { loyaltyOf, pageFields, pageOf } from "../../../request"

const query = z.object({
  ...pageFields,
  q: z.string().min(1).max(200).optional(),
  program_id: z.string().max(100).optional(),
  state: z.enum(offerStates).optional(),
})

/** Cashback offers, the newest first; `q` searches their names. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { q, program_id: programId, state, ...page } = parse(query, request.query)
  const at = new Date()
  const { offers } = loyaltyOf(request).cashback
  const [found, count] = await offers.listAndCount({ q, programId, state }, pageOf(page), at)
  response.json({
    offers: found.map((offer) => adminOfferView(offer, at)),
    count,
    limit: page.limit,
    offset: page.offset,
  })
}

/** A new offer, as a draft: nobody sees it until its state is `active`. Without `program_id`, of the default program. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { program_id, ...settings } = parse(newOffer, request.body)
  const loyalty = loyaltyOf(request)
  const program =
    program_id === undefined
      ? await loyalty.programForSalesChannel(null)
      : await loyalty.retrieveProgram(program_id)
  const names = await categoryNames(
    request.scope,
    settings.categories.map(({ category_id }) => category_id),
  )
  const offer = await loyalty.cashback.offers.create(program.id, settings, names)
  response.json({ offer: adminOfferView(offer, new Date()) })
}
