import {
  applyCommand,
  emptyLedger,
  type Command,
  type Entry,
  type LedgerState,
} from "../../src/modules/loyalty/domain/ledger"
import { awardIds } from "../../src/modules/loyalty/domain/__tests__/arbitrary-commands"
import { toPoints } from "../../src/modules/loyalty/domain/points"
import type { AccountRow } from "../../src/modules/loyalty/persistence/account.schema"
import type { Posting, Receipt } from "../../src/modules/loyalty/types/ledger"
import type { LedgerShop } from "./ledger-database"
import { steered } from "./steering"

interface Use {
  lot: number
  points: number
}

/** An account's rows, in the model's words: lots by their order, awards and redemptions by the model's names. */
interface Rows {
  account: {
    status: string
    available: number
    pending: number
    held: number
    sequence: number
    hash: string
  }
  lots: unknown[]
  redemptions: Record<string, unknown>
  awards: { id: number; earned: number; reversed: number; forgiven: number; shortfall: number }[]
  entries: unknown[]
  /** Of all accounts: what is refused must not be told of either. */
  events: number
}

/** A command to be put to both; a sensible one is steered to where it can apply. */
export interface Request {
  command: Command
  sensible: boolean
}

const unkeyed = ["expire", "commit", "reopen"]

/** One account that is lived in the model and in the database at the same time, and compared after each command. */
export class Life {
  private state: LedgerState = emptyLedger()
  private rows: Rows | null = null
  private readonly redemptionKeys = new Map<string, number>()
  private readonly asked = new Map<Request, Command | null>()
  private calls = 0

  private constructor(
    private readonly shop: LedgerShop,
    private readonly account: AccountRow,
    private readonly prefix: string,
    private readonly awardKeys: Map<number, number>,
  ) {}

  static async begin(shop: LedgerShop): Promise<Life> {
    const account = await shop.customer()
    const awardKeys = new Map<number, number>()
    for (const id of awardIds) awardKeys.set(id, await shop.award(account.id))
    return new Life(shop, account, `${shop.cause("life")}:`, awardKeys)
  }

  get publicId(): string {
    return this.account.publicId
  }

  async setStatus(status: AccountRow["status"]): Promise<void> {
    await this.shop.accounts.setStatus(this.account.publicId, status)
    this.state = { ...this.state, status }
    this.rows = null
  }

  /** Puts the request to both and compares; answers what happened. A retry asks exactly what was asked before. */
  async live(request: Request): Promise<string[]> {
    const before = this.rows ?? (await this.read())
    if (!this.asked.has(request)) this.asked.set(request, this.asAsked(request, before))
    const asked = this.asked.get(request) ?? null
    if (asked === null) return []
    this.calls += 1
    const command = unkeyed.includes(asked.type) ? { ...asked, key: `call_${this.calls}` } : asked

    const expected = applyCommand(this.state, command)
    const answer = await this.ask(command)
    const after = await this.read()
    this.rows = after

    if ("error" in expected) {
      expect({ command, answer }).toEqual({ command, answer: expected.error })
      expect({ command, after }).toEqual({ command, after: before })
      return [expected.error]
    }
    this.state = expected.state
    const outcome = unkeyed.includes(command.type) ? "accepted" : expected.outcome
    expect({ command, answer }).toEqual({ command, answer: outcome })
    expect({ command, entries: after.entries.slice(before.entries.length) }).toEqual({
      command,
      entries: expected.entries.map(entryOf),
    })
    expect({ command, ...balancesAndLots(after) }).toEqual({ command, ...stateOf(this.state) })
    return [expected.outcome, ...expected.entries.map(({ type }) => type)]
  }

