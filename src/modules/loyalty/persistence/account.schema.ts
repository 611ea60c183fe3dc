import { EntitySchema } from "typeorm"
import type { Points } from "../domain/points"
import { key, points } from "./transformers"

export type AccountStatus = "active" | "frozen"

export interface AccountRow {
  id: number
  publicId: string
  programId: string
  customerId: string
  status: AccountStatus
  available: Points
  pending: Points
  held: Points
  overdrawn: boolean
  sequence: number
  createdAt: Date
  updatedAt: Date
}

/** Balances and the chain are written by the ledger's functions alone: `update: false` keeps entities off them. */
export const AccountSchema = new EntitySchema<AccountRow>({
  name: "loyalty_account",
  tableName: "loyalty_account",
  columns: {
    id: { type: "bigint", primary: true, generated: "increment", transformer: key },
    publicId: { type: "text", name: "public_id", update: false },
    programId: { type: "text", name: "program_id", update: false },
    customerId: { type: "text", name: "customer_id", update: false },
    status: { type: "text" },
    available: { type: "bigint", transformer: points, insert: false, update: false },
    pending: { type: "bigint", transformer: points, insert: false, update: false },
    held: { type: "bigint", transformer: points, insert: false, update: false },
    overdrawn: { type: "boolean", insert: false, update: false },
    sequence: { type: "bigint", transformer: key, insert: false, update: false },
    createdAt: { type: "timestamptz", name: "created_at", createDate: true },
    updatedAt: { type: "timestamptz", name: "updated_at", updateDate: true },
  },
})
