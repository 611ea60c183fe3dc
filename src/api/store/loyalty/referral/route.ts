import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { pointsToDisplay } from "../../../../modules/loyalty/domain/points"
import { linkOf } from "../../../../modules/loyalty/domain/referral/terms"
import type { AccountRow } from "../../../../modules/loyalty/persistence/account.schema"
import type { ProgramRow } from "../../../../modules/loyalty/persistence/program.schema"
import { parse } from "../../../../modules/loyalty/validation"
import { enterCode } from "../../../../workflows/referrals"
import { loyaltyOf, salesChannelOf, signedInCustomer } from "../../../request"

const body = z.strictObject({ code: z.string().min(1).max(50) })

/** The signed-in member's own code and link, what came of them, and whether he came by somebody's code himself. It names nobody. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const customerId = signedInCustomer(request)
  const loyalty = loyaltyOf(request)
  const program = await loyalty.programForSalesChannel(salesChannelOf(request))
  const account = await loyalty.memberAccount(program, customerId)
  response.json({ referral: await referralView(request, program, account) })
}

/** A new member enters the code of who invited him. Entered again, it has one effect. Ten codes an hour can be tried. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const customerId = signedInCustomer(request)
  const { code } = parse(body, request.body)
  const loyalty = loyaltyOf(request)
  const program = await loyalty.programForSalesChannel(salesChannelOf(request))
  const account = await loyalty.memberAccount(program, customerId)
  await enterCode(request.scope, account, code, new Date())
  response.json({ referral: await referralView(request, program, account) })
}

async function referralView(request: MedusaRequest, { terms }: ProgramRow, account: AccountRow) {
  const { referrals } = loyaltyOf(request)
  const referralTerms = await referrals.termsOf(account.programId)
  const [code, invitations, own] = await Promise.all([
    referralTerms.enabled ? referrals.codeOf(account) : null,
    referrals.invitationsOf(account.id),
    referrals.ofFriend(account.id),
  ])
  return {
    enabled: referralTerms.enabled,
    code,
    link: code && linkOf(referralTerms, code),
    friends: { joined: invitations.joined, completed: invitations.completed },
    points_earned: pointsToDisplay(invitations.points, terms.precision),
    invited: own && { state: own.state, order_before: own.expiresAt },
  }
}
