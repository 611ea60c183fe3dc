import type { Command } from "../../../src/modules/loyalty/domain/ledger"
import type { Deed } from "./deeds"
import type { Answer, Door, Member } from "./member"

/** One request: who asked, what, between which two moments, and what the answer was; null while there is none. */
export interface AskedRecord {
  member: Member
  command: Command
  asked: number
  answered: number
  answer: Answer | null
  /** How often it was asked for until an answer came. */
  tries: number
}

let moments = 0
/** Moments of this process in their order; unlike a clock it never stands still. */
export const nextMoment = (): number => (moments += 1)

/** What the ledger may answer to whatever is asked of it. Anything else is a fault. */
export const ordinaryRefusals: readonly string[] = [
  "account_frozen",
  "cart_completed",
  "idempotency_key_reused",
  "insufficient_points",
  "invalid_points",
  "redemption_ended",
  "redemption_mismatch",
  "redemption_not_found",
]

/** Puts a deed to the ledger once, and keeps a record of it. */
export async function ask(
  door: Door,
  member: Member,
  command: Command,
  kept: AskedRecord[],
): Promise<AskedRecord> {
  const record: AskedRecord = {
    member,
    command,
    asked: nextMoment(),
    answered: Infinity,
    answer: null,
    tries: 0,
  }
  kept.push(record)
  await askAgain(door, record)
  return record
}

/** As a caller does who has got no answer: the same once more, under the same key. */
export async function askAgain(door: Door, record: AskedRecord): Promise<void> {
  const { member, command } = record
  record.tries += 1
  const answer = await member.ask(door, command)
  if (isUnanswered(answer)) return
  record.answered = nextMoment()
  record.answer = answer
  member.learn(command, answer)
}

/** Nobody knows whether it was done. */
export const isUnanswered = (answer: Answer): boolean =>
  answer.kind === "refused" && answer.code === "ledger_unavailable"

export interface Faults {
  command: Command
  code: string
  cause: unknown
}

export function faultsAmong(records: readonly AskedRecord[]): Faults[] {
  return records.flatMap(({ command, answer }) =>
    answer?.kind === "refused" && !ordinaryRefusals.includes(answer.code)
      ? [{ command, code: answer.code, cause: (answer.error as { cause?: unknown }).cause }]
      : [],
  )
}

export const isCommand = (deed: Deed): deed is Extract<Deed, { command: Command }> => deed.command !== null
