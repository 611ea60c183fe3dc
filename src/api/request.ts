import type { MedusaRequest } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import { LoyaltyError } from "../modules/loyalty/domain/errors"
import type LoyaltyModuleService from "../modules/loyalty/service"
import type { Page } from "../modules/loyalty/services/accounts"
import { parse } from "../modules/loyalty/validation"

interface Signed {
  auth_context?: { actor_id?: string; actor_type?: string }
}

const keyMaxLength = 128
const pageMax = 100
const pageDefault = 20

export const pageFields = {
  limit: z.coerce.number().int().min(1).max(pageMax).default(pageDefault),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
}

export const loyaltyOf = (request: MedusaRequest): LoyaltyModuleService =>
  request.scope.resolve(LOYALTY_MODULE)

/** Null for a guest. */
export function customerOf(request: MedusaRequest): string | null {
  const { auth_context: context } = request as Signed
  return context?.actor_type === "customer" && context.actor_id ? context.actor_id : null
}

/** Throws `customer_required`. */
export function signedInCustomer(request: MedusaRequest): string {
  const customerId = customerOf(request)
  if (customerId === null) throw new LoyaltyError("customer_required")
  return customerId
}

export function staffOf(request: MedusaRequest): string {
  const { auth_context: context } = request as Signed
  return `${context?.actor_type ?? "user"}:${context?.actor_id ?? "unknown"}`
}

/** The sales channels of the publishable key. */
export function salesChannelsOf(request: MedusaRequest): string[] {
  const { publishable_key_context: context } = request as {
    publishable_key_context?: { sales_channel_ids?: string[] }
  }
  return context?.sales_channel_ids ?? []
}

/** The sales channels that the request's publishable key opens; the first one decides about the program. */
export function salesChannelOf(request: MedusaRequest): string | null {
  return salesChannelsOf(request)[0] ?? null
}

/** The caller's own name for the request, so that a retry has one effect. Throws `invalid_request`. */
export function idempotencyKeyOf(request: MedusaRequest): string | undefined {
  const header = request.get("Idempotency-Key")
  if (header === undefined) return undefined
  const schema = z
    .string()
    .max(keyMaxLength)
    .regex(/^[\x21-\x7e]+$/, "has to be 1 to 128 printable characters")
  return parse(z.object({ "Idempotency-Key": schema }), { "Idempotency-Key": header })["Idempotency-Key"]
}

export function pageOf<Query extends { limit: number; offset: number }>({ limit, offset }: Query): Page {
  return { skip: offset, take: limit }
}

export const replayedHeader = "Idempotency-Replayed"
