import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../modules/loyalty/validation"
import { linesByAward } from "../../../award-lines"
import { loyaltyOf, pageFields, pageOf, salesChannelOf, signedInCustomer } from "../../../request"
import { storeTransactionView } from "../../../views"

const query = z.object({ ...pageFields, order_id: z.string().min(1).max(100).optional() })

/** The signed-in customer's ledger, or what of it names an order, the newest first. Empty for those who are no members yet. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const customerId = signedInCustomer(request)
  const { order_id: orderId, ...page } = parse(query, request.query)
  const loyalty = loyaltyOf(request)
  const program = await loyalty.programForSalesChannel(salesChannelOf(request))
  const account = await loyalty.findAccount(program.id, customerId)
  const [transactions, count] =
    account === null
      ? [[], 0]
      : await loyalty.listTransactions({ accountKey: account.id, orderId }, pageOf(page))
  const lines = await linesByAward(loyalty, transactions)
  response.json({
    transactions: transactions.map((one) => storeTransactionView(one, program.terms.precision, lines)),
    count,
    limit: page.limit,
    offset: page.offset,
  })
}
