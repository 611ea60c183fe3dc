import { LoyaltyError } from "../domain/errors"
import type { BackfillSettlement } from "../types/backfill"
import type { SettlementState } from "./settlement-state"

/**
 * The order as a backfill settles it: as one that earns, by the run's terms and rules and whatever its surroundings are now,
 * or as one that does not, as before. Throws `nothing_to_do` where it is that already, or another program's.
 */
export function backfilled(
  state: SettlementState,
  { verb, programId, terms, termsId, ruleSetId }: BackfillSettlement,
): SettlementState {
  const { settlement, program } = state
  const isAward = verb === "award"
  const earns = settlement?.earns ?? false
  if (earns === isAward || program.id !== programId) throw new LoyaltyError("nothing_to_do")
  const changed = { ...state, settlement: settlement && { ...settlement, earns: isAward }, context: null }
  return isAward ? { ...changed, terms, termsId, ruleSetId } : changed
}
