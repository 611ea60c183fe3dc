import { EntitySchema } from "typeorm"
import type { Points } from "../domain/points"
import type { RedemptionShare } from "../domain/settlement/deserve"
import { key, points } from "./transformers"

export type RedemptionStatus = "open" | "committed" | "captured" | "released" | "lapsed"

export interface RedemptionRow {
  id: number
  token: string
  accountId: number
  cartId: string
  orderId: string | null
  status: RedemptionStatus
  points: Points
  captured: Points
  restored: Points
  currencyCode: string
  termsId: number
  shares: RedemptionShare[] | null
  expiresAt: Date
  createdAt: Date
  updatedAt: Date
}

/** For reading: a redemption changes only together with its ledger entries. */
export const RedemptionSchema = new EntitySchema<RedemptionRow>({
  name: "loyalty_redemption",
  tableName: "loyalty_redemption",
  columns: {
    id: { type: "bigint", primary: true, transformer: key, update: false },
    token: { type: "text", update: false },
    accountId: { type: "bigint", name: "account_id", transformer: key, update: false },
    cartId: { type: "text", name: "cart_id", update: false },
    orderId: { type: "text", name: "order_id", nullable: true, update: false },
    status: { type: "text", update: false },
    points: { type: "bigint", transformer: points, update: false },
    captured: { type: "bigint", transformer: points, update: false },
    restored: { type: "bigint", transformer: points, update: false },
    currencyCode: { type: "text", name: "currency_code", update: false },
    termsId: { type: "bigint", name: "terms_id", transformer: key, update: false },
    shares: { type: "jsonb", nullable: true, update: false },
    expiresAt: { type: "timestamptz", name: "expires_at", update: false },
    createdAt: { type: "timestamptz", name: "created_at", update: false },
    updatedAt: { type: "timestamptz", name: "updated_at", update: false },
  },
})
