import type { LoyaltyErrorCode } from "../errors"
import type { Points } from "../points"
import type { RestorationPolicy, ReversalPolicy } from "../program"

export const entryTypes = [
  "earn",
  "activate",
  "hold",
  "capture",
  "release",
  "lapse",
  "reverse",
  "restore",
  "expire",
  "adjust",
] as const

export type EntryType = (typeof entryTypes)[number]

/** Points from one credit. What remains of them is what its uses left: remaining = points + Σ uses. */
export interface Lot {
  id: number
  awardId: number | null
  points: Points
  remaining: Points
  /** Taken by expiry, over all time: spent points that are given back to an expired lot expire later. */
  expired: Points
  state: "pending" | "available"
  open: boolean
  earnedAt: Date
  expiresAt: Date | null
}

/** Signed: negative was taken from the lot, positive given back to it. */
export interface LotUse {
  lotId: number
  points: number
}

export type RedemptionStatus = "open" | "committed" | "captured" | "released" | "lapsed"

export interface Redemption {
  status: RedemptionStatus
  cartId: string | null
  /** Set aside at this moment; zero once the redemption has ended. */
  held: number
  captured: number
  restored: number
  /** What the hold drew, in draw order, as positive amounts. */
  uses: LotUse[]
}

/** One account. A value: commands answer with a new state and leave the old one alone. */
export interface LedgerState {
  status: "active" | "frozen"
  available: number
  pending: number
  held: number
  sequence: number
  lots: Lot[]
  redemptions: Map<string, Redemption>
  awards: Map<number, { expiredForgiven: number }>
  keys: Map<string, { fingerprint: string; firstSequence: number }>
}

/** One appended row: what changed, and the balances after it. */
export interface Entry {
  sequence: number
  type: EntryType
  key: string
  at: Date
  available: number
  pending: number
  held: number
  availableAfter: number
  pendingAfter: number
  heldAfter: number
  awardId: number | null
  redemptionId: string | null
  /** The lot that this entry created. */
  lotId: number | null
  /** At most one use a lot, none of zero points, in the order in which the lots were touched. */
  uses: LotUse[]
  /** Of a reversal: what could not be taken. */
  shortfall: number
  /** Of a reversal: what had expired before, and is not taken a second time. */
  forgiven: number
}

interface Keyed {
  key: string
  fingerprint: string
  at: Date
}

export interface EarnCommand extends Keyed {
  type: "earn"
  points: number
  awardId?: number | null
  pending: boolean
  expiresAt: Date | null
}

export interface ActivateCommand extends Keyed {
  type: "activate"
  awardId: number
  expiresAt: Date | null
}

export interface ExpireCommand extends Keyed {
  type: "expire"
}

export interface HoldCommand extends Keyed {
  type: "hold"
  redemptionId: string
  points: number
  /** A cart has one redemption: the one it had until now is released in the same posting. */
  cartId?: string | null
}

/** Not a posting: the order is being made, the hold may no longer lapse. */
export interface CommitCommand extends Keyed {
  type: "commit"
  redemptionId: string
}

/** Not a posting: the order could not be made, the redemption is the cart's again. */
export interface ReopenCommand extends Keyed {
  type: "reopen"
  redemptionId: string
}

export interface CaptureCommand extends Keyed {
  type: "capture"
  redemptionId: string
  /** What stays spent; the rest of the hold goes back. */
  points: number
}

export interface ReleaseCommand extends Keyed {
  type: "release" | "lapse"
  redemptionId: string
}

export interface RestoreCommand extends Keyed {
  type: "restore"
  redemptionId: string
  points: number
  expiredPolicy: RestorationPolicy
  /** Expiry of the lot that replaces expired ones; not looked at under `stay_expired`. */
  reissueExpiresAt: Date | null
}

export interface ReverseCommand extends Keyed {
  type: "reverse"
  awardId: number
  points: number
  policy: ReversalPolicy
}

export interface AdjustCommand extends Keyed {
  type: "adjust"
  points: number
  expiresAt?: Date | null
}

export type Command =
  | EarnCommand
  | ActivateCommand
  | ExpireCommand
  | HoldCommand
  | CommitCommand
  | ReopenCommand
  | CaptureCommand
  | ReleaseCommand
  | RestoreCommand
  | ReverseCommand
  | AdjustCommand

/**
 * `nothing_to_do` writes nothing, not even its key: a later call with the same key may find something.
 * `replayed` changed nothing now because the first call did.
 */
export type Outcome = "posted" | "replayed" | "nothing_to_do"

export interface Applied {
  state: LedgerState
  entries: Entry[]
  outcome: Outcome
}

export interface Refused {
  error: LoyaltyErrorCode
}

export function emptyLedger(): LedgerState {
  return {
    status: "active",
    available: 0,
    pending: 0,
    held: 0,
    sequence: 0,
    lots: [],
    redemptions: new Map(),
    awards: new Map(),
    keys: new Map(),
  }
}
