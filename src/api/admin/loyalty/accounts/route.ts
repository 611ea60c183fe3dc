import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { Modules } from "@medusajs/framework/utils"
import { z } from "@medusajs/framework/zod"
import { powerOfTen } from "../../../../modules/loyalty/domain/decimal"
import { LoyaltyError } from "../../../../modules/loyalty/domain/errors"
import { divideCeil, scaled, scaledPlaces } from "../../../../modules/loyalty/domain/money"
import { toPoints, type Points } from "../../../../modules/loyalty/domain/points"
import { accountOrders } from "../../../../modules/loyalty/types/insight"
import { parse } from "../../../../modules/loyalty/validation"
import { customersMatching } from "../../../../workflows/customers-of-members"
import { memberOf, membersOf } from "../../../members"
import { loyaltyOf, pageFields, pageOf } from "../../../request"

const query = z.object({
  ...pageFields,
  q: z.string().trim().min(1).max(200).optional(),
  customer_id: z.string().max(100).optional(),
  program_id: z.string().max(100).optional(),
  status: z.enum(["active", "frozen"]).optional(),
  tier_id: z.string().max(100).optional(),
  club_id: z.string().max(100).optional(),
  min_available: z.coerce.number().min(0).max(1_000_000_000).optional(),
  order: z.enum(accountOrders).default("-created_at"),
})
const body = z.strictObject({
  customer_id: z.string().min(1).max(100),
  program_id: z.string().min(1).max(100).optional(),
})

/**
 * Members, the newest first, or as `order` says. `q` finds those whose name, e-mail or phone have all its words; of more than 500 such
 * customers 500 are looked at, and `is_cut` tells so.
 */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { q, customer_id, program_id, status, tier_id, club_id, min_available, order, ...page } = parse(
    query,
    request.query,
  )
  const loyalty = loyaltyOf(request)
  const matches = q === undefined ? null : await customersMatching(request.scope, q)
  const programs = min_available === undefined ? [] : await loyalty.listPrograms()
  const [accounts, count] = await loyalty.listAccounts(
    {
      customerId:
        customer_id === undefined
          ? matches?.customerIds
          : matches?.customerIds.includes(customer_id) === false
            ? []
            : [customer_id],
      programId: program_id,
      status,
      tierId: tier_id,
      clubId: club_id,
      atLeast:
        min_available === undefined
          ? undefined
          : programs.map(({ id, terms }) => ({
              programId: id,
              available: unitsFrom(min_available, terms.precision),
            })),
    },
    pageOf(page),
    order,
  )
  const members = await membersOf(request, accounts)
  response.json({
    accounts: members,
    count,
    limit: page.limit,
    offset: page.offset,
    is_cut: matches?.isCut ?? false,
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
  const account = await memberOf(request, await loyalty.joinProgram(program.id, customer.id))
  response.json({ account })
}

/** The fewest whole units that are as many points: a program may not know so small a part of one. */
function unitsFrom(points: number, precision: number): Points {
  return toPoints(Number(divideCeil(scaled(points), powerOfTen(scaledPlaces - precision))))
}
