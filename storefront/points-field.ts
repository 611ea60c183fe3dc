import type { LoyaltyCartPoints } from "./store-types"

type Redemption = LoyaltyCartPoints["redemption"]

/** How many points may be used: none, or from `min` to `max` in whole steps. */
export interface Limits {
  min: number
  max: number
  step: number
  /** Decimals of a point. */
  precision: number
}

/** The most that may be used of what was wished for. Binary fractions are kept out of it by counting in the smallest unit. */
export function fit(wish: number, { min, max, step, precision }: Limits): number {
  const unit = 10 ** precision
  const [least, most, stride] = [min, max, step].map((points) => Math.round(points * unit)) as [
    number,
    number,
    number,
  ]
  if (!Number.isFinite(wish)) return most / unit
  // 0.57 × 100 is a little less than 57, which is no reason to take 56.
  const units = Number((wish * unit).toPrecision(15))
  const stepped = Math.floor(units / stride) * stride
  return Math.min(most, Math.max(least, stepped)) / unit
}

/** What a number in the field means: only what is `usable` may be sent, and 0 takes off what is on the cart. */
export type Reading =
  | { is: "usable"; points: number }
  /** Another number than was typed, which has to be seen before it is spent. */
  | { is: "fitted"; points: number }
  | { is: "too_few" }
  | { is: "no_number" }

export function read(typed: string, limits: Limits, hasApplied: boolean): Reading {
  const wish = typed.trim() === "" ? NaN : Number(typed)
  if (wish === 0 && hasApplied) return { is: "usable", points: 0 }
  if (!(wish > 0)) return { is: "no_number" }
  if (wish < limits.min) return { is: "too_few" }
  const points = fit(wish, limits)
  return { is: points === wish ? "usable" : "fitted", points }
}

/**
 * What so many points take off this cart: rounded down to a coin as the store does, and never more than it says it would.
 * Null where points have no rate in the currency.
 */
export function savedBy(
  points: number,
  currencyCode: string,
  precision: number,
  { spend_rate, max_amount }: Pick<Redemption, "spend_rate" | "max_amount">,
): number | null {
  if (!spend_rate) return null
  const money = new Intl.NumberFormat("en", { style: "currency", currency: currencyCode })
  const [unit, coin] = [10 ** precision, 10 ** (money.resolvedOptions().maximumFractionDigits ?? 2)]
  // Whole numbers only: 0.57 × 100 is a little less than 57.
  const [units, perUnits, worthCoins] = [
    points * unit,
    spend_rate.points * unit,
    spend_rate.worth * coin,
  ].map(Math.round) as [number, number, number]
  return Math.min(max_amount, Math.floor((units * worthCoins) / perUnits) / coin)
}

/** Whether the points on the cart are about to come off it by themselves: those of a frozen account do so when the cart changes. */
export function isLeaving({ applied, refused }: Pick<Redemption, "applied" | "refused">): boolean {
  return applied !== null && refused === "account_frozen"
}

/** The refusal that was met, unless the cart says the same already. */
export function unsaid(met: string | null, { refused }: Pick<Redemption, "refused">): string | null {
  return met === refused ? null : met
}
