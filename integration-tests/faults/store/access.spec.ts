import { createHmac } from "node:crypto"
import { type Answer, type ErrorBody, HttpClient } from "../../helpers/http"
import { describeShop } from "../../helpers/medusa"
import { type Customer } from "../../helpers/people"
import { pathOf, Points } from "../../helpers/points"
import { insides } from "../../helpers/refusals"
import { LedgerDigest } from "./ledger-digest"
import { documentedRoutes, type PluginRoute, servedRoutes } from "./plugin-routes"
import { furnish, subjectOf, type Surroundings } from "./surroundings"

/** What a route is about, which decides for whom it is. */
type Door =
  | "of the shop"
  | "in the window"
  | "on the shelf"
  | "of the member"
  | "of the newcomer"
  | "of the cart"
  | "behind the counter"

const doors: Record<string, Door> = {
  "get /store/loyalty/program": "of the shop",
  "get /store/products/{id}/loyalty-points": "on the shelf",
  "post /store/loyalty/earnings": "on the shelf",
  "get /store/loyalty/clubs": "in the window",
  "post /store/loyalty/clubs/{id}/membership": "of the member",
  "delete /store/loyalty/clubs/{id}/membership": "of the member",
  "get /store/loyalty/categories": "in the window",
  "post /store/loyalty/categories": "of the member",
  "get /store/loyalty/account": "of the member",
  "post /store/loyalty/account": "of the member",
  "get /store/loyalty/transactions": "of the member",
  "get /store/loyalty/profile": "of the member",
  "post /store/loyalty/profile": "of the member",
  "get /store/loyalty/tier": "of the member",
  "get /store/loyalty/referral": "of the member",
  "post /store/loyalty/referral": "of the newcomer",
  "get /store/carts/{id}/loyalty-points": "of the cart",
  "post /store/carts/{id}/loyalty-points": "of the cart",
  "delete /store/carts/{id}/loyalty-points": "of the cart",
  "get /admin/loyalty/programs": "behind the counter",
  "get /admin/loyalty/programs/{id}": "behind the counter",
  "post /admin/loyalty/programs/{id}": "behind the counter",
  "post /admin/loyalty/programs/{id}/preview": "behind the counter",
  "get /admin/loyalty/programs/{id}/referral": "behind the counter",
  "post /admin/loyalty/programs/{id}/referral": "behind the counter",
  "get /admin/loyalty/referrals": "behind the counter",
  "post /admin/loyalty/referrals": "behind the counter",
  "get /admin/loyalty/referrals/{id}": "behind the counter",
  "post /admin/loyalty/referrals/{id}": "behind the counter",
  "get /admin/loyalty/overview": "behind the counter",
  "get /admin/loyalty/accounts": "behind the counter",
  "post /admin/loyalty/accounts": "behind the counter",
  "get /admin/loyalty/accounts/{id}": "behind the counter",
  "post /admin/loyalty/accounts/{id}": "behind the counter",
  "post /admin/loyalty/accounts/{id}/adjustments": "behind the counter",
  "get /admin/loyalty/accounts/{id}/transactions": "behind the counter",
  "get /admin/loyalty/accounts/{id}/lots": "behind the counter",
  "get /admin/loyalty/accounts/{id}/orders": "behind the counter",
  "get /admin/loyalty/accounts/{id}/profile": "behind the counter",
  "post /admin/loyalty/accounts/{id}/profile": "behind the counter",
  "get /store/loyalty/memberships": "of the member",
  "get /admin/loyalty/accounts/{id}/memberships": "behind the counter",
  "get /admin/loyalty/membership-plans": "behind the counter",
  "post /admin/loyalty/membership-plans": "behind the counter",
  "get /admin/loyalty/membership-plans/{id}": "behind the counter",
  "post /admin/loyalty/membership-plans/{id}": "behind the counter",
  "delete /admin/loyalty/membership-plans/{id}": "behind the counter",
  "get /admin/loyalty/events": "behind the counter",
  "post /admin/loyalty/events": "behind the counter",
  "get /admin/loyalty/orders/{order_id}": "behind the counter",
  "get /admin/loyalty/orders/{order_id}/rules": "behind the counter",
  "post /admin/loyalty/orders/{order_id}/settlement": "behind the counter",
  "post /admin/loyalty/jobs/{name}": "behind the counter",
  "post /admin/loyalty/ledger/verification": "behind the counter",
  "get /admin/loyalty/accounts/{id}/clubs": "behind the counter",
  "get /admin/loyalty/clubs": "behind the counter",
  "post /admin/loyalty/clubs": "behind the counter",
  "get /admin/loyalty/clubs/{id}": "behind the counter",
  "post /admin/loyalty/clubs/{id}": "behind the counter",
  "delete /admin/loyalty/clubs/{id}": "behind the counter",
  "get /admin/loyalty/clubs/{id}/members": "behind the counter",
  "get /admin/loyalty/segments": "behind the counter",
  "post /admin/loyalty/segments": "behind the counter",
  "get /admin/loyalty/segments/{id}": "behind the counter",
  "post /admin/loyalty/segments/{id}": "behind the counter",
  "delete /admin/loyalty/segments/{id}": "behind the counter",
  "get /admin/loyalty/segments/{id}/members": "behind the counter",
  "get /admin/loyalty/cashback-offers": "behind the counter",
  "post /admin/loyalty/cashback-offers": "behind the counter",
  "get /admin/loyalty/cashback-offers/{id}": "behind the counter",
  "post /admin/loyalty/cashback-offers/{id}": "behind the counter",
  "delete /admin/loyalty/cashback-offers/{id}": "behind the counter",
  "get /admin/loyalty/cashback-offers/{id}/choices": "behind the counter",
  "get /admin/loyalty/programs/{id}/tier-ladder": "behind the counter",
  "post /admin/loyalty/programs/{id}/tier-ladder": "behind the counter",
  "delete /admin/loyalty/programs/{id}/tier-ladder": "behind the counter",
  "get /admin/loyalty/tiers": "behind the counter",
  "post /admin/loyalty/tiers": "behind the counter",
  "get /admin/loyalty/tiers/{id}": "behind the counter",
  "post /admin/loyalty/tiers/{id}": "behind the counter",
  "delete /admin/loyalty/tiers/{id}": "behind the counter",
  "get /admin/loyalty/tiers/{id}/versions": "behind the counter",
  "get /admin/loyalty/accounts/{id}/tier": "behind the counter",
  "post /admin/loyalty/accounts/{id}/tier": "behind the counter",
  "get /admin/loyalty/accounts/{id}/tier/changes": "behind the counter",
  "get /admin/loyalty/rules": "behind the counter",
  "post /admin/loyalty/rules": "behind the counter",
  "get /admin/loyalty/rules/{id}": "behind the counter",
  "post /admin/loyalty/rules/{id}": "behind the counter",
  "delete /admin/loyalty/rules/{id}": "behind the counter",
  "get /admin/loyalty/rules/{id}/versions": "behind the counter",
  "post /admin/loyalty/simulations": "behind the counter",
  "get /admin/loyalty/backfills": "behind the counter",
  "post /admin/loyalty/backfills": "behind the counter",
  "get /admin/loyalty/backfills/{id}": "behind the counter",
  "post /admin/loyalty/backfills/{id}/undo": "behind the counter",
}

