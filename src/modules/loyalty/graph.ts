import type { AccountRow } from "./persistence/account.schema"
import type { Transaction } from "./services/transactions"

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