  /**
   * In the model keys and fingerprints are free; in the database they follow from what is asked, and expiry, commit
   * and reopen have none. A settlement takes back no more of an award than it gave, so no drawn command does.
   */
  private asAsked({ command: drawn, sensible }: Request, { awards }: Rows): Command | null {
    const command = sensible ? { ...steered(drawn, this.state) } : { ...drawn }
    const unknown =
      "redemptionId" in command && command.type !== "hold" && !this.redemptionKeys.has(command.redemptionId)
    // Reopening is a compensation: of what never was, the database has nothing to say.
    if (command.type === "reopen" && unknown) return null
    // Without a redemption there is no account whose keys could be looked at.
    if (unknown) command.key = `own_${this.asked.size}`
    if (command.type === "hold") command.cartId ??= `cart_of_${command.redemptionId}`
    if (command.type === "reverse") {
      const given = new Map(awards.map(({ id, earned, reversed }) => [id, earned - reversed]))
      const richest = [...given].reduce((most, one) => (one[1] > most[1] ? one : most))
      if (sensible) command.awardId = richest[0]
      command.points = Math.min(command.points, given.get(command.awardId) ?? 0)
      if (command.points === 0) return null
    }
    const { key: _key, at: _at, fingerprint: _fingerprint, ...request } = command
    // A retry of the same request comes with another token.
    const asked = request.type === "hold" ? { ...request, redemptionId: null } : request
    return { ...command, fingerprint: JSON.stringify(asked) }
  }

  private async ask(command: Command): Promise<string> {
    try {
      const receipt = await this.post(command)
      if (receipt === undefined) return "accepted"
      if (receipt === null) return "nothing_to_do"
      const known = command.type === "hold" && !receipt.replayed ? command.redemptionId : null
      if (known !== null && receipt.redemptionId !== null) {
        this.redemptionKeys.set(known, receipt.redemptionId)
      }
      return receipt.replayed ? "replayed" : "posted"
    } catch (error) {
      return String((error as { code?: unknown }).code ?? error)
    }
  }

  private async post(command: Command): Promise<Receipt | null | undefined> {
    const { shop, account } = this
    const { ledger, redemptions } = shop
    const posting = this.postingOf(command)
    switch (command.type) {
      case "earn": {
        const { points, pending, expiresAt } = command
        const awardId = this.awardKeys.get(command.awardId ?? 0)
        const lot = { points: toPoints(points), pending, expiresAt, awardId }
        return await ledger.earn({ accountId: account.id, ...lot }, posting)
      }
      case "activate": {
        const awardId = this.awardKeyOf(command)
        return await ledger.activate(
          { accountId: account.id, awardId, expiresAt: command.expiresAt },
          posting,
        )
      }
      case "expire":
        await ledger.expireDue(command.at, 1_000_000)
        return undefined
      case "hold":
        return await ledger.hold(
          {
            accountId: account.id,
            token: this.prefix + command.redemptionId,
            cartId: this.prefix + (command.cartId ?? ""),
            points: toPoints(command.points),
            currencyCode: "eur",
            termsId: 1,
            expiresAt: command.at,
          },
          posting,
        )
      case "commit": {
        const held = toPoints(this.state.redemptions.get(command.redemptionId)?.held ?? 0)
        await redemptions.commit(this.prefix + command.redemptionId, account.customerId, held)
        return undefined
      }
      case "reopen":
        await redemptions.reopen(this.prefix + command.redemptionId)
        return undefined
      case "capture": {
        const redemptionId = this.redemptionKeyOf(command)
        return await ledger.capture({ redemptionId, points: toPoints(command.points), shares: [] }, posting)
      }
      case "release":
      case "lapse":
        return await ledger.release(
          { redemptionId: this.redemptionKeyOf(command), ending: command.type },
          posting,
        )
      case "restore": {
        const { points, expiredPolicy: policy, reissueExpiresAt } = command
        const redemptionId = this.redemptionKeyOf(command)
        return await ledger.restore(
          { redemptionId, points: toPoints(points), policy, reissueExpiresAt },
          posting,
        )
      }
      case "reverse": {
        const { points, policy } = command
        const awardId = this.awardKeyOf(command)
        return await ledger.reverse(
          { accountId: account.id, awardId, points: toPoints(points), policy },
          posting,
        )
      }
      case "adjust": {
        const { points, expiresAt } = command
        return await ledger.adjust({ accountId: account.id, points: toPoints(points), expiresAt }, posting)
      }
    }
  }

  private postingOf({ key, at }: Command): Posting {
    return { key: this.prefix + key, at, reason: "told_by_test", actor: "system" }
  }

  private awardKeyOf({ awardId }: { awardId: number }): number {
    return this.awardKeys.get(awardId) ?? 0
  }

  /** Zero where the model speaks of a redemption that never was: no row has that key. */
  private redemptionKeyOf({ redemptionId }: { redemptionId: string }): number {
    return this.redemptionKeys.get(redemptionId) ?? 0
  }

