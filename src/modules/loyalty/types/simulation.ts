import type { OrderFacts } from "../domain/earning/facts"
import type { ProgramTerms } from "../domain/program"
import type { Needs } from "../domain/rules/needs"
import type { ReadyRule } from "../domain/rules/programme"
import type { RuleContext } from "../domain/rules/scene"
import type { Approximation } from "../domain/simulation/context"
import type { RunLimits } from "../domain/simulation/limits"
import type { Outcome, Tally } from "../domain/simulation/tally"
import type { ProgramRow } from "../persistence/program.schema"

/** A simulation that is under way. It lives in one process's memory and nowhere else. */
export interface SimulationRun {
  program: ProgramRow
  programs: ProgramRow[]
  /** The program's, as changed for the run. */
  terms: ProgramTerms
  rules: ReadyRule[]
  needs: Needs
  limits: RunLimits
  tally: Tally
  approximate: Set<Approximation>
  from: Date
  to: Date
  productsMax: number
}

/** An order to be tried, and how to look up what its own day did not keep of its surroundings. */
export interface OrderToTry {
  facts: OrderFacts
  contextOf: (needs: Needs, lineIds: string[]) => Promise<RuleContext>
}

export interface SimulationResult {
  program: ProgramRow
  terms: ProgramTerms
  rules: ReadyRule[]
  from: Date
  to: Date
  outcome: Outcome
  approximate: Approximation[]
}
