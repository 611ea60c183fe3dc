import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import type LoyaltyModuleService from "../modules/loyalty/service"
import type { ClockworkReport } from "./clockwork"
import { codeOfError } from "./error-code"
import { settleOrder } from "./settle-order"
import { bringTierGroups } from "./tier-groups"

/** So many members are looked at and locked together, and so many batches in one run at most. */
const membersPerBatch = 500
const batchesMax = 40
const ordersPerRun = 200

/**
 * Looks at every member of a program with tiers once a day of its time zone, and once more when its tiers change: takes the tiers
 * that are no longer deserved when their time has come, gives those that a crash kept from being given, and puts the customer
 * groups right. Each batch is whole or undone, so a run that breaks off is taken up by the next.
 */
export async function reviewTiers(container: MedusaContainer, at: Date): Promise<ClockworkReport> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  const total: ClockworkReport = { done: 0, failed: 0 }
  const ladders = await Promise.all(
    (await loyalty.listPrograms()).map((program) => loyalty.tiers.ladderOf(program)),
  )
  if (ladders.every((ladder) => ladder === null)) return total
  total.failed += await readOldOrders(container, at)
  for (const ladder of ladders) {
    if (ladder === null) continue
    await loyalty.tiers.members.admitNewcomers(ladder.programId)
    for (let batch = 0; batch < batchesMax; batch++) {
      const customers = await loyalty.tiers.members.review(ladder, at, membersPerBatch)
      if (customers.length === 0) break
      total.done += customers.length
      total.failed += await broughtOrFailed(container, customers)
    }
  }
  total.failed += await holdPaidTiers(container, at)
  return total
}

/** Members who have paid for a tier hold it: also where a crash, or a fall by the review, kept them from it. */
async function holdPaidTiers(container: MedusaContainer, at: Date): Promise<number> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  const programs = new Map((await loyalty.listPrograms()).map((program) => [program.id, program]))
  let failed = 0
  for (let last = 0; ;) {
    const paid = await loyalty.membershipPurchases.paidTiers(at, last, membersPerBatch)
    const moved: string[] = []
    for (const tier of paid) {
      const program = programs.get(tier.programId)
      try {
        const isMoved = program !== undefined && (await loyalty.membershipPurchases.hold(program, tier, at))
        if (isMoved) moved.push(tier.customerId)
      } catch (error) {
        failed += 1
        say(container, `${tier.customerId} could not be given the tier that was paid for`, error)
      }
    }
    if (moved.length > 0) failed += await broughtOrFailed(container, moved)
    last = paid.at(-1)?.accountId ?? last
    if (paid.length < membersPerBatch) return failed
  }
}

/** Orders of before anything was measured tell all that they count for when they are settled once more. */
async function readOldOrders(container: MedusaContainer, at: Date): Promise<number> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  const { members } = loyalty.tiers
  let failed = 0
  for (const orderId of await members.unreadOrders(ordersPerRun)) {
    try {
      await settleOrder(container, { order_id: orderId, at: at.toISOString() })
      await members.giveUpReading(orderId)
    } catch (error) {
      failed += 1
      if (codeOfError(error) === "order_not_found") await members.giveUpReading(orderId)
      say(container, `${orderId} could not be measured`, error)
    }
  }
  return failed
}

/** The next review puts right what could not be done now. */
async function broughtOrFailed(container: MedusaContainer, customers: string[]): Promise<number> {
  try {
    await bringTierGroups(container, customers)
    return 0
  } catch (error) {
    say(container, "customer groups of tiers could not be put right", error)
    return customers.length
  }
}

function say(container: MedusaContainer, what: string, error: unknown): void {
  container.resolve(ContainerRegistrationKeys.LOGGER).error(`loyalty: ${what}: ${(error as Error).message}`)
}
