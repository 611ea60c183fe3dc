import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError, PromotionActions } from "@medusajs/framework/utils"
import {
  createStep,
  createWorkflow,
  StepResponse,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import { updateCartPromotionsWorkflow } from "@medusajs/medusa/core-flows"
import { randomUUID } from "node:crypto"
import { setTimeout as pause } from "node:timers/promises"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import { LoyaltyError } from "../modules/loyalty/domain/errors"
import { pointsFromDisplay } from "../modules/loyalty/domain/points"
import type LoyaltyModuleService from "../modules/loyalty/service"
import { loadCart, ownCart, quoteCart } from "./cart-quote"

/** A promotions run waits two seconds for the cart's lock and gives up; a busy cart is worth another try. */
const refreshAttemptsMax = 3
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
 * Asks the store to compute the cart's discounts anew, ours among them, and the payment collection with them. Throws
 * `cart_completed`, and `cart_busy` where others keep changing the cart.
 */
export async function refreshCart(container: MedusaContainer, cartId: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await updateCartPromotionsWorkflow(container).run({
        input: {
          cart_id: cartId,
          promo_codes: [],
          action: PromotionActions.ADD,
          force_refresh_payment_collection: true,
        },
      })
      return
    } catch (error) {
      if (!isBusy(error))
        throw (await isCompleted(container, cartId)) ? new LoyaltyError("cart_completed") : error
      if (attempt >= refreshAttemptsMax) throw new LoyaltyError("cart_busy")
      await pause(refreshPauseMs * attempt)
    }
  }
}

/** Another request holds the cart's lock; or, in another process, it is just deleting the same payment session. */
function isBusy(error: unknown): boolean {
  const { code, type, message = "" } = error as { code?: string; type?: string; message?: string }
  return code === undefined && (/lock/i.test(message) || type === MedusaError.Types.UNEXPECTED_STATE)
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
    const { program, account, quote, limits } = await quoteCart(container, cart, input.customer_id)
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
        terms: program.terms,
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
