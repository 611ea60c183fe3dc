import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import { LoyaltyError } from "../modules/loyalty/domain/errors"
import type { BackfillRow } from "../modules/loyalty/persistence/backfill.schema"
import type LoyaltyModuleService from "../modules/loyalty/service"
import type { BackfillOrder, BackfillWork } from "../modules/loyalty/types/backfill"
import type { ClockworkReport } from "./clockwork"
import { codeOfError } from "./error-code"
import { countPlacedOrders, placedOrders } from "./placed-orders"
import { settleOrder } from "./settle-order"
import { ordersToTry } from "./simulation"

/** A dry run keeps in mind what each member has used of the limits. */
const ordersMax = 200_000
const pageSize = 50
/** Each run of the job settles at most so many orders; the next one takes up where it stopped. */
const ordersPerRun = 2_000

/** Begins a dry run over the orders of a period. Throws as `Backfills.propose`, and `too_many_orders`. */
export async function proposeBackfill(
  container: MedusaContainer,
  period: { programId?: string; from: Date; to: Date },
  actor: string,
): Promise<BackfillRow> {
  const orders = period.from < period.to ? await countPlacedOrders(container, period) : 0
  if (orders > ordersMax) {
    const sentence = `There are ${orders} orders in this period, and ${ordersMax} are made up for at once. Name a shorter one.`
    throw new LoyaltyError("too_many_orders", { orders, orders_max: ordersMax }, sentence)
  }
  return await loyaltyOf(container).whatIf.backfills.propose({ ...period, orders }, actor)
}

/**
 * Goes on with the backfills that are under way, the oldest first. What a crash broke off is taken up again: a dry run from its
 * beginning, a run or an undo where it was; no order is settled twice.
 */
export async function continueBackfills(
  container: MedusaContainer,
  at: Date,
  settledMax: number = ordersPerRun,
): Promise<ClockworkReport> {
  const { backfills } = loyaltyOf(container).whatIf
  const total: ClockworkReport = { done: 0, failed: 0 }
  const tried: number[] = []
  while (total.done + total.failed < settledMax) {
    const work = await backfills.takeOn(tried)
    if (work === null) break
    // Each once: what cannot come to its end now must not hide those behind it.
    tried.push(work.run.id)
    try {
      if (work.run.state === "proposing") total.done += await dryRun(container, work, at)
      else await settleNext(container, work, at, settledMax, total)
    } catch (error) {
      total.failed += 1
      logFault(container, work.run.publicId, error)
    } finally {
      await backfills.giveBack(work)
    }
  }
  return total
}

async function dryRun(container: MedusaContainer, work: BackfillWork, at: Date): Promise<number> {
  const { backfills, dryRuns } = loyaltyOf(container).whatIf
  const run = await dryRuns.begin(work)
  let done = 0
  for await (const page of placedOrders(container, { from: run.run.fromAt, to: run.run.toAt }, pageSize)) {
    done += page.length
    await dryRuns.plan(run, await ordersToTry(container, page), done, at)
  }
  await backfills.finish(work)
  return done
}

/** As many as there is room for. An order that fails does not hide those behind it. */
async function settleNext(
  container: MedusaContainer,
  work: BackfillWork,
  at: Date,
  settledMax: number,
  total: ClockworkReport,
): Promise<void> {
  const { backfills } = loyaltyOf(container).whatIf
  const isUndo = work.run.state === "undoing"
  const settlement = await backfills.settlementBy(work)
  let { done, reachedId } = work.run
  let after = isUndo ? 0 : reachedId
  let hasFailed = false
  while (total.done + total.failed < settledMax) {
    const left = settledMax - total.done - total.failed
    const orders = await backfills.nextOrders(work, after, Math.min(pageSize, left))
    for (const order of orders) {
      const isDone = await settled(container, work, order, async () => {
        await settleOrder(container, { order_id: order.orderId, at: at.toISOString() }, settlement)
      })
      if (isDone) total.done += 1
      else total.failed += 1
      hasFailed ||= !isDone
    }
    after = orders.at(-1)?.id ?? after
    if (!isUndo) {
      done += orders.length
      reachedId = after
    }
    await backfills.advance(work, { done, reachedId })
    if (orders.length < pageSize && orders.length < left) {
      // What could not be taken back is tried again by the job's next run.
      if (!isUndo || !hasFailed) await backfills.finish(work)
      return
    }
  }
}

/** False where it failed. What there was nothing to do for counts as done. */
async function settled(
  container: MedusaContainer,
  work: BackfillWork,
  order: BackfillOrder,
  settle: () => Promise<void>,
): Promise<boolean> {
  const { backfills } = loyaltyOf(container).whatIf
  const isUndo = work.run.state === "undoing"
  try {
    await settle()
    return true
  } catch (error) {
    const code = codeOfError(error)
    // Undone meanwhile, or the database is away: nothing that this order could be blamed for.
    if (code === "backfill_not_ready" || code === "ledger_unavailable") throw error
    const isNothing = code === "nothing_to_do"
    if (!isUndo) await backfills.note(work, order, isNothing ? "skipped" : "failed", code ?? "ledger_fault")
    if (isNothing && !isUndo) return true
    logFault(container, order.orderId, error)
    return false
  }
}

function logFault(container: MedusaContainer, what: string, error: unknown): void {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  logger.error(`loyalty: backfill of ${what} failed: ${(error as Error).message}`)
}

function loyaltyOf(container: MedusaContainer): LoyaltyModuleService {
  return container.resolve(LOYALTY_MODULE)
}
