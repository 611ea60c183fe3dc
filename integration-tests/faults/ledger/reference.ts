import {
  applyCommand,
  emptyLedger,
  type Command,
  type Entry,
  type LedgerState,
} from "../../../src/modules/loyalty/domain/ledger"
import type { LoyaltyErrorCode } from "../../../src/modules/loyalty/domain/errors"

/**
 * One account as the pure model knows it. A value, so that every moment of a history can be kept and asked again. It
 * adds the one rule that the database has beyond the model: no more of an award is taken back than it gave.
 */
export interface Reference {
  readonly state: LedgerState
  readonly entries: readonly Entry[]
  /** By award: earned less reversed. */
  readonly given: ReadonlyMap<number, number>
}

export type Expected =
  | { error: LoyaltyErrorCode }
  | { outcome: "posted" | "replayed" | "nothing_to_do"; entries: Entry[]; after: Reference }

export const newReference = (): Reference => ({ state: emptyLedger(), entries: [], given: new Map() })

export function expectedOf(reference: Reference, command: Command): Expected {
  const { state, given } = reference
  const left = command.type === "reverse" ? (given.get(command.awardId) ?? 0) : null
  if (left !== null && !state.keys.has(command.key) && "points" in command && command.points > left) {
    return { error: "invalid_points" }
  }
  const applied = applyCommand(state, command)
  if ("error" in applied) return applied
  const { outcome, entries } = applied
  return { outcome, entries, after: follow(reference, applied.state, command, entries) }
}

function follow(before: Reference, state: LedgerState, command: Command, entries: Entry[]): Reference {
  if (entries.length === 0) return { ...before, state }
  const given = new Map(before.given)
  const change = changeOfAward(command)
  if (change !== null) given.set(change.awardId, (given.get(change.awardId) ?? 0) + change.points)
  return { state, entries: [...before.entries, ...entries], given }
}

function changeOfAward(command: Command): { awardId: number; points: number } | null {
  if (command.type === "reverse") return { awardId: command.awardId, points: -command.points }
  if (command.type !== "earn" || command.awardId === undefined || command.awardId === null) return null
  return { awardId: command.awardId, points: command.points }
}

/** What could be spent at that moment: points that are past their time are nobody's. */
export function spendableAt({ state }: Reference, at: Date): number {
  const due = state.lots.filter(
    ({ open, state: kind, expiresAt }) =>
      open && kind === "available" && expiresAt !== null && expiresAt.getTime() <= at.getTime(),
  )
  return state.available - due.reduce((sum, { remaining }) => sum + remaining, 0)
}
