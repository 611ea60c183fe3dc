/** A route's refusal: the code of the plugin's closed list, or of Medusa's own errors. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  /** Which field of the request is meant, as the route writes it: "earning.pending_days", "rates[0].earn". */
  readonly field: string | undefined

  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = "ApiError"
    this.status = status
    this.code = code
    this.field = fieldOf(message)
  }
}

/** Nothing came back: the network, or a proxy that does not speak JSON. */
export const unreachable = "unreachable"

/** Refusals of a request's shape begin with the field and a colon; other sentences have no colon after one word. */
const namedField = /^([a-z][a-z0-9_]*(?:\.[a-z0-9_]+|\[\d+\])*): /i

export function fieldOf(message: string): string | undefined {
  return namedField.exec(message)?.[1]
}

/** What the route says about the field, without repeating its name. */
export function withoutField(message: string): string {
  return message.replace(namedField, "")
}

/** Whatever a store answers with, as an `ApiError`. */
export function apiErrorOf(status: number, body: unknown): ApiError {
  const { code, type, message } = isRecord(body) ? body : {}
  const named = [code, type].find((one) => typeof one === "string")
  return new ApiError(
    status,
    typeof named === "string" ? named : unreachable,
    typeof message === "string" ? message : "",
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null
}
