import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { parse } from "../../../../../modules/loyalty/validation"
import { loyaltyOf } from "../../../../request"

const body = z
  .strictObject({ account_ids: z.array(z.string().min(1).max(100)).min(1).max(1_000).optional() })
  .default({})

/** Proves the ledger, or the accounts named: entries against balances, lots, holds and the chain of hashes. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { account_ids: accountIds } = parse(body, request.body ?? {})
  response.json(await loyaltyOf(request).verifyLedger({ accountIds }))
}
