import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError, PromotionActions } from "@medusajs/framework/utils"
import {
  createStep,
  createWorkflow,
  StepResponse,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import {
  acquireLockStepId,
  updateCartPromotionsWorkflow,
  validateCartStepId,
} from "@medusajs/medusa/core-flows"
import { randomUUID } from "node:crypto"
import { setTimeout as pause } from "node:timers/promises"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import { LoyaltyError } from "../modules/loyalty/domain/errors"
import { pointsFromDisplay } from "../modules/loyalty/domain/points"
import { isRedemptionCode } from "../modules/loyalty/domain/redemption/code"
import type LoyaltyModuleService from "../modules/loyalty/service"
import { loadCart, ownCart, quoteCart } from "./cart-quote"

/** A promotions run waits two seconds for the cart's lock and gives up; a busy cart is worth other tries. */
const refreshAttemptsMax = 4
const refreshPauseMs = 200
/** So often may one Idempotency-Key be tried again after its points were taken back. */
const requestAttemptsMax = 20

export interface ApplyPointsInput {
  cart_id: string
  customer_id: string
  /** In display units; zero removes. */
  points: number
  idempotency_key?: string
}

export interface AppliedPoints {
  redemption_id: number
  replayed: boolean
}

/**
 * Asks the store to compute the cart's discounts anew, ours among them, and the payment collection with them. When it
 * returns, the cart carries our discount at most once. Throws `cart_completed`, and `cart_busy` where others keep
 * changing the cart.
 */
export async function refreshCart(container: MedusaContainer, cartId: string): Promise<void> {
  for (let attempt = 1; attempt <= refreshAttemptsMax; attempt++) {
    if ((await computedAnew(container, cartId)) && !(await isDiscountedTwice(container, cartId))) return
    await pause(refreshPauseMs * attempt * (0.5 + Math.random()))
  }
  throw new LoyaltyError("cart_busy")
}

/** False where the cart is busy. */
async function computedAnew(container: MedusaContainer, cartId: string): Promise<boolean> {
  const { errors } = await updateCartPromotionsWorkflow(container).run({
    input: {
      cart_id: cartId,
      promo_codes: [],
      action: PromotionActions.ADD,
      force_refresh_payment_collection: true,
    },
    throwOnError: false,
  })
  const [failure] = errors
  if (failure === undefined) return true
  if (await isCompleted(container, cartId)) throw new LoyaltyError("cart_completed")
  if (isBusy(failure)) return false
  throw failure.error
}

/**
 * Two refreshes at the same moment each read the cart without the other's discount and each write their own. Medusa's
 * lock in memory does not keep two processes apart, and its PostgreSQL one lets two through that meet on a free key.
 */
async function isDiscountedTwice(container: MedusaContainer, cartId: string): Promise<boolean> {
  const { items = [] } = await loadCart(container, cartId)
  return items.some(
    ({ adjustments }) => (adjustments ?? []).filter(({ code }) => isRedemptionCode(code)).length > 1,
  )
}

/**
 * Another request holds the cart's lock, or had just completed it and failed after that; or, in another process, it
 * is deleting the same payment session.
 */
function isBusy({ action, error }: { action: string; error: unknown }): boolean {
  const { code, type } = error as { code?: string; type?: string }
  return (
    [acquireLockStepId, validateCartStepId].includes(action) ||
    (code === undefined && type === MedusaError.Types.UNEXPECTED_STATE)
  )
}

async function isCompleted(container: MedusaContainer, cartId: string): Promise<boolean> {
  return Boolean((await loadCart(container, cartId)).completed_at)
}

const undoing = (key: string): string => `${key}:undone`

/** Checks the request against the cart's limits and holds the points. Undone by giving them back. */
const holdPointsStep = createStep(
  "loyalty-hold-points",
  async (input: ApplyPointsInput, { container }) => {
    const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
    const cart = await ownCart(container, input.cart_id, input.customer_id)
    const { program, own, account, quote, limits } = await quoteCart(container, cart, input.customer_id)
    const points = pointsFromDisplay(input.points, program.terms.precision)
    if (points === null || points <= 0) throw new LoyaltyError("invalid_points")

    const open = async (key: string): ReturnType<LoyaltyModuleService["openRedemption"]> => {
      // A request that was answered before is answered again, whatever the limits have become since.
      const isKnown = input.idempotency_key !== undefined && (await loyalty.isKnownKey(key))
      if (!isKnown) limits(points, quote)
      return await loyalty.openRedemption({
        account,
        cartId: cart.id,
        points,
        currencyCode: cart.currency_code,
        program: { ...own.program, termsId: await loyalty.tiers.keptTermsId(own) },
        key,
        at: new Date(),
      })
    }

    const request = `redeem:${input.customer_id}:${input.idempotency_key ?? randomUUID()}`
    for (let attempt = 1; attempt <= requestAttemptsMax; attempt++) {
      const key = attempt === 1 ? request : `${request}:${attempt}`
      const receipt = await open(key)
      // What was taken back because the cart could not be refreshed has not been answered: it is tried anew.
      if (receipt.replayed && (await loyalty.isKnownKey(undoing(key)))) continue
      const redemptionId = receipt.redemptionId ?? 0
      const result: AppliedPoints = { redemption_id: redemptionId, replayed: receipt.replayed }
      return new StepResponse(result, receipt.replayed ? null : { redemptionId, key })
    }
    throw new LoyaltyError("cart_busy")
  },
  async (held, { container }) => {
    if (!held) return
    const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
    const { redemptionId, key } = held
    await loyalty.releaseRedemption(redemptionId, "cart_not_refreshed", "system", new Date(), undoing(key))
  },
)

const refreshCartStep = createStep(
  "loyalty-refresh-cart",
  async (input: { cart_id: string }, { container }) => {
    await refreshCart(container, input.cart_id)
    return new StepResponse(undefined)
  },
)

const releasePointsStep = createStep(
  "loyalty-release-points",
  async (input: { cart_id: string; customer_id: string }, { container }) => {
    const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
    const cart = await ownCart(container, input.cart_id, input.customer_id)
    const redemption = await loyalty.redemptionOfCart(cart.id)
    if (redemption === null) return new StepResponse(undefined)
    if (redemption.customerId !== input.customer_id) throw new LoyaltyError("redemption_mismatch")
    if (redemption.status === "committed") throw new LoyaltyError("cart_completed")
    await loyalty.releaseRedemption(redemption.id, "redemption_removed", `customer:${input.customer_id}`)
    return new StepResponse(undefined)
  },
)

/** Puts points on a cart, in place of those that it had. Errors: those of the quote and of `Ledger.hold`, `cart_busy`. */
export const applyPointsWorkflow = createWorkflow(
  "loyalty-apply-points",
  (input: WorkflowData<ApplyPointsInput>) => {
    const applied = holdPointsStep(input)
    refreshCartStep(input)
    return new WorkflowResponse(applied)
  },
)

/** Takes the points off a cart and gives them back. A cart without points stays as it is. */
export const removePointsWorkflow = createWorkflow(
  "loyalty-remove-points",
  (input: WorkflowData<{ cart_id: string; customer_id: string }>) => {
    releasePointsStep(input)
    refreshCartStep(input)
    return new WorkflowResponse(undefined)
  },
)
