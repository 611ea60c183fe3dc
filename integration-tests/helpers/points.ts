import { LOYALTY_MODULE } from "../../src/modules/loyalty/constants"
import { toPoints } from "../../src/modules/loyalty/domain/points"
import type LoyaltyModuleService from "../../src/modules/loyalty/service"
import { clockwork, type ClockworkName, type ClockworkReport } from "../../src/workflows/clockwork"
import { type Cart } from "./carts"
import { withClient } from "./database"
import { type Answer, type ErrorBody, type HttpClient } from "./http"
import { type Store } from "./medusa"
import { type Customer } from "./people"

export interface Balance {
  available: number
  pending: number
  held: number
}

export interface AccountView {
  id: string
  status: string
  balance: Balance
  worth: { amount: number; currency_code: string } | null
  expiring: { points: number; at: string }[]
}

export interface TransactionView {
  id: string
  type: string
  points: number
  order_id: string | null
  available_after: number
  expires_at: string | null
  reasons: { line_id: string; points: number; reasons: { code: string }[] }[]
}

export interface RedemptionView {
  id: string
  points: number
  amount: number
  currency_code: string
  expires_at: string
}

export interface CartPoints {
  earn: { points: number; lines: { line_id: string; points: number }[] }
  redemption: {
    applied: RedemptionView | null
    max_points: number
    max_amount: number
    min_points: number
    step: number
    spend_rate: { points: number; worth: number } | null
    refused: string | null
  }
}

export interface AdminAccount {
  id: string
  program_id: string
  customer_id: string
  status: string
  balance: Balance
}

export interface AdminTransaction extends TransactionView {
  account_id: string
  reason: string
  actor: string
  note: string | null
}

export type Page<Name extends string, Item> = Record<Name, Item[]> & {
  count: number
  limit: number
  offset: number
}

export interface OrderPoints {
  earned: number
  spent: number
  paid: boolean
  lines: {
    line_id: string
    bought_points: number
    earned: number
    spent: number
    reasons: { code: string }[]
  }[]
  awards: { earned: number; reversed: number; shortfall: number; expired: number }[]
  redemption: { status: string; held: number; captured: number; restored: number } | null
  transactions: TransactionView[]
}

export interface LotView {
  id: number
  points: number
  remaining: number
  state: string
  expires_at: Date | null
}

export type Applied = { cart: Cart; redemption: RedemptionView }

/** All that a refused request must leave as it was. The outbox is not among them: a job empties it meanwhile. */
const ledgerTables = [
  "loyalty_program",
  "loyalty_account",
  "loyalty_entry",
  "loyalty_entry_note",
  "loyalty_lot",
  "loyalty_lot_use",
  "loyalty_redemption",
  "loyalty_hold",
  "loyalty_award",
  "loyalty_settlement",
  "loyalty_rule",
  "loyalty_rule_version",
  "loyalty_rule_set",
  "loyalty_rule_grant",
  "loyalty_rule_counter",
  "loyalty_member_event",
  "loyalty_profile",
  "loyalty_membership_plan",
  "loyalty_membership_past_sale",
  "loyalty_membership_purchase",
  "loyalty_club",
  "loyalty_segment",
  "loyalty_club_membership",
  "loyalty_cashback_offer",
  "loyalty_cashback_choice",
  "loyalty_cashback_pick",
  "loyalty_tier",
  "loyalty_tier_version",
  "loyalty_tier_member",
  "loyalty_tier_change",
  "loyalty_tier_measure",
  "loyalty_referral_code",
  "loyalty_referral",
] as const

const dayMs = 86_400_000
export const daysFromNow = (days: number): Date => new Date(Date.now() + days * dayMs)

/** What members and staff do with points, over HTTP; and the clock, which the tests turn. */
export class Points {
  constructor(private readonly store: Store) {}

  get loyalty(): LoyaltyModuleService {
    return this.store.container.resolve(LOYALTY_MODULE)
  }

  private get admin(): HttpClient {
    return this.store.shop.admin
  }

  async account(customer: Customer): Promise<AccountView> {
    return (await customer.http.get<{ account: AccountView }>("/store/loyalty/account")).account
  }

  async balance(customer: Customer): Promise<Balance> {
    return (await this.account(customer)).balance
  }

