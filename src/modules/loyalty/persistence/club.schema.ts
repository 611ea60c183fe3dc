import { EntitySchema } from "typeorm"
import type { Club } from "../domain/clubs"
import { key } from "./transformers"

export interface ClubRow extends Club {
  id: string
  programId: string
  /** Its name in addresses; once in a program. */
  handle: string
  name: string
  description: string
  createdAt: Date
  updatedAt: Date
}

/** One stay in a club. */
export interface ClubMembershipRow {
  id: number
  clubId: string
  accountId: number
  joinedAt: Date
  /** Null while it lasts. */
  leftAt: Date | null
}

export const ClubSchema = new EntitySchema<ClubRow>({
  name: "loyalty_club",
  tableName: "loyalty_club",
  columns: {
    id: { type: "text", primary: true },
    programId: { type: "text", name: "program_id", update: false },
    handle: { type: "text" },
    name: { type: "text" },
    description: { type: "text" },
    state: { type: "text" },
    startsAt: { type: "timestamptz", name: "starts_at", nullable: true },
    endsAt: { type: "timestamptz", name: "ends_at", nullable: true },
    customerGroupIds: { type: "text", array: true, name: "customer_group_ids" },
    createdAt: { type: "timestamptz", name: "created_at", createDate: true },
    updatedAt: { type: "timestamptz", name: "updated_at", updateDate: true },
  },
})

export const ClubMembershipSchema = new EntitySchema<ClubMembershipRow>({
  name: "loyalty_club_membership",
  tableName: "loyalty_club_membership",
  columns: {
    id: { type: "bigint", primary: true, generated: "increment", transformer: key },
    clubId: { type: "text", name: "club_id", update: false },
    accountId: { type: "bigint", name: "account_id", update: false, transformer: key },
    joinedAt: { type: "timestamptz", name: "joined_at", update: false },
    leftAt: { type: "timestamptz", name: "left_at", nullable: true },
  },
})
