import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { Modules } from "@medusajs/framework/utils"
import { z } from "@medusajs/framework/zod"
import { LoyaltyError } from "../../../../modules/loyalty/domain/errors"
import { parse } from "../../../../modules/loyalty/validation"
import { loyaltyOf, pageFields, pageOf } from "../../../request"
import { adminAccountView } from "../../../views"

const query = z.object({
  ...pageFields,
  q: z.string().min(1).max(200).optional(),
  customer_id: z.string().max(100).optional(),
  program_id: z.string().max(100).optional(),
  status: z.enum(["active", "frozen"]).optional(),
  tier_id: z.string().max(100).optional(),
})
const body = z.strictObject({
  customer_id: z.string().min(1).max(100),
  program_id: z.string().min(1).max(100).optional(),
})
/** A search that matches more customers than this is no search; it is cut here. */
const matchesMax = 500

/** Members, the newest first; `q` searches their names, e-mails and phones where the store keeps them. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { q, customer_id, program_id, status, tier_id, ...page } = parse(query, request.query)
  const loyalty = loyaltyOf(request)
  const matches = q === undefined ? undefined : await customersMatching(request, q)
  const customerId =
    customer_id === undefined ? matches : matches?.includes(customer_id) === false ? [] : [customer_id]
  const [accounts, count] = await loyalty.listAccounts(
    { customerId, programId: program_id, status, tierId: tier_id },
    pageOf(page),
  )
  const precisions = new Map((await loyalty.listPrograms()).map(({ id, terms }) => [id, terms.precision]))
  response.json({
    accounts: accounts.map((account) => adminAccountView(account, precisions.get(account.programId) ?? 0)),
    count,
    limit: page.limit,
    offset: page.offset,
  })
}

/** Opens the account of a registered customer who has not come to see it yet. Opening it twice is opening it once. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { customer_id, program_id } = parse(body, request.body)
  const loyalty = loyaltyOf(request)
  const [customer] = await request.scope
    .resolve(Modules.CUSTOMER)
    .listCustomers({ id: customer_id, has_account: true }, { select: ["id"], take: 1 })
  if (customer === undefined) {
    throw new LoyaltyError(
      "invalid_request",
      { field: "customer_id" },
      "customer_id: no such registered customer.",
    )
  }
  const program =
    program_id === undefined
      ? await loyalty.programForSalesChannel(null)
      : await loyalty.retrieveProgram(program_id)
  const account = await loyalty.joinProgram(program.id, customer.id)
  response.json({ account: adminAccountView(account, program.terms.precision) })
}

async function customersMatching(request: MedusaRequest, q: string): Promise<string[]> {
  const customers = await request.scope
    .resolve(Modules.CUSTOMER)
    .listCustomers({ q }, { select: ["id"], take: matchesMax })
  return customers.map(({ id }) => id)
}
