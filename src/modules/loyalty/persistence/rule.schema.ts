import { EntitySchema, type ValueTransformer } from "typeorm"
import type { RuleConfig } from "../domain/rules/config"
import type { RuleState } from "../domain/rules/state"
import { key } from "./transformers"

export interface RuleRow {
  id: string
  programId: string
  state: RuleState
  /** Of the present config; the earlier ones stay. */
  version: number
  config: RuleConfig
  /** The offer whose rate it is; it changes by that alone. */
  cashbackOfferId: string | null
  createdAt: Date
  updatedAt: Date
}

export interface RuleVersionRow {
  id: number
  ruleId: string
  version: number
  config: RuleConfig
  /** Who wrote it. */
  actor: string
  createdAt: Date
}

/** A config as JSON keeps it. */
export type StoredConfig = Omit<RuleConfig, "startsAt" | "endsAt"> &
  Record<"startsAt" | "endsAt", string | null>

export function configOf(stored: StoredConfig): RuleConfig {
  return { ...stored, startsAt: momentOf(stored.startsAt), endsAt: momentOf(stored.endsAt) }
}

const config: ValueTransformer = {
  from: (stored: StoredConfig | null): RuleConfig | null => stored && configOf(stored),
  to: (value: unknown): unknown => value,
}

export const RuleSchema = new EntitySchema<RuleRow>({
  name: "loyalty_rule",
  tableName: "loyalty_rule",
  columns: {
    id: { type: "text", primary: true },
    programId: { type: "text", name: "program_id", update: false },
    state: { type: "text" },
    version: { type: "integer" },
    config: { type: "jsonb", transformer: config },
    cashbackOfferId: { type: "text", name: "cashback_offer_id", nullable: true, update: false },
    createdAt: { type: "timestamptz", name: "created_at", createDate: true },
    updatedAt: { type: "timestamptz", name: "updated_at", updateDate: true },
  },
})

export const RuleVersionSchema = new EntitySchema<RuleVersionRow>({
  name: "loyalty_rule_version",
  tableName: "loyalty_rule_version",
  columns: {
    id: { type: "bigint", primary: true, generated: "increment", transformer: key },
    ruleId: { type: "text", name: "rule_id", update: false },
    version: { type: "integer", update: false },
    config: { type: "jsonb", transformer: config, update: false },
    actor: { type: "text", update: false },
    createdAt: { type: "timestamptz", name: "created_at", createDate: true },
  },
})

function momentOf(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}
