import { EntitySchema } from "typeorm"
import type { EventTrigger } from "../domain/rules/event"
import { key } from "./transformers"

/** Who tells of events: staff and programs over HTTP, the store's event bus, the clock. */
export type EventSource = "api" | "store" | "clock"

/** What one rule said to an event. Points are in the program's smallest unit. */
export interface EventOutcome {
  rule_id: string
  rule_version: number
  rule: string
  wanted: number
  given: number
  limit: string | null
  because: string | null
  activates_at: string | null
  expires_at: string | null
}

export interface MemberEventRow {
  id: number
  programId: string
  accountId: number
  trigger: EventTrigger
  name: string | null
  source: EventSource
  key: string
  data: Record<string, unknown>
  occurredAt: Date
  termsId: number
  ruleSetId: number | null
  /** Null until it was settled. */
  outcome: EventOutcome[] | null
  settledAt: Date | null
  createdAt: Date
}

/** Written by SQL calls alone. */
export const MemberEventSchema = new EntitySchema<MemberEventRow>({
  name: "loyalty_member_event",
  tableName: "loyalty_member_event",
  columns: {
    id: { type: "bigint", primary: true, transformer: key },
    programId: { type: "text", name: "program_id" },
    accountId: { type: "bigint", name: "account_id", transformer: key },
    trigger: { type: "text" },
    name: { type: "text", nullable: true },
    source: { type: "text" },
    key: { type: "text" },
    data: { type: "jsonb" },
    occurredAt: { type: "timestamptz", name: "occurred_at" },
    termsId: { type: "bigint", name: "terms_id", transformer: key },
    ruleSetId: { type: "bigint", name: "rule_set_id", transformer: key, nullable: true },
    outcome: { type: "jsonb", nullable: true },
    settledAt: { type: "timestamptz", name: "settled_at", nullable: true },
    createdAt: { type: "timestamptz", name: "created_at" },
  },
})
