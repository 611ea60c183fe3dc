import type { ValueTransformer } from "typeorm"
import { toPoints, type Points } from "../domain/points"

/** PostgreSQL's bigint arrives as text. Points become points here and nowhere else; an unsafe number is refused. */
export const points: ValueTransformer = {
  from: (text: string | null): Points | null => (text === null ? null : toPoints(Number(text))),
  to: (value: unknown): unknown => value,
}

/** Keys inside the ledger: bigint in the table, a number in code (safe for nine quadrillion rows). */
export const key: ValueTransformer = {
  from: (text: string | null): number | null => (text === null ? null : toPoints(Number(text))),
  to: (value: unknown): unknown => value,
}
