import { Modules } from "@medusajs/framework/utils"
import { type Cart } from "../helpers/carts"
import { type Answer, type ErrorBody, HttpClient, type Method } from "../helpers/http"
import { describeShop } from "../helpers/medusa"
import { type Customer } from "../helpers/people"
import { pathOf, Points } from "../helpers/points"
import { expectRefused, insides } from "../helpers/refusals"

describeShop("a request that is refused", (store) => {
  const points = new Points(store)
  let ada: Customer
  let bob: Customer
  let cart: Cart
  let adaAccount: string

  beforeAll(async () => {
    ada = await store.shop.customer()
    bob = await store.shop.customer()
    await points.give(ada, 10_000)
    await points.give(bob, 500)
    cart = await store.shop.carts.create({ customer: ada, items: { shoes: 3 } })
    adaAccount = (await points.account(ada)).id
  })

  /** A body as it is written, for what JavaScript would not write. */
  const sendText = async (http: HttpClient, path: string, text: string): Promise<Answer<ErrorBody>> => {
    const response = await fetch(`${http.baseUrl}${path}`, {
      method: "POST",
      headers: { ...http.headers, "content-type": "application/json" },
      body: text,
    })
    return { status: response.status, body: (await response.json()) as ErrorBody, headers: {} }
  }

  describe("because of who asks", () => {
    it("a guest is asked to sign in wherever points are somebody's", async () => {
      const nobodies = [
        store.shop.guest,
        store.shop.guest.with({ authorization: "Bearer of.bad.news" }),
        store.shop.guest.with({ authorization: store.shop.admin.headers.authorization ?? "" }),
      ]
      const requests: [Method, string, object?][] = [
        ["get", "/store/loyalty/account"],
        ["post", "/store/loyalty/account"],
        ["get", "/store/loyalty/transactions"],
        ["get", pathOf(cart)],
        ["post", pathOf(cart), { points: 100 }],
        ["delete", pathOf(cart)],
      ]
      for (const nobody of nobodies) {
        for (const request of requests) {
          await expectRefused(points, () => nobody.send(...request), 401, "customer_required")
        }
      }
    })

    it("another customer neither sees, spends nor takes off the points of a cart that is not theirs", async () => {
      await points.apply(cart, 1_000)
      await expectRefused(points, () => bob.http.send("get", pathOf(cart)), 400, "not_cart_owner")
      await expectRefused(points, () => points.tryToApply(bob.http, cart, 100), 400, "not_cart_owner")
      await expectRefused(points, () => points.tryToApply(bob.http, cart, 0), 400, "not_cart_owner")
      await expectRefused(points, () => bob.http.send("delete", pathOf(cart)), 400, "not_cart_owner")
      expect((await store.shop.carts.get(cart)).total).toBe(347)
    })

    it("a guest's cart is nobody's, until somebody signs in and takes it over", async () => {
      const found = await store.shop.carts.create({ items: { shoes: 1 } })
      await expectRefused(points, () => points.tryToApply(ada.http, found, 100), 400, "not_cart_owner")

      await store.shop.carts.handTo(found, ada)
      expect((await points.apply(found, 100)).cart.total).toBe(118)
    })

    it("another customer's Idempotency-Key answers nothing of theirs", async () => {
      const named = (customer: Customer) => customer.http.with({ "Idempotency-Key": "tap-1" })
      await points.tryToApply(named(ada), cart, 1_000)
      const own = await store.shop.carts.create({ customer: bob, items: { shoes: 1 } })
      const answer = await points.tryToApply(named(bob), own, 100)
      expect(answer.status).toBe(200)
      expect(answer.headers["idempotency-replayed"]).toBeUndefined()
      expect(answer.body.redemption).toMatchObject({ points: 100, amount: 1 })
    })

    it("nobody and no customer gets behind the counter", async () => {
      const { programs } = await store.shop.admin.get<{ programs: { id: string }[] }>(
        "/admin/loyalty/programs",
      )
      const requests: [Method, string, object?][] = [
        ["get", "/admin/loyalty/programs"],
        ["get", `/admin/loyalty/programs/${programs[0].id}`],
        ["post", `/admin/loyalty/programs/${programs[0].id}`, { name: "Mine" }],
        ["get", "/admin/loyalty/accounts"],
        ["get", `/admin/loyalty/accounts/${adaAccount}`],
        ["post", `/admin/loyalty/accounts/${adaAccount}`, { status: "frozen" }],
        ["post", `/admin/loyalty/accounts/${adaAccount}/adjustments`, { points: 1, reason: "goodwill" }],
        ["get", `/admin/loyalty/accounts/${adaAccount}/transactions`],
        ["get", "/admin/loyalty/orders/order_1"],
        ["post", "/admin/loyalty/orders/order_1/settlement"],
        ["post", "/admin/loyalty/ledger/verification"],
        ["post", "/admin/loyalty/jobs/expire"],
        ["get", "/admin/loyalty/rules"],
        ["post", "/admin/loyalty/rules", { name: "Mine" }],
        ["get", "/admin/loyalty/rules/lrul_1"],
        ["post", "/admin/loyalty/rules/lrul_1", { state: "active" }],
        ["delete", "/admin/loyalty/rules/lrul_1"],
        ["get", "/admin/loyalty/rules/lrul_1/versions"],
      ]
      const before = await points.everything()
      for (const outsider of [new HttpClient(store.baseUrl), store.shop.guest, ada.http]) {
        for (const [method, path, body] of requests) {
          expect({ path, status: (await outsider.send(method, path, body)).status }).toEqual({
            path,
            status: 401,
          })
        }
      }
      expect(await points.everything()).toEqual(before)
    })

    it("a store route needs the shop's publishable key, as every store route does", async () => {
      const stranger = new HttpClient(store.baseUrl, { authorization: `Bearer ${ada.token}` })
      for (const path of ["/store/loyalty/program", "/store/loyalty/account", pathOf(cart)]) {
        expect((await stranger.send("get", path)).status).toBe(400)
      }
    })
  })

  describe("because the account is frozen", () => {
    const freeze = (status: "active" | "frozen") =>
      store.shop.admin.post(`/admin/loyalty/accounts/${adaAccount}`, { status })

    it("its points cannot be put on a cart, and the cart says why", async () => {
      await freeze("frozen")
      await expectRefused(points, () => points.tryToApply(ada.http, cart, 100), 400, "account_frozen")
      expect((await points.ofCart(cart)).redemption).toMatchObject({
        refused: "account_frozen",
        max_points: 0,
      })

      await freeze("active")
      expect((await points.apply(cart, 100)).cart.total).toBe(356)
    })

    it("points that it already had on a cart buy nothing, and can still be taken off", async () => {
      await points.apply(cart, 1_000)
      await freeze("frozen")
      const { error, order } = await store.shop.carts.tryToComplete(cart)
      expect(order).toBeUndefined()
      expect(error).toMatchObject({ code: "account_frozen" })
      expect(error?.message).not.toMatch(insides)

      expect((await points.remove(cart)).total).toBe(357)
      expect(await points.balance(ada)).toEqual({ available: 10_000, pending: 0, held: 0 })
    })
  })

  describe("because of the cart", () => {
    it("an unknown cart is not found, and what is no cart neither", async () => {
      for (const id of ["cart_01UNKNOWN", "order_01UNKNOWN", "cart_'%20or%20true--", "null"]) {
        await expectRefused(points, () => points.tryToApply(ada.http, { id }, 100), 404, "cart_not_found")
        await expectRefused(points, () => ada.http.send("get", pathOf({ id })), 404, "cart_not_found")
        await expectRefused(points, () => ada.http.send("delete", pathOf({ id })), 404, "cart_not_found")
      }
    })

    it("a cart that has become an order takes and gives no points any more", async () => {
      await points.apply(cart, 1_000)
      await store.shop.carts.complete(cart)
      await expectRefused(points, () => points.tryToApply(ada.http, cart, 100), 400, "cart_completed")
      await expectRefused(points, () => points.tryToApply(ada.http, cart, 0), 400, "cart_completed")
      await expectRefused(points, () => ada.http.send("get", pathOf(cart)), 400, "cart_completed")
      await expectRefused(points, () => ada.http.send("delete", pathOf(cart)), 400, "cart_completed")
    })

    it("a cart that another request is changing is busy; a little later the same wish is granted", async () => {
      const http = ada.http.with({ "Idempotency-Key": "tap-1" })
      const locking = store.container.resolve(Modules.LOCKING)
      await locking.execute([cart.id], async () => {
        const { status, body } = await points.tryToApply(http, cart, 1_000)
        expect({ status, code: body.code }).toEqual({ status: 400, code: "cart_busy" })
      })
      expect(await points.balance(ada)).toEqual({ available: 10_000, pending: 0, held: 0 })

      for (const replayed of [undefined, "true"]) {
        const { body, headers } = await points.tryToApply(http, cart, 1_000)
        expect(body).toMatchObject({ cart: { total: 347 }, redemption: { points: 1_000, amount: 10 } })
        expect(headers["idempotency-replayed"]).toBe(replayed)
      }
      expect(await points.balance(ada)).toEqual({ available: 9_000, pending: 0, held: 1_000 })
    })

    it("a currency without a rate takes no points, and one that only earns neither", async () => {
      const dollars = await store.shop.carts.create({ customer: ada, region: "usd", items: { shoes: 1 } })
      for (const rates of [
        [{ currency_code: "eur", spend: { points: 1, worth: 0.01 } }],
        [{ currency_code: "usd", earn: { points: 1, per_amount: 1 } }],
      ]) {
        await points.changeProgram({ rates })
        await expectRefused(
          points,
          () => points.tryToApply(ada.http, dollars, 100),
          400,
          "currency_without_rate",
        )
        expect((await points.ofCart(dollars)).redemption.refused).toBe("currency_without_rate")
      }
    })

    it("points pay neither gift cards, nor fixed prices, nor shipping, nor an empty cart", async () => {
      const carts = [
        await store.shop.carts.create({ customer: ada, items: {} }),
        await store.shop.carts.create({
          customer: ada,
          items: { giftCard: 1, fixedPriceLamp: 1 },
          shipping: "paid",
        }),
      ]
      for (const nothingToPay of carts) {
        await expectRefused(
          points,
          () => points.tryToApply(ada.http, nothingToPay, 100),
          400,
          "nothing_to_redeem_on",
        )
      }
    })
  })

  describe("because of the number", () => {
    it("points have to be a whole number from zero up", async () => {
      const values = [
        "12",
        "NaN",
        "",
        true,
        null,
        undefined,
        [],
        [100],
        { points: 100 },
        -1,
        -0.5,
        0.5,
        99.999,
        1e300,
        2 ** 53,
      ]
      for (const value of values) {
        await expectRefused(points, () => points.tryToApply(ada.http, cart, value), 400, "invalid_points")
      }
      for (const text of ["1e400", "-1e400", "9007199254740993.5", "-1e-9", "1e-9"]) {
        const body = `{"points": ${text}}`
        await expectRefused(points, () => sendText(ada.http, pathOf(cart), body), 400, "invalid_points")
      }
    })

    it("more than there is, by one or by far, is too much", async () => {
      for (const value of [10_001, 1e12, 2 ** 53 - 1]) {
        await expectRefused(
          points,
          () => points.tryToApply(ada.http, cart, value),
          400,
          "insufficient_points",
        )
      }
      expect((await points.apply(cart, 10_000)).cart.total).toBe(257)
    })

    it("what another cart of the customer holds is not there", async () => {
      const other = await store.shop.carts.create({ customer: ada, items: { shoes: 1 } })
      await points.apply(other, 6_000)
      await expectRefused(points, () => points.tryToApply(ada.http, cart, 4_001), 400, "insufficient_points")
      await points.apply(cart, 4_000)
    })

    it("the program's minimum, step and largest share are kept, and a refused wish leaves the one before it", async () => {
      await points.changeProgram({ redemption: { min_points: 500, step_points: 200, max_share_percent: 20 } })
      expect((await points.ofCart(cart)).redemption).toEqual({
        applied: null,
        min_points: 600,
        step: 200,
        max_points: 7_000,
        max_amount: 70,
        spend_rate: { points: 1, worth: 0.01 },
        refused: null,
      })
      await points.apply(cart, 1_000)

      await expectRefused(points, () => points.tryToApply(ada.http, cart, 499), 400, "below_minimum")
      await expectRefused(points, () => points.tryToApply(ada.http, cart, 400), 400, "below_minimum")
      await expectRefused(points, () => points.tryToApply(ada.http, cart, 700), 400, "not_a_step")
      await expectRefused(points, () => points.tryToApply(ada.http, cart, 7_200), 400, "above_maximum")
      expect((await points.ofCart(cart)).redemption.applied).toMatchObject({ points: 1_000, amount: 10 })
      expect((await points.apply(cart, 7_000)).cart.total).toBe(287)
    })

    it("a member with too few points for the minimum is told so", async () => {
      await points.changeProgram({ redemption: { min_points: 600 } })
      const small = await store.shop.carts.create({ customer: bob, items: { shoes: 1 } })
      expect((await points.ofCart(small)).redemption).toMatchObject({
        refused: "below_minimum",
        max_points: 0,
      })
      await expectRefused(points, () => points.tryToApply(bob.http, small, 500), 400, "below_minimum")
      await expectRefused(points, () => points.tryToApply(bob.http, small, 600), 400, "insufficient_points")
    })

    it("more points than the cart can take are refused, and the most that it takes is said", async () => {
      const small = await store.shop.carts.create({ customer: ada, items: { red: 1 }, shipping: "paid" })
      const { max_points } = (await points.ofCart(small)).redemption
      expect(max_points).toBe(3_333)
      await expectRefused(points, () => points.tryToApply(ada.http, small, 3_334), 400, "above_maximum")
      expect((await points.apply(small, max_points)).cart.total).toBe(10)
    })
  })

  describe("because of how it is asked", () => {
    it("an Idempotency-Key is one word of at most 128 letters", async () => {
      for (const key of ["x".repeat(129), "two words", "tab\tbed", "schlüssel"]) {
        const http = ada.http.with({ "Idempotency-Key": key })
        await expectRefused(
          points,
          () => points.tryToApply(http, cart, 100),
          400,
          "invalid_request",
          /^Idempotency-Key: /,
        )
      }
      const longest = ada.http.with({ "Idempotency-Key": "x".repeat(128) })
      expect((await points.tryToApply(longest, cart, 100)).status).toBe(200)
    })

    it("the same Idempotency-Key for another cart is a mistake", async () => {
      const other = await store.shop.carts.create({ customer: ada, items: { shoes: 1 } })
      const http = ada.http.with({ "Idempotency-Key": "tap-1" })
      expect((await points.tryToApply(http, cart, 100)).status).toBe(200)
      await expectRefused(points, () => points.tryToApply(http, other, 100), 400, "idempotency_key_reused")
    })

    it("what the body says besides is not passed over", async () => {
      const ask = (body: object) => () => ada.http.send("post", pathOf(cart), body)
      await expectRefused(points, ask({ points: 100, amount: 1 }), 400, "invalid_request", /amount/)
      await expectRefused(
        points,
        ask({ points: 100, customer_id: bob.id }),
        400,
        "invalid_request",
        /customer_id/,
      )
      await expectRefused(points, ask([{ points: 100 }]), 400, "invalid_request")
    })

    it("a body that is no JSON, or far too long, is refused without a word about the insides", async () => {
      const before = await points.everything()
      for (const [text, status] of [
        ['{"points": NaN}', 400],
        ["{points: 100}", 400],
        [`{"points": 100, "note": "${"x".repeat(30_000)}"}`, 413],
      ] as const) {
        const answer = await sendText(ada.http, pathOf(cart), text)
        expect(answer.status).toBe(status)
        expect(JSON.stringify(answer.body)).not.toMatch(insides)
      }
      expect(await points.everything()).toEqual(before)
    })

    it("a page has between 1 and 100 lines and begins nowhere before the first", async () => {
      const admin = `/admin/loyalty/accounts/${adaAccount}/transactions`
      const lists: [HttpClient, string][] = [
        [ada.http, "/store/loyalty/transactions"],
        [store.shop.admin, "/admin/loyalty/accounts"],
        [store.shop.admin, admin],
      ]
      const faults = [
        "limit=0",
        "limit=1000",
        "limit=abc",
        "limit=1.5",
        "limit=1&limit=2",
        "offset=-1",
        "offset=abc",
        "offset=1e9",
      ]
      for (const [http, path] of lists) {
        for (const fault of faults) {
          const [field] = fault.split("=")
          const said = new RegExp(`^${field}: `)
          await expectRefused(
            points,
            () => http.send("get", `${path}?${fault}`),
            400,
            "invalid_request",
            said,
          )
        }
      }
      await expectRefused(
        points,
        () => store.shop.admin.send("get", `${admin}?type=gift`),
        400,
        "invalid_request",
        /^type: /,
      )
      await expectRefused(
        points,
        () => store.shop.admin.send("get", "/admin/loyalty/accounts?status=asleep"),
        400,
        "invalid_request",
        /^status: /,
      )
      await expectRefused(
        points,
        () => ada.http.send("get", "/store/loyalty/account?currency_code=euro"),
        400,
        "invalid_request",
        /^currency_code: /,
      )
    })

    it("a product's page asks for a known product, in a known region, in a countable number", async () => {
      const { productId, regionId, variantId } = store.shop.catalogue
      const path = `/store/products/${productId.shoes}/loyalty-points`
      const ask = (from: string) => () => store.shop.guest.send("get", from)
      const region = `region_id=${regionId.eur}`
      await expectRefused(points, ask(path), 400, "invalid_request", /^region_id: /)
      await expectRefused(points, ask(`${path}?region_id=reg_none`), 400, "invalid_request", /^region_id: /)
      await expectRefused(points, ask(`${path}?${region}&quantity=0`), 400, "invalid_request", /^quantity: /)
      await expectRefused(
        points,
        ask(`${path}?${region}&quantity=many`),
        400,
        "invalid_request",
        /^quantity: /,
      )
      await expectRefused(
        points,
        ask(`${path}?${region}&country_code=DEU`),
        400,
        "invalid_request",
        /^country_code: /,
      )
      await expectRefused(
        points,
        ask(`/store/products/prod_none/loyalty-points?${region}`),
        404,
        "product_not_found",
      )
      await expectRefused(
        points,
        ask(`${path}?${region}&variant_id=${variantId.book}`),
        404,
        "product_not_found",
      )
    })
  })
})
