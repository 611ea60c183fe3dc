import { type HttpTypes } from "@medusajs/framework/types"
import { type Basket, type Catalogue, type GoodName } from "./catalogue"
import { type EventWatch } from "./events"
import { type HttpClient } from "./http"
import { type Customer } from "./people"

export type Order = HttpTypes.AdminOrder
export type OrderLine = HttpTypes.AdminOrderLineItem
export type ById = { id: string }

export interface Receipt {
  /** How many of the returned come back sound; all of them if not given. */
  sound?: Basket
  /** How many come back damaged: they are written off. */
  damaged?: Basket
}

const asShown =
  "fields=%2Btotal,%2Bcustomer_id,*items,*items.detail,*items.adjustments,*payment_collections,*payment_collections.payments,*fulfillments,*summary,*credit_lines"

/**
 * What the store's staff do with an order, over the admin routes. Each verb waits until the store is quiet again, so that
 * every subscriber has run when it answers.
 */
export class Orders {
  constructor(
    protected readonly admin: HttpClient,
    protected readonly catalogue: Catalogue,
    protected readonly events: EventWatch,
  ) {}

  async get(order: ById): Promise<Order> {
    return (await this.admin.get<HttpTypes.AdminOrderResponse>(`/admin/orders/${order.id}?${asShown}`)).order
  }

  line(order: Pick<Order, "items">, good: GoodName): OrderLine {
    const line = order.items.find(({ variant_id }) => variant_id === this.catalogue.variantId[good])
    if (!line) throw new Error(`There is no ${good} in the order.`)
    return line
  }

  /** Captures whatever was authorised and not captured yet, or a part of it. */
  async capture(order: ById, amount?: number): Promise<Order> {
    for (const payment of await this.payments(order)) {
      if (payment.captured_at || payment.canceled_at) continue
      await this.admin.post(`/admin/payments/${payment.id}/capture`, amount === undefined ? {} : { amount })
    }
    return this.settled(order)
  }

  async refund(order: ById, amount: number): Promise<Order> {
    const [payment] = (await this.payments(order)).filter(({ canceled_at }) => !canceled_at)
    if (!payment) throw new Error("The order has no payment to refund.")
    await this.admin.post(`/admin/payments/${payment.id}/refund`, { amount })
    return this.settled(order)
  }

  async cancel(order: ById): Promise<Order> {
    await this.admin.post(`/admin/orders/${order.id}/cancel`)
    return this.settled(order)
  }

  async archive(order: ById): Promise<Order> {
    await this.admin.post(`/admin/orders/${order.id}/archive`)
    return this.settled(order)
  }

  /** The staff's mark that nothing is left to do. */
  async finish(order: ById): Promise<Order> {
    await this.admin.post(`/admin/orders/${order.id}/complete`)
    return this.settled(order)
  }

  /** Packs what is not packed yet. */
  async fulfil(order: ById): Promise<Order> {
    const { items } = await this.get(order)
    const open = items
      .map((item) => ({ id: item.id, quantity: item.quantity - item.detail.fulfilled_quantity }))
      .filter(({ quantity }) => quantity > 0)
    await this.admin.post(`/admin/orders/${order.id}/fulfillments`, {
      items: open,
      location_id: this.catalogue.locationId,
    })
    return this.settled(order)
  }

  /** Hands over every parcel that was packed. */
  async ship(order: ById): Promise<Order> {
    const { fulfillments = [] } = await this.get(order)
    for (const parcel of fulfillments ?? []) {
      if (parcel.shipped_at || parcel.canceled_at) continue
      const full = await this.parcel(order, parcel.id)
      await this.admin.post(`/admin/orders/${order.id}/fulfillments/${parcel.id}/shipments`, {
        items: full.map(({ line_item_id, quantity }) => ({ id: line_item_id, quantity })),
      })
    }
    return this.settled(order)
  }

