import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { refetchCart } from "@medusajs/medusa/api/store/carts/helpers"
import { LoyaltyError } from "../../../../../modules/loyalty/domain/errors"
import { parse } from "../../../../../modules/loyalty/validation"
import { ownCart } from "../../../../../workflows/cart-quote"
import { applyPointsWorkflow, removePointsWorkflow } from "../../../../../workflows/redemption"
import { idempotencyKeyOf, loyaltyOf, replayedHeader, signedInCustomer } from "../../../../request"
import { cartPointsView, redemptionView } from "./view"

const body = z.strictObject({ points: z.number().min(0) })

/** What the cart earns, and what may be spent on it. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const customerId = signedInCustomer(request)
  const cart = await ownCart(request.scope, cartIdOf(request), customerId)
  response.json({ loyalty_points: await cartPointsView(request.scope, cart, customerId) })
}

/** Puts points on the cart in place of those before; zero removes them. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const customer_id = signedInCustomer(request)
  const { points } = parse(body, request.body, { points: "invalid_points" })
  const idempotency_key = idempotencyKeyOf(request)
  const cart_id = cartIdOf(request)
  if (points === 0) {
    await removePointsWorkflow(request.scope).run({ input: { cart_id, customer_id } })
    response.json({ cart: await render(request), redemption: null })
    return
  }

  const { result } = await applyPointsWorkflow(request.scope).run({
    input: { cart_id, customer_id, points, idempotency_key },
  })
  if (result.replayed) response.setHeader(replayedHeader, "true")
  const loyalty = loyaltyOf(request)
  const redemption = await loyalty.retrieveRedemption(result.redemption_id)
  const terms = await loyalty.retrieveTerms(redemption.termsId)
  const cart = await render(request)
  response.json({
    cart,
    redemption: redemptionView(redemption, terms, await ownCart(request.scope, cart_id, customer_id)),
  })
}

/** Takes the points off the cart. */
export async function DELETE(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const customer_id = signedInCustomer(request)
  await removePointsWorkflow(request.scope).run({ input: { cart_id: cartIdOf(request), customer_id } })
  response.json({ cart: await render(request) })
}

function cartIdOf(request: MedusaRequest): string {
  const { id } = request.params
  if (!id?.startsWith("cart_")) throw new LoyaltyError("cart_not_found")
  return id
}

async function render(request: MedusaRequest): Promise<unknown> {
  return await refetchCart(cartIdOf(request), request.scope, request.queryConfig.fields)
}