  private async read(): Promise<Rows> {
    const [{ rows }] = await this.shop.rows<{ rows: Rows }>(everything, [
      this.account.id,
      [...this.awardKeys.values()],
      this.prefix.length,
    ])
    return rows
  }
}

function entryOf(entry: Entry): unknown {
  const { type, at, available, pending, held, availableAfter, pendingAfter, heldAfter } = entry
  return {
    type,
    at: at.getTime(),
    changes: [available, pending, held],
    after: [availableAfter, pendingAfter, heldAfter],
    award: entry.awardId,
    redemption: entry.redemptionId,
    lot: entry.lotId,
    uses: entry.uses
      .map(({ lotId, points }): Use => ({ lot: lotId, points }))
      .sort((one, other) => one.lot - other.lot),
    shortfall: entry.shortfall,
    forgiven: entry.forgiven,
  }
}

function stateOf(state: LedgerState): Record<string, unknown> {
  return {
    balances: [state.available, state.pending, state.held],
    sequence: state.sequence,
    lots: state.lots.map((lot) => ({
      award: lot.awardId,
      points: lot.points,
      remaining: lot.remaining,
      expired: lot.expired,
      state: lot.state,
      open: lot.open,
      earned_at: lot.earnedAt.getTime(),
      expires_at: lot.expiresAt?.getTime() ?? null,
    })),
    redemptions: Object.fromEntries(
      [...state.redemptions].map(([id, { status, held, captured, restored }]) => [
        id,
        { status, held, captured, restored },
      ]),
    ),
    forgiven: awardIds.map((id) => state.awards.get(id)?.expiredForgiven ?? 0),
  }
}

function balancesAndLots({ account, lots, redemptions, awards }: Rows): Record<string, unknown> {
  return {
    balances: [account.available, account.pending, account.held],
    sequence: account.sequence,
    lots,
    redemptions,
    forgiven: awards.map(({ forgiven }) => forgiven),
  }
}

const moment = (column: string): string => `(extract(epoch from ${column}) * 1000)::bigint`

/** $1: the account's key, $2: its awards' keys in the model's order, $3: how much of a token is not the model's. */
const everything = `
  with lot as (
    select *, row_number() over (order by id) as rank from loyalty_lot where account_id = $1
  )
  select json_build_object(
    'account', (select json_build_object('status', status, 'available', available, 'pending', pending, 'held', held,
        'sequence', sequence, 'hash', encode(last_hash, 'hex'))
      from loyalty_account where id = $1),
    'lots', (select coalesce(json_agg(json_build_object('award', array_position($2::bigint[], award_id),
        'points', points, 'remaining', remaining, 'expired', expired, 'state', state, 'open', open,
        'earned_at', ${moment("earned_at")}, 'expires_at', ${moment("expires_at")}) order by id), '[]') from lot),
    'redemptions', (select coalesce(json_object_agg(substr(token, $3 + 1), json_build_object('status', status,
        'held', case when status in ('open', 'committed') then points else 0 end,
        'captured', captured, 'restored', restored)), '{}')
      from loyalty_redemption where account_id = $1),
    'awards', (select json_agg(json_build_object('id', array_position($2::bigint[], id), 'earned', earned,
        'reversed', reversed, 'forgiven', expired_forgiven, 'shortfall', shortfall) order by array_position($2::bigint[], id))
      from loyalty_award where id = any ($2)),
    'entries', (select coalesce(json_agg(json_build_object('type', type, 'at', ${moment("occurred_at")},
        'changes', array[available_change, pending_change, held_change],
        'after', array[available_after, pending_after, held_after],
        'award', array_position($2::bigint[], award_id),
        'redemption', (select substr(token, $3 + 1) from loyalty_redemption r where r.id = e.redemption_id),
        'lot', (select rank from lot where entry_id = e.id),
        'uses', (select coalesce(json_agg(json_build_object('lot', lot.rank, 'points', u.points) order by lot.rank), '[]')
          from loyalty_lot_use u join lot on lot.id = u.lot_id where u.entry_id = e.id),
        'shortfall', coalesce((detail->>'shortfall')::bigint, 0),
        'forgiven', coalesce((detail->>'expired')::bigint, 0)) order by sequence), '[]')
      from loyalty_entry e where account_id = $1),
    'events', (select count(*) from loyalty_outbox)
  ) as rows`
