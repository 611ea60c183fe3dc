import { toPoints } from "../points"
import { drawPoints, isDue, openLots, partOfDrawing, pointsOf } from "./lots"
import type { Posting } from "./posting"
import type {
  ActivateCommand,
  AdjustCommand,
  CaptureCommand,
  CommitCommand,
  EarnCommand,
  ExpireCommand,
  HoldCommand,
  Lot,
  LotUse,
  Redemption,
  ReleaseCommand,
  ReopenCommand,
  RestoreCommand,
  ReverseCommand,
} from "./types"

export function earn(posting: Posting, { points, awardId, pending, expiresAt }: EarnCommand): void {
  requirePoints(posting, points)
  const lot = posting.newLot({ points, awardId, state: pending ? "pending" : "available", expiresAt })
  if (!pending) posting.payDebt()
  posting.write("earn", pending ? { pending: points } : { available: points }, { awardId, lotId: lot.id })
}

export function activate(posting: Posting, { awardId, expiresAt }: ActivateCommand): void {
  const lots = openLots(posting.state.lots, "pending").filter((lot) => lot.awardId === awardId)
  const points = lots.reduce((sum, lot) => sum + lot.remaining, 0)
  if (points === 0) return
  for (const { id } of lots) posting.changeLot(id, (lot) => ({ ...lot, state: "available", expiresAt }))
  posting.payDebt()
  posting.write("activate", { pending: -points, available: points }, { awardId })
}

export function expire(posting: Posting, { at }: ExpireCommand): void {
  expireDue(posting, at)
}

export function hold(posting: Posting, { redemptionId, points, cartId = null, at }: HoldCommand): void {
  requirePoints(posting, points)
  if (posting.state.status === "frozen") posting.refuse("account_frozen")
  if (posting.state.redemptions.has(redemptionId)) posting.refuse("redemption_mismatch")
  if (cartId !== null) releaseFormer(posting, cartId)
  expireDue(posting, at)
  if (posting.state.available < points) posting.refuse("insufficient_points")
  const uses = posting.draw(points)
  const redemption: Redemption = { status: "open", cartId, held: points, captured: 0, restored: 0, uses }
  posting.state.redemptions.set(redemptionId, redemption)
  posting.write("hold", { available: -points, held: points }, { redemptionId })
}

export function commit(posting: Posting, { redemptionId }: CommitCommand): void {
  const redemption = posting.redemption(redemptionId)
  if (posting.state.status === "frozen") posting.refuse("account_frozen")
  if (redemption.status !== "open") posting.refuse("redemption_ended")
  posting.state.redemptions.set(redemptionId, { ...redemption, status: "committed" })
}

/** The step's compensation may come twice or too late, and is then content with what it finds. */
export function reopen(posting: Posting, { redemptionId }: ReopenCommand): void {
  const redemption = posting.redemption(redemptionId)
  if (redemption.status !== "committed") return
  posting.state.redemptions.set(redemptionId, { ...redemption, status: "open" })
}

/** Keeps the first points of the drawing spent; the last drawn go back to their lots. */
export function capture(posting: Posting, { redemptionId, points }: CaptureCommand): void {
  const redemption = unended(posting, redemptionId)
  if (!Number.isSafeInteger(points) || points < 0 || points > redemption.held)
    posting.refuse("invalid_points")
  if (points > 0) posting.write("capture", { held: -points }, { redemptionId })
  if (points < redemption.held) {
    giveBackHeld(posting, "release", redemptionId, partOfDrawing(redemption.uses, points, redemption.held))
  }
  // Of a capture of nothing only the release is left.
  end(posting, redemptionId, redemption, points > 0 ? "captured" : "released", points)
}

export function release(posting: Posting, { type, redemptionId }: ReleaseCommand): void {
  const redemption = unended(posting, redemptionId)
  // An order is being made with it: a clock must not take it away.
  if (type === "lapse" && redemption.status !== "open") posting.refuse("redemption_ended")
  giveBackHeld(posting, type, redemptionId, redemption.uses)
  end(posting, redemptionId, redemption, type === "lapse" ? "lapsed" : "released", 0)
}

