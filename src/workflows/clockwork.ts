import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import type LoyaltyModuleService from "../modules/loyalty/service"
import { continueBackfills } from "./backfill"
import { settleEvents } from "./member-events"
import { tellOfOccasions } from "./occasions"
import { reconcileOrders } from "./reconcile"
import { refreshCart } from "./redemption"
import { lookAfterReferral } from "./referrals"
import { settleOrder } from "./settle-order"
import { reviewTiers } from "./tier-review"

/** Each run does at most this much; the next one takes up where it stopped. */
const batchesMax = 100
const lotsPerBatch = 1_000
const ordersPerRun = 500
const redemptionsPerRun = 500
const eventsPerBatch = 200
const expiryNoticeDays = 14
const awardsPerBatch = 500
const referralsPerBatch = 100
/** Who told of an event settles it at once; after this long, nobody is going to any more. */
const forgottenMs = 60_000

export interface ClockworkReport {
  /** What was done, in the job's own unit: orders, accounts, redemptions, events, members. */
  done: number
  /** What failed and stays for the next run. */
  failed: number
}

type Clockwork = (container: MedusaContainer, at: Date) => Promise<ClockworkReport>

/**
 * Settles the orders whose waiting time is over; the settlement makes their points available if they are paid. What
 * members' events gave needs no more than its time.
 */
async function activate(container: MedusaContainer, at: Date): Promise<ClockworkReport> {
  const loyalty = loyaltyOf(container)
  const orders = await loyalty.listDueActivations(at, ordersPerRun)
  const report = await each(container, orders, (order_id) =>
    settleOrder(container, { order_id, at: at.toISOString() }),
  )
  for (let batch = 0; batch < batchesMax; batch++) {
    const awards = await loyalty.memberEvents.activateDue(at, awardsPerBatch)
    report.done += awards
    if (awards < awardsPerBatch) break
  }
  return report
}

/** Tells of birthdays and of whatever else comes round, and makes good what a crash or a lost event left of events and referrals. */
async function celebrate(container: MedusaContainer, at: Date): Promise<ClockworkReport> {
  const parts = [
    await settleForgotten(container, at),
    await tellOfOccasions(container, at),
    await lookAfterReferrals(container, at),
  ]
  return parts.reduce((sum, { done, failed }) => ({ done: sum.done + done, failed: sum.failed + failed }))
}

/** Events that somebody told of and did not come to settle. One that fails is left for the next run. */
async function settleForgotten(container: MedusaContainer, at: Date): Promise<ClockworkReport> {
  const total: ClockworkReport = { done: 0, failed: 0 }
  const before = new Date(Date.now() - forgottenMs)
  let last = 0
  for (let batch = 0; batch < batchesMax; batch++) {
    const forgotten = await loyaltyOf(container).memberEvents.listUnsettled(before, last, eventsPerBatch)
    const byKey = new Map(forgotten.map((event) => [event.key, event]))
    const { done, failed } = await each(container, [...byKey.keys()], async (key) => {
      const event = byKey.get(key)
      if (event !== undefined) await settleEvents(container, [event], at)
    })
    total.done += done
    total.failed += failed
    last = forgotten.at(-1)?.id ?? last
    if (forgotten.length < eventsPerBatch) break
  }
  return total
}

/** Whose friend's order became sure without anybody noticing. One that fails is left for the next run. */
async function lookAfterReferrals(container: MedusaContainer, at: Date): Promise<ClockworkReport> {
  const total: ClockworkReport = { done: 0, failed: 0 }
  const { referrals } = loyaltyOf(container)
  let last = 0
  for (let batch = 0; batch < batchesMax; batch++) {
    const forgotten = await referrals.listForgotten(at, last, referralsPerBatch)
    const { done, failed } = await each(
      container,
      forgotten.map(({ publicId }) => publicId),
      async (publicId) => await lookAfterReferral(container, await referrals.retrieve(publicId), at),
    )
    total.done += done
    total.failed += failed
    last = forgotten.at(-1)?.id ?? last
    if (forgotten.length < referralsPerBatch) break
  }
  return total
}

/** Lets go of points past their time, in batches that hold their locks briefly. */
async function expire(container: MedusaContainer, at: Date): Promise<ClockworkReport> {
  let done = 0
  for (let batch = 0; batch < batchesMax; batch++) {
    const accounts = await loyaltyOf(container).expirePoints(at, lotsPerBatch)
    if (accounts === 0) break
    done += accounts
  }
  return { done, failed: 0 }
}

/** Tells of points that are going to expire, early enough to spend them; counts the days looked at. */
async function announce(container: MedusaContainer, at: Date): Promise<ClockworkReport> {
  let done = 0
  while (done < batchesMax && (await loyaltyOf(container).announceExpiring(at, expiryNoticeDays))) done += 1
  return { done, failed: 0 }
}

/** Ends the redemptions of abandoned carts, gives the points back, and refreshes the carts. */
async function lapse(container: MedusaContainer, at: Date): Promise<ClockworkReport> {
  const carts = await loyaltyOf(container).lapseRedemptions(at, redemptionsPerRun)
  return await each(container, carts, (cartId) => refreshCart(container, cartId))
}

/** Settles what no event told of, and decides redemptions that a crash left between cart and order. */
async function reconcile(container: MedusaContainer, at: Date): Promise<ClockworkReport> {
  return await reconcileOrders(container, at, async (orders) => {
    const failed: string[] = []
    const report = await each(
      container,
      orders,
      (order_id) => settleOrder(container, { order_id, at: at.toISOString() }),
      failed,
    )
    return { report, failed }
  })
}

/** Hands the outbox to the store's event bus: each event at least once. */
async function publish(container: MedusaContainer, _at: Date): Promise<ClockworkReport> {
  const bus = container.resolve(Modules.EVENT_BUS)
  let done = 0
  for (let batch = 0; batch < batchesMax; batch++) {
    const published = await loyaltyOf(container).drainOutbox(
      async (events) => await bus.emit(events, {}),
      eventsPerBatch,
    )
    if (published === 0) break
    done += published
  }
  return { done, failed: 0 }
}

/** Goes on with backfills that staff have begun. */
async function backfill(container: MedusaContainer, at: Date): Promise<ClockworkReport> {
  return await continueBackfills(container, at)
}

/** Everything that the clock does, by name. Each is bounded and may run on several processes at once. */
export const clockwork = {
  activate,
  expire,
  announce,
  lapse,
  reconcile,
  publish,
  celebrate,
  review: reviewTiers,
  backfill,
} satisfies Record<string, Clockwork>

export type ClockworkName = keyof typeof clockwork

async function each<Item>(
  container: MedusaContainer,
  items: Item[],
  work: (item: Item) => Promise<unknown>,
  failed: Item[] = [],
): Promise<ClockworkReport> {
  const report: ClockworkReport = { done: 0, failed: 0 }
  for (const item of items) {
    try {
      await work(item)
      report.done += 1
    } catch (error) {
      report.failed += 1
      failed.push(item)
      container
        .resolve(ContainerRegistrationKeys.LOGGER)
        .error(`loyalty: ${String(item)} failed: ${(error as Error).message}`)
    }
  }
  return report
}

function loyaltyOf(container: MedusaContainer): LoyaltyModuleService {
  return container.resolve(LOYALTY_MODULE)
}
