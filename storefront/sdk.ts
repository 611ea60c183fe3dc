/** What the client needs of `@medusajs/js-sdk`; an instance of its `Medusa` class is one. */
export interface StoreSdk {
  client: {
    fetch<T>(path: string, init?: StoreRequest): Promise<T>
  }
}

export interface StoreRequest {
  method?: "GET" | "POST" | "DELETE"
  query?: Record<string, string | number | undefined>
  body?: Record<string, unknown>
  headers?: Record<string, string>
  signal?: AbortSignal
}

export interface StoreSdkOptions {
  /** The store's address; the page's own if not given. */
  baseUrl?: string
  publishableKey: string
  /** The signed-in customer's token, asked for before each request. Without one the session's cookie speaks for the customer. */
  token?: () => string | null | undefined
}

/**
 * An sdk in a few lines, for pages without a build step. Its errors keep the code of a refusal, which js-sdk drops; a request
 * that asks for any kind of answer gets the `Response`, as with js-sdk.
 */
export function storeSdk({ baseUrl = "", publishableKey, token }: StoreSdkOptions): StoreSdk {
  return {
    client: {
      async fetch<T>(path: string, init: StoreRequest = {}): Promise<T> {
        const { method = "GET", query = {}, body, headers, signal } = init
        const bearer = token?.()
        const response = await fetch(`${baseUrl.replace(/\/$/, "")}${path}${searchOf(query)}`, {
          method,
          signal,
          credentials: "include",
          headers: {
            accept: "application/json",
            "x-publishable-api-key": publishableKey,
            ...(body ? { "content-type": "application/json" } : {}),
            ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
            ...headers,
          },
          ...(body ? { body: JSON.stringify(body) } : {}),
        })
        if (!response.ok) throw await failureOf(response)
        return (headers?.accept === anyAnswer ? response : await response.json()) as T
      },
    },
  }
}

/** Asks an sdk for the whole answer, with its headers. */
export const anyAnswer = "*/*"

function searchOf(query: Record<string, string | number | undefined>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value))
  }
  const text = search.toString()
  return text && `?${text}`
}

async function failureOf(response: Response): Promise<Error> {
  const answer = (await response.json().catch(() => ({}))) as { code?: unknown; message?: unknown }
  const message = typeof answer.message === "string" ? answer.message : response.statusText
  return Object.assign(new Error(message), { status: response.status, code: answer.code })
}
