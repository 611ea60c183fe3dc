import { toPoints, type Points } from "../points"
import type { ProgramTerms, RestorationPolicy, ReversalPolicy } from "../program"
import { expiryDate } from "./dates"
import type { Deserved, RedemptionShare } from "./deserve"

const dayMs = 86_400_000

/** What an order has earned so far for one account. */
export interface GivenAward {
  /** '' for what has the program's dates; otherwise the rule whose dates the points have. */
  portion: string
  /** Null for the customer who becomes a member by this settlement. */
  accountId: number | null
  earned: Points
  reversed: Points
  /** What the reversals could not collect. */
  shortfall: Points
}

/** What an order has spent so far, and what it is to capture of points that are still held. */
export interface GivenRedemption {
  id: number
  accountId: number
  captured: Points
  restored: Points
  /** Null where the redemption has ended, by capture or otherwise. */
  capture: { points: Points; shares: RedemptionShare[] } | null
}

/** One thing to be done to the ledger; each but `keep` is an entry. */
export type Step =
  | { verb: "keep" | "earn"; accountId: number | null; portion: string; points: Points }
  | {
      verb: "reverse"
      accountId: number | null
      portion: string
      points: Points
      policy: ReversalPolicy
    }
  | { verb: "activate"; accountId: number | null; portion: string; expiresAt: Date | null }
  | { verb: "release"; accountId: number; redemptionId: number }
  | { verb: "capture"; accountId: number; redemptionId: number; points: Points; shares: RedemptionShare[] }
  | {
      verb: "restore"
      accountId: number
      redemptionId: number
      points: Points
      policy: RestorationPolicy
      expiresAt: Date | null
    }

/** Brings what was given for an order to `target`; where that is due, what is pending of it becomes available. */
export function stepsOfAward(
  { portion, accountId, earned, reversed, shortfall }: GivenAward,
  target: Points,
  { terms, due, expiresAt }: { terms: ProgramTerms; due: boolean; expiresAt: Date | null },
): Step[] {
  const steps: Step[] = []
  const difference = target - (earned - reversed)
  if (difference < 0) {
    const policy = terms.returns.reversal
    steps.push({ verb: "reverse", accountId, portion, points: toPoints(-difference), policy })
  } else if (difference > 0) {
    // Points that an earlier reversal could not collect are still with the member: they are not given twice.
    const kept = toPoints(Math.min(difference, shortfall))
    const points = toPoints(difference - kept)
    if (kept > 0) steps.push({ verb: "keep", accountId, portion, points: kept })
    if (points > 0) steps.push({ verb: "earn", accountId, portion, points })
  }
  if (due) steps.push({ verb: "activate", accountId, portion, expiresAt })
  return steps
}

/** Ends a redemption that is still held, and gives back what the order has spent beyond what it deserves. */
export function stepsOfRedemption(
  { id: redemptionId, accountId, captured, restored, capture }: GivenRedemption,
  { spent: target }: Pick<Deserved, "spent">,
  { terms, at }: { terms: ProgramTerms; at: Date },
): Step[] {
  const steps: Step[] = []
  let spent = captured - restored
  if (capture?.points === 0) {
    steps.push({ verb: "release", accountId, redemptionId })
  } else if (capture !== null) {
    steps.push({ verb: "capture", accountId, redemptionId, ...capture })
    spent = capture.points
  }
  if (spent > target) {
    const { restoration: policy, graceDays } = terms.returns
    const expiresAt = policy === "grace" ? new Date(at.getTime() + graceDays * dayMs) : expiryDate(at, terms)
    const points = toPoints(spent - target)
    steps.push({ verb: "restore", accountId, redemptionId, points, policy, expiresAt })
  }
  return steps
}
