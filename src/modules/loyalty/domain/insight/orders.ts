import { divideNearest, fromMinor, scaled, scaledPlaces } from "../money"
import { powerOfTen } from "../decimal"

/** An order as far as figures go. */
export interface CountedOrder {
  customerId: string | null
  /** As it stands now, in major units. */
  total: string
  withPoints: boolean
}

/** Money in major units, to the currency's smallest coin. Averages and shares of nothing are null. */
export interface OrderTotals {
  count: number
  withPoints: number
  shareWithPoints: number | null
  average: number | null
  averageWithPoints: number | null
  averageWithoutPoints: number | null
  customers: number
  repeatCustomers: number
  repeatRate: number | null
}

interface Sum {
  count: number
  total: bigint
}

/** Adds up orders, in whichever order and in however many parts they come. Nothing of them is kept but who placed how many. */
export class OrderTally {
  private readonly withPoints: Sum = { count: 0, total: 0n }
  private readonly withoutPoints: Sum = { count: 0, total: 0n }
  private readonly ordersOf = new Map<string, number>()

  add({ customerId, total, withPoints }: CountedOrder): void {
    const sum = withPoints ? this.withPoints : this.withoutPoints
    sum.count += 1
    sum.total += scaled(total)
    if (customerId !== null) this.ordersOf.set(customerId, (this.ordersOf.get(customerId) ?? 0) + 1)
  }

  totals(decimalDigits: number): OrderTotals {
    const { withPoints, withoutPoints } = this
    const all = {
      count: withPoints.count + withoutPoints.count,
      total: withPoints.total + withoutPoints.total,
    }
    const customers = this.ordersOf.size
    const repeatCustomers = [...this.ordersOf.values()].filter((orders) => orders > 1).length
    return {
      count: all.count,
      withPoints: withPoints.count,
      shareWithPoints: shareOf(withPoints.count, all.count),
      average: averageOf(all, decimalDigits),
      averageWithPoints: averageOf(withPoints, decimalDigits),
      averageWithoutPoints: averageOf(withoutPoints, decimalDigits),
      customers,
      repeatCustomers,
      repeatRate: shareOf(repeatCustomers, customers),
    }
  }
}

/** Four decimals: a hundredth of a percent. Null of nothing. */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000
}

function averageOf({ count, total }: Sum, decimalDigits: number): number | null {
  if (count === 0) return null
  const perMinor = powerOfTen(scaledPlaces - decimalDigits) * BigInt(count)
  return fromMinor(divideNearest(total, perMinor), decimalDigits)
}
