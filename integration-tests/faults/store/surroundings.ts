import { type Cart } from "../../helpers/carts"
import { type Store } from "../../helpers/medusa"
import { type Order } from "../../helpers/orders"
import { type Customer } from "../../helpers/people"
import { withClient } from "../../helpers/database"
import { Points } from "../../helpers/points"
import { type PluginRoute } from "./plugin-routes"

/** A member with points, an order, and points on a cart: something of each kind for a route to be about. */
export interface Surroundings {
  ada: Customer
  account: string
  cart: Cart
  order: Order
  program: string
  plan: string
  /** A plan to be deleted. */
  unsoldPlan: string
  rule: string
  /** A rule to be deleted. */
  draft: string
  /** Where one may come and go, and one to be deleted. */
  club: string
  draftClub: string
  /** One to be asked for, and one to be deleted. */
  segment: string
  idleSegment: string
  /** From which one may choose; one to be changed; one to be deleted. */
  offer: string
  openOffer: string
  draftOffer: string
  category: string
  /** One that Ada holds. */
  tier: string
  /** One to be deleted. */
  emptyTier: string
  /** A program whose ladder is to be deleted. */
  outlet: string
  /** Whom the member has invited, and the code with which he invites. */
  referral: { id: string; friend: string; code: string }
  /** A backfill that may be undone. */
  backfill: string
}

/** Long past: nothing was bought then. */
const period = { from: "2020-01-01T00:00:00Z", to: "2020-02-01T00:00:00Z" }

export const someRule = {
  name: "Shoes twice",
  trigger: { code: "order" },
  effect: { code: "multiplier", factor: 2 },
}

export const someOffer = (category_id: string) => ({
  name: "Cashback",
  period: "month",
  categories: [{ category_id, percent: 5 }],
  choose_up_to: 1,
})
const someLadder = { qualification: { by: "orders" }, window: { code: "rolling", days: 365 } }
const someTier = { handle: "platinum", name: "Platinum", threshold: 1_000 }

const someSegment = { name: "Regulars", days: 90, orders: { min: 2 } }
const somePlan = { name: "A year", variant_ids: ["variant_year"], term: { months: 12 } }

export async function furnish(store: Store): Promise<Surroundings> {
  const points = new Points(store)
  const ada = await store.shop.customer()
  await points.give(ada, 10_000)
  const order = await store.shop.placeOrder({ customer: ada, items: { shoes: 1 } })
  const cart = await store.shop.carts.create({ customer: ada, items: { shoes: 3 } })
  await points.apply(cart, 1_000)
  const { programs } = await store.shop.admin.get<{ programs: { id: string }[] }>("/admin/loyalty/programs")
  const newRule = async (): Promise<string> =>
    (await store.shop.admin.post<{ rule: { id: string } }>("/admin/loyalty/rules", someRule)).rule.id
  const { product_category: category } = await store.shop.admin.post<{ product_category: { id: string } }>(
    "/admin/product-categories",
    { name: "Footwear" },
  )
  const newClub = async (handle: string): Promise<string> =>
    (await store.shop.admin.post<{ club: { id: string } }>("/admin/loyalty/clubs", { handle, name: handle }))
      .club.id
  const newOffer = async (): Promise<string> =>
    (
      await store.shop.admin.post<{ offer: { id: string } }>(
        "/admin/loyalty/cashback-offers",
        someOffer(category.id),
      )
    ).offer.id
  const [club, offer] = [await newClub("runners"), await newOffer()]
  await store.shop.admin.post(`/admin/loyalty/clubs/${club}`, { state: "open" })
  await store.shop.admin.post(`/admin/loyalty/cashback-offers/${offer}`, { state: "active" })
  const { admin } = store.shop
  const newTier = async (settings: object): Promise<string> =>
    (await admin.post<{ tier: { id: string } }>("/admin/loyalty/tiers", settings)).tier.id
  const outlet = await newProgram(store.databaseUrl)
  for (const id of [programs[0].id, outlet])
    await admin.post(`/admin/loyalty/programs/${id}/tier-ladder`, someLadder)
  const account = (await points.account(ada)).id
  const tier = await newTier({ handle: "silver", name: "Silver", threshold: 0 })
  await admin.post(`/admin/loyalty/accounts/${account}/tier`, { tier_id: tier })
  const newPlan = async (): Promise<string> =>
    (
      await admin.post<{ membership_plan: { id: string } }>("/admin/loyalty/membership-plans", {
        ...somePlan,
        club_ids: [club],
      })
    ).membership_plan.id
  const newSegment = async (): Promise<string> =>
    (await admin.post<{ segment: { id: string } }>("/admin/loyalty/segments", someSegment)).segment.id
  return {
    segment: await newSegment(),
    idleSegment: await newSegment(),
    plan: await newPlan(),
    unsoldPlan: await newPlan(),
    club,
    draftClub: await newClub("walkers"),
    offer,
    openOffer: await newOffer(),
    draftOffer: await newOffer(),
    category: category.id,
    ada,
    account,
    tier,
    emptyTier: await newTier({ handle: "gold", name: "Gold", threshold: 100 }),
    outlet,
    cart,
    order,
    program: programs[0].id,
    rule: await newRule(),
    draft: await newRule(),
    referral: await referred(store, ada, programs[0].id),
    backfill: await emptyBackfill(store, points),
  }
}

