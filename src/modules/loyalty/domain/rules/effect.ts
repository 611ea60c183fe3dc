import { divideCeil, divideFloor, divideNearest } from "../money"
import type { CurrencyRate } from "../program"
import type { Effect, Rounding, RuleRate } from "./rule"

/** What an effect asks about a line that its rule matched, which has money that earns. */
export interface Matched {
  quantity: number
  /** The line's money before it became minor units. */
  weight: bigint
  baseMinor: bigint
  /** Smallest units that the line has by now, of which multipliers take more. */
  points: bigint
}

const divide = { down: divideFloor, nearest: divideNearest, up: divideCeil } as const
const one = 1_000_000n

/** Whether the program's and the rule's rates know the currency, as far as the effect needs them. */
export function hasRate(effect: Effect, rate: CurrencyRate): boolean {
  if (effect.code === "points_per_amount") return rateIn(effect.rates, rate.currencyCode) !== null
  return effect.code !== "percent_back" || rate.spend !== null
}

export function lowers(effect: Effect): boolean {
  return effect.code === "multiplier" && BigInt(effect.millionths) < one
}

/**
 * What an effect gives on the matching lines together, in the smallest units of points, rounded once. Below zero where a
 * multiplier lowers. Nothing without a rate.
 */
export function wantedBy(
  effect: Effect,
  matched: readonly Matched[],
  rate: CurrencyRate,
  rounding: Rounding,
): bigint {
  switch (effect.code) {
    case "points_per_amount": {
      const own = rateIn(effect.rates, rate.currencyCode)
      if (own === null) return 0n
      const minor = sumOf(matched, ({ baseMinor }) => baseMinor)
      return effect.wholeGroups
        ? divideFloor(minor, BigInt(own.perMinor)) * BigInt(own.points)
        : divide[rounding](minor * BigInt(own.points), BigInt(own.perMinor))
    }
    case "percent_back": {
      if (rate.spend === null) return 0n
      const minor = sumOf(matched, ({ baseMinor }) => baseMinor)
      const { points, worthMinor } = rate.spend
      return divide[rounding](
        minor * BigInt(effect.basisPoints) * BigInt(points),
        10_000n * BigInt(worthMinor),
      )
    }
    case "fixed_points":
      return BigInt(effect.points) * timesOf(effect.each, matched)
    case "multiplier": {
      const points = sumOf(matched, (line) => line.points)
      return divide[rounding](points * (BigInt(effect.millionths) - one), one)
    }
  }
}

/**
 * What of the whole each line brought about, so that it takes just that along when it comes back: its points where they
 * were multiplied, itself or its units where those were counted, its money otherwise.
 */
export function shareOf(effect: Effect, line: Matched): bigint {
  if (effect.code === "multiplier") return line.points
  if (effect.code !== "fixed_points" || effect.each === "order") return line.weight
  return effect.each === "line" ? 1n : unitsOf(line)
}

function rateIn(rates: readonly RuleRate[], currencyCode: string): RuleRate | null {
  const code = currencyCode.toLowerCase()
  return rates.find((rate) => rate.currencyCode.toLowerCase() === code) ?? null
}

function timesOf(each: "order" | "line" | "unit", matched: readonly Matched[]): bigint {
  if (each === "order") return 1n
  return each === "line" ? BigInt(matched.length) : sumOf(matched, unitsOf)
}

/** Of what is sold by weight or length, a begun unit is not one: 1.5 metres are one unit. */
function unitsOf({ quantity }: Matched): bigint {
  return BigInt(Math.floor(quantity))
}

function sumOf(matched: readonly Matched[], of: (line: Matched) => bigint): bigint {
  return matched.reduce((sum, line) => sum + of(line), 0n)
}
