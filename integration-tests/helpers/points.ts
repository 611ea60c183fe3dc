import { type MedusaContainer } from "@medusajs/framework/types"
import { LOYALTY_MODULE } from "../../src/modules/loyalty/constants"
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
    min_points: number
    step: number
    refused: string | null
  }
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

const dayMs = 86_400_000
export const daysFromNow = (days: number): Date => new Date(Date.now() + days * dayMs)

/** What members and staff do with points, over HTTP; and the clock, which the tests turn. */
export class Points {
  constructor(private readonly store: Store) {}

  get loyalty(): LoyaltyModuleService {
    return (this.store.container).resolve(LOYALTY_MODULE)
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
