import { EntitySchema } from "typeorm"
import type { Offer, OfferWindow } from "../domain/cashback/offer"

export interface CashbackOfferRow extends Offer, OfferWindow {
  programId: string
  /** Days of the program's time zone, both included, as the owner wrote them. Null: from the activation on; without end. */
  startsOn: string | null
  endsOn: string | null
  createdAt: Date
  updatedAt: Date
}

export const CashbackOfferSchema = new EntitySchema<CashbackOfferRow>({
  name: "loyalty_cashback_offer",
  tableName: "loyalty_cashback_offer",
  columns: {
    id: { type: "text", primary: true },
    programId: { type: "text", name: "program_id", update: false },
    name: { type: "text" },
    period: { type: "text" },
    categories: { type: "jsonb" },
    chooseUpTo: { type: "integer", name: "choose_up_to" },
    applies: { type: "text" },
    changesMax: { type: "integer", name: "changes_max", nullable: true },
    opensDaysBefore: { type: "integer", name: "opens_days_before" },
    fallback: { type: "text" },
    replacesBase: { type: "boolean", name: "replaces_base" },
    priority: { type: "integer" },
    startsOn: { type: "date", name: "starts_on", nullable: true },
    endsOn: { type: "date", name: "ends_on", nullable: true },
    startsAt: { type: "timestamptz", name: "starts_at", nullable: true },
    endsAt: { type: "timestamptz", name: "ends_at", nullable: true },
    activatedAt: { type: "timestamptz", name: "activated_at", nullable: true },
    createdAt: { type: "timestamptz", name: "created_at", createDate: true },
    updatedAt: { type: "timestamptz", name: "updated_at", updateDate: true },
  },
})
