import type { DemoNotes } from "../notes"
import type { Customer } from "../people"
import { Http } from "./http"

export interface Basket {
  /** How many of which SKU. */
  goods: Record<string, number>
  points?: number
  promoCode?: string
  shipping?: "standard" | "express"
}

/** A customer at the storefront. Only routes that any storefront calls; nothing is done behind the counter. */
export class Visitor {
  private readonly http: Http

  constructor(
    url: string,
    private readonly notes: DemoNotes,
    readonly customer: Customer,
  ) {
    this.http = new Http(url, { "x-publishable-api-key": notes.publishable_api_key ?? "" })
  }

  async signUp(): Promise<void> {
    const { email, password, firstName, lastName, phone, country, address } = this.customer
    const { token } = await this.http.post<{ token: string }>("/auth/customer/emailpass/register", {
      email,
      password,
    })
    const name = { first_name: firstName, last_name: lastName }
    await this.http.signedIn(token).post("/store/customers", { email, phone, ...name })
    const signedIn = await this.signIn()
    await signedIn.post("/store/customers/me/addresses", {
      ...name,
      ...address,
      country_code: country,
      phone,
      address_name: "Home",
      is_default_shipping: true,
      is_default_billing: true,
    })
  }

  /** The id that the shop knows the customer by. */
  async id(): Promise<string> {
    const http = await this.signIn()
    return (await http.get<{ customer: { id: string } }>("/store/customers/me")).customer.id
  }

  async joinClub(id: string): Promise<void> {
    await (await this.signIn()).post(`/store/loyalty/clubs/${id}/membership`)
  }

  /** The categories by the names that the offer shows. */
  async chooseCategories(wanted: RegExp): Promise<void> {
    const http = await this.signIn()
    type Seasons = { present: { categories: { category_id: string; name: string }[] } | null }
    const { present } = await http.get<Seasons>("/store/loyalty/categories")
    const chosen = (present?.categories ?? []).filter(({ name }) => wanted.test(name))
    await http.post("/store/loyalty/categories", {
      category_ids: chosen.map(({ category_id }) => category_id),
    })
  }

  /** The code to invite others by. */
  async referralCode(): Promise<string> {
    const http = await this.signIn()
    return (await http.get<{ referral: { code: string } }>("/store/loyalty/referral")).referral.code
  }

  async enterReferralCode(code: string): Promise<void> {
    await (await this.signIn()).post("/store/loyalty/referral", { code })
  }

  /** Fills a cart, puts points and codes on it, pays, and answers with the order's id. */
  async buy({ goods, points, promoCode, shipping = "standard" }: Basket): Promise<string> {
    const http = await this.signIn()
    const cart = await this.fillCart(http, goods)
    await this.chooseShipping(http, cart, shipping)
    if (promoCode) await http.post(`/store/carts/${cart}/promotions`, { promo_codes: [promoCode] })
    if (points) await http.post(`/store/carts/${cart}/loyalty-points`, { points })
    await this.pay(http, cart)
    const completed = await http.post<{ type: string; order?: { id: string }; error?: { message: string } }>(
      `/store/carts/${cart}/complete`,
    )
    if (!completed.order) throw new Error(`The cart was not completed: ${completed.error?.message}`)
    return completed.order.id
  }

  /** Afresh for each visit: the shop's clock has moved since, and a token lasts a day. */
  private async signIn(): Promise<Http> {
    const { email, password } = this.customer
    const { token } = await this.http.post<{ token: string }>("/auth/customer/emailpass", { email, password })
    return this.http.signedIn(token)
  }

  private get regionId(): string {
    return this.notes.region_ids?.[this.customer.country] ?? ""
  }

  private async fillCart(http: Http, goods: Record<string, number>): Promise<string> {
    const { email, firstName, lastName, phone, country, address } = this.customer
    const variants = await this.variantIds(http)
    const items = Object.entries(goods).map(([sku, quantity]) => {
      const variant_id = variants.get(sku)
      if (!variant_id) throw new Error(`The shop sells no "${sku}".`)
      return { variant_id, quantity }
    })
    const home = { first_name: firstName, last_name: lastName, phone, ...address, country_code: country }
    const { cart } = await http.post<{ cart: { id: string } }>("/store/carts", {
      region_id: this.regionId,
      email,
      items,
      shipping_address: home,
      billing_address: home,
    })
    await http.post(`/store/carts/${cart.id}/customer`)
    return cart.id
  }

  private async variantIds(http: Http): Promise<Map<string, string>> {
    const { products } = await http.get<{ products: { variants: { id: string; sku: string }[] }[] }>(
      "/store/products",
      {
        region_id: this.regionId,
        fields: "id,variants.id,variants.sku",
        limit: 100,
      },
    )
    return new Map(products.flatMap(({ variants }) => variants.map(({ sku, id }) => [sku, id])))
  }

  private async chooseShipping(http: Http, cart: string, kind: string): Promise<void> {
    const { shipping_options: options } = await http.get<{
      shipping_options: { id: string; type: { code: string } }[]
    }>("/store/shipping-options", { cart_id: cart })
    const chosen = options.find(({ type }) => type.code === kind)
    if (!chosen) throw new Error(`There is no ${kind} shipping to ${this.customer.address.city}.`)
    await http.post(`/store/carts/${cart}/shipping-methods`, { option_id: chosen.id })
  }

  /** Points come before it: a change of the total takes a payment session away. */
  private async pay(http: Http, cart: string): Promise<void> {
    const { payment_collection: collection } = await http.post<{ payment_collection: { id: string } }>(
      "/store/payment-collections",
      { cart_id: cart },
    )
    await http.post(`/store/payment-collections/${collection.id}/payment-sessions`, {
      provider_id: "pp_system_default",
    })
  }
}
