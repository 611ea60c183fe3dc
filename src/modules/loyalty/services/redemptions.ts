import { randomBytes } from "node:crypto"
import type { LoyaltyDatabase } from "../data-source"
import { LoyaltyError } from "../domain/errors"
import { toPoints, type Points } from "../domain/points"
import type { ProgramTerms } from "../domain/program"
import { tokenBytes, tokenFrom } from "../domain/redemption/code"
import type { AccountRow } from "../persistence/account.schema"
import type { ProgramRow } from "../persistence/program.schema"
import { RedemptionSchema, type RedemptionRow } from "../persistence/redemption.schema"
import type { Receipt } from "../types/ledger"
import type { Ledger } from "./ledger"
import type { Programs } from "./programs"

/** An open redemption as the checkout needs it: what was asked, by whom, under which terms. */
export interface CartRedemption {
  id: number
  token: string
  status: "open" | "committed"
  points: Points
  currencyCode: string
  terms: ProgramTerms
  customerId: string
  accountStatus: AccountRow["status"]
  expiresAt: Date
}

interface CartRedemptionRow {
  id: string
  token: string
  status: "open" | "committed"
  points: string
  currency_code: string
  terms: ProgramTerms
  customer_id: string
  account_status: AccountRow["status"]
  expires_at: Date
}

/** Asking the system for randomness takes longer than all else that makes a token: it is asked for many at once. */
const tokensAtOnce = 200

/** Points that customers have put on carts, from the request to its one ending. */
export class Redemptions {
  private readonly database: LoyaltyDatabase
  private readonly ledger: Ledger
  private readonly programs: Programs
  private randomness = Buffer.alloc(0)

  constructor(cradle: { database: LoyaltyDatabase; ledger: Ledger; programs: Programs }) {
    this.database = cradle.database
    this.ledger = cradle.ledger
    this.programs = cradle.programs
  }

  /** Holds the points for the cart, in place of what it held before. Errors as `Ledger.hold`. */
  async open(command: {
    account: AccountRow
    cartId: string
    points: Points
    currencyCode: string
    program: ProgramRow
    key: string
    at: Date
  }): Promise<Receipt> {
    const { account, cartId, points, currencyCode, program, key, at } = command
    const expiresAt = new Date(at.getTime() + program.terms.redemption.holdMinutes * 60_000)
    return await this.ledger.hold(
      {
        accountId: account.id,
        token: this.newToken(),
        cartId,
        points,
        currencyCode,
        termsId: program.termsId,
        expiresAt,
      },
      { key, at, reason: "redemption_requested", actor: `customer:${account.customerId}` },
    )
  }

  /** Every refresh of every cart of the store asks for this: it is one prepared statement. */
  async forCart(cartId: string): Promise<CartRedemption | null> {
    const rows = await this.database.call<CartRedemptionRow>(
      "loyalty_redemption_of_cart",
      `select r.id, r.token, r.status, r.points, r.currency_code, t.terms, r.expires_at,
         a.customer_id, a.status as account_status
       from loyalty_hold h join loyalty_redemption r on r.id = h.redemption_id
         join loyalty_account a on a.id = r.account_id join loyalty_program_terms t on t.id = r.terms_id
       where h.cart_id = $1`,
      [cartId],
    )
    const row = rows[0]
    if (row === undefined) return null
    return {
      id: Number(row.id),
      token: row.token,
      status: row.status,
      points: toPoints(Number(row.points)),
      currencyCode: row.currency_code,
      terms: row.terms,
      customerId: row.customer_id,
      accountStatus: row.account_status,
      expiresAt: row.expires_at,
    }
  }

  /** The terms that the customer put the points on the cart under. */
  async termsOf({ termsId }: RedemptionRow): Promise<ProgramTerms> {
    return await this.programs.termsOf(termsId)
  }

  /** Throws `redemption_not_found`. */
  async retrieve(id: number): Promise<RedemptionRow> {
    const redemption = await this.database.manager((manager) => manager.findOneBy(RedemptionSchema, { id }))
    if (redemption === null) throw new LoyaltyError("redemption_not_found")
    return redemption
  }

  async findByToken(token: string): Promise<RedemptionRow | null> {
    return await this.database.manager((manager) => manager.findOneBy(RedemptionSchema, { token }))
  }

  /** Gives the points back. Answers false where the redemption had already ended, which is what was wanted. */
  async release(id: number, reason: string, actor: string, at: Date, key?: string): Promise<boolean> {
    return await this.end(id, "release", reason, actor, at, key)
  }

  /** The cart moved to another currency, where the points asked for are worth something else. */
  async follow(id: number, currencyCode: string): Promise<void> {
    await this.database.query(
      `update loyalty_redemption set currency_code = $2, updated_at = clock_timestamp()
       where id = $1 and status = 'open' and currency_code <> $2`,
      [id, currencyCode],
    )
  }

  /** Marks the redemption as belonging to an order in the making. Excludes its lapse. Errors as thrown. */
  async commit(token: string, customerId: string | null, points: Points): Promise<void> {
    await this.database.query(`select loyalty_commit_redemption($1, $2, $3)`, [token, customerId, points])
  }

  /** The order was not made after all. */
  async reopen(token: string): Promise<void> {
    await this.database.query(`select loyalty_reopen_redemption($1)`, [token])
  }

  /** Ends open redemptions whose time is over; answers the carts that have to be refreshed. */
  async lapseDue(at: Date, redemptionsMax: number): Promise<string[]> {
    const due = await this.database.query<{ id: string; cart_id: string }>(
      `select r.id, r.cart_id from loyalty_hold h join loyalty_redemption r on r.id = h.redemption_id
       where h.expires_at <= $1 and r.status = 'open' order by h.expires_at limit $2`,
      [at, redemptionsMax],
    )
    const carts: string[] = []
    for (const { id, cart_id } of due) {
      if (await this.end(Number(id), "lapse", "redemption_lapsed", "system", at)) carts.push(cart_id)
    }
    return carts
  }

  /** Committed redemptions that no order has claimed for a while: a crash between the two leaves them so. */
  async listStrandedCarts(before: Date, cartsMax: number): Promise<{ cartId: string; token: string }[]> {
    return await this.database.query(
      `select r.cart_id as "cartId", r.token from loyalty_hold h join loyalty_redemption r on r.id = h.redemption_id
       where r.status = 'committed' and r.updated_at < $1 order by r.updated_at limit $2`,
      [before, cartsMax],
    )
  }

  private newToken(): string {
    if (this.randomness.length === 0) this.randomness = randomBytes(tokenBytes * tokensAtOnce)
    const token = tokenFrom(this.randomness)
    this.randomness = this.randomness.subarray(tokenBytes)
    return token
  }

  private async end(
    id: number,
    ending: "release" | "lapse",
    reason: string,
    actor: string,
    at: Date,
    key = `redemption:${id}:${ending}`,
  ): Promise<boolean> {
    try {
      await this.ledger.release({ redemptionId: id, ending }, { key, at, reason, actor })
      return true
    } catch (error) {
      if (error instanceof LoyaltyError && error.code === "redemption_ended") return false
      throw error
    }
  }
}
