import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { entryTypes } from "../../../../../../modules/loyalty/domain/ledger/types"
import { parse } from "../../../../../../modules/loyalty/validation"
import { linesByAward } from "../../../../../award-lines"
import { loyaltyOf, pageFields, pageOf } from "../../../../../request"
import { adminTransactionView } from "../../../../../views"

const query = z.object({ ...pageFields, type: z.enum(entryTypes).optional() })

/** The ledger of one account, the newest first. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { type, ...page } = parse(query, request.query)
  const loyalty = loyaltyOf(request)
  const account = await loyalty.retrieveAccount(request.params.id ?? "")
  const { precision } = (await loyalty.retrieveProgram(account.programId)).terms
  const [transactions, count] = await loyalty.listTransactions(
    { accountKey: account.id, type: type && [type] },
    pageOf(page),
  )
  const [lines, notes] = await Promise.all([
    linesByAward(loyalty, transactions),
    loyalty.notesOf(transactions.map(({ id }) => id)),
  ])
  response.json({
    transactions: transactions.map((one) => adminTransactionView(one, precision, lines, notes)),
    count,
    limit: page.limit,
    offset: page.offset,
  })
}