/** The status, and the code where the refusal is the plugin's own; the rest is Medusa's guard at the door. */
type Reception = `${number}` | `${number} ${string}`

const nobodyIn = {
  "of the member": "401 customer_required",
  "of the newcomer": "401 customer_required",
  "of the cart": "401 customer_required",
} as const
const withoutKey = {
  "of the shop": "400",
  "in the window": "400",
  "on the shelf": "400",
  "of the member": "400",
  "of the newcomer": "400",
  "of the cart": "400",
} as const
const noStaff = { "behind the counter": "401" } as const

const expected = {
  "the member, who owns the cart": {
    "of the shop": "200",
    "in the window": "200",
    "on the shelf": "200",
    "of the member": "200",
    // The member has ordered before: whoever invited him now is too late.
    "of the newcomer": "400 referral_not_new",
    "of the cart": "200",
    ...noStaff,
  },
  "another customer": {
    "of the shop": "200",
    "in the window": "200",
    "on the shelf": "200",
    "of the member": "200",
    "of the newcomer": "200",
    // Medusa shows a cart to whoever knows its id, so that there is one is no secret; what is in it for points is.
    "of the cart": "400 not_cart_owner",
    ...noStaff,
  },
  "a guest": { "of the shop": "200", "in the window": "200", "on the shelf": "200", ...nobodyIn, ...noStaff },
  "somebody with nothing in hand": { ...withoutKey, ...noStaff },
  "the member without a publishable key": { ...withoutKey, ...noStaff },
  "the member with an invented key": { ...withoutKey, ...noStaff },
  "the member with a revoked key": { ...withoutKey, ...noStaff },
  "the member with a key of another sales channel": {
    "of the shop": "200",
    "in the window": "200",
    "on the shelf": "404 product_not_found",
    "of the member": "200",
    "of the newcomer": "400 referral_not_new",
    "of the cart": "200",
    ...noStaff,
  },
  "somebody with a key of another sales channel": {
    "of the shop": "200",
    "in the window": "200",
    "on the shelf": "404 product_not_found",
    ...nobodyIn,
    ...noStaff,
  },
  "somebody who registered and is no customer yet": {
    "of the shop": "200",
    "in the window": "200",
    "on the shelf": "200",
    ...nobodyIn,
    ...noStaff,
  },
  "somebody with nonsense for a token": {
    "of the shop": "200",
    "in the window": "200",
    "on the shelf": "200",
    ...nobodyIn,
    ...noStaff,
  },
  "somebody with the member's token of last year": {
    "of the shop": "200",
    "in the window": "200",
    "on the shelf": "200",
    ...nobodyIn,
    ...noStaff,
  },
  "somebody who signed the member's token himself": {
    "of the shop": "200",
    "in the window": "200",
    "on the shelf": "200",
    ...nobodyIn,
    ...noStaff,
  },
  "somebody who did not sign the member's token": {
    "of the shop": "200",
    "in the window": "200",
    "on the shelf": "200",
    ...nobodyIn,
    ...noStaff,
  },
  "somebody who made the member's token one of the staff": {
    "of the shop": "200",
    "in the window": "200",
    "on the shelf": "200",
    ...nobodyIn,
    ...noStaff,
  },
  "somebody who knows the member's password and not the second factor": {
    "of the shop": "200",
    // What goods would earn is told by the member's own groups and past: that is theirs, too.
    "in the window": "401",
    "on the shelf": "401",
    "of the member": "401",
    "of the newcomer": "401",
    "of the cart": "401",
    ...noStaff,
  },
  "one of the staff": {
    "of the shop": "200",
    "in the window": "200",
    "on the shelf": "200",
    ...nobodyIn,
    "behind the counter": "200",
  },
  "a program with a secret key": {
    "of the shop": "200",
    "in the window": "200",
    "on the shelf": "200",
    ...nobodyIn,
    "behind the counter": "200",
  },
  "a program with a revoked secret key": {
    "of the shop": "200",
    "in the window": "200",
    "on the shelf": "200",
    ...nobodyIn,
    ...noStaff,
  },
} satisfies Record<string, Record<Door, Reception>>

