import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../../modules/loyalty/validation"
import { loyaltyOf } from "../../../../request"
import { adminAccountView } from "../../../../views"

const body = z.strictObject({ status: z.enum(["active", "frozen"]) })

/** One member's account. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const loyalty = loyaltyOf(request)
  const account = await loyalty.retrieveAccount(request.params.id ?? "")
  const { terms } = await loyalty.retrieveProgram(account.programId)
  response.json({ account: adminAccountView(account, terms.precision) })
}

/** Freezes and unfreezes: a frozen member keeps earning and cannot spend. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { status } = parse(body, request.body)
  const loyalty = loyaltyOf(request)
  const account = await loyalty.setAccountStatus(request.params.id ?? "", status)
  const { terms } = await loyalty.retrieveProgram(account.programId)
  response.json({ account: adminAccountView(account, terms.precision) })
}
