import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import type { ReadyRule } from "../modules/loyalty/domain/rules/programme"
import type { LocalDay } from "../modules/loyalty/domain/occasions"
import type { ProgramRow } from "../modules/loyalty/persistence/program.schema"
import type LoyaltyModuleService from "../modules/loyalty/service"
import type { SettlementReport } from "../modules/loyalty/types/order-facts"
import { tellEvents } from "./member-events"

const ordersPerBatch = 500

/**
 * Tells of the sums that the settled order's member has reached, and takes back what was given for those that he no longer
 * reaches. Where this fails, the clock looks again at the former, and the order's next settlement at both.
 */
export async function followMilestones(
  container: MedusaContainer,
  { orderId, posted, rules: of }: Pick<SettlementReport, "orderId" | "posted" | "rules">,
  at: Date,
): Promise<void> {
  if (of === null) return
  try {
    const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
    const rules = await loyalty.rules.setOf(of.ruleSetId, "spending_milestone")
    const reached = await loyalty.milestones.reachedBy(orderId, rules, of.timeZone, at)
    if (reached.length > 0) await tellEvents(container, of.programId, reached, at)
    // A rule may be over by now; what it gave follows the orders all the same.
    if (posted > 0 || rules.length > 0) await loyalty.milestones.follow(orderId, at)
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(`loyalty: the milestones of ${orderId} were not followed: ${(error as Error).message}`)
  }
}

/** The same for all orders of the days just past, for what was not told when they were settled. Answers how many were told. */
export async function tellOfMissedMilestones(
  container: MedusaContainer,
  program: ProgramRow,
  rules: readonly ReadyRule[],
  day: LocalDay,
  at: Date,
): Promise<number> {
  if (!rules.some(({ trigger }) => trigger.code === "spending_milestone")) return 0
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  let told = 0
  for (let last = ""; ;) {
    const orders = await loyalty.milestones.ordersAround(program.id, day.startsAt, last, ordersPerBatch)
    for (const orderId of orders) {
      const reached = await loyalty.milestones.reachedBy(orderId, rules, program.terms.timeZone, at)
      if (reached.length > 0) await tellEvents(container, program.id, reached, at)
      told += reached.length
    }
    last = orders.at(-1) ?? last
    if (orders.length < ordersPerBatch) return told
  }
}
