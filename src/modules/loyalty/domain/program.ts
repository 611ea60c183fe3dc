import { divideCeil, divideFloor } from "./money"
import { toPoints, type Points } from "./points"

/**
 * How far a return may reach for points that were earned by what came back: the order's own pending points
 * only; the customer's other points too, but never below zero; or below zero.
 */
export type ReversalPolicy = "only_pending" | "within_balance" | "allow_negative"

/** What becomes of points that are given back after their lot has expired. */
export type RestorationPolicy = "stay_expired" | "grace" | "reissue"

export interface EarnRate {
  /** Smallest units of points for each `perMinor` minor units of money, proportionally. */
  points: number
  perMinor: number
}

export interface SpendRate {
  /** So many smallest units of points pay `worthMinor` minor units of money. */
  points: number
  worthMinor: number
}

export interface CurrencyRate {
  currencyCode: string
  decimalDigits: number
  /** Null where purchases in this currency earn nothing. */
  earn: EarnRate | null
  /** Null where points cannot be spent in this currency. */
  spend: SpendRate | null
}

/**
 * The settings that decide about points. A snapshot is stored with each order and each redemption, so that a
 * return in March is judged by the rules of January. All points are in the program's smallest unit.
 */
export interface ProgramTerms {
  version: number
  /** Decimals of the unit as shown: 0, or 2 for cashback that is exact to the kopeck. */
  precision: number
  rates: CurrencyRate[]
  /** IANA name: whose days, weekdays and hours the rules mean. */
  timeZone: string
  earning: {
    pendingDays: number
    /** Null: never. */
    expiresAfterDays: number | null
    includesTax: boolean
    rounding: "down" | "nearest" | "up"
    /** Whether money refunded without returned goods takes its part of the points along. */
    refundsLowerEarning: boolean
    excludedProductIds: string[]
  }
  redemption: {
    minPoints: number
    stepPoints: number
    /** Of the goods of a cart: 10000 is all of them. */
    maxShareBasisPoints: number
    excludedProductIds: string[]
    holdMinutes: number
  }
  returns: {
    reversal: ReversalPolicy
    restoration: RestorationPolicy
    graceDays: number
  }
}

/** A careful beginning. It has no rates: what a point is worth is for the store's owner to say. */
export const defaultTerms: ProgramTerms = {
  version: 1,
  precision: 0,
  rates: [],
  timeZone: "UTC",
  earning: {
    pendingDays: 14,
    expiresAfterDays: 365,
    includesTax: false,
    rounding: "down",
    refundsLowerEarning: true,
    excludedProductIds: [],
  },
  redemption: {
    minPoints: 1,
    stepPoints: 1,
    maxShareBasisPoints: 10_000,
    excludedProductIds: [],
    holdMinutes: 60,
  },
  returns: { reversal: "within_balance", restoration: "grace", graceDays: 30 },
}

export function rateOf(terms: Pick<ProgramTerms, "rates">, currencyCode: string): CurrencyRate | null {
  const code = currencyCode.toLowerCase()
  return terms.rates.find((rate) => rate.currencyCode.toLowerCase() === code) ?? null
}

/** What the points pay, in minor units, rounded down: a fraction of a coin cannot be paid. */
export function worthOf(points: Points, spend: SpendRate): bigint {
  return divideFloor(BigInt(points) * BigInt(spend.worthMinor), BigInt(spend.points))
}

/** The fewest points whose worth covers the amount. */
export function pointsWorth(minor: bigint, spend: SpendRate): Points {
  return toPoints(Number(divideCeil(minor * BigInt(spend.points), BigInt(spend.worthMinor))))
}
