import { EntitySchema } from "typeorm"
import type { ProgramTerms } from "../domain/program"
import type { Ladder } from "../domain/tiers/ladder"
import type { UnitNames } from "../types/options"
import { key } from "./transformers"

export interface ProgramRow {
  id: string
  handle: string
  name: string
  unitNames: UnitNames
  joining: "automatic" | "opt_in"
  isDefault: boolean
  salesChannelIds: string[]
  version: number
  terms: ProgramTerms
  /** Names the present terms, for orders and redemptions to keep. */
  termsId: number
  /** Which rules are active together at present, for orders to keep. Null: there has never been one. */
  ruleSetId: number | null
  /** How the program's tiers are reached and lost. Null: it has none. */
  tierLadder: Ladder | null
  /** Counts the changes of the ladder and of its tiers. */
  tierLadderVersion: number
  /** Orders placed before are not the program's: a store that installs it awards none of its past. */
  startsAt: Date
  createdAt: Date
  updatedAt: Date
}

export const ProgramSchema = new EntitySchema<ProgramRow>({
  name: "loyalty_program",
  tableName: "loyalty_program",
  columns: {
    id: { type: "text", primary: true },
    handle: { type: "text" },
    name: { type: "text" },
    unitNames: { type: "jsonb", name: "unit_names" },
    joining: { type: "text" },
    isDefault: { type: "boolean", name: "is_default" },
    salesChannelIds: { type: "text", array: true, name: "sales_channel_ids" },
    version: { type: "integer" },
    terms: { type: "jsonb" },
    termsId: { type: "bigint", name: "terms_id", transformer: key, insert: false, update: false },
    ruleSetId: {
      type: "bigint",
      name: "rule_set_id",
      nullable: true,
      transformer: key,
      insert: false,
      update: false,
    },
    tierLadder: { type: "jsonb", name: "tier_ladder", nullable: true, insert: false },
    tierLadderVersion: { type: "integer", name: "tier_ladder_version", insert: false },
    startsAt: { type: "timestamptz", name: "starts_at" },
    createdAt: { type: "timestamptz", name: "created_at", createDate: true },
    updatedAt: { type: "timestamptz", name: "updated_at", updateDate: true },
  },
})
