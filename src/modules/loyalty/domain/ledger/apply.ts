import { LoyaltyError } from "../errors"
import * as commands from "./commands"
import { Posting } from "./posting"
import type { Applied, Command, CommitCommand, LedgerState, Refused, ReopenCommand } from "./types"

/**
 * The ledger's rules for one account, as a function: the state before and a command give the state after and the
 * entries that lead there. The database keeps the same rules in SQL; this is what it is compared with.
 */
export function applyCommand(state: LedgerState, command: Command): Applied | Refused {
  const written = state.keys.get(command.key)
  if (written !== undefined) {
    if (written.fingerprint !== command.fingerprint) return { error: "idempotency_key_reused" }
    return { state, entries: [], outcome: "replayed" }
  }

  const posting = new Posting(state, command)
  try {
    run(posting, command)
  } catch (error) {
    if (error instanceof LoyaltyError) return { error: error.code }
    throw error
  }
  if (isTransition(command)) {
    const changed = statusOf(state, command) !== statusOf(posting.state, command)
    return { state: posting.state, entries: [], outcome: changed ? "posted" : "nothing_to_do" }
  }
  if (posting.entries.length === 0) return { state, entries: [], outcome: "nothing_to_do" }
  posting.state.keys.set(command.key, {
    fingerprint: command.fingerprint,
    firstSequence: posting.entries[0].sequence,
  })
  return { state: posting.state, entries: posting.entries, outcome: "posted" }
}

/** Commit and reopen move no points: they write no entry and use up no key. */
function isTransition(command: Command): command is CommitCommand | ReopenCommand {
  return command.type === "commit" || command.type === "reopen"
}

function statusOf(state: LedgerState, { redemptionId }: CommitCommand | ReopenCommand) {
  return state.redemptions.get(redemptionId)?.status
}

function run(posting: Posting, command: Command): void {
  switch (command.type) {
    case "earn":
      return commands.earn(posting, command)
    case "activate":
      return commands.activate(posting, command)
    case "expire":
      return commands.expire(posting, command)
    case "hold":
      return commands.hold(posting, command)
    case "commit":
      return commands.commit(posting, command)
    case "reopen":
      return commands.reopen(posting, command)
    case "capture":
      return commands.capture(posting, command)
    case "release":
    case "lapse":
      return commands.release(posting, command)
    case "restore":
      return commands.restore(posting, command)
    case "reverse":
      return commands.reverse(posting, command)
    case "adjust":
      return commands.adjust(posting, command)
  }
}
