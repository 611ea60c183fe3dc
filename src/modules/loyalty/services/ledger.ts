import { createHash } from "node:crypto"
import type { EntityManager } from "typeorm"
import type { LoyaltyDatabase } from "../data-source"
import { LoyaltyError } from "../domain/errors"
import { toPoints, type Points } from "../domain/points"
import { Gathering } from "../gathering"
import type { RestorationPolicy, ReversalPolicy } from "../domain/program"
import type { RedemptionShare } from "../domain/settlement/deserve"
import { isLedgerUnavailable } from "../persistence/refusals"
import type { Posting, Receipt } from "../types/ledger"

/** One column: the server makes a row of a function's columns more slowly than a text of them. */
interface Answer {
  receipt: string | null
}

/** One member's part of a batch. */
export interface Credit {
  accountId: number
  points: Points
  /** As `Posting.key`. */
  key: string
  expiresAt?: Date | null
}

const creditsMax = 1_000
/** Of `loyalty_posting`. */
const postingFields = 7

const earnProcedure = "loyalty_earn"
/**
 * The only way points change hands. Each method is one SQL call and one transaction, its own unless a
 * transaction's manager is given: it locks the account, answers a repeated key with the first receipt
 * (`idempotency_key_reused` if the request differs), checks, appends, and refreshes the balances. After a refusal
 * nothing has changed. Points are in the program's smallest unit.
 */