let clubs = 0
async function emptyBackfill(store: Store, points: Points): Promise<string> {
  type Made = { backfill: { id: string } }
  const begin = async (body: object): Promise<string> =>
    (await store.shop.admin.post<Made>("/admin/loyalty/backfills", body)).backfill.id
  const dryRun = await begin({ dry_run: true, ...period })
  await points.run("backfill")
  const run = await begin({ confirms: dryRun })
  await points.run("backfill")
  return run
}

/** Beside the store's own; no route makes one. */
async function newProgram(databaseUrl: string): Promise<string> {
  const id = "lprog_OUTLET"
  await withClient(databaseUrl, (client) =>
    client.query(
      `insert into loyalty_program (id, handle, name, unit_names, joining, terms, starts_at)
       select $1, 'outlet', 'Outlet', unit_names, joining, terms, starts_at from loyalty_program where is_default`,
      [id],
    ),
  )
  return id
}

async function referred({ shop }: Store, ada: Customer, program: string): Promise<Surroundings["referral"]> {
  await shop.admin.post(`/admin/loyalty/programs/${program}/referral`, { enabled: true })
  const accountOf = async ({ http }: Customer): Promise<string> =>
    (await http.get<{ account: { id: string } }>("/store/loyalty/account")).account.id
  const friend = await accountOf(await shop.customer())
  const { referral } = await shop.admin.post<{ referral: { id: string } }>("/admin/loyalty/referrals", {
    referrer_account_id: await accountOf(ada),
    friend_account_id: friend,
  })
  const invitation = await ada.http.get<{ referral: { code: string } }>("/store/loyalty/referral")
  return { id: referral.id, friend, code: invitation.referral.code }
}

/** What a well-meant request to a route is about: the id in its path, its query, its body. */
export interface Subject {
  path: (id?: string) => string
  query: Record<string, string>
  body?: object
}

