import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../../../modules/loyalty/validation"
import { birthday } from "../../../../../profile"
import { loyaltyOf } from "../../../../../request"

const body = z.strictObject({ birthday: birthday.nullable() })

/** What the programme knows of a member beside his points. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const loyalty = loyaltyOf(request)
  const account = await loyalty.retrieveAccount(request.params.id ?? "")
  response.json({ profile: await loyalty.profiles.of(account.id) })
}

/** The member's birthday as staff know it: it counts at once. Null forgets it. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const given = parse(body, request.body)
  const loyalty = loyaltyOf(request)
  const account = await loyalty.retrieveAccount(request.params.id ?? "")
  await loyalty.profiles.setBirthday(account.id, given.birthday)
  response.json({ profile: await loyalty.profiles.of(account.id) })
}
