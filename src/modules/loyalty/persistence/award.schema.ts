import { EntitySchema } from "typeorm"
import type { Points } from "../domain/points"
import type { Reason } from "../domain/reason"
import { key, points } from "./transformers"

export interface AwardRow {
  id: number
  orderId: string
  accountId: number
  earned: Points
  reversed: Points
  expiredForgiven: Points
  shortfall: Points
  createdAt: Date
}

export const AwardSchema = new EntitySchema<AwardRow>({
  name: "loyalty_award",
  tableName: "loyalty_award",
  columns: {
    id: { type: "bigint", primary: true, generated: "increment", transformer: key },
    orderId: { type: "text", name: "order_id", update: false },
    accountId: { type: "bigint", name: "account_id", transformer: key, update: false },
    earned: { type: "bigint", transformer: points, update: false },
    reversed: { type: "bigint", transformer: points, update: false },
    expiredForgiven: { type: "bigint", name: "expired_forgiven", transformer: points, update: false },
    shortfall: { type: "bigint", transformer: points, update: false },
    createdAt: { type: "timestamptz", name: "created_at", createDate: true },
  },
})

export interface AwardLineRow {
  awardId: number
  revision: number
  lineId: string
  quantity: number
  baseMinor: number
  points: Points
  reasons: Reason[]
}

/** Why an award is what it is, line by line. A changed order adds a revision and keeps the earlier ones. */
export const AwardLineSchema = new EntitySchema<AwardLineRow>({
  name: "loyalty_award_line",
  tableName: "loyalty_award_line",
  columns: {
    awardId: { type: "bigint", name: "award_id", primary: true, transformer: key },
    revision: { type: "integer", primary: true },
    lineId: { type: "text", name: "line_id", primary: true },
    quantity: { type: "numeric", transformer: { from: Number, to: (value: unknown) => value } },
    baseMinor: { type: "bigint", name: "base_minor", transformer: key },
    points: { type: "bigint", transformer: points },
    reasons: { type: "jsonb" },
  },
})
