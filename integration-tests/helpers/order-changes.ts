import { type HttpTypes } from "@medusajs/framework/types"
import { type Basket, type GoodName } from "./catalogue"
import { type ById, type Order, Orders } from "./orders"

export interface NewClaim {
  /** "refund": money back; "replace": the same or another good is sent for nothing. */
  type: "refund" | "replace"
  items: Basket
  /** What the customer has to send back; nothing if not given. */
  sendBack?: Basket
  replacement?: Basket
}

export interface NewExchange {
  sendBack: Basket
  sendOut: Basket
}

export interface NewEdit {
  /** New quantities of what was bought; 0 takes the line out. */
  change?: Basket
  add?: Basket
  /** Keeps the discounts the order has, ours among them. */
  carryOverPromotions?: boolean
}

interface Begun {
  order: Order
  /** The return that comes with a claim or an exchange, to be received with `receiveReturn`. */
  returned: ById | null
  id: string
}

/** The changes of an order that go through several requests before they count: claims, exchanges and edits. */
export class OrderChanges extends Orders {
  async claim(order: ById, { type, items, sendBack, replacement }: NewClaim): Promise<Begun> {
    const { claim } = await this.admin.post<HttpTypes.AdminClaimResponse>("/admin/claims", {
      type,
      order_id: order.id,
    })
    const path = `/admin/claims/${claim.id}`
    await this.admin.post(`${path}/claim-items`, { items: await this.linesOf(order, items) })
    await this.sendBackFrom(path, order, sendBack)
    await this.sendOutFrom(path, replacement)
    return this.confirm(path, claim.id, order)
  }

  async exchange(order: ById, { sendBack, sendOut }: NewExchange): Promise<Begun> {
    const { exchange } = await this.admin.post<HttpTypes.AdminExchangeResponse>("/admin/exchanges", {
      order_id: order.id,
    })
    const path = `/admin/exchanges/${exchange.id}`
    await this.sendBackFrom(path, order, sendBack)
    await this.sendOutFrom(path, sendOut)
    return this.confirm(path, exchange.id, order)
  }

  async edit(order: ById, { change = {}, add = {}, carryOverPromotions }: NewEdit): Promise<Order> {
    type Begun = { order_change: { id: string } }
    const { order_change: begun } = await this.admin.post<Begun>("/admin/order-edits", { order_id: order.id })
    if (carryOverPromotions !== undefined) {
      const flag = { carry_over_promotions: carryOverPromotions }
      await this.admin.post(`/admin/order-changes/${begun.id}`, flag)
    }
    const path = `/admin/order-edits/${order.id}`
    for (const { id, quantity } of await this.linesOf(order, change)) {
      await this.admin.post(`${path}/items/item/${id}`, { quantity })
    }
    const added = this.variantsOf(add)
    if (added.length > 0) await this.admin.post(`${path}/items`, { items: added })
    await this.admin.post(`${path}/request`)
    await this.admin.post(`${path}/confirm`)
    return this.settled(order)
  }

  private async confirm(path: string, id: string, order: ById): Promise<Begun> {
    const { return: returned } = await this.admin.post<{ return?: ById }>(`${path}/request`)
    return { id, returned: returned ?? null, order: await this.settled(order) }
  }

  private async sendBackFrom(path: string, order: ById, items: Basket | undefined): Promise<void> {
    if (!items) return
    await this.admin.post(`${path}/inbound/items`, {
      location_id: this.catalogue.locationId,
      items: await this.linesOf(order, items),
    })
  }

  private async sendOutFrom(path: string, items: Basket | undefined): Promise<void> {
    if (items) await this.admin.post(`${path}/outbound/items`, { items: this.variantsOf(items) })
  }

  private variantsOf(items: Basket): { variant_id: string; quantity: number }[] {
    return Object.entries(items).map(([good, quantity]) => ({
      variant_id: this.catalogue.variantId[good as GoodName],
      quantity,
    }))
  }
}
