import { LoyaltyError, type LoyaltyErrorCode } from "../errors"
import { toPoints } from "../points"
import { changedLot, drawPoints, openLots } from "./lots"
import type { Command, Entry, EntryType, LedgerState, Lot, LotUse, Redemption } from "./types"

interface Change {
  available?: number
  pending?: number
  held?: number
}

interface Cause {
  awardId?: number | null
  redemptionId?: string | null
  lotId?: number | null
  shortfall?: number
  forgiven?: number
}

/**
 * The copy of the state that one command works on. It is thrown away when the command is refused, so a refused
 * command leaves nothing behind, as a rolled back transaction would.
 */
export class Posting {
  readonly state: LedgerState
  readonly entries: Entry[] = []
  private moved = new Map<number, number>()

  constructor(
    before: LedgerState,
    private readonly command: Command,
  ) {
    this.state = {
      ...before,
      lots: [...before.lots],
      redemptions: new Map(before.redemptions),
      awards: new Map(before.awards),
      keys: new Map(before.keys),
    }
  }

  refuse(code: LoyaltyErrorCode): never {
    throw new LoyaltyError(code)
  }

  redemption(id: string): Redemption {
    return this.state.redemptions.get(id) ?? this.refuse("redemption_not_found")
  }

  lot(id: number): Lot {
    const lot = this.state.lots[id - 1]
    if (lot === undefined) throw new RangeError(`There is no lot ${id}.`)
    return lot
  }

  newLot(lot: Pick<Lot, "state" | "expiresAt"> & { points: number; awardId?: number | null }): Lot {
    const points = toPoints(lot.points)
    const created: Lot = {
      id: this.state.lots.length + 1,
      awardId: lot.awardId ?? null,
      points,
      remaining: points,
      expired: toPoints(0),
      state: lot.state,
      open: true,
      earnedAt: this.command.at,
      expiresAt: lot.expiresAt,
    }
    this.state.lots.push(created)
    return created
  }

  changeLot(id: number, change: (lot: Lot) => Lot): void {
    this.state.lots[id - 1] = change(this.lot(id))
  }

  /** Takes the uses' points from their lots. */
  take(uses: readonly LotUse[]): void {
    this.move(uses, -1)
  }

  /** Gives the uses' points back to their lots, which open again. */
  giveBack(uses: readonly LotUse[]): void {
    this.move(uses, 1)
  }

  /** Draws from the open available lots in consumption order. */
  draw(wanted: number): LotUse[] {
    const uses = drawPoints(openLots(this.state.lots, "available"), wanted)
    this.take(uses)
    return uses
  }

  /**
   * Points just became available in their lots. Where the account owes points, they pay the debt first: a lot must
   * not offer what the balance does not have. In debt no other lot is open, so the open ones are just these.
   * Call it before the entry that books the credit.
   */
  payDebt(): void {
    this.draw(Math.max(0, -this.state.available))
  }

  /** Appends the entry for what happened to the lots since the entry before. */
  write(type: EntryType, change: Change, cause: Cause = {}): void {
    const available = toPoints(change.available ?? 0)
    const pending = toPoints(change.pending ?? 0)
    const held = toPoints(change.held ?? 0)
    this.state.available = toPoints(this.state.available + available)
    this.state.pending = toPoints(this.state.pending + pending)
    this.state.held = toPoints(this.state.held + held)
    this.state.sequence += 1
    this.entries.push({
      sequence: this.state.sequence,
      type,
      key: this.command.key,
      at: this.command.at,
      available,
      pending,
      held,
      availableAfter: this.state.available,
      pendingAfter: this.state.pending,
      heldAfter: this.state.held,
      awardId: cause.awardId ?? null,
      redemptionId: cause.redemptionId ?? null,
      lotId: cause.lotId ?? null,
      uses: [...this.moved].flatMap(([lotId, points]) => (points === 0 ? [] : [{ lotId, points }])),
      shortfall: cause.shortfall ?? 0,
      forgiven: cause.forgiven ?? 0,
    })
    this.moved = new Map()
  }

  private move(uses: readonly LotUse[], sign: 1 | -1): void {
    for (const { lotId, points } of uses) {
      this.changeLot(lotId, (lot) => changedLot(lot, sign * points))
      this.moved.set(lotId, (this.moved.get(lotId) ?? 0) + sign * points)
    }
  }
}
