import type { DemoNotes } from "../notes"
import { admin } from "../people"
import { Http } from "./http"
import { offerCategories, setProgramme } from "./programme"

interface Order {
  id: string
  items: { id: string; variant_sku: string; quantity: number }[]
  payment_collections: { payments: { id: string; amount: number; captured_at: string | null }[] }[]
  fulfillments: { id: string }[]
  summary: { pending_difference: number }
}

/** How the clock's jobs follow each other when a day begins. */
const jobs = [
  "lapse",
  "reconcile",
  "activate",
  "expire",
  "publish",
  "celebrate",
  "review",
  "publish",
] as const

/** The shop's staff at work, by the routes that the admin's screens call. */
export class Staff {
  private http: Http

  constructor(
    url: string,
    private readonly notes: DemoNotes,
  ) {
    this.http = new Http(url, {})
  }

  /** Begins a working day: signs in, for a token lasts no longer, and lets the clock's jobs run. */
  async beginDay(): Promise<void> {
    const { email, password } = admin
    const { token } = await this.http.post<{ token: string }>("/auth/user/emailpass", { email, password })
    this.http = this.http.signedIn(token)
    for (const job of jobs) await this.http.post(`/admin/loyalty/jobs/${job}`)
  }

  async setProgramme(): Promise<{ club: string }> {
    return await setProgramme(this.http)
  }

  async offerCategories(): Promise<void> {
    await offerCategories(this.http)
  }

  /** Staff know the day from the customer's own words: it counts from then on. */
  async noteBirthday(email: string, day: Date): Promise<void> {
    const birthday = { month: day.getUTCMonth() + 1, day: day.getUTCDate() }
    await this.http.post(`/admin/loyalty/accounts/${await this.accountOf(email)}/profile`, { birthday })
  }

  /** A review that staff have read; a plugin for reviews would tell of it on the store's bus. */
  async approveReview(customerId: string, id: string): Promise<void> {
    await this.http.post("/admin/loyalty/events", { id, customer_id: customerId, trigger: "review_approved" })
  }

  /** Takes the money, sends the parcel and sees it arrive. */
  async fulfil(orderId: string): Promise<void> {
    await this.capture(orderId)
    const { items } = await this.order(orderId)
    const goods = items.map(({ id, quantity }) => ({ id, quantity }))
    const { order } = await this.http.post<{ order: Order }>(
      `/admin/orders/${orderId}/fulfillments?fields=id,*fulfillments`,
      { items: goods, location_id: this.notes.stock_location_id },
    )
    const parcel = `/admin/orders/${orderId}/fulfillments/${order.fulfillments[0].id}`
    await this.http.post(`${parcel}/shipments`, { items: goods })
    await this.http.post(`${parcel}/mark-as-delivered`)
    await this.settle(orderId)
  }

  /** The parcel is there and nobody has complained: the order is closed. */
  async close(orderId: string): Promise<void> {
    await this.http.post(`/admin/orders/${orderId}/complete`)
    await this.settle(orderId)
  }

  async cancel(orderId: string): Promise<void> {
    await this.http.post(`/admin/orders/${orderId}/cancel`)
    await this.settle(orderId)
  }

  /** Takes goods back as a parcel, and pays back what the order then says is too much. */
  async takeBack(orderId: string, goods: Record<string, number>): Promise<void> {
    const { items } = await this.order(orderId)
    const { return_reasons: reasons } = await this.http.get<{
      return_reasons: { id: string; value: string }[]
    }>("/admin/return-reasons")
    const reason_id = reasons.find(({ value }) => value === "changed_mind")?.id
    const coming = Object.entries(goods).map(([sku, quantity]) => {
      const item = items.find(({ variant_sku }) => variant_sku === sku)
      if (!item) throw new Error(`The order holds no "${sku}".`)
      return { id: item.id, quantity }
    })
    const { return: begun } = await this.http.post<{ return: { id: string } }>("/admin/returns", {
      order_id: orderId,
      location_id: this.notes.stock_location_id,
    })
    const parcel = `/admin/returns/${begun.id}`
    await this.http.post(`${parcel}/request-items`, { items: coming.map((item) => ({ ...item, reason_id })) })
    await this.http.post(`${parcel}/request`)
    await this.http.post(`${parcel}/receive`)
    await this.http.post(`${parcel}/receive-items`, { items: coming })
    await this.http.post(`${parcel}/receive/confirm`)
    const { summary } = await this.order(orderId)
    if (summary.pending_difference < 0)
      await this.refund(orderId, -summary.pending_difference, "Goods returned")
    await this.settle(orderId)
  }

  async refund(orderId: string, amount: number, note: string): Promise<void> {
    const payment = await this.paymentOf(orderId)
    await this.http.post(`/admin/payments/${payment.id}/refund`, {
      amount: Math.round(amount * 100) / 100,
      note,
    })
    await this.settle(orderId)
  }

  /** Throws unless exactly one account answers. */
  async accountOf(email: string): Promise<string> {
    const { accounts } = await this.http.get<{ accounts: { id: string }[] }>("/admin/loyalty/accounts", {
      q: email,
    })
    if (accounts.length !== 1) throw new Error(`${accounts.length} loyalty accounts answer to ${email}.`)
    return accounts[0].id
  }

  /** Throws when the past that was just lived does not add up. */
  async verifyLedger(): Promise<{ accounts_checked: number; entries_checked: number }> {
    const report = await this.http.post<{
      accounts_checked: number
      entries_checked: number
      discrepancies: unknown[]
    }>("/admin/loyalty/ledger/verification")
    if (report.discrepancies.length === 0) return report
    throw new Error(`The ledger does not add up: ${JSON.stringify(report.discrepancies)}`)
  }

  /** What the order's events set off too; asked for here so that nothing is under way when the clock moves on. */
  async settle(orderId: string): Promise<void> {
    await this.http.post(`/admin/loyalty/orders/${orderId}/settlement`)
  }

  private async capture(orderId: string): Promise<void> {
    const payment = await this.paymentOf(orderId)
    if (!payment.captured_at) await this.http.post(`/admin/payments/${payment.id}/capture`)
  }

  private async paymentOf(orderId: string) {
    const { payment_collections: collections } = await this.order(orderId)
    const [payment] = collections.flatMap(({ payments }) => payments)
    if (!payment) throw new Error(`Order ${orderId} has no payment.`)
    return payment
  }

  private async order(id: string): Promise<Order> {
    const fields = "id,*items,*payment_collections.payments,*fulfillments,summary"
    return (await this.http.get<{ order: Order }>(`/admin/orders/${id}`, { fields })).order
  }
}