export class Ledger {
  private readonly database: LoyaltyDatabase
  /** As the parameters of their calls. Why together: docs/decisions/0020-earnings-go-together.md */
  private readonly earnings: Gathering<unknown[], Receipt>

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
    this.earnings = new Gathering({
      alone: async (parameters) => given(await this.callWith(earnProcedure, parameters), earnProcedure),
      together: async (calls) => await this.earnTogether(calls),
      isCommonFault: isLedgerUnavailable,
      subjectOf: ([accountId]) => accountId as number,
    })
  }

  /**
   * Credits a new lot: pending until activated, or available at once. Those that are asked for while others are under way
   * are posted together; what cannot be posted at once, without waiting and without a question, is posted by itself.
   */
  async earn(
    command: {
      accountId: number
      points: Points
      pending: boolean
      awardId?: number
      expiresAt?: Date | null
      detail?: Record<string, unknown>
    },
    posting: Posting,
    manager?: EntityManager,
  ): Promise<Receipt> {
    const { accountId, points, pending, awardId = null, expiresAt = null, detail = null } = command
    const values = [points, pending, awardId, expiresAt, detail]
    if (manager !== undefined) return await this.post(earnProcedure, accountId, values, posting, manager)
    return await this.earnings.ask(parametersOf(earnProcedure, accountId, values, posting))
  }

  /**
   * Earns for many members in one transaction: all of it or nothing. Answers the receipts in the order of the credits;
   * each key is what it is for `earn`, and known to it. Up to 1,000 credits with keys of their own, or `invalid_request`.
   */
  async earnBatch(
    { credits, pending }: { credits: Credit[]; pending: boolean },
    { at, reason, actor }: Omit<Posting, "key">,
  ): Promise<Receipt[]> {
    const keys = credits.map(({ key }) => key)
    if (credits.length > creditsMax || new Set(keys).size < keys.length)
      throw new LoyaltyError("invalid_request")
    const fingerprints = credits.map(({ accountId, points, expiresAt = null }) =>
      fingerprintOf(earnProcedure, [[accountId], [points, pending, null, expiresAt, null]]),
    )
    const answers = await this.database.call<Answer>(
      "loyalty_earn_batch",
      `select loyalty_earn_batch($1, $2, $3, $4, $5, $6, $7, $8, $9) as receipt`,
      [
        credits.map(({ accountId }) => accountId),
        keys,
        fingerprints,
        credits.map(({ points }) => points),
        credits.map(({ expiresAt = null }) => expiresAt),
        pending,
        at,
        reason,
        actor,
      ],
    )
    return answers.map((answer) => given(receiptOf(answer), "loyalty_earn_batch"))
  }

  /** Makes an award's pending points available. Null where none were pending: no difference, no entry. */
  async activate(
    command: { accountId: number; awardId: number; expiresAt: Date | null },
    posting: Posting,
    manager?: EntityManager,
  ): Promise<Receipt | null> {
    const { accountId, awardId, expiresAt } = command
    return await this.call("loyalty_activate", accountId, [awardId, expiresAt], posting, manager)
  }

  /**
   * Takes earned points back: the award's own pending ones, its own available ones, then others by policy. What
   * could not be taken is noted on the entry and on the award.
   */
  async reverse(
    command: {
      accountId: number
      awardId: number
      points: Points
      policy: ReversalPolicy
      detail?: Record<string, unknown>
    },
    posting: Posting,
    manager?: EntityManager,
  ): Promise<Receipt> {
    const { accountId, awardId, points, policy, detail = null } = command
    return await this.post("loyalty_reverse", accountId, [awardId, points, policy, detail], posting, manager)
  }

  /** By hand. Negative points are refused with `insufficient_points` beyond what is available. */
  async adjust(
    command: { accountId: number; points: Points; expiresAt?: Date | null; note?: string | null },
    posting: Posting,
  ): Promise<Receipt> {
    const { accountId, points, expiresAt = null, note = null } = command
    return await this.post("loyalty_adjust", accountId, [points, expiresAt, note], posting)
  }

  /**
   * Sets points aside for a cart, in place of what the cart had before. Refused: `account_frozen`,
   * `insufficient_points`, `redemption_mismatch` (the cart holds another member's points), `cart_completed`.
   */
  async hold(
    command: {
      accountId: number
      token: string
      cartId: string
      points: Points
      currencyCode: string
      termsId: number
      expiresAt: Date
    },
    posting: Posting,
  ): Promise<Receipt> {
    const { accountId, token, cartId, points, currencyCode, termsId, expiresAt } = command
    // The token and the hour of expiry differ at every try of the same request.
    const request = { accountId, cartId, points, currencyCode }
    const values = [token, cartId, points, currencyCode, termsId, expiresAt]
    return await this.post("loyalty_open_redemption", accountId, values, posting, undefined, request)
  }

  /** The order keeps these points; the rest of the hold goes back to its lots. */
  async capture(
    command: { redemptionId: number; points: Points; shares: RedemptionShare[] },
    posting: Posting,
    manager?: EntityManager,
  ): Promise<Receipt> {
    const { redemptionId, points, shares } = command
    return await this.post(
      "loyalty_capture",
      redemptionId,
      [points, JSON.stringify(shares)],
      posting,
      manager,
    )
  }

  /** Ends a redemption and gives its points back; `lapse` only while no order is being made of the cart. */
  async release(
    command: { redemptionId: number; ending: "release" | "lapse" },
    posting: Posting,
    manager?: EntityManager,
  ): Promise<Receipt> {
    return await this.post("loyalty_end_redemption", command.redemptionId, [command.ending], posting, manager)
  }

  /** Gives spent points back to the lots they came from, the last drawn first. */
  async restore(
    command: {
      redemptionId: number
      points: Points
      policy: RestorationPolicy
      reissueExpiresAt: Date | null
    },
    posting: Posting,
    manager?: EntityManager,
  ): Promise<Receipt> {
    const { redemptionId, points, policy, reissueExpiresAt } = command
    return await this.post(
      "loyalty_restore",
      redemptionId,
      [points, policy, reissueExpiresAt],
      posting,
      manager,
    )
  }

  /** Lets go of what has expired in up to `lotsMax` lots; answers how many accounts were touched. */
  async expireDue(at: Date, lotsMax: number): Promise<number> {
    const rows = await this.database.query<{ accounts: number }>(
      `select loyalty_expire_batch($1, $2) as accounts`,
      [at, lotsMax],
    )
    return rows[0]?.accounts ?? 0
  }

  /**
   * Writes an event for each member some of whose points expire within the notice, once an expiry. Answers whether
   * there is more to announce: a call looks one day of expiries ahead.
   */
  async announceExpiring(at: Date, noticeDays: number): Promise<boolean> {
    const rows = await this.database.query<{ more: boolean }>(
      `select loyalty_announce_expiring($1, make_interval(days => $2)) as more`,
      [at, noticeDays],
    )
    return rows[0]?.more ?? false
  }

  async knows(key: string): Promise<boolean> {
    const rows = await this.database.query(`select from loyalty_entry where idempotency_key = $1`, [key])
    return rows.length > 0
  }

  private async post(...call: Parameters<Ledger["call"]>): Promise<Receipt> {
    return given(await this.call(...call), call[0])
  }

  private async call(
    procedure: string,
    subject: number,
    values: unknown[],
    posting: Posting,
    manager?: EntityManager,
    request: unknown = values,
  ): Promise<Receipt | null> {
    const parameters = parametersOf(procedure, subject, values, posting, request)
    return await this.callWith(procedure, parameters, manager)
  }

  private async callWith(
    procedure: string,
    parameters: unknown[],
    manager?: EntityManager,
  ): Promise<Receipt | null> {
    const [subject, ...rest] = parameters.map((_, index) => `$${index + 1}`)
    const posting = `(${rest.slice(0, postingFields).join(", ")})::loyalty_posting`
    const sql = `select ${procedure}(${[subject, posting, ...rest.slice(postingFields)].join(", ")}) as receipt`
    const [answer] = await this.database.call<Answer>(procedure, sql, parameters, manager)
    return receiptOf(answer)
  }

  /** In the order of the calls, undefined for each that was left undone. */
  private async earnTogether(calls: unknown[][]): Promise<(Receipt | undefined)[]> {
    const columns = calls[0].map((_, index) => calls.map((parameters) => parameters[index]))
    const placeholders = columns.map((_, index) => `$${index + 1}`).join(", ")
    const answers = await this.database.call<Answer>(
      "loyalty_earn_together",
      `select loyalty_earn_together(${placeholders}) as receipt`,
      columns,
    )
    return answers.map((answer) => receiptOf(answer) ?? undefined)
  }
}

