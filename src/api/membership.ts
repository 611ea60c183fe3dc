import type { MedusaRequest } from "@medusajs/framework/http"
import { LoyaltyError } from "../modules/loyalty/domain/errors"
import type { AccountRow } from "../modules/loyalty/persistence/account.schema"
import type { ProgramRow } from "../modules/loyalty/persistence/program.schema"
import { customerOf, loyaltyOf, salesChannelOf, signedInCustomer } from "./request"

/** The program of the request's sales channel, and the customer's account in it if there is one. Nothing is written. */
export async function visitorOf(
  request: MedusaRequest,
): Promise<{ program: ProgramRow; customerId: string | null; account: AccountRow | null }> {
  const loyalty = loyaltyOf(request)
  const program = await loyalty.programForSalesChannel(salesChannelOf(request))
  const customerId = customerOf(request)
  const account = customerId === null ? null : await loyalty.findAccount(program.id, customerId)
  return { program, customerId, account }
}

/**
 * The same for who takes part in something. Where membership is automatic it begins here at the latest, once `mayTakePart`
 * has not thrown: a refusal opens no account. Otherwise one has to have joined the program: `account_not_found`.
 */
export async function memberOf(
  request: MedusaRequest,
  mayTakePart: (program: ProgramRow) => Promise<void>,
): Promise<{ program: ProgramRow; customerId: string; account: AccountRow }> {
  const customerId = signedInCustomer(request)
  const { program, account } = await visitorOf(request)
  if (account !== null) return { program, customerId, account }
  await mayTakePart(program)
  if (program.joining !== "automatic") throw new LoyaltyError("account_not_found")
  return { program, customerId, account: await loyaltyOf(request).joinProgram(program.id, customerId) }
}