/** Gives back the last of what is still spent, to the lots it came from. */
export function restore(posting: Posting, command: RestoreCommand): void {
  const { redemptionId, points, at, expiredPolicy } = command
  const redemption = posting.redemption(redemptionId)
  if (redemption.status !== "captured") posting.refuse("redemption_ended")
  const spent = redemption.captured - redemption.restored
  requirePoints(posting, points)
  if (points > spent) posting.refuse("invalid_points")

  const uses = partOfDrawing(redemption.uses, spent - points, spent)
  const replaced =
    expiredPolicy === "stay_expired" ? [] : uses.filter((use) => isDue(posting.lot(use.lotId), at))
  const kept = uses.filter((use) => !replaced.includes(use))
  posting.giveBack(kept)
  const reissued = pointsOf(replaced)
  const lot =
    reissued === 0
      ? null
      : posting.newLot({ points: reissued, state: "available", expiresAt: command.reissueExpiresAt })
  posting.payDebt()
  posting.state.redemptions.set(redemptionId, { ...redemption, restored: redemption.restored + points })
  posting.write("restore", { available: points }, { redemptionId, lotId: lot?.id })
}

/**
 * Takes back what an award gave: its own pending points, its own available ones, and then, by policy, others.
 * What of it had expired by itself is gone already and is not taken twice.
 */
export function reverse(posting: Posting, { awardId, points, policy }: ReverseCommand): void {
  requirePoints(posting, points)
  const own = posting.state.lots.filter((lot) => lot.awardId === awardId)
  let left = points
  const take = (lots: Lot[], state: Lot["state"]): number => {
    const uses = drawPoints(openLots(lots, state), left)
    posting.take(uses)
    left -= pointsOf(uses)
    return pointsOf(uses)
  }

  const pending = take(own, "pending")
  let available = policy === "only_pending" ? 0 : take(own, "available")
  const forgiven = forgive(posting, awardId, left)
  left -= forgiven
  if (policy !== "only_pending") available += take(posting.state.lots, "available")
  if (policy === "allow_negative") {
    available += left
    left = 0
  }
  posting.write(
    "reverse",
    { pending: -pending, available: -available },
    { awardId, shortfall: left, forgiven },
  )
}

export function adjust(posting: Posting, { points, expiresAt, at }: AdjustCommand): void {
  if (!Number.isSafeInteger(points) || points === 0) posting.refuse("invalid_points")
  if (points > 0) {
    const lot = posting.newLot({ points, state: "available", expiresAt: expiresAt ?? null })
    posting.payDebt()
    posting.write("adjust", { available: points }, { lotId: lot.id })
    return
  }
  expireDue(posting, at)
  if (posting.state.available < -points) posting.refuse("insufficient_points")
  posting.draw(-points)
  posting.write("adjust", { available: points })
}

/** One entry for everything that is due; none where nothing is. */
function expireDue(posting: Posting, at: Date): void {
  const due = openLots(posting.state.lots, "available").filter((lot) => isDue(lot, at))
  const points = due.reduce((sum, lot) => sum + lot.remaining, 0)
  if (points === 0) return
  posting.take(drawPoints(due, points))
  for (const { id, remaining } of due) {
    posting.changeLot(id, (lot) => ({ ...lot, expired: toPoints(lot.expired + remaining) }))
  }
  posting.write("expire", { available: -points })
}

function forgive(posting: Posting, awardId: number, wanted: number): number {
  const { expiredForgiven } = posting.state.awards.get(awardId) ?? { expiredForgiven: 0 }
  const expired = posting.state.lots
    .filter((lot) => lot.awardId === awardId)
    .reduce((sum, lot) => sum + lot.expired, 0)
  const forgiven = Math.min(wanted, expired - expiredForgiven)
  if (forgiven > 0) posting.state.awards.set(awardId, { expiredForgiven: expiredForgiven + forgiven })
  return forgiven
}

function releaseFormer(posting: Posting, cartId: string): void {
  for (const [id, redemption] of posting.state.redemptions) {
    if (redemption.cartId !== cartId || redemption.held === 0) continue
    if (redemption.status === "committed") posting.refuse("cart_completed")
    giveBackHeld(posting, "release", id, redemption.uses)
    end(posting, id, redemption, "released", 0)
  }
}

function giveBackHeld(
  posting: Posting,
  type: "release" | "lapse",
  redemptionId: string,
  uses: LotUse[],
): void {
  const points = pointsOf(uses)
  posting.giveBack(uses)
  posting.payDebt()
  posting.write(type, { held: -points, available: points }, { redemptionId })
}

function end(
  posting: Posting,
  redemptionId: string,
  redemption: Redemption,
  status: "captured" | "released" | "lapsed",
  captured: number,
): void {
  posting.state.redemptions.set(redemptionId, { ...redemption, status, held: 0, captured })
}

function unended(posting: Posting, redemptionId: string): Redemption {
  const redemption = posting.redemption(redemptionId)
  if (redemption.status !== "open" && redemption.status !== "committed") posting.refuse("redemption_ended")
  return redemption
}

function requirePoints(posting: Posting, points: number): void {
  if (!Number.isSafeInteger(points) || points <= 0) posting.refuse("invalid_points")
}
