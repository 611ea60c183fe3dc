/** What one contender did in one slice of time. */
export interface Sample {
  operations: number
  seconds: number
  /** One a call, in milliseconds; a call may do several operations. */
  latencies: number[]
}

export interface Figures {
  /** Operations a second. */
  rate: number
  p50: number
  p95: number
  p99: number
}

export type Quantity = keyof Figures

/** The smallest value that at least this share of the sorted values does not exceed. */
export function percentile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return Number.NaN
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
}

export function median(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  if (sorted.length === 0) return Number.NaN
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

export function figuresOf({ operations, seconds, latencies }: Sample): Figures {
  const sorted = [...latencies].sort((a, b) => a - b)
  return {
    rate: operations / seconds,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
  }
}

/** The median of each figure over the rounds. */
export function medianFigures(rounds: readonly Figures[]): Figures {
  const over = (quantity: Quantity): number => median(rounds.map((figures) => figures[quantity]))
  return { rate: over("rate"), p50: over("p50"), p95: over("p95"), p99: over("p99") }
}
