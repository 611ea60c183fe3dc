import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { LoyaltyError } from "../../../../../../modules/loyalty/domain/errors"
import { groupsOf } from "../../../../../../workflows/rule-context"
import { storeClubView } from "../../../../../club-views"
import { memberOf, visitorOf } from "../../../../../membership"
import { loyaltyOf, signedInCustomer } from "../../../../../request"

/** Joins the club. Joining twice is joining once; who has left may join again. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const customerId = signedInCustomer(request)
  const id = request.params.id ?? ""
  const { clubs } = loyaltyOf(request)
  const groupIds = await groupsOf(request.scope, customerId)
  const { program, account } = await memberOf(request, ({ id: programId }) =>
    clubs.refuseToJoin(id, { programId, groupIds }),
  )
  await clubs.join(id, account, groupIds)
  response.json({ club: storeClubView(await clubs.seenBy(account.id, program.id, id)) })
}

/** Leaves the club. Orders from before keep what they earned by it. */
export async function DELETE(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  signedInCustomer(request)
  const id = request.params.id ?? ""
  const { clubs } = loyaltyOf(request)
  const { program, account } = await visitorOf(request)
  await clubs.seenBy(account?.id ?? null, program.id, id)
  if (account === null) throw new LoyaltyError("account_not_found")
  await clubs.leave(id, account.id)
  response.json({ club: storeClubView(await clubs.seenBy(account.id, program.id, id)) })
}
