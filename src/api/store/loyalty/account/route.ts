import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { pointsToDisplay } from "../../../../modules/loyalty/domain/points"
import type { AccountRow } from "../../../../modules/loyalty/persistence/account.schema"
import type { ProgramRow } from "../../../../modules/loyalty/persistence/program.schema"
import { parse } from "../../../../modules/loyalty/validation"
import { loyaltyOf, salesChannelOf, signedInCustomer } from "../../../request"
import { balanceView, worthView } from "../../../views"

const query = z.object({ currency_code: z.string().length(3).optional() })
/** As many coming expiries as an account page has room for. */
const expiringMax = 12

/** The signed-in customer's account. Where membership is automatic it begins here at the latest. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const customerId = signedInCustomer(request)
  const { currency_code } = parse(query, request.query)
  const loyalty = loyaltyOf(request)
  const program = await loyalty.programForSalesChannel(salesChannelOf(request))
  const account = await loyalty.memberAccount(program, customerId)
  response.json({ account: await render(request, program, account, currency_code) })
}

/** Joins. Joining twice is joining once. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const customerId = signedInCustomer(request)
  const { currency_code } = parse(query, request.query)
  const loyalty = loyaltyOf(request)
  const program = await loyalty.programForSalesChannel(salesChannelOf(request))
  const account = await loyalty.joinProgram(program.id, customerId)
  response.json({ account: await render(request, program, account, currency_code) })
}

async function render(
  request: MedusaRequest,
  program: ProgramRow,
  account: AccountRow,
  currencyCode?: string,
): Promise<Record<string, unknown>> {
  const loyalty = loyaltyOf(request)
  const now = new Date()
  const [due, expiring, { program: own }] = await Promise.all([
    loyalty.pointsDueToExpire(account.id, now),
    loyalty.listExpiring(account.id, now, expiringMax),
    loyalty.tiers.programFor(program, account.id, now),
  ])
  const { terms } = own
  return {
    id: account.publicId,
    status: account.status,
    balance: balanceView(account, due, terms.precision),
    worth: worthView(account.available - due, terms, currencyCode),
    expiring: expiring.map(({ points, at }) => ({ points: pointsToDisplay(points, terms.precision), at })),
  }
}
