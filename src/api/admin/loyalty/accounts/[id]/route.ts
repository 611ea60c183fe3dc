import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../../modules/loyalty/validation"
import { memberOf } from "../../../../members"
import { loyaltyOf } from "../../../../request"

const body = z.strictObject({ status: z.enum(["active", "frozen"]) })

/** One member's account. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const found = await loyaltyOf(request).retrieveAccount(request.params.id ?? "")
  const account = await memberOf(request, found)
  response.json({ account })
}

/** Freezes and unfreezes: a frozen member keeps earning and cannot spend. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { status } = parse(body, request.body)
  const changed = await loyaltyOf(request).setAccountStatus(request.params.id ?? "", status)
  const account = await memberOf(request, changed)
  response.json({ account })
}
