import Medusa from "@medusajs/js-sdk"
import { ApiError, apiErrorOf, unreachable } from "./api-error"
import { search, type Query } from "./search"

export { ApiError } from "./api-error"
export type { Query } from "./search"

// The admin build puts the address in; an empty one means the admin's own origin.
const baseUrl = typeof __BACKEND_URL__ === "string" && __BACKEND_URL__.length > 1 ? __BACKEND_URL__ : ""
const authType = (typeof __AUTH_TYPE__ === "string" && __AUTH_TYPE__) || "session"
const jwtTokenStorageKey =
  (typeof __JWT_TOKEN_STORAGE_KEY__ === "string" && __JWT_TOKEN_STORAGE_KEY__) || undefined

const sdk = new Medusa({ baseUrl: baseUrl || "/", auth: { type: authType, jwtTokenStorageKey } })

/**
 * The store's admin routes, signed in as the dashboard is. Rejects with an `ApiError`. The SDK's own `fetch` keeps only the
 * sentence of a refusal and drops its code, so it is asked for the token alone.
 */
export const api = {
  get: <T>(path: string, query: Query = {}) => send<T>("GET", path, query),
  post: <T>(path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
    send<T>("POST", path, {}, body, headers),
  delete: <T>(path: string, body?: unknown) => send<T>("DELETE", path, {}, body),
}

async function send<T>(
  method: "GET" | "POST" | "DELETE",
  path: string,
  query: Query,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const response = await reach(`${baseUrl}${path}${search(query)}`, {
    method,
    credentials: authType === "session" ? "include" : "omit",
    headers: {
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(await authorization()),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const answer: unknown = await response.json().catch(() => null)
  if (!response.ok || answer === null) throw apiErrorOf(response.status, answer)
  return answer as T
}

async function reach(address: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(address, request)
  } catch {
    throw new ApiError(0, unreachable, "")
  }
}

async function authorization(): Promise<Record<string, string>> {
  if (authType !== "jwt") return {}
  const token = await sdk.client.getToken()
  return token ? { authorization: `Bearer ${token}` } : {}
}
