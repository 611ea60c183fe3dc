import type { ProgramTerms } from "../domain/program"
import type { Needs } from "../domain/rules/needs"
import type { ReadyRule } from "../domain/rules/programme"
import type { RunLimits } from "../domain/simulation/limits"
import type { BackfillRow } from "../persistence/backfill.schema"
import type { ProgramRow } from "../persistence/program.schema"

/** What somebody has taken on. Nobody else does while the lease lasts; it is prolonged by every write. */
export interface BackfillWork {
  run: BackfillRow
  lease: number
}

/** What a dry run keeps in mind from page to page. */
export interface DryRun extends BackfillWork {
  program: ProgramRow
  programs: ProgramRow[]
  terms: ProgramTerms
  rules: ReadyRule[]
  needs: Needs
  limits: RunLimits
}

/** An order that a run is to settle, or that a run has given points for. */
export interface BackfillOrder {
  id: number
  orderId: string
}

/** A settlement that a run asks for: the order is to earn by the run's terms and rules, or no longer. */
export interface BackfillSettlement {
  backfillId: number
  verb: "award" | "undo"
  programId: string
  termsId: number
  terms: ProgramTerms
  ruleSetId: number | null
}

/** What has become of the orders of a run, added up. */
export interface BackfillTotals {
  state: "planned" | "awarded" | "skipped" | "failed" | "undone"
  currencyCode: string | null
  orders: number
  points: number
  pending: number
  reversed: number
  uncollected: number
}
