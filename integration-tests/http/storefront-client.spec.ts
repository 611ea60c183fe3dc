import Medusa from "@medusajs/js-sdk"
import {
  loyaltyClient,
  storeSdk,
  type LoyaltyClient,
  type LoyaltyRefusal,
} from "../../storefront/client-entry"
import { type Cart } from "../helpers/carts"
import { describeShop } from "../helpers/medusa"
import { type Customer } from "../helpers/people"
import { Points } from "../helpers/points"

describeShop("the storefront's client", (store) => {
  const points = new Points(store)
  let ada: Customer

  const medusa = async (customer?: Customer): Promise<LoyaltyClient<Cart>> => {
    const sdk = new Medusa({
      baseUrl: store.baseUrl,
      publishableKey: store.shop.catalogue.publishableKey,
      auth: { type: "jwt", jwtTokenStorageMethod: "memory" },
    })
    if (customer) await sdk.client.setToken(customer.token)
    return loyaltyClient<Cart>(sdk)
  }
  const withoutSdk = (customer?: Customer): Promise<LoyaltyClient<Cart>> => {
    const { publishableKey } = store.shop.catalogue
    const token = (): string | undefined => customer?.token
    return Promise.resolve(
      loyaltyClient<Cart>(storeSdk({ baseUrl: `${store.baseUrl}/`, publishableKey, token })),
    )
  }

  const refused = async (
    asked: Promise<unknown>,
  ): Promise<Pick<LoyaltyRefusal, "name" | "code" | "status">> =>
    await asked.then(
      () => {
        throw new Error("It was not refused.")
      },
      ({ name, code, status }: LoyaltyRefusal) => ({ name, code, status }),
    )
  const refusal = (code: string | null, status: number) => ({ name: "LoyaltyRefusal", code, status })

  beforeAll(async () => {
    ada = await store.shop.customer()
    await points.give(ada, 10_000)
  })

  describe.each([
    ["of Medusa's sdk", medusa],
    ["without an sdk", withoutSdk],
  ])("%s", (_, clientOf) => {
    it("promises on the product's page and in the cart what the order then earns", async () => {
      const client = await clientOf(ada)
      const { productId, variantId, regionId } = store.shop.catalogue
      const wanted = { product_id: productId.shoes, variant_id: variantId.shoes, quantity: 2 }
      const [onPage] = await client.productPoints({ ...wanted, region_id: regionId.eur })
      expect(onPage).toMatchObject({ ...wanted, points: 238 })
      const inList = await client.earnings({
        region_id: regionId.eur,
        items: [wanted, { product_id: productId.book }],
      })
      expect(inList.map((one) => one.points)).toEqual([238, 10])

      const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 2 } })
      expect((await client.cartPoints(cart.id)).earn.points).toBe(238)
      const order = await store.shop.carts.complete(cart)
      expect((await client.account()).balance).toEqual({ available: 10_000, pending: 238, held: 0 })
      expect((await client.transactions({ order_id: order.id })).transactions).toMatchObject([
        { type: "earn", points: 238, order_id: order.id },
      ])
      expect(await client.transactions({ order_id: "order_none" })).toMatchObject({ count: 0 })
    })

    it("puts points on the cart, answers the cart with its new total, and takes them off again", async () => {
      const client = await clientOf(ada)
      const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 3 } })
      const applied = await client.applyPoints(cart.id, 5_000)
      expect(applied.cart.total).toBe(307)
      expect(applied.redemption).toMatchObject({ points: 5_000, amount: 50, currency_code: "eur" })
      expect(applied.replayed).toBe(false)
      expect((await client.cartPoints(cart.id)).redemption).toMatchObject({
        applied: applied.redemption,
        max_points: 10_000,
        refused: null,
      })

      expect((await client.removePoints(cart.id)).total).toBe(357)
      expect((await client.account()).balance).toEqual({ available: 10_000, pending: 0, held: 0 })
      expect((await client.transactions({ limit: 2 })).transactions).toMatchObject([
        { type: "release", points: 5_000, trigger: null },
        { type: "hold", points: -5_000, trigger: null },
      ])
    })

    it("tells a repeated press from a new one, and asks for no more of the cart than is wanted", async () => {
      const client = await clientOf(ada)
      const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 3 } })
      const press = { idempotencyKey: "one-press", fields: "id,total" }
      const first = await client.applyPoints(cart.id, 5_000, press)
      expect(Object.keys(first.cart)).not.toContain("shipping_address")
      expect(await client.applyPoints(cart.id, 5_000, press)).toEqual({ ...first, replayed: true })
      expect(await points.balance(ada)).toMatchObject({ available: 5_000, held: 5_000 })
      expect(await refused(client.applyPoints(cart.id, 4_000, press))).toEqual(
        refusal("idempotency_key_reused", 400),
      )
      expect(await client.applyPoints(cart.id, 0)).toMatchObject({ redemption: null, cart: { total: 357 } })
    })

    it("says by code why the store refuses", async () => {
      const [client, guest] = [await clientOf(ada), await clientOf()]
      const bob = await clientOf(await store.shop.customer())
      const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 1 } })

      expect(await refused(guest.account())).toEqual(refusal("customer_required", 401))
      expect(await refused(bob.cartPoints(cart.id))).toEqual(refusal("not_cart_owner", 400))
      expect(await refused(client.applyPoints(cart.id, 10_001))).toEqual(refusal("insufficient_points", 400))
      expect(await refused(client.applyPoints(cart.id, 1.5))).toEqual(refusal("invalid_points", 400))
      expect(await refused(client.applyPoints(cart.id, -1))).toEqual(refusal("invalid_points", 400))
      expect(await refused(client.applyPoints("cart_none", 1))).toEqual(refusal("cart_not_found", 404))
      expect(await refused(client.transactions({ limit: 1_000 }))).toEqual(refusal("invalid_request", 400))
      expect(await refused(client.enterReferralCode("NOBODY"))).toMatchObject({ name: "LoyaltyRefusal" })
      expect(await points.balance(ada)).toMatchObject({ available: 10_000, held: 0 })
    })

    it("ends a request that nobody waits for any more", async () => {
      const client = await clientOf(ada)
      const request = new AbortController()
      const asked = client.account({ signal: request.signal })
      request.abort()
      await expect(asked).rejects.toMatchObject({ name: "AbortError" })
    })

    it("asks everything that a member's page shows", async () => {
      const [client, guest] = [await clientOf(ada), await clientOf()]
      expect(await guest.program()).toMatchObject({ precision: 0, joining: "automatic" })
      expect((await client.account({ currency_code: "rub" })).worth).toEqual({
        amount: 10_000,
        currency_code: "rub",
      })
      expect((await client.join()).id).toBe((await client.account()).id)
      expect(await client.tier()).toBeNull()
      expect(await guest.categories()).toEqual({ present: null, next: null })
      expect(await guest.clubs({ limit: 5 })).toEqual({ clubs: [], count: 0, limit: 5, offset: 0 })
      expect(await client.memberships()).toMatchObject({ memberships: [], count: 0 })
      expect(await client.referral()).toMatchObject({ enabled: false, code: null })
      expect(await client.profile()).toEqual({ birthday: null })
      expect(await client.giveBirthday({ month: 2, day: 29 })).toEqual({ birthday: { month: 2, day: 29 } })
      expect(await refused(client.giveBirthday({ month: 3, day: 1 }))).toEqual(refusal("birthday_kept", 400))
      expect(await refused(client.joinClub("club/none"))).toEqual(refusal("club_not_found", 404))
      expect(await refused(client.leaveClub("club_none"))).toEqual(refusal("club_not_found", 404))
      expect(await refused(client.chooseCategories({ category_ids: [] }))).toMatchObject({
        name: "LoyaltyRefusal",
      })
    })
  })

  it("gives a lost connection back as it is: nobody knows whether the store did it", async () => {
    const client = loyaltyClient(storeSdk({ baseUrl: "http://127.0.0.1:1", publishableKey: "pk" }))
    await expect(client.account()).rejects.toMatchObject({ name: "TypeError" })
  })
})
