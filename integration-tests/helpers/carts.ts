import { type HttpTypes } from "@medusajs/framework/types"
import { type Basket, type Catalogue, type GoodName, type RegionName, regions } from "./catalogue"
import { type EventWatch } from "./events"
import { type Answer, type ErrorBody, type HttpClient, RefusedError } from "./http"
import { type Customer, newEmail } from "./people"

export type Cart = HttpTypes.StoreCart
export type PlacedOrder = HttpTypes.StoreOrder
type CartAnswer = { cart: Cart }
type ById = { id: string }

export interface NewCart {
  /** A guest's cart if not given. */
  customer?: Customer
  region?: RegionName
  items?: Basket
  shipping?: "free" | "paid" | "none"
}

/** What a shopper does with a cart, over the store's routes. Each verb answers with the cart as the store shows it. */
export class Carts {
  private readonly owners = new Map<string, Customer>()

  constructor(
    private readonly guest: HttpClient,
    private readonly catalogue: Catalogue,
    private readonly events: Pick<EventWatch, "quiet">,
  ) {}

  /** With address and free shipping, so that it can be completed at once. */
  async create({ customer, region = "eur", items = {}, shipping = "free" }: NewCart = {}): Promise<Cart> {
    const address = addressIn(region)
    const { cart } = await (customer?.http ?? this.guest).post<CartAnswer>("/store/carts", {
      region_id: this.catalogue.regionId[region],
      email: customer?.email ?? newEmail("guest"),
      shipping_address: address,
      billing_address: address,
      items: this.linesOf(items),
    })
    if (customer) this.owners.set(cart.id, customer)
    return shipping === "none" ? cart : this.setShippingMethod(cart, shipping)
  }

  /** The cart's owner, or a guest: whoever may change it. */
  http(cart: ById): HttpClient {
    return this.owners.get(cart.id)?.http ?? this.guest
  }

  async get(cart: ById): Promise<Cart> {
    return (await this.http(cart).get<CartAnswer>(`/store/carts/${cart.id}`)).cart
  }

  async update(cart: ById, changes: object): Promise<Cart> {
    return (await this.http(cart).post<CartAnswer>(`/store/carts/${cart.id}`, changes)).cart
  }

  moveTo(cart: ById, region: RegionName): Promise<Cart> {
    const address = addressIn(region)
    const changes = {
      region_id: this.catalogue.regionId[region],
      shipping_address: address,
      billing_address: address,
    }
    return this.update(cart, changes)
  }

  async addItem(cart: ById, good: GoodName, quantity = 1): Promise<Cart> {
    const [line] = this.linesOf({ [good]: quantity })
    return (await this.http(cart).post<CartAnswer>(`/store/carts/${cart.id}/line-items`, line)).cart
  }

  async updateItem(cart: ById, good: GoodName, quantity: number): Promise<Cart> {
    const line = await this.lineOf(cart, good)
    const path = `/store/carts/${cart.id}/line-items/${line.id}`
    return (await this.http(cart).post<CartAnswer>(path, { quantity })).cart
  }

  async removeItem(cart: ById, good: GoodName): Promise<Cart> {
    const line = await this.lineOf(cart, good)
    const path = `/store/carts/${cart.id}/line-items/${line.id}`
    return (await this.http(cart).delete<{ parent: Cart }>(path)).parent
  }

  async setShippingMethod(cart: ById, shipping: "free" | "paid"): Promise<Cart> {
    const body = { option_id: this.catalogue.shipping[shipping] }
    return (await this.http(cart).post<CartAnswer>(`/store/carts/${cart.id}/shipping-methods`, body)).cart
  }

  async addPromoCode(cart: ById, ...codes: string[]): Promise<Cart> {
    const path = `/store/carts/${cart.id}/promotions`
    return (await this.http(cart).post<CartAnswer>(path, { promo_codes: codes })).cart
  }

  async removePromoCode(cart: ById, ...codes: string[]): Promise<Cart> {
    const path = `/store/carts/${cart.id}/promotions`
    return (await this.http(cart).delete<CartAnswer>(path, { promo_codes: codes })).cart
  }

  /** A signed-in customer takes over the cart. */
  async handTo(cart: ById, customer: Customer): Promise<Cart> {
    const answer = await customer.http.post<CartAnswer>(`/store/carts/${cart.id}/customer`)
    this.owners.set(cart.id, customer)
    return answer.cart
  }

  /** Nothing to pay, no session: a cart with a total of zero completes without one. */
  async initPayment(cart: ById): Promise<void> {
    const { total } = await this.get(cart)
    if (total === 0) return
    const http = this.http(cart)
    const { payment_collection: collection } = await http.post<HttpTypes.StorePaymentCollectionResponse>(
      "/store/payment-collections",
      { cart_id: cart.id },
    )
    await http.post(`/store/payment-collections/${collection.id}/payment-sessions`, {
      provider_id: "pp_system_default",
    })
  }

  /** Only the request, for shoppers who race; no payment is begun and nothing is waited for. */
  sendCompletion(cart: ById): Promise<Answer<Completion | ErrorBody>> {
    return this.http(cart).send("post", `/store/carts/${cart.id}/complete`)
  }

  /** Pays and completes. A refusal is an answer too: `order` or `error`. */
  async tryToComplete(cart: ById): Promise<{ order?: PlacedOrder; error?: ErrorBody; status: number }> {
    await this.initPayment(cart)
    const { status, body } = await this.sendCompletion(cart)
    await this.events.quiet()
    if ("order" in body) return { order: body.order, status }
    return { error: "error" in body ? body.error : body, status }
  }

  async complete(cart: ById): Promise<PlacedOrder> {
    const { order, error, status } = await this.tryToComplete(cart)
    if (order) return order
    const body = error ?? { type: "unknown", message: "no order" }
    throw new RefusedError(`completing ${cart.id}`, { status, body, headers: {} })
  }

  private linesOf(items: Basket): { variant_id: string; quantity: number }[] {
    return Object.entries(items).map(([good, quantity]) => ({
      variant_id: this.catalogue.variantId[good as GoodName],
      quantity,
    }))
  }

  private async lineOf(cart: ById, good: GoodName): Promise<HttpTypes.StoreCartLineItem> {
    const { items } = await this.get(cart)
    const line = items?.find(({ variant_id }) => variant_id === this.catalogue.variantId[good])
    if (!line) throw new Error(`There is no ${good} in the cart.`)
    return line
  }
}

/** The store answers a refused completion with 200 and the cart, unless it throws. */
export type Completion =
  { type: "order"; order: PlacedOrder } | { type: "cart"; cart: Cart; error: ErrorBody }

const addressIn = (region: RegionName) => ({
  first_name: "Ada",
  last_name: "Member",
  address_1: "Hafenstrasse 1",
  city: "Hafen",
  postal_code: "20457",
  country_code: regions[region].country,
})
