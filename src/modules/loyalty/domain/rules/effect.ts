import { divideCeil, divideFloor, divideNearest } from "../money"
import type { CurrencyRate } from "../program"
import type { Effect, Rounding, RuleRate } from "./rule"

/** The lines that a rule matched, each with money that earns. */
export interface Matched {
  quantity: number
  baseMinor: bigint
  /** Smallest units that the line has by now, of which multipliers take more. */
  points: bigint
}

const divide = { down: divideFloor, nearest: divideNearest, up: divideCeil } as const
const one = 1_000_000n

/**
 * What an effect gives on the matching lines together, in the smallest units of points, rounded once. Below zero where a
 * multiplier lowers. Null where the program's or the rule's rates do not know the currency.
 */
export function wantedBy(
  effect: Effect,
  matched: readonly Matched[],
  rate: CurrencyRate,
  rounding: Rounding,
): bigint | null {
  switch (effect.code) {
    case "points_per_amount": {
      const own = rateIn(effect.rates, rate.currencyCode)
      if (own === null) return null
      const minor = sumOf(matched.map(({ baseMinor }) => baseMinor))
      return effect.wholeGroups
        ? divideFloor(minor, BigInt(own.perMinor)) * BigInt(own.points)
        : divide[rounding](minor * BigInt(own.points), BigInt(own.perMinor))
    }
    case "percent_back": {
      if (rate.spend === null) return null
      const minor = sumOf(matched.map(({ baseMinor }) => baseMinor))
      const { points, worthMinor } = rate.spend
      return divide[rounding](
        minor * BigInt(effect.basisPoints) * BigInt(points),
        10_000n * BigInt(worthMinor),
      )
    }
    case "fixed_points":
      return BigInt(effect.points) * timesOf(effect.each, matched)
    case "multiplier": {
      const points = sumOf(matched.map((line) => line.points))
      return divide[rounding](points * (BigInt(effect.millionths) - one), one)
    }
  }
}

function rateIn(rates: readonly RuleRate[], currencyCode: string): RuleRate | null {
  const code = currencyCode.toLowerCase()
  return rates.find((rate) => rate.currencyCode.toLowerCase() === code) ?? null
}

/** Of what is sold by weight or length, each begun unit is not one: 1.5 metres are one unit. */
function timesOf(each: "order" | "line" | "unit", matched: readonly Matched[]): bigint {
  if (each === "order") return 1n
  if (each === "line") return BigInt(matched.length)
  return sumOf(matched.map(({ quantity }) => BigInt(Math.floor(quantity))))
}

function sumOf(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n)
}
