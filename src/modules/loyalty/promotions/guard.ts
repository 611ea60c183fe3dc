import type { Logger } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { setTimeout as pause } from "node:timers/promises"
import { LoyaltyError } from "../domain/errors"
import { isRedemptionCode } from "../domain/redemption/code"
import type { Redemptions } from "../services/redemptions"
import { cartDiscount } from "./cart-discount"
import type { AdjustmentAction, ComputeContext } from "./context"
import { keptOnOrder } from "./kept-on-order"
import { moduleInstance } from "./module-instance"
import { commitUsage, reopenUsage, type Usage } from "./usage"

interface PromotionService {
  computeActions(codes: string[], context: ComputeContext, ...rest: unknown[]): Promise<AdjustmentAction[]>
  registerUsage(usages: Usage[], context: { customer_id?: string | null }, ...rest: unknown[]): Promise<void>
  revertUsage(usages: Usage[], context: unknown, ...rest: unknown[]): Promise<void>
  [guarded]?: boolean
}

const guarded = Symbol.for("medusa-plugin-loyalty.guarded")

/** How long a cart waits for the ledger. One whose server has fallen silent must not hold the store's carts. */
const patienceMs = 2_000
/**
 * Completion registers the usage beside its other steps. In Medusa 2.21 one that fails while they save their progress
 * can leave the whole completion stuck on a slow database, its order half made: so a refusal lets the others finish.
 */
const refusalPauseMs = 500

/**
 * Every cart refresh and every promo-code change asks the Promotion Module which discounts apply, and completion
 * tells it which were used. Both are extended here, in place and once, because the workflow engine resolves the
 * service from a container of its own, where a decorated registration would not be found. Without points on the
 * cart the answers are the Promotion Module's own.
 */
export function guardPromotions(redemptions: Redemptions, logger: Logger): void {
  const service = moduleInstance<PromotionService>(Modules.PROMOTION)
  if (service === undefined || service[guarded]) return

  const computeActions = service.computeActions.bind(service)
  const registerUsage = service.registerUsage.bind(service)
  const revertUsage = service.revertUsage.bind(service)
  service[guarded] = true

  // A code of ours that somebody types must never reach a merchant's promotion, should one carry it.
  service.computeActions = async (codes, context, ...rest) => {
    const own = computeActions(
      codes.filter((code) => !isRedemptionCode(code)),
      context,
      ...rest,
    )
    if (isCart(context)) {
      const [actions, redemption] = await Promise.all([own, findRedemption(redemptions, context, logger)])
      return redemption === null
        ? actions
        : [...actions, ...(await cartDiscount(redemptions, redemption, context, actions))]
    }
    return context.id === undefined ? [...(await own), ...(await keptOnOrder(context, await own))] : await own
  }

  service.registerUsage = async (usages, context, ...rest) => {
    const [ours, others] = split(usages)
    const committed = await commit(redemptions, ours, context.customer_id ?? null, logger)
    try {
      if (others.length > 0) await registerUsage(others, context, ...rest)
    } catch (error) {
      await reopen(redemptions, committed, logger)
      throw error
    }
  }

  service.revertUsage = async (usages, context, ...rest) => {
    const [ours, others] = split(usages)
    await reopen(redemptions, ours, logger)
    if (others.length > 0) await revertUsage(others, context, ...rest)
  }
}

function isCart(context: ComputeContext): context is ComputeContext & { id: string } {
  return context.id?.startsWith("cart_") ?? false
}

/**
 * A cart without points goes on when the ledger cannot be reached. One that carries our discount must not become
 * dearer in silence: its refresh is refused until the ledger is back.
 */
async function findRedemption(
  redemptions: Redemptions,
  context: ComputeContext & { id: string },
  logger: Logger,
): ReturnType<Redemptions["forCart"]> {
  try {
    return await inTime(redemptions.forCart(context.id))
  } catch (error) {
    if (carriesPoints(context)) throw error
    logger.warn(`loyalty: cart ${context.id} is refreshed without points, the ledger cannot be reached`)
    return null
  }
}

/** A commit that succeeds after its completion was refused is taken back, or the cart could not be completed again. */
async function commit(
  redemptions: Redemptions,
  usages: Usage[],
  customerId: string | null,
  logger: Logger,
): Promise<Usage[]> {
  const committing = commitUsage(redemptions, usages, customerId)
  try {
    return await inTime(committing)
  } catch (error) {
    void committing.then(
      async (late) => await reopen(redemptions, late, logger),
      () => undefined,
    )
    await pause(refusalPauseMs)
    throw error
  }
}

/** The store's own undoing must go on without the ledger: what stays committed is decided by the reconcile job. */
async function reopen(redemptions: Redemptions, usages: Usage[], logger: Logger): Promise<void> {
  try {
    await inTime(reopenUsage(redemptions, usages))
  } catch (error) {
    logger.warn(`loyalty: points of a failed completion stay committed for now (${(error as Error).message})`)
  }
}

/** Throws `ledger_unavailable` where the answer does not come in time. */
async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let patience: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    patience = setTimeout(() => reject(new LoyaltyError("ledger_unavailable")), patienceMs)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(patience)
  }
}

function carriesPoints(context: ComputeContext): boolean {
  return (context.items ?? []).some((item) => item.adjustments?.some(({ code }) => isRedemptionCode(code)))
}

function split(usages: Usage[]): [ours: Usage[], others: Usage[]] {
  const ours = usages.filter(({ code }) => isRedemptionCode(code))
  return [ours, usages.filter((usage) => !ours.includes(usage))]
}