function given(receipt: Receipt | null, procedure: string): Receipt {
  if (receipt === null) throw new Error(`${procedure} gave no receipt.`)
  return receipt
}

/** The subject, the fields of `loyalty_posting` in their order, and the rest. */
function parametersOf(
  procedure: string,
  subject: number,
  values: unknown[],
  posting: Posting,
  request: unknown = values,
): unknown[] {
  const { key, at, reason, actor, orderId = null, correctsEntryId = null } = posting
  const fingerprint = fingerprintOf(procedure, [[subject], request])
  return [subject, key, fingerprint, at, reason, actor, orderId, correctsEntryId, ...values]
}

/** What was asked for, without when: a retry comes later but asks for the same. */
function fingerprintOf(procedure: string, request: unknown): Buffer {
  return createHash("sha256")
    .update(JSON.stringify([procedure, request]))
    .digest()
}

/** From a `loyalty_receipt` as the server writes it: `(41,f,,7,100,0,0)`, with nothing in the place of null. */
function receiptOf({ receipt }: Answer): Receipt | null {
  if (receipt === null || receipt.startsWith("(,")) return null
  const [entryId, replayed, redemptionId, sequence, available, pending, held] = receipt
    .slice(1, -1)
    .split(",")
  return {
    entryId: Number(entryId),
    replayed: replayed === "t",
    redemptionId: redemptionId === "" ? null : Number(redemptionId),
    sequence: Number(sequence),
    available: toPoints(Number(available)),
    pending: toPoints(Number(pending)),
    held: toPoints(Number(held)),
  }
}
