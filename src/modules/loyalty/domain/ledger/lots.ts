import { toPoints } from "../points"
import type { Lot, LotUse } from "./types"

/** Soonest expiry first, lots that never expire last; then the oldest; the id settles every tie. */
export function byConsumptionOrder(a: Lot, b: Lot): number {
  return expiryOf(a) - expiryOf(b) || a.earnedAt.getTime() - b.earnedAt.getTime() || a.id - b.id
}

const expiryOf = (lot: Lot): number => lot.expiresAt?.getTime() ?? Number.MAX_SAFE_INTEGER

export function isDue(lot: Pick<Lot, "expiresAt">, at: Date): boolean {
  return lot.expiresAt !== null && lot.expiresAt.getTime() <= at.getTime()
}

/** Lots that points can be taken from, in the order in which they are taken. */
export function openLots(lots: readonly Lot[], state: Lot["state"]): Lot[] {
  return lots.filter((lot) => lot.open && lot.state === state).sort(byConsumptionOrder)
}

/** Which points to take from which lots: as much of `wanted` as there is, never more. Amounts are positive. */
export function drawPoints(lots: readonly Lot[], wanted: number): LotUse[] {
  let left = wanted
  return lots.flatMap((lot) => {
    const points = Math.min(lot.remaining, left)
    left -= points
    return points > 0 ? [{ lotId: lot.id, points }] : []
  })
}

/**
 * The part of a drawing from its `from`-th point up to its `to`-th, in draw order. A redemption keeps its first
 * points and gives back its last ones, so every partial ending is one such part and no two ever overlap.
 */
export function partOfDrawing(uses: readonly LotUse[], from: number, to: number): LotUse[] {
  let begin = 0
  return uses.flatMap(({ lotId, points }) => {
    const part = Math.min(begin + points, to) - Math.max(begin, from)
    begin += points
    return part > 0 ? [{ lotId, points: part }] : []
  })
}

export function pointsOf(uses: readonly LotUse[]): number {
  return uses.reduce((sum, use) => sum + use.points, 0)
}

/** The lot after `change` points were given to it (or, negative, taken); it is open while anything remains. */
export function changedLot(lot: Lot, change: number): Lot {
  const remaining = toPoints(lot.remaining + change)
  return { ...lot, remaining, open: remaining > 0 }
}
