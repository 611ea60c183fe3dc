import type { Command } from "../../../src/modules/loyalty/domain/ledger"
import type { Answer, MemberIdentity } from "./member"

/** What a worker is started with, as JSON in WORKER_TASK. */
export interface WorkerTask {
  databaseUrl: string
  /** Sets apart what this worker names. */
  mark: string
  seed: number
  members: MemberIdentity[]
  lanes: number
}

/** A worker's refusals carry no error: what it says has to fit in a line. */
type SaidAnswer = Exclude<Answer, { kind: "refused" }> | { kind: "refused"; code: string }

/** One line that a worker writes. A request is told of before it is put to the ledger, an answer after it has come. */
export type WorkerMessage =
  | { said: "asked"; number: number; member: number; command: Command }
  | { said: "answered"; number: number; answer: SaidAnswer }
  | { said: "published"; names: string[] }

const moments = ["at", "expiresAt", "reissueExpiresAt"]

export function messageOf(line: string): WorkerMessage {
  return JSON.parse(line, (key, value: unknown) =>
    moments.includes(key) && typeof value === "string" ? new Date(value) : value,
  ) as WorkerMessage
}
