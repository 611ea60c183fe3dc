/**
 * A key for one request of a person: pressed twice, it has one effect. By `getRandomValues`, because `randomUUID` is missing where
 * the admin is served over plain HTTP.
 */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}