type Visitor = keyof typeof expected
const visitors = Object.keys(expected) as Visitor[]

describeShop("who may", (store) => {
  const points = new Points(store)
  const routes = documentedRoutes()
  const clients = {} as Record<Visitor, HttpClient>
  let around: Surroundings
  let bob: Customer
  let otherKey: string

  beforeAll(async () => {
    around = await furnish(store)
    bob = await store.shop.customer()
    await points.give(bob, 500)
    const { ada } = around
    const { guest, admin } = store.shop
    otherKey = await publishableKey(await salesChannel("Outlet"))
    const bearing = (token: string) => guest.with({ authorization: `Bearer ${token}` })
    const keyed = (key: string) => ada.http.with({ "x-publishable-api-key": key })
    const claims = JSON.parse(Buffer.from(ada.token.split(".")[1], "base64url").toString()) as Claims
    const lastYear = Math.floor(Date.now() / 1_000) - 365 * 86_400
    const secret = store.container.resolve("configModule").projectConfig.http.jwtSecret as string

    Object.assign(clients, {
      "the member, who owns the cart": ada.http,
      "another customer": bob.http,
      "a guest": guest,
      "somebody with nothing in hand": new HttpClient(store.baseUrl),
      "the member without a publishable key": new HttpClient(store.baseUrl, {
        authorization: `Bearer ${ada.token}`,
      }),
      "the member with an invented key": keyed(`pk_${"0".repeat(64)}`),
      "the member with a revoked key": keyed(
        await revoked(await publishableKey(store.shop.catalogue.salesChannelId)),
      ),
      "the member with a key of another sales channel": keyed(otherKey),
      "somebody with a key of another sales channel": guest.with({ "x-publishable-api-key": otherKey }),
      "somebody who registered and is no customer yet": bearing(await registered("new@example.com")),
      "somebody with nonsense for a token": bearing("of.bad.news"),
      "somebody with the member's token of last year": bearing(
        signed({ ...claims, iat: lastYear, exp: lastYear + 60 }, secret),
      ),
      "somebody who signed the member's token himself": bearing(signed(claims, "guessed")),
      "somebody who did not sign the member's token": bearing(signed(claims, null)),
      "somebody who made the member's token one of the staff": bearing(
        [
          ...signed({ ...claims, actor_type: "user" }, "guessed")
            .split(".")
            .slice(0, 2),
          ada.token.split(".")[2],
        ].join("."),
      ),
      "somebody who knows the member's password and not the second factor": bearing(
        signed({ ...claims, mfa_enabled: true }, secret),
      ),
      "one of the staff": guest.with({ authorization: admin.headers.authorization }),
      "a program with a secret key": guest.with({ authorization: `Basic ${await secretKey()}` }),
      "a program with a revoked secret key": guest.with({
        authorization: `Basic ${await revoked(await secretKey())}`,
      }),
    } satisfies Record<Visitor, HttpClient>)
  })

  type ApiKey = { api_key: { id: string; token: string } }
  const keyIds = new Map<string, string>()
  const apiKey = async (type: "publishable" | "secret"): Promise<string> => {
    const { api_key: key } = await store.shop.admin.post<ApiKey>("/admin/api-keys", { title: type, type })
    keyIds.set(key.token, key.id)
    return key.token
  }
  const secretKey = () => apiKey("secret")
  const publishableKey = async (channelId: string): Promise<string> => {
    const token = await apiKey("publishable")
    await store.shop.admin.post(`/admin/api-keys/${keyIds.get(token)}/sales-channels`, { add: [channelId] })
    return token
  }
  const revoked = async (token: string): Promise<string> => {
    await store.shop.admin.post(`/admin/api-keys/${keyIds.get(token)}/revoke`)
    return token
  }
  const salesChannel = async (name: string): Promise<string> => {
    type Made = { sales_channel: { id: string } }
    return (await store.shop.admin.post<Made>("/admin/sales-channels", { name })).sales_channel.id
  }
  const registered = async (email: string): Promise<string> => {
    const credentials = { email, password: "a-long-enough-password" }
    return (await store.shop.guest.post<{ token: string }>("/auth/customer/emailpass/register", credentials))
      .token
  }

  const ask = (route: PluginRoute, client: HttpClient, id?: string): Promise<Answer<Partial<ErrorBody>>> => {
    const { path, query, body } = subjectOf(route, store, around)
    return client.send(route.method, `${path(id)}?${new URLSearchParams(query).toString()}`, body)
  }

  const receptionOf = ({ status, body }: Answer<Partial<ErrorBody>>): Reception =>
    status >= 400 && body.code !== undefined ? `${status} ${body.code}` : `${status}`

  it("every route that the shop serves has its door", () => {
    expect(Object.keys(doors).sort()).toEqual(servedRoutes())
  })

  it.each(visitors)("%s gets in where it is right, and a refusal changes nothing", async (visitor) => {
    const digest = await LedgerDigest.of(store.databaseUrl)
    try {
      const found: Record<string, string> = {}
      for (const route of routes) {
        const before = await digest.now()
        const answer = await ask(route, clients[visitor])
        found[route.name] = receptionOf(answer)
        if (answer.status < 400) continue
        expect(JSON.stringify(answer.body)).not.toMatch(insides)
        expect(await digest.now()).toEqual(before)
      }
      const right = routes.map(({ name }) => [name, expected[visitor][doors[name]]] as const)
      expect(found).toEqual(Object.fromEntries(right))
    } finally {
      await digest.close()
    }
  })

  it("the second factor is asked for where Medusa asks for it", async () => {
    const half = clients["somebody who knows the member's password and not the second factor"]
    expect((await half.send("get", "/store/customers/me")).status).toBe(401)
    expect((await half.send("get", "/store/products")).status).toBe(200)
  })

  it("another customer is shown nothing of the member's, whatever they ask for", async () => {
    const { ada, account, cart, order } = around
    const secrets = [ada.id, ada.email, account, order.id, "10000", "9000"]
    const asked = [
      `customer_id=${ada.id}`,
      `account_id=${account}`,
      `id=${account}`,
      `filters[customer_id]=${ada.id}`,
      "fields=*",
    ]
    for (const query of ["", ...asked]) {
      for (const path of ["/store/loyalty/account", "/store/loyalty/transactions", pathOf(cart)]) {
        const text = JSON.stringify((await bob.http.send("get", `${path}?${query}`)).body)
        for (const secret of secrets) expect(text).not.toContain(secret)
      }
    }
  })

  it("an id that is somebody's, but of another kind, answers as one that is nobody's", async () => {
    const { account, cart, order, program, rule, club, offer, tier, segment } = around
    const kinds = [account, cart.id, order.id, program, rule, club, offer, tier, segment]
    for (const route of routes) {
      if (!/\{(id|order_id)\}/.test(route.path)) continue
      const client = route.path.startsWith("/admin") ? store.shop.admin : around.ada.http
      const nobodys = receptionOf(await ask(route, client, "none_01"))
      expect(nobodys).toMatch(/^404 \w+_not_found$/)
      const own = subjectOf(route, store, around).path()
      for (const id of kinds) {
        const [kind] = id.split("_")
        if (own.includes(`${kind}_`)) continue
        expect({ route: route.name, id, reception: receptionOf(await ask(route, client, id)) }).toEqual({
          route: route.name,
          id,
          reception: nobodys,
        })
      }
    }
  })

  it("a product of another sales channel answers as one that there is not, as it does in Medusa", async () => {
    const { productId, regionId } = store.shop.catalogue
    const elsewhere = store.shop.guest.with({ "x-publishable-api-key": otherKey })
    const path = `/store/products/${productId.shoes}`
    expect((await elsewhere.send("get", path)).status).toBe(404)

    const answer = await elsewhere.send("get", `${path}/loyalty-points?region_id=${regionId.eur}`)
    const unknown = await elsewhere.send(
      "get",
      `/store/products/prod_01/loyalty-points?region_id=${regionId.eur}`,
    )
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: unknown.status,
      body: unknown.body,
    })
    expect(unknown).toMatchObject({ status: 404, body: { code: "product_not_found" } })
  })
})

type Claims = Record<string, unknown>

/** A token as Medusa makes them; with null for a secret, one that says of itself that it needs no signature. */
function signed(claims: Claims, secret: string | null): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")
  const unsigned = `${part({ alg: secret === null ? "none" : "HS256", typ: "JWT" })}.${part(claims)}`
  return `${unsigned}.${secret === null ? "" : createHmac("sha256", secret).update(unsigned).digest("base64url")}`
}
