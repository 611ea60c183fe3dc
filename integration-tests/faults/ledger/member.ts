import type { Command } from "../../../src/modules/loyalty/domain/ledger"
import { awardIds } from "../../../src/modules/loyalty/domain/__tests__/arbitrary-commands"
import { toPoints } from "../../../src/modules/loyalty/domain/points"
import type { Ledger } from "../../../src/modules/loyalty/services/ledger"
import type { Redemptions } from "../../../src/modules/loyalty/services/redemptions"
import type { Posting, Receipt } from "../../../src/modules/loyalty/types/ledger"
import { expectedOf, newReference, type Reference } from "./reference"

/** The services that a request is put to: one process of the store. */
export interface Door {
  ledger: Ledger
  redemptions: Redemptions
}

export type Answer =
  | { kind: "posted" | "replayed"; receipt: Receipt }
  | { kind: "accepted" | "nothing_to_do" }
  | { kind: "refused"; code: string; error: unknown }

export interface MemberIdentity {
  accountId: number
  publicId: string
  customerId: string
  /** Sets this member's keys, tokens and carts apart from everybody else's. */
  prefix: string
  /** The awards' keys, in the order of the model's names for them. */
  awardKeys: number[]
}

/** What expires or changes only a status has no key: asked a second time, it is simply asked again. */
const unkeyed = ["expire", "commit", "reopen"]
export const isKeyed = ({ type }: Command): boolean => !unkeyed.includes(type)

/** One member, in the words of the model and in those of the database, and what somebody who watches would think he has. */
export class Member {
  /** The keys that redemptions have in the database, by the model's names. */
  readonly redemptionKeys = new Map<string, number>()
  /** What was asked for so far, for asking again. */
  readonly asked: Command[] = []
  /** As of the answers so far. With several lanes at work it may lag behind; it is good enough to aim by. */
  guess: Reference = newReference()
  private named = 0

  /** Whether some of his carts are also other members', who are then refused or refuse him. */
  readonly sharesCarts: boolean
  private readonly mark: string

  /** `mark` sets apart the names that are given to the same member in another process. */
  constructor(
    readonly identity: MemberIdentity,
    { sharesCarts = false, mark = "" }: { sharesCarts?: boolean; mark?: string } = {},
  ) {
    this.sharesCarts = sharesCarts
    this.mark = mark
  }

  /** A name that this member has not used yet. */
  name(kind: string): string {
    this.named += 1
    return `${kind}_${this.mark}${this.named}`
  }

  async ask(door: Door, command: Command): Promise<Answer> {
    try {
      const receipt = await this.post(door, command)
      if (receipt === undefined) return { kind: "accepted" }
      if (receipt === null) return { kind: "nothing_to_do" }
      if (command.type === "hold" && receipt.redemptionId !== null) {
        this.redemptionKeys.set(command.redemptionId, receipt.redemptionId)
      }
      return { kind: receipt.replayed ? "replayed" : "posted", receipt }
    } catch (error) {
      return { kind: "refused", code: String((error as { code?: unknown }).code ?? error), error }
    }
  }

  /** Takes the answer into the guess. */
  learn(command: Command, answer: Answer): void {
    if (answer.kind !== "posted" && answer.kind !== "accepted") return
    const expected = expectedOf(this.guess, command)
    if (!("error" in expected)) this.guess = expected.after
  }

  postingOf({ key, at }: Command): Posting {
    return { key: this.identity.prefix + key, at, reason: "told_by_test", actor: "system" }
  }

  tokenOf(redemptionId: string): string {
    return this.identity.prefix + redemptionId
  }

  /** A cart that several members fight for carries no member's mark. */
  private cartOf(cartId: string | null | undefined): string {
    return cartId?.startsWith("shared") ? cartId : this.identity.prefix + (cartId ?? "")
  }

  private async post(door: Door, command: Command): Promise<Receipt | null | undefined> {
    const { ledger, redemptions } = door
    const { accountId, customerId } = this.identity
    const posting = this.postingOf(command)
    switch (command.type) {
      case "earn": {
        const { pending, expiresAt } = command
        const points = toPoints(command.points)
        const awardId = command.awardId ? this.awardKeyOf(command.awardId) : undefined
        return await ledger.earn({ accountId, points, pending, expiresAt, awardId }, posting)
      }
      case "activate": {
        const { expiresAt } = command
        return await ledger.activate(
          { accountId, awardId: this.awardKeyOf(command.awardId), expiresAt },
          posting,
        )
      }
      case "expire":
        await ledger.expireDue(command.at, 1_000)
        return undefined
      case "hold":
        return await ledger.hold(
          {
            accountId,
            token: this.tokenOf(command.redemptionId),
            cartId: this.cartOf(command.cartId),
            points: toPoints(command.points),
            currencyCode: "eur",
            termsId: 1,
            expiresAt: command.at,
          },
          posting,
        )
      case "commit":
        // Of the points asked for none: how many the redemption holds may change before this is answered.
        await redemptions.commit(this.tokenOf(command.redemptionId), customerId, toPoints(0))
        return undefined
      case "reopen":
        await redemptions.reopen(this.tokenOf(command.redemptionId))
        return undefined
      case "capture":
        return await ledger.capture(
          {
            redemptionId: this.redemptionKeyOf(command.redemptionId),
            points: toPoints(command.points),
            shares: [],
          },
          posting,
        )
      case "release":
      case "lapse":
        return await ledger.release(
          { redemptionId: this.redemptionKeyOf(command.redemptionId), ending: command.type },
          posting,
        )
      case "restore": {
        const { expiredPolicy: policy, reissueExpiresAt } = command
        const redemptionId = this.redemptionKeyOf(command.redemptionId)
        const points = toPoints(command.points)
        return await ledger.restore({ redemptionId, points, policy, reissueExpiresAt }, posting)
      }
      case "reverse": {
        const { policy } = command
        const points = toPoints(command.points)
        return await ledger.reverse(
          { accountId, awardId: this.awardKeyOf(command.awardId), points, policy },
          posting,
        )
      }
      case "adjust": {
        const { expiresAt } = command
        return await ledger.adjust({ accountId, points: toPoints(command.points), expiresAt }, posting)
      }
    }
  }

  private awardKeyOf(awardId: number): number {
    return this.identity.awardKeys[awardIds.findIndex((id) => id === awardId)]
  }

  /** Zero where the model speaks of a redemption that never was: no row has that key. */
  private redemptionKeyOf(redemptionId: string): number {
    return this.redemptionKeys.get(redemptionId) ?? 0
  }
}
