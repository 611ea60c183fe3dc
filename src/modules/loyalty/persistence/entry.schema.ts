import { EntitySchema } from "typeorm"
import type { EntryType } from "../domain/ledger/types"
import type { Points } from "../domain/points"
import { key, points } from "./transformers"

export interface EntryRow {
  id: number
  accountId: number
  sequence: number
  type: EntryType
  availableChange: Points
  pendingChange: Points
  heldChange: Points
  availableAfter: Points
  pendingAfter: Points
  heldAfter: Points
  awardId: number | null
  redemptionId: number | null
  orderId: string | null
  correctsEntryId: number | null
  reason: string
  actor: string
  detail: Record<string, unknown> | null
  expiresAt: Date | null
  occurredAt: Date
  createdAt: Date
}

/** For reading. Entries are appended by the ledger's functions alone, and the database refuses any change. */
export const EntrySchema = new EntitySchema<EntryRow>({
  name: "loyalty_entry",
  tableName: "loyalty_entry",
  columns: {
    id: { type: "bigint", primary: true, transformer: key, update: false },
    accountId: { type: "bigint", name: "account_id", transformer: key, update: false },
    sequence: { type: "bigint", transformer: key, update: false },
    type: { type: "text", update: false },
    availableChange: { type: "bigint", name: "available_change", transformer: points, update: false },
    pendingChange: { type: "bigint", name: "pending_change", transformer: points, update: false },
    heldChange: { type: "bigint", name: "held_change", transformer: points, update: false },
    availableAfter: { type: "bigint", name: "available_after", transformer: points, update: false },
    pendingAfter: { type: "bigint", name: "pending_after", transformer: points, update: false },
    heldAfter: { type: "bigint", name: "held_after", transformer: points, update: false },
    awardId: { type: "bigint", name: "award_id", nullable: true, transformer: key, update: false },
    redemptionId: { type: "bigint", name: "redemption_id", nullable: true, transformer: key, update: false },
    orderId: { type: "text", name: "order_id", nullable: true, update: false },
    correctsEntryId: {
      type: "bigint",
      name: "corrects_entry_id",
      nullable: true,
      transformer: key,
      update: false,
    },
    reason: { type: "text", update: false },
    actor: { type: "text", update: false },
    detail: { type: "jsonb", nullable: true, update: false },
    expiresAt: { type: "timestamptz", name: "expires_at", nullable: true, update: false },
    occurredAt: { type: "timestamptz", name: "occurred_at", update: false },
    createdAt: { type: "timestamptz", name: "created_at", update: false },
  },
})
