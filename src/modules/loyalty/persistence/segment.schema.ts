import { EntitySchema } from "typeorm"
import { key } from "./transformers"

/** Criteria that are null ask nothing. */
export interface SegmentRow {
  id: string
  programId: string
  name: string
  days: number | null
  ordersMin: number | null
  ordersMax: number | null
  spentCurrencyCode: string | null
  /** Minor units. */
  spentMin: number | null
  spentMax: number | null
  lastOrderDaysMin: number | null
  lastOrderDaysMax: number | null
  memberDaysMin: number | null
  memberDaysMax: number | null
  createdAt: Date
  updatedAt: Date
}

const whole = (name: string) => ({ type: "integer" as const, name, nullable: true })
const minor = (name: string) => ({ type: "bigint" as const, name, nullable: true, transformer: key })

export const SegmentSchema = new EntitySchema<SegmentRow>({
  name: "loyalty_segment",
  tableName: "loyalty_segment",
  columns: {
    id: { type: "text", primary: true },
    programId: { type: "text", name: "program_id", update: false },
    name: { type: "text" },
    days: whole("days"),
    ordersMin: whole("orders_min"),
    ordersMax: whole("orders_max"),
    spentCurrencyCode: { type: "text", name: "spent_currency_code", nullable: true },
    spentMin: minor("spent_min"),
    spentMax: minor("spent_max"),
    lastOrderDaysMin: whole("last_order_days_min"),
    lastOrderDaysMax: whole("last_order_days_max"),
    memberDaysMin: whole("member_days_min"),
    memberDaysMax: whole("member_days_max"),
    createdAt: { type: "timestamptz", name: "created_at", createDate: true },
    updatedAt: { type: "timestamptz", name: "updated_at", updateDate: true },
  },
})
