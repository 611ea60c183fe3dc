import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { clubChanges } from "../../../../../modules/loyalty/club-settings/schema"
import { parse } from "../../../../../modules/loyalty/validation"
import { adminClubView } from "../../../../club-views"
import { loyaltyOf } from "../../../../request"

/** One club, with the number of its members. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  response.json({ club: adminClubView(await loyaltyOf(request).clubs.retrieve(request.params.id ?? "")) })
}

/** Changes the settings that are named and leaves the others; `state` opens and closes. Members stay, whatever changes. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const changes = parse(clubChanges, request.body)
  const club = await loyaltyOf(request).clubs.update(request.params.id ?? "", changes)
  response.json({ club: adminClubView(club) })
}

/** Deletes a draft. A club that has been open stays, with its members' history: close it instead. */
export async function DELETE(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const id = request.params.id ?? ""
  await loyaltyOf(request).clubs.delete(id)
  response.json({ id, object: "loyalty_club", deleted: true })
}
