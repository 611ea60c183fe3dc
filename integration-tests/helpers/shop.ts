import { type HttpTypes, type MedusaContainer } from "@medusajs/framework/types"
import { Carts, type NewCart } from "./carts"
import { type Catalogue, stockCatalogue } from "./catalogue"
import { type EventWatch } from "./events"
import { HttpClient } from "./http"
import { OrderChanges } from "./order-changes"
import { type Order } from "./orders"
import { type Customer, newEmail, signInStaff, signUpCustomer } from "./people"
import { createPromotion, type NewPromotion } from "./promotions"

export interface Running {
  baseUrl: string
  container: MedusaContainer
  events: EventWatch
}

/** A stocked shop and the verbs of the people in it. */
export class Shop {
  readonly carts: Carts
  readonly orders: OrderChanges
  /** A storefront without anybody signed in. */
  readonly guest: HttpClient

  constructor(
    readonly admin: HttpClient,
    readonly catalogue: Catalogue,
    { baseUrl, events }: Running,
  ) {
    this.guest = new HttpClient(baseUrl, { "x-publishable-api-key": catalogue.publishableKey })
    this.carts = new Carts(this.guest, catalogue, events)
    this.orders = new OrderChanges(admin, catalogue, events)
  }

  /** Registers a customer and signs them in. */
  customer({ email = newEmail("ada") }: { email?: string } = {}): Promise<Customer> {
    return signUpCustomer(this.guest, email)
  }

  promotion(promotion: NewPromotion): Promise<HttpTypes.AdminPromotion> {
    return createPromotion(this.admin, this.catalogue, promotion)
  }

  /** Puts the goods in a cart, pays and completes it. The money is authorised, not captured. */
  async placeOrder(cart: NewCart): Promise<Order> {
    return this.orders.get(await this.carts.complete(await this.carts.create(cart)))
  }
}

export async function createShop(running: Running): Promise<Shop> {
  const admin = await signInStaff(running.baseUrl, running.container)
  return new Shop(admin, await stockCatalogue(admin), running)
}