  async transactions(customer: Customer): Promise<TransactionView[]> {
    const { transactions } = await customer.http.get<{ transactions: TransactionView[] }>(
      "/store/loyalty/transactions?limit=100",
    )
    return transactions
  }

  /** By the shop's hand, available at once. */
  async give(customer: Customer, points: number, expiresAt?: Date): Promise<void> {
    const { id } = await this.account(customer)
    await this.admin.post(`/admin/loyalty/accounts/${id}/adjustments`, {
      points,
      reason: "goodwill",
      ...(expiresAt === undefined ? {} : { expires_at: expiresAt.toISOString() }),
    })
  }

  /** As if it had been given on an earlier day: points may since have expired. */
  async giveAt(customer: Customer, points: number, at: Date, expiresAt: Date): Promise<void> {
    const { id } = await this.loyalty.retrieveAccount((await this.account(customer)).id)
    await this.loyalty.ledger.adjust(
      { accountId: id, points: toPoints(points), expiresAt },
      { key: `given:${customer.id}:${at.getTime()}:${points}`, at, reason: "goodwill", actor: "system" },
    )
  }

  /** As if it had been asked for on an earlier day. The cart shows it after its next refresh. */
  async hold(customer: Customer, cart: Cart, points: number, at: Date): Promise<void> {
    const account = await this.loyalty.retrieveAccount((await this.account(customer)).id)
    const program = await this.loyalty.retrieveProgram(account.programId)
    await this.loyalty.openRedemption({
      account,
      cartId: cart.id,
      points: toPoints(points),
      currencyCode: cart.currency_code,
      program,
      key: `held:${cart.id}:${at.getTime()}`,
      at,
    })
  }

  async apply(cart: { id: string }, points: number): Promise<Applied> {
    return await this.store.shop.carts.http(cart).post<Applied>(pathOf(cart), { points })
  }

  async tryToApply(
    http: HttpClient,
    cart: { id: string },
    points: unknown,
  ): Promise<Answer<ErrorBody & Partial<Applied>>> {
    return await http.send("post", pathOf(cart), { points })
  }

  async remove(cart: { id: string }): Promise<Cart> {
    return (await this.store.shop.carts.http(cart).delete<{ cart: Cart }>(pathOf(cart))).cart
  }

  async ofCart(cart: { id: string }): Promise<CartPoints> {
    return (await this.store.shop.carts.http(cart).get<{ loyalty_points: CartPoints }>(pathOf(cart)))
      .loyalty_points
  }

  async ofOrder(order: { id: string }): Promise<OrderPoints> {
    return (await this.admin.get<{ order: OrderPoints }>(`/admin/loyalty/orders/${order.id}`)).order
  }

  async changeProgram(settings: object): Promise<void> {
    const { programs } = await this.admin.get<{ programs: { id: string }[] }>("/admin/loyalty/programs")
    await this.admin.post(`/admin/loyalty/programs/${programs[0].id}`, settings)
  }

  /** Runs one of the clock's jobs as if it were `at`. */
  async run(job: ClockworkName, at: Date = new Date()): Promise<ClockworkReport> {
    return await clockwork[job](this.store.container, at)
  }

  /** What the ledger's tables hold, row by row and as text: equal before and after means that nothing has changed. */
  async everything(): Promise<Record<string, string[]>> {
    return await withClient(this.store.databaseUrl, async (client) => {
      const contents: Record<string, string[]> = {}
      for (const table of ledgerTables) {
        const { rows } = await client.query<{ row: string }>(
          `select to_jsonb(t)::text as row from ${table} t order by 1`,
        )
        contents[table] = rows.map(({ row }) => row)
      }
      return contents
    })
  }

  /** The customer's lots, oldest first: which points expire when. */
  async lots(customer: Customer): Promise<LotView[]> {
    return await withClient(this.store.databaseUrl, async (client) => {
      const { rows } = await client.query<Record<keyof LotView, string> & { expires_at: Date | null }>(
        `select l.id, l.points, l.remaining, l.state, l.expires_at from loyalty_lot l
         join loyalty_account a on a.id = l.account_id where a.customer_id = $1 order by l.id`,
        [customer.id],
      )
      return rows.map((row) => ({
        id: Number(row.id),
        points: Number(row.points),
        remaining: Number(row.remaining),
        state: row.state,
        expires_at: row.expires_at,
      }))
    })
  }
}

export const pathOf = (cart: { id: string }): string => `/store/carts/${cart.id}/loyalty-points`
