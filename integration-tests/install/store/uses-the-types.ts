import type { MedusaContainer } from "@medusajs/framework/types"
import type {
  LoyaltyErrorCode,
  LoyaltyModuleOptions,
  LoyaltyModuleService,
  VerificationReport,
} from "medusa-plugin-loyalty/types"
import { settleOrderWorkflow } from "medusa-plugin-loyalty/workflows"

/** Not run: the store's compiler alone reads it. */
export const options: LoyaltyModuleOptions = {
  program: { rates: [{ currency_code: "eur", spend: { points: 1, worth: 0.5 } }] },
}

export const misspelt: LoyaltyModuleOptions = {
  // @ts-expect-error A rate that names no currency is a mistake, and the compiler says so.
  program: { rates: [{ currency: "eur" }] },
}

export const code: LoyaltyErrorCode = "insufficient_points"

export async function settleAndProve(
  container: MedusaContainer,
  order_id: string,
): Promise<VerificationReport> {
  await settleOrderWorkflow(container).run({ input: { order_id } })
  return container.resolve<LoyaltyModuleService>("loyalty_program").verifyLedger({})
}
