import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import {
  createStep,
  createWorkflow,
  StepResponse,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import type LoyaltyModuleService from "../modules/loyalty/service"
import type { BackfillSettlement } from "../modules/loyalty/types/backfill"
import type { SettlementReport } from "../modules/loyalty/types/order-facts"
import { codeOfError } from "./error-code"
import { loadOrderFacts } from "./order-facts"
import { orderRuleContext } from "./order-rule-context"
import { followMilestones } from "./milestones"
import { bringTierGroups } from "./tier-groups"

/** Another process may settle the same order at the same moment; then it is read anew. */
const attemptsMax = 5
const superseded: (string | undefined)[] = ["settlement_conflict", "redemption_ended"]

export interface SettleOrderInput {
  order_id: string
  /** The moment to settle for; now, unless a test or a backfill looks ahead. */
  at?: string
}

/**
 * Brings the ledger to what the order's present state deserves; whether it earns at all, a `backfill` may say. The revision is read before the order, so a
 * settlement from facts older than another's is refused and tried again.
 */
export async function settleOrder(
  container: MedusaContainer,
  { order_id, at }: SettleOrderInput,
  backfill?: BackfillSettlement,
): Promise<SettlementReport> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  for (let attempt = 1; ; attempt++) {
    try {
      const revision = await loyalty.settlementRevision(order_id)
      const order = await loadOrderFacts(container, order_id)
      if (order === null) return { orderId: order_id, posted: 0, earned: 0, spent: 0, rules: null }
      const report = await loyalty.settleOrder({
        ...order,
        revision,
        at: at === undefined ? new Date() : new Date(at),
        contextOf: (needs, lineIds) => orderRuleContext(container, order.facts, needs, lineIds),
        backfill,
      })
      if (report.tierChangedOf !== undefined) await followTier(container, report.tierChangedOf)
      await followMilestones(container, report, at === undefined ? new Date() : new Date(at))
      return report
    } catch (error) {
      if (attempt >= attemptsMax || !superseded.includes(codeOfError(error))) throw error
    }
  }
}

/** At once, for the member's next cart. The event that tells of the change has it done again where this fails. */
async function followTier(container: MedusaContainer, customerId: string): Promise<void> {
  try {
    await bringTierGroups(container, [customerId])
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(`loyalty: the groups of ${customerId} do not follow the tier yet: ${(error as Error).message}`)
  }
}

/** What it posts is mended by settling again, never by taking back: it needs no compensation. */
const settleOrderStep = createStep(
  "loyalty-settle-order",
  async (input: SettleOrderInput, { container }) => new StepResponse(await settleOrder(container, input)),
)

/** The one way in for everything that can happen to an order. Errors: `order_not_found`, `ledger_unavailable`. */
export const settleOrderWorkflow = createWorkflow(
  "loyalty-settle-order",
  (input: WorkflowData<SettleOrderInput>) => {
    return new WorkflowResponse(settleOrderStep(input))
  },
)