  /** Packed, shipped and delivered: only what was handed over can come back. */
  async deliver(order: ById): Promise<Order> {
    await this.fulfil(order)
    const { fulfillments } = await this.ship(order)
    for (const parcel of fulfillments ?? []) {
      if (parcel.delivered_at || parcel.canceled_at) continue
      await this.admin.post(`/admin/orders/${order.id}/fulfillments/${parcel.id}/mark-as-delivered`)
    }
    return this.settled(order)
  }

  /** The customer announces what will come back. */
  async requestReturn(order: ById, items: Basket): Promise<HttpTypes.AdminReturn> {
    type Begun = HttpTypes.AdminReturnResponse
    const { return: begun } = await this.admin.post<Begun>("/admin/returns", {
      order_id: order.id,
      location_id: this.catalogue.locationId,
    })
    const path = `/admin/returns/${begun.id}`
    await this.admin.post(`${path}/request-items`, { items: await this.linesOf(order, items) })
    const { return: requested } = await this.admin.post<Begun>(`${path}/request`)
    await this.events.quiet()
    return requested
  }

  /** The parcel has arrived: sound goods are taken back, damaged ones written off. Both count as returned. */
  async receiveReturn(order: ById, returned: ById, { sound, damaged }: Receipt): Promise<Order> {
    const path = `/admin/returns/${returned.id}`
    await this.admin.post(`${path}/receive`)
    if (sound) await this.admin.post(`${path}/receive-items`, { items: await this.linesOf(order, sound) })
    if (damaged) await this.admin.post(`${path}/dismiss-items`, { items: await this.linesOf(order, damaged) })
    await this.admin.post(`${path}/receive/confirm`)
    return this.settled(order)
  }

  /** Announced and received in one go. */
  async takeBack(order: ById, items: Basket): Promise<Order> {
    const returned = await this.requestReturn(order, items)
    return this.receiveReturn(order, returned, { sound: items })
  }

  async cancelReturn(order: ById, returned: ById): Promise<Order> {
    await this.admin.post(`/admin/returns/${returned.id}/cancel`)
    return this.settled(order)
  }

  /** The staff offer the order to another customer, who accepts with the token they are sent. No event tells of it. */
  async transfer(order: ById, customer: Customer): Promise<Order> {
    await this.admin.post(`/admin/orders/${order.id}/transfer`, { customer_id: customer.id })
    await customer.http.post(`/store/orders/${order.id}/transfer/accept`, {
      token: await this.transferToken(order),
    })
    return this.settled(order)
  }

  protected async linesOf(order: ById, items: Basket): Promise<{ id: string; quantity: number }[]> {
    const shown = await this.get(order)
    return Object.entries(items).map(([good, quantity]) => ({
      id: this.line(shown, good as GoodName).id,
      quantity,
    }))
  }

  protected async settled(order: ById): Promise<Order> {
    await this.events.quiet()
    return this.get(order)
  }

  private async payments(order: ById): Promise<HttpTypes.AdminPayment[]> {
    const { payment_collections: collections } = await this.get(order)
    return (collections ?? []).flatMap(({ payments }) => payments ?? [])
  }

  private async parcel(order: ById, id: string): Promise<HttpTypes.AdminFulfillmentItem[]> {
    const path = `/admin/orders/${order.id}?fields=*fulfillments.items`
    const { order: shown } = await this.admin.get<HttpTypes.AdminOrderResponse>(path)
    const parcel = shown.fulfillments?.find((fulfillment) => fulfillment.id === id)
    return (parcel as unknown as { items: HttpTypes.AdminFulfillmentItem[] }).items
  }

  /** Stands in the order change; a real store mails it. */
  private async transferToken(order: ById): Promise<string> {
    type Changes = { order_changes: { actions: { action: string; details?: { token?: string } }[] }[] }
    const path = `/admin/orders/${order.id}/changes?change_type=transfer&fields=*actions`
    const { order_changes: changes } = await this.admin.get<Changes>(path)
    const token = changes.flatMap(({ actions }) => actions).find(({ details }) => details?.token)
      ?.details?.token
    if (!token) throw new Error("Nobody asked for the order's transfer.")
    return token
  }
}
