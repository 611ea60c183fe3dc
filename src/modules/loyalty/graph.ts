import { z } from "@medusajs/framework/zod"
import { entryTypes } from "./domain/ledger/types"
import type { AccountRow } from "./persistence/account.schema"
import type { AccountFilters, Page } from "./services/accounts"
import type { Transaction, TransactionFilters } from "./services/transactions"
import { parse } from "./validation"

/** What `query.graph` passes beside the filters. */
export interface GraphConfig {
  skip?: number | null
  take?: number | null
}

const pageMax = 1_000

const ids = z
  .union([z.string(), z.array(z.string()), z.strictObject({ $in: z.array(z.string()) })])
  .optional()
// A filter that is not known is refused: passed over, it would answer with everybody's accounts.
const accountFilters = z.strictObject({
  id: ids,
  customer_id: ids,
  program_id: z.string().optional(),
  status: z.enum(["active", "frozen"]).optional(),
})
const transactionFilters = z.strictObject({
  id: ids,
  account_id: ids,
  order_id: ids,
  type: z.union([z.enum(entryTypes), z.array(z.enum(entryTypes))]).optional(),
})

/** Throws `invalid_request`, naming the filter. */
export function accountFiltersOf(filters: unknown): AccountFilters {
  const { id, customer_id, program_id: programId, status } = parse(accountFilters, filters ?? {})
  return { id: named(id), customerId: named(customer_id), programId, status }
}

/** Throws `invalid_request`, naming the filter. */
export function transactionFiltersOf(filters: unknown): TransactionFilters {
  const { id, account_id, order_id, type } = parse(transactionFilters, filters ?? {})
  return {
    id: named(id),
    accountId: named(account_id),
    orderId: named(order_id),
    type: type && [type].flat(),
  }
}

/** At most a thousand rows, unless the caller has named the rows himself: then all that he named. */
export function pageOf({ skip, take }: GraphConfig, isNamed = false): Page {
  const most = isNamed ? Number.MAX_SAFE_INTEGER : pageMax
  return { skip: skip ?? 0, take: Math.min(take ?? most, most) }
}

function named(filter: z.infer<typeof ids>): string[] | undefined {
  if (filter === undefined) return undefined
  if (typeof filter === "string") return [filter]
  return Array.isArray(filter) ? filter : filter.$in
}

/** An account as `query.graph` gives it: points in the program's smallest unit. */
export interface AccountView {
  id: string
  program_id: string
  customer_id: string
  status: string
  available: number
  pending: number
  held: number
  created_at: Date
  updated_at: Date
}

export interface TransactionView {
  id: string
  account_id: string
  type: string
  available_change: number
  pending_change: number
  held_change: number
  available_after: number
  order_id: string | null
  reason: string
  created_at: Date
}

export function accountView(account: AccountRow): AccountView {
  return {
    id: account.publicId,
    program_id: account.programId,
    customer_id: account.customerId,
    status: account.status,
    available: account.available,
    pending: account.pending,
    held: account.held,
    created_at: account.createdAt,
    updated_at: account.updatedAt,
  }
}

export function transactionView(transaction: Transaction): TransactionView {
  return {
    id: transaction.publicId,
    account_id: transaction.accountPublicId,
    type: transaction.type,
    available_change: transaction.availableChange,
    pending_change: transaction.pendingChange,
    held_change: transaction.heldChange,
    available_after: transaction.availableAfter,
    order_id: transaction.orderId,
    reason: transaction.reason,
    created_at: transaction.createdAt,
  }
}
