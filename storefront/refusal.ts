import { sentences, type LoyaltyErrorCode } from "./store-types"

/** The store answered, and refused. Nothing has changed. */
export class LoyaltyRefusal extends Error {
  /** One of the closed list (docs/reference/errors.md); null where the refusal is Medusa's own, as of a missing key. */
  readonly code: LoyaltyErrorCode | null
  /** The HTTP status. */
  readonly status: number

  constructor(code: LoyaltyErrorCode | null, message: string, status: number) {
    super(message)
    this.name = "LoyaltyRefusal"
    this.code = code
    this.status = status
  }
}

/** True of a refusal of another copy of this library too, where `instanceof` is not. */
export function isLoyaltyRefusal(error: unknown): error is LoyaltyRefusal {
  return error instanceof Error && error.name === "LoyaltyRefusal"
}

interface Failure {
  message?: unknown
  status?: unknown
  code?: unknown
}

/** What failed, as a refusal if an answer of the store stands behind it; otherwise, as of a lost connection, as it was. */
export function asRefusal(error: unknown): unknown {
  if (typeof error !== "object" || error === null) return error
  const { message, status, code } = error as Failure
  if (typeof status !== "number") return error
  const sentence = typeof message === "string" ? message : ""
  const known = isKnown(code) ? code : codeOf(sentence, status)
  return new LoyaltyRefusal(known, sentence, status)
}

const codes = new Map<string, string>(Object.entries(sentences).map(([code, sentence]) => [sentence, code]))

/** js-sdk keeps the sentence of a refusal and drops its code. A sentence that names a field belongs to a request that is not valid. */
function codeOf(sentence: string, status: number): LoyaltyErrorCode | null {
  const code = codes.get(sentence)
  if (isKnown(code)) return code
  if (status !== 400) return null
  if (sentence.startsWith("points: ")) return "invalid_points"
  return /^([\w.[\]-]+|The (request|address)): /.test(sentence) ? "invalid_request" : null
}

function isKnown(code: unknown): code is LoyaltyErrorCode {
  return typeof code === "string" && Object.hasOwn(sentences, code)
}