export function subjectOf(route: PluginRoute, store: Store, around: Surroundings): Subject {
  const { catalogue } = store.shop
  const ids: Record<string, string> = {
    "/store/carts/{id}": around.cart.id,
    "/store/products/{id}": catalogue.productId.shoes,
    "/admin/loyalty/accounts/{id}": around.account,
    "/admin/loyalty/orders/{order_id}": around.order.id,
    "/admin/loyalty/programs/{id}":
      route.name === "delete /admin/loyalty/programs/{id}/tier-ladder" ? around.outlet : around.program,
    "/admin/loyalty/tiers/{id}": route.method === "delete" ? around.emptyTier : around.tier,
    "/admin/loyalty/jobs/{name}": "publish",
    "/store/loyalty/clubs/{id}": around.club,
    "/admin/loyalty/clubs/{id}": route.method === "delete" ? around.draftClub : around.club,
    "/admin/loyalty/segments/{id}": route.method === "delete" ? around.idleSegment : around.segment,
    "/admin/loyalty/cashback-offers/{id}":
      route.method === "get" ? around.offer : route.method === "post" ? around.openOffer : around.draftOffer,
    "/admin/loyalty/membership-plans/{id}": route.method === "delete" ? around.unsoldPlan : around.plan,
    "/admin/loyalty/referrals/{id}": around.referral.id,
    "/admin/loyalty/backfills/{id}": around.backfill,
    "/admin/loyalty/rules/{id}": route.method === "delete" ? around.draft : around.rule,
  }
  const bodies: Record<string, object> = {
    "post /store/carts/{id}/loyalty-points": { points: 100 },
    "post /store/loyalty/earnings": {
      region_id: catalogue.regionId.eur,
      items: [{ product_id: catalogue.productId.shoes }],
    },
    "post /store/loyalty/profile": { birthday: { month: 5, day: 17 } },
    "post /store/loyalty/referral": { code: around.referral.code },
    "post /admin/loyalty/programs/{id}/referral": { enabled: true },
    "post /admin/loyalty/referrals": {
      referrer_account_id: around.account,
      friend_account_id: around.referral.friend,
    },
    "post /admin/loyalty/referrals/{id}": { state: "joined", note: "They are sisters." },
    "post /admin/loyalty/accounts/{id}/profile": { birthday: { month: 5, day: 17 } },
    "post /admin/loyalty/events": { id: "survey_1", customer_id: around.ada.id, trigger: "survey_answered" },
    "post /admin/loyalty/accounts": { customer_id: around.ada.id },
    "post /admin/loyalty/accounts/{id}": { status: "active" },
    "post /admin/loyalty/accounts/{id}/adjustments": { points: 5, reason: "goodwill" },
    "post /admin/loyalty/programs/{id}": { name: "Loyalty" },
    "post /admin/loyalty/programs/{id}/preview": {
      settings: { earning: { pending_days: 3 } },
      order: { amount: 119, currency_code: "eur", tax_percent: 19 },
    },
    "post /store/loyalty/categories": { category_ids: [around.category] },
    "post /admin/loyalty/clubs": { handle: `club-${(clubs += 1)}`, name: "Swimmers" },
    "post /admin/loyalty/clubs/{id}": { description: "In all weathers" },
    "post /admin/loyalty/segments": someSegment,
    "post /admin/loyalty/segments/{id}": { name: "Guests who come often" },
    "post /admin/loyalty/cashback-offers": someOffer(around.category),
    "post /admin/loyalty/cashback-offers/{id}": { name: "Your cashback" },
    "post /admin/loyalty/accounts/{id}/tier": { tier_id: around.tier },
    "post /admin/loyalty/programs/{id}/tier-ladder": { grace_days: 7 },
    "post /admin/loyalty/tiers": someTier,
    "post /admin/loyalty/tiers/{id}": { name: "Argent" },
    "post /admin/loyalty/membership-plans": { ...somePlan, club_ids: [around.club] },
    "post /admin/loyalty/membership-plans/{id}": { name: "Another year" },
    "post /admin/loyalty/rules": someRule,
    "post /admin/loyalty/rules/{id}": { name: "Shoes thrice" },
    "post /admin/loyalty/simulations": period,
    "post /admin/loyalty/backfills": { dry_run: true, ...period },
    "post /admin/loyalty/ledger/verification": { account_ids: [around.account] },
  }
  const folder = /^.*\{\w+\}/.exec(route.path)?.[0]
  const id = folder === undefined ? "" : ids[folder]
  if (id === undefined) throw new Error(`Which id has a request to ${route.path}? Tell it here.`)
  return {
    path: (changed = id) => route.path.replace(/\{\w+\}/, () => changed),
    query: route.query.region_id ? { region_id: catalogue.regionId.eur } : {},
    body: bodies[route.name],
  }
}
