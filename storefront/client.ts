import { asRefusal } from "./refusal"
import { anyAnswer, type StoreRequest, type StoreSdk } from "./sdk"
import type {
  LoyaltyAccount,
  LoyaltyCartPoints,
  LoyaltyCategories,
  LoyaltyClub,
  LoyaltyClubs,
  LoyaltyMemberships,
  LoyaltyProductPoints,
  LoyaltyProfile,
  LoyaltyProgram,
  LoyaltyRedemption,
  LoyaltyReferral,
  LoyaltyTierProgress,
  LoyaltyTransactions,
} from "./store-types"

/** A cart as Medusa's own routes show it. Give the client its whole type: `loyaltyClient<HttpTypes.StoreCart>(sdk)`. */
export interface LoyaltyCart {
  id: string
  total: number
  currency_code: string
}

export interface CallOptions {
  /** Ends the request; the call then throws the signal's reason. */
  signal?: AbortSignal
}

export interface PageOptions extends CallOptions {
  /** At most 100; 20 if not given. */
  limit?: number
  offset?: number
}

export interface TransactionOptions extends PageOptions {
  /** Only what names this order: what it earned and spent. */
  order_id?: string
}

export interface AccountOptions extends CallOptions {
  /** The currency of `worth`; the program's first with a rate if not given. */
  currency_code?: string
}

export interface Place {
  region_id: string
  country_code?: string
}

export interface WantedProduct {
  product_id: string
  /** Each of the product's variants if not given. */
  variant_id?: string
  quantity?: number
}

export interface CartOptions extends CallOptions {
  /** Which fields of the cart to answer, in Medusa's words. */
  fields?: string
}

export interface ApplyOptions extends CartOptions {
  /**
   * 1 to 128 printable characters, one for each press of the button. Sent again with the same points it has one effect. A new
   * one is made if not given, so give your own if you mean to repeat a request whose answer was lost.
   */
  idempotencyKey?: string
}

export interface AppliedPoints<Cart> {
  cart: Cart
  /** Null where `points` was 0: what was on the cart has been removed. */
  redemption: LoyaltyRedemption | null
  /** Whether the key was known, so that nothing was done again. A store of another origin has to expose the header. */
  replayed: boolean
}

/**
 * The store's loyalty routes. Points are numbers in display units, money is in major units, times are ISO 8601. Each call
 * throws a `LoyaltyRefusal` where the store refuses, and the network's own error where there is no answer.
 *
 * Those marked "member" need the signed-in customer: `customer_required` otherwise.
 */
export interface LoyaltyClient<Cart = LoyaltyCart> {
  program(options?: CallOptions): Promise<LoyaltyProgram>
  /** Member. `account_not_found` before joining, where the program is `opt_in`. */
  account(options?: AccountOptions): Promise<LoyaltyAccount>
  /** Member. Joining twice is joining once. */
  join(options?: AccountOptions): Promise<LoyaltyAccount>
  /** Member. The newest first. */
  transactions(options?: TransactionOptions): Promise<LoyaltyTransactions>
  /** Member. Null where the program has no tiers. */
  tier(options?: CallOptions): Promise<LoyaltyTierProgress | null>
  categories(options?: CallOptions): Promise<LoyaltyCategories>
  /** Member. Exactly these, for the present period unless another is named. */
  chooseCategories(
    choice: { category_ids: string[]; period?: string },
    options?: CallOptions,
  ): Promise<LoyaltyCategories>
  clubs(options?: PageOptions): Promise<LoyaltyClubs>
  /** Member. May be repeated. */
  joinClub(id: string, options?: CallOptions): Promise<LoyaltyClub>
  /** Member. May be repeated. */
  leaveClub(id: string, options?: CallOptions): Promise<LoyaltyClub>
  /** Member. What was bought, the latest first. */
  memberships(options?: PageOptions): Promise<LoyaltyMemberships>
  /** Member. The member's own code and link, and what came of them. */
  referral(options?: CallOptions): Promise<LoyaltyReferral>
  /** Member. The code of who invited; ten can be tried in an hour. */
  enterReferralCode(code: string, options?: CallOptions): Promise<LoyaltyReferral>
  /** Member. */
  profile(options?: CallOptions): Promise<LoyaltyProfile>
  /** Member. Given once: `birthday_kept` where it was another. */
  giveBirthday(birthday: { month: number; day: number }, options?: CallOptions): Promise<LoyaltyProfile>
  /** What up to 100 products would earn, each by itself, in the order of the items. */
  earnings(
    request: Place & { items: WantedProduct[] },
    options?: CallOptions,
  ): Promise<LoyaltyProductPoints[]>
  /** What a product would earn; for a signed-in customer by his tier and rules. */
  productPoints(request: Place & WantedProduct, options?: CallOptions): Promise<LoyaltyProductPoints[]>
  /** Member, of his own cart. What it earns, and what may be spent on it. */
  cartPoints(cartId: string, options?: CallOptions): Promise<LoyaltyCartPoints>
  /** Member. In place of the points that the cart had; 0 removes them. The payment sessions of the cart are gone after it. */
  applyPoints(cartId: string, points: number, options?: ApplyOptions): Promise<AppliedPoints<Cart>>
  /** Member. */
  removePoints(cartId: string, options?: CartOptions): Promise<Cart>
}

