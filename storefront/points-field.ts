/** How many points may be used: none, or from `min` to `max` in whole steps. */
export interface Limits {
  min: number
  max: number
  step: number
  /** Decimals of a point. */
  precision: number
}

/** The number nearest to what was wished for that may be used. Binary fractions are kept out of it by counting in the smallest unit. */
export function fit(wish: number, { min, max, step, precision }: Limits): number {
  const unit = 10 ** precision
  const [least, most, stride] = [min, max, step].map((points) => Math.round(points * unit)) as [
    number,
    number,
    number,
  ]
  if (!Number.isFinite(wish)) return most / unit
  const stepped = Math.round((wish * unit) / stride) * stride
  return Math.min(most, Math.max(least, stepped)) / unit
}

/** What so many points take off, rounded down to a coin as the store does. Null where points have no rate in the currency. */
export function worthOf(
  points: number,
  currencyCode: string,
  rates: { currency_code: string; spend: { points: number; worth: number } | null }[],
): number | null {
  const spend = rates.find(({ currency_code }) => currency_code === currencyCode.toLowerCase())?.spend
  if (!spend) return null
  const digits =
    new Intl.NumberFormat("en", { style: "currency", currency: currencyCode }).resolvedOptions()
      .maximumFractionDigits ?? 2
  const coins = (points * spend.worth * 10 ** digits) / spend.points
  // 0.57 × 100 is a little less than 57.
  return Math.floor(coins + 1e-6) / 10 ** digits
}
