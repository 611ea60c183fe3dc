import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../modules/loyalty/validation"
import { birthday } from "../../../profile"
import { loyaltyOf, salesChannelOf, signedInCustomer } from "../../../request"

const body = z.strictObject({ birthday })

/** What the programme knows of the signed-in member beside his points. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const customerId = signedInCustomer(request)
  const loyalty = loyaltyOf(request)
  const program = await loyalty.programForSalesChannel(salesChannelOf(request))
  const account = await loyalty.memberAccount(program, customerId)
  response.json({ profile: await loyalty.profiles.of(account.id) })
}

/** The member's birthday, which he gives once; given again it stays as it is. It counts from a week later on. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const customerId = signedInCustomer(request)
  const given = parse(body, request.body)
  const loyalty = loyaltyOf(request)
  const program = await loyalty.programForSalesChannel(salesChannelOf(request))
  const account = await loyalty.memberAccount(program, customerId)
  await loyalty.profiles.giveBirthday(account.id, given.birthday, new Date())
  response.json({ profile: await loyalty.profiles.of(account.id) })
}
