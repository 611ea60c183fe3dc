export type QueryValue = string | number | boolean | null | undefined
export type Query = Record<string, QueryValue>

/** Empty values are left out: a route takes `q=` for a search. */
export function search(query: Query): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") params.set(name, String(value))
  }
  const text = params.toString()
  return text === "" ? "" : `?${text}`
}
