import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { chosenCategories } from "../../../../modules/loyalty/cashback-settings/schema"
import { parse } from "../../../../modules/loyalty/validation"
import { seasonView } from "../../../cashback-views"
import { memberOf, visitorOf } from "../../../membership"
import { loyaltyOf, signedInCustomer } from "../../../request"

/** What may be chosen for the present period and for the next, and what the customer has chosen. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { program, account } = await visitorOf(request)
  const at = new Date()
  const { timeZone } = program.terms
  const { present, next } = await loyaltyOf(request).cashback.choices.seasonsOf(
    program,
    account?.id ?? null,
    at,
  )
  response.json({
    present: present && seasonView(present, at, timeZone),
    next: next && seasonView(next, at, timeZone),
  })
}

/**
 * Chooses exactly these categories for a period: the present one where the offer allows it, unless another is named. The
 * same choice again changes nothing.
 */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  signedInCustomer(request)
  const wanted = parse(chosenCategories, request.body)
  const { choices } = loyaltyOf(request).cashback
  const at = new Date()
  const { program, account } = await memberOf(request, ({ id }) => choices.refuseToChoose(id, wanted, at))
  await choices.choose(account, wanted, at)
  const { timeZone } = program.terms
  const { present, next } = await choices.seasonsOf(program, account.id, at)
  response.json({
    present: present && seasonView(present, at, timeZone),
    next: next && seasonView(next, at, timeZone),
  })
}