export function loyaltyClient<Cart = LoyaltyCart>(sdk: StoreSdk): LoyaltyClient<Cart> {
  async function ask<T>(path: string, init: StoreRequest = {}): Promise<T> {
    try {
      return await sdk.client.fetch<T>(path, init)
    } catch (error) {
      throw asRefusal(error)
    }
  }
  async function askFor<T>(part: string, path: string, init?: StoreRequest): Promise<T> {
    return (await ask<Record<string, T>>(path, init))[part]
  }
  const cartPath = (id: string): string => `/store/carts/${encodeURIComponent(id)}/loyalty-points`
  const clubPath = (id: string): string => `/store/loyalty/clubs/${encodeURIComponent(id)}/membership`

  return {
    program: ({ signal } = {}) => askFor("program", "/store/loyalty/program", { signal }),
    account: ({ signal, ...query } = {}) => askFor("account", "/store/loyalty/account", { query, signal }),
    join: ({ signal, ...query } = {}) =>
      askFor("account", "/store/loyalty/account", { method: "POST", query, signal }),
    transactions: ({ signal, ...query } = {}) => ask("/store/loyalty/transactions", { query, signal }),
    tier: ({ signal } = {}) => askFor("tier", "/store/loyalty/tier", { signal }),
    categories: ({ signal } = {}) => ask("/store/loyalty/categories", { signal }),
    chooseCategories: (choice, { signal } = {}) =>
      ask("/store/loyalty/categories", { method: "POST", body: { ...choice }, signal }),
    clubs: ({ signal, ...query } = {}) => ask("/store/loyalty/clubs", { query, signal }),
    joinClub: (id, { signal } = {}) => askFor("club", clubPath(id), { method: "POST", signal }),
    leaveClub: (id, { signal } = {}) => askFor("club", clubPath(id), { method: "DELETE", signal }),
    memberships: ({ signal, ...query } = {}) => ask("/store/loyalty/memberships", { query, signal }),
    referral: ({ signal } = {}) => askFor("referral", "/store/loyalty/referral", { signal }),
    enterReferralCode: (code, { signal } = {}) =>
      askFor("referral", "/store/loyalty/referral", { method: "POST", body: { code }, signal }),
    profile: ({ signal } = {}) => askFor("profile", "/store/loyalty/profile", { signal }),
    giveBirthday: ({ month, day }, { signal } = {}) =>
      askFor("profile", "/store/loyalty/profile", {
        method: "POST",
        body: { birthday: { month, day } },
        signal,
      }),
    earnings: (request, { signal } = {}) =>
      askFor("earnings", "/store/loyalty/earnings", { method: "POST", body: { ...request }, signal }),
    productPoints: ({ product_id, variant_id, quantity, region_id, country_code }, { signal } = {}) =>
      askFor("loyalty_points", `/store/products/${encodeURIComponent(product_id)}/loyalty-points`, {
        query: { variant_id, quantity, region_id, country_code },
        signal,
      }),
    cartPoints: (cartId, { signal } = {}) => askFor("loyalty_points", cartPath(cartId), { signal }),
    applyPoints: async (cartId, points, { idempotencyKey = newIdempotencyKey(), fields, signal } = {}) => {
      const answer = await ask<Response | Applied<Cart>>(cartPath(cartId), {
        method: "POST",
        body: { points },
        query: { fields },
        headers: { "Idempotency-Key": idempotencyKey, accept: anyAnswer },
        signal,
      })
      if (!isResponse(answer)) return { ...answer, replayed: false }
      const { cart, redemption } = (await answer.json()) as Applied<Cart>
      return { cart, redemption, replayed: answer.headers.get("Idempotency-Replayed") === "true" }
    },
    removePoints: (cartId, { fields, signal } = {}) =>
      askFor("cart", cartPath(cartId), { method: "DELETE", query: { fields }, signal }),
  }
}

type Applied<Cart> = Omit<AppliedPoints<Cart>, "replayed">

/** `randomUUID` is for secure pages only; a shop that is tried over plain HTTP has to work too. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

function isResponse(answer: unknown): answer is Response {
  return typeof Response !== "undefined" && answer instanceof Response
}
