import { pointsOf } from "./lots"
import type { Entry, LedgerState, Lot } from "./types"

/** What must hold in every state of an account; a sentence for each promise that does not. */
export function brokenPromisesOf(state: LedgerState): string[] {
  const redemptions = [...state.redemptions.values()]
  const sumOf = (kind: Lot["state"]) =>
    state.lots.reduce((sum, lot) => sum + (lot.open && lot.state === kind ? lot.remaining : 0), 0)

  return [
    claim(
      sumOf("available") === Math.max(0, state.available),
      "Available lots hold what is available, or nothing in debt.",
    ),
    claim(sumOf("pending") === state.pending, "Pending lots hold what is pending."),
    claim(
      redemptions.reduce((sum, { held }) => sum + held, 0) === state.held,
      "Open redemptions hold what is held.",
    ),
    claim(state.pending >= 0 && state.held >= 0, "Pending and held are never below zero."),
    claim(
      state.lots.every(
        (lot) => lot.remaining >= 0 && lot.remaining <= lot.points && lot.open === lot.remaining > 0,
      ),
      "A lot keeps between nothing and all of its points and is open while it keeps any.",
    ),
    claim(
      state.lots.every((lot) => lot.expired >= 0 && lot.expired <= lot.points - lot.remaining),
      "No more of a lot expires than is gone from it.",
    ),
    claim(
      redemptions.every(({ status, held }) => (status === "open" || status === "committed") === held > 0),
      "A redemption holds points until it ends.",
    ),
    claim(
      redemptions.every(
        ({ restored, captured, uses }) => 0 <= restored && restored <= captured && captured <= pointsOf(uses),
      ),
      "No more is given back than was captured, and no more captured than was held.",
    ),
  ].flat()
}

/**
 * Replays the entries by nothing but their changes and uses, as an auditor would; a sentence for each thing that
 * differs from the state.
 */
export function differencesAfterReplay(entries: readonly Entry[], state: LedgerState): string[] {
  const balances = { available: 0, pending: 0, held: 0 }
  const remaining = new Map<number, number>(state.lots.map((lot) => [lot.id, lot.points]))
  const differences: string[] = []
  entries.forEach((entry, index) => {
    balances.available += entry.available
    balances.pending += entry.pending
    balances.held += entry.held
    for (const { lotId, points } of entry.uses) remaining.set(lotId, (remaining.get(lotId) ?? 0) + points)
    const after = [entry.availableAfter, entry.pendingAfter, entry.heldAfter]
    const replayed = [balances.available, balances.pending, balances.held]
    differences.push(
      ...claim(entry.sequence === index + 1, `Entry ${index + 1} has the number ${entry.sequence}.`),
      ...claim(
        String(after) === String(replayed),
        `Entry ${entry.sequence} says ${after}, replayed are ${replayed}.`,
      ),
    )
  })
  differences.push(
    ...claim(
      entries.length === state.sequence,
      `${entries.length} entries, but the account counts ${state.sequence}.`,
    ),
    ...claim(balances.available === state.available, "What is available is not what the entries say."),
    ...claim(balances.pending === state.pending, "What is pending is not what the entries say."),
    ...claim(balances.held === state.held, "What is held is not what the entries say."),
    ...state.lots.flatMap((lot) =>
      claim(remaining.get(lot.id) === lot.remaining, `Lot ${lot.id} does not keep what its uses left.`),
    ),
  )
  return differences
}

function claim(holds: boolean, sentence: string): string[] {
  return holds ? [] : [sentence]
}
