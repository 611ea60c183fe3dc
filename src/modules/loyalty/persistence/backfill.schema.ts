import { EntitySchema } from "typeorm"
import { key } from "./transformers"

/** What is under way, and where it ends: a dry run in `proposed`, a run in `completed`, an undo in `undone`. */
export type BackfillState = "proposing" | "proposed" | "running" | "completed" | "undoing" | "undone"

export interface BackfillRow {
  id: number
  publicId: string
  programId: string
  /** The dry run that this one carries out. Null: it is a dry run itself. */
  confirmsId: number | null
  state: BackfillState
  fromAt: Date
  toAt: Date
  termsId: number
  ruleSetId: number | null
  actor: string
  /** To be looked at, and looked at so far. */
  orders: number
  done: number
  /** The last order of the dry run that the run has come to. */
  reachedId: number
  undoneBy: string | null
  createdAt: Date
  updatedAt: Date
  endedAt: Date | null
}

export const BackfillSchema = new EntitySchema<BackfillRow>({
  name: "loyalty_backfill",
  tableName: "loyalty_backfill",
  columns: {
    id: { type: "bigint", primary: true, generated: "increment", transformer: key },
    publicId: { type: "text", name: "public_id", update: false },
    programId: { type: "text", name: "program_id", update: false },
    confirmsId: { type: "bigint", name: "confirms_id", nullable: true, transformer: key, update: false },
    state: { type: "text" },
    fromAt: { type: "timestamptz", name: "from_at", update: false },
    toAt: { type: "timestamptz", name: "to_at", update: false },
    termsId: { type: "bigint", name: "terms_id", transformer: key, update: false },
    ruleSetId: { type: "bigint", name: "rule_set_id", nullable: true, transformer: key, update: false },
    actor: { type: "text", update: false },
    orders: { type: "integer", update: false },
    done: { type: "integer" },
    reachedId: { type: "bigint", name: "reached_id", transformer: key },
    undoneBy: { type: "text", name: "undone_by", nullable: true },
    createdAt: { type: "timestamptz", name: "created_at", createDate: true },
    updatedAt: { type: "timestamptz", name: "updated_at", updateDate: true },
    endedAt: { type: "timestamptz", name: "ended_at", nullable: true },
  },
})
