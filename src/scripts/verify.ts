import type { ExecArgs } from "@medusajs/framework/types"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import type LoyaltyModuleService from "../modules/loyalty/service"

/** Proves the whole ledger and prints the report; ends with 1 where the ledger and its cached numbers disagree. */
export default async function verify({ container }: ExecArgs): Promise<void> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  const report = await loyalty.verifyLedger()
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  if (report.discrepancies.length > 0) process.exitCode = 1
}
