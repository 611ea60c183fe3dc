/** As long as the key of a settlement's posting; rising, as such keys roughly are, since orders' ids begin with the time. */
export function keysOf(kind: string): () => string {
  let made = 0
  return () => {
    made += 1
    const order = `${kind}${String(made).padStart(26 - kind.length, "0")}`
    return `order:order_${order}:1:earn:1000000`
  }
}

/**
 * Walks through the numbers from 1 to `count`, each once before any comes again, far from each other: as customers
 * come to a store.
 */
export function wanderer(count: number, start = 0): () => number {
  let stride = Math.max(1, Math.floor(count * 0.618_034))
  while (greatestCommonDivisor(stride, count) !== 1) stride += 1
  let at = start % count
  return () => {
    at = (at + stride) % count
    return at + 1
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
