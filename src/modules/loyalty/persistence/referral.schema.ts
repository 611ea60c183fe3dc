import { EntitySchema } from "typeorm"
import type { Suspicion } from "../domain/referral/suspicion"
import type { QualifyingAmount } from "../domain/referral/terms"
import { key } from "./transformers"

export const referralStates = ["joined", "completed", "rejected"] as const

/** The friend has joined; his first qualifying order has become sure; it is not believed. */
export type ReferralState = (typeof referralStates)[number]

export interface ReferralRow {
  id: number
  publicId: string
  programId: string
  referrerAccountId: number
  friendAccountId: number
  state: ReferralState
  /** Why it is rejected. */
  reason: Suspicion | null
  /** As promised when the friend joined. */
  qualifying: QualifyingAmount[]
  attributedAt: Date
  /** The friend's order has to be placed before. */
  expiresAt: Date
  /** The order that completed it, or by which it was found out. */
  orderId: string | null
  completedAt: Date | null
  /** Null while a crash may have come between its completion and its rewards. */
  rewardedAt: Date | null
  /** Who of the staff has decided about it: then nothing is checked any more. */
  decidedBy: string | null
  decidedAt: Date | null
  note: string | null
  createdAt: Date
}

/** Written by SQL calls alone. */
export const ReferralSchema = new EntitySchema<ReferralRow>({
  name: "loyalty_referral",
  tableName: "loyalty_referral",
  columns: {
    id: { type: "bigint", primary: true, transformer: key },
    publicId: { type: "text", name: "public_id" },
    programId: { type: "text", name: "program_id" },
    referrerAccountId: { type: "bigint", name: "referrer_account_id", transformer: key },
    friendAccountId: { type: "bigint", name: "friend_account_id", transformer: key },
    state: { type: "text" },
    reason: { type: "text", nullable: true },
    qualifying: { type: "jsonb" },
    attributedAt: { type: "timestamptz", name: "attributed_at" },
    expiresAt: { type: "timestamptz", name: "expires_at" },
    orderId: { type: "text", name: "order_id", nullable: true },
    completedAt: { type: "timestamptz", name: "completed_at", nullable: true },
    rewardedAt: { type: "timestamptz", name: "rewarded_at", nullable: true },
    decidedBy: { type: "text", name: "decided_by", nullable: true },
    decidedAt: { type: "timestamptz", name: "decided_at", nullable: true },
    note: { type: "text", nullable: true },
    createdAt: { type: "timestamptz", name: "created_at" },
  },
})
