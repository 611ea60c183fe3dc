import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { newClub } from "../../../../modules/loyalty/club-settings/schema"
import { clubStates } from "../../../../modules/loyalty/domain/clubs"
import { parse } from "../../../../modules/loyalty/validation"
import { adminClubView } from "../../../club-views"
import { loyaltyOf, pageFields, pageOf } from "../../../request"

const query = z.object({
  ...pageFields,
  q: z.string().min(1).max(200).optional(),
  program_id: z.string().max(100).optional(),
  state: z.enum(clubStates).optional(),
})

/** Clubs, the newest first, with the number of members; `q` searches names and handles. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { q, program_id: programId, state, ...page } = parse(query, request.query)
  const [clubs, count] = await loyaltyOf(request).clubs.listAndCount({ q, programId, state }, pageOf(page))
  response.json({ clubs: clubs.map(adminClubView), count, limit: page.limit, offset: page.offset })
}

/** A new club, as a draft: nobody sees it until its state is `open`. Without `program_id`, of the default program. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { program_id, ...settings } = parse(newClub, request.body)
  const loyalty = loyaltyOf(request)
  const program =
    program_id === undefined
      ? await loyalty.programForSalesChannel(null)
      : await loyalty.retrieveProgram(program_id)
  response.json({ club: adminClubView(await loyalty.clubs.create(program.id, settings)) })
}
