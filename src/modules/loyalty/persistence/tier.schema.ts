import { EntitySchema } from "typeorm"
import type { TierConfig } from "../domain/tiers/tier"
import { key } from "./transformers"

export interface TierRow {
  id: string
  programId: string
  /** Of the present config; the earlier ones stay. */
  version: number
  handle: string
  /** In the unit of the ladder's measure. */
  threshold: number
  config: TierConfig
  /** It stays for the history that names it. */
  deletedAt: Date | null
  createdAt: Date
  updatedAt: Date
}

export interface TierVersionRow {
  id: number
  tierId: string
  version: number
  config: TierConfig
  /** Who wrote it. */
  actor: string
  createdAt: Date
}

export const tierChangeReasons = ["reached", "fell", "bought", "by_staff", "tier_deleted"] as const

export interface TierChangeRow {
  id: number
  accountId: number
  programId: string
  fromTierId: string | null
  toTierId: string | null
  reason: (typeof tierChangeReasons)[number]
  /** What the member's orders amounted to then, in the unit of the ladder's measure. */
  measure: number | null
  /** The order whose settlement showed it. */
  orderId: string | null
  actor: string
  occurredAt: Date
}

export const TierSchema = new EntitySchema<TierRow>({
  name: "loyalty_tier",
  tableName: "loyalty_tier",
  columns: {
    id: { type: "text", primary: true },
    programId: { type: "text", name: "program_id", update: false },
    version: { type: "integer" },
    handle: { type: "text" },
    threshold: { type: "bigint", transformer: key },
    config: { type: "jsonb" },
    deletedAt: { type: "timestamptz", name: "deleted_at", nullable: true },
    createdAt: { type: "timestamptz", name: "created_at", createDate: true },
    updatedAt: { type: "timestamptz", name: "updated_at", updateDate: true },
  },
})

export const TierVersionSchema = new EntitySchema<TierVersionRow>({
  name: "loyalty_tier_version",
  tableName: "loyalty_tier_version",
  columns: {
    id: { type: "bigint", primary: true, generated: "increment", transformer: key },
    tierId: { type: "text", name: "tier_id", update: false },
    version: { type: "integer", update: false },
    config: { type: "jsonb", update: false },
    actor: { type: "text", update: false },
    createdAt: { type: "timestamptz", name: "created_at", createDate: true },
  },
})

/** For reading: a change is written together with where it leaves the member. */
export const TierChangeSchema = new EntitySchema<TierChangeRow>({
  name: "loyalty_tier_change",
  tableName: "loyalty_tier_change",
  columns: {
    id: { type: "bigint", primary: true, generated: "increment", transformer: key },
    accountId: { type: "bigint", name: "account_id", transformer: key, update: false },
    programId: { type: "text", name: "program_id", update: false },
    fromTierId: { type: "text", name: "from_tier_id", nullable: true, update: false },
    toTierId: { type: "text", name: "to_tier_id", nullable: true, update: false },
    reason: { type: "text", update: false },
    measure: { type: "bigint", nullable: true, transformer: key, update: false },
    orderId: { type: "text", name: "order_id", nullable: true, update: false },
    actor: { type: "text", update: false },
    occurredAt: { type: "timestamptz", name: "occurred_at", update: false },
  },
})
