import { EntitySchema } from "typeorm"
import type { Term } from "../domain/paid-membership"
import { key } from "./transformers"

export interface MembershipPlanRow {
  id: string
  programId: string
  state: "active" | "ended"
  name: string
  variantIds: string[]
  term: Term
  tierId: string | null
  clubIds: string[]
  /** Orders that were placed in between buy it as it is; those of before, as it was then. */
  soldFrom: Date
  soldUntil: Date | null
  createdAt: Date
  updatedAt: Date
}

export const MembershipPlanSchema = new EntitySchema<MembershipPlanRow>({
  name: "loyalty_membership_plan",
  tableName: "loyalty_membership_plan",
  columns: {
    id: { type: "text", primary: true },
    programId: { type: "text", name: "program_id", update: false },
    state: { type: "text" },
    name: { type: "text" },
    variantIds: { type: "text", array: true, name: "variant_ids" },
    term: { type: "jsonb" },
    tierId: { type: "text", name: "tier_id", nullable: true },
    clubIds: { type: "text", array: true, name: "club_ids" },
    soldFrom: { type: "timestamptz", name: "sold_from" },
    soldUntil: { type: "timestamptz", name: "sold_until", nullable: true },
    createdAt: { type: "timestamptz", name: "created_at", createDate: true },
    updatedAt: { type: "timestamptz", name: "updated_at", updateDate: true },
  },
})

export interface MembershipPurchaseRow {
  id: number
  planId: string
  accountId: number
  orderId: string
  lineId: string
  units: number
  term: Term
  tierId: string | null
  clubIds: string[]
  boughtAt: Date
  startsAt: Date
  endsAt: Date
  ranUntil: Date | null
}

export const MembershipPurchaseSchema = new EntitySchema<MembershipPurchaseRow>({
  name: "loyalty_membership_purchase",
  tableName: "loyalty_membership_purchase",
  columns: {
    id: { type: "bigint", primary: true, generated: "increment", transformer: key },
    planId: { type: "text", name: "plan_id", update: false },
    accountId: { type: "bigint", name: "account_id", transformer: key, update: false },
    orderId: { type: "text", name: "order_id", update: false },
    lineId: { type: "text", name: "line_id", update: false },
    units: { type: "integer" },
    term: { type: "jsonb", update: false },
    tierId: { type: "text", name: "tier_id", nullable: true, update: false },
    clubIds: { type: "text", array: true, name: "club_ids", update: false },
    boughtAt: { type: "timestamptz", name: "bought_at", update: false },
    startsAt: { type: "timestamptz", name: "starts_at" },
    endsAt: { type: "timestamptz", name: "ends_at" },
    ranUntil: { type: "timestamptz", name: "ran_until", nullable: true },
  },
})
