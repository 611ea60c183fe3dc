import { EntitySchema } from "typeorm"
import type { Deserved } from "../domain/settlement/deserve"
import type { RuleContext } from "../domain/rules/scene"
import { key } from "./transformers"

export interface SettlementRow {
  orderId: string
  programId: string
  redemptionId: number | null
  /** The terms of the order's day. */
  termsId: number
  /** An order from before the program's start earns nothing; what it spent is settled all the same. */
  earns: boolean
  /** The rules that were active together when the order was placed. */
  ruleSetId: number | null
  /** What the rules asked of the order's surroundings, as its first settlement found it. */
  context: RuleContext | null
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
    ruleSetId: { type: "bigint", name: "rule_set_id", nullable: true, transformer: key, update: false },
    context: { type: "jsonb", nullable: true },
    revision: { type: "integer" },
    placedAt: { type: "timestamptz", name: "placed_at", update: false },
    activatesAt: { type: "timestamptz", name: "activates_at", nullable: true },
    orderChangedAt: { type: "timestamptz", name: "order_changed_at", nullable: true },
    outcome: { type: "jsonb", nullable: true },
    settledAt: { type: "timestamptz", name: "settled_at", nullable: true },
    createdAt: { type: "timestamptz", name: "created_at", createDate: true },
  },
})
