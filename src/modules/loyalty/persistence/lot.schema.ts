import { EntitySchema } from "typeorm"
import type { Points } from "../domain/points"
import { key, points } from "./transformers"

export interface LotRow {
  id: number
  accountId: number
  awardId: number | null
  points: Points
  remaining: Points
  expired: Points
  state: "pending" | "available"
  open: boolean
  earnedAt: Date
  expiresAt: Date | null
}

/** For reading: lots are moved by the ledger's functions alone. */
export const LotSchema = new EntitySchema<LotRow>({
  name: "loyalty_lot",
  tableName: "loyalty_lot",
  columns: {
    id: { type: "bigint", primary: true, transformer: key, update: false },
    accountId: { type: "bigint", name: "account_id", transformer: key, update: false },
    awardId: { type: "bigint", name: "award_id", nullable: true, transformer: key, update: false },
    points: { type: "bigint", transformer: points, update: false },
    remaining: { type: "bigint", transformer: points, update: false },
    expired: { type: "bigint", transformer: points, update: false },
    state: { type: "text", update: false },
    open: { type: "boolean", update: false },
    earnedAt: { type: "timestamptz", name: "earned_at", update: false },
    expiresAt: { type: "timestamptz", name: "expires_at", nullable: true, update: false },
  },
})
