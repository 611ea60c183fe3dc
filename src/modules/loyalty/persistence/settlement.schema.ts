import { EntitySchema } from "typeorm"
import type { Deserved } from "../domain/settlement/deserve"
import { key } from "./transformers"

export interface SettlementRow {
  orderId: string
  programId: string
  redemptionId: number | null
  /** The terms of the order's day. */
  termsId: number
  /** An order from before the program's start earns nothing; what it spent is settled all the same. */
  earns: boolean
  revision: number
  placedAt: Date
  activatesAt: Date | null
  orderChangedAt: Date | null
  outcome: Deserved | null
  settledAt: Date | null
  createdAt: Date
}

export const SettlementSchema = new EntitySchema<SettlementRow>({
  name: "loyalty_settlement",
  tableName: "loyalty_settlement",
  columns: {
    orderId: { type: "text", name: "order_id", primary: true },
    programId: { type: "text", name: "program_id", update: false },
    redemptionId: { type: "bigint", name: "redemption_id", nullable: true, transformer: key },
    termsId: { type: "bigint", name: "terms_id", transformer: key, update: false },
    earns: { type: "boolean", update: false },
    revision: { type: "integer" },
    placedAt: { type: "timestamptz", name: "placed_at", update: false },
    activatesAt: { type: "timestamptz", name: "activates_at", nullable: true },
    orderChangedAt: { type: "timestamptz", name: "order_changed_at", nullable: true },
    outcome: { type: "jsonb", nullable: true },
    settledAt: { type: "timestamptz", name: "settled_at", nullable: true },
    createdAt: { type: "timestamptz", name: "created_at", createDate: true },
  },
})
