import {
  LoyaltyError,
  loyaltyErrorCodes,
  type LoyaltyErrorCode,
  type LoyaltyErrorDetails,
} from "../domain/errors"

interface DriverError {
  code?: string
  message?: string
  detail?: string
  constraint?: string
}

/** SQLSTATE with which the ledger's functions refuse; the message is then one of the module's codes. */
const refusedByLedger = "LY001"

/** The server cannot be reached, does not let us in, or did not answer in time. */
const connectionStates = new Set([
  "28P01",
  "3D000",
  "53300",
  "57014",
  "57P01",
  "57P02",
  "57P03",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
])

/** What the driver and its pool say, without a code, of a connection that is gone. */
const connectionSentences =
  /timeout exceeded when trying to connect|connection (terminated|error|is not established)|not queryable|after calling end|driver not connected|DataSource is not|query runner.* already released/i

/** Constraints that two callers can meet at the same moment, and what the later one is told. */
const codeByConstraint: Record<string, LoyaltyErrorCode> = {
  pk_loyalty_hold: "redemption_mismatch",
  uq_loyalty_entry_idempotency_key: "idempotency_key_reused",
  uq_loyalty_club_handle: "handle_taken",
}

/** Whether the ledger's functions said no, rather than that something failed. */
export function isRefusedByLedger(error: unknown): boolean {
  return driverErrorOf(error).code === refusedByLedger
}

/**
 * What PostgreSQL said, as a code of the closed list. Its own words would show table names to shoppers, so they
 * are kept as the cause, for the log.
 */
export function refusalOf(error: unknown): Error {
  const driverError = driverErrorOf(error)
  const { code = "", message = "" } = driverError

  if (code === refusedByLedger && (loyaltyErrorCodes as string[]).includes(message)) {
    return new LoyaltyError(message as LoyaltyErrorCode, detailsOf(driverError.detail))
  }
  const known = driverError.constraint === undefined ? undefined : codeByConstraint[driverError.constraint]
  if (known !== undefined) return new LoyaltyError(known)
  if (isConnectionLost(code, message)) return because(new LoyaltyError("ledger_unavailable"), error)
  if (isFromDatabase(error)) return because(new LoyaltyError("ledger_fault"), error)
  return error instanceof Error ? error : new LoyaltyError("ledger_fault")
}

export function isLedgerUnavailable(error: unknown): boolean {
  return error instanceof LoyaltyError && error.code === "ledger_unavailable"
}

function driverErrorOf(error: unknown): DriverError {
  const { driverError } = error as { driverError?: DriverError }
  return driverError ?? (error as DriverError)
}

function detailsOf(detail: string | undefined): LoyaltyErrorDetails {
  return detail ? (JSON.parse(detail) as LoyaltyErrorDetails) : {}
}

function isConnectionLost(code: string, message: string): boolean {
  if (connectionStates.has(code) || code.startsWith("08")) return true
  return code === "" && connectionSentences.test(message)
}

function isFromDatabase(error: unknown): boolean {
  return error instanceof Error && ("driverError" in error || "severity" in error)
}

function because(refusal: LoyaltyError, cause: unknown): LoyaltyError {
  // Not enumerable: a workflow that serializes the error must not carry the database's words to an answer.
  Object.defineProperty(refusal, "cause", { value: cause, enumerable: false })
  return refusal
}
