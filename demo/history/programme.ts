import type { Http } from "./http"

/** The programme as this shop wants it: five percent back, one point worth one rouble or one cent. */
const terms = {
  name: "Leaf & Clay Club",
  time_zone: "Europe/Moscow",
  rates: [
    { currency_code: "rub", earn: { points: 5, per_amount: 100 }, spend: { points: 1, worth: 1 } },
    { currency_code: "eur", earn: { points: 5, per_amount: 1 }, spend: { points: 1, worth: 0.01 } },
  ],
  earning: { pending_days: 14, expires_after_days: 365, includes_tax: true },
}

const ladder = {
  qualification: { by: "points_earned" },
  window: { code: "rolling", days: 365 },
  grace_days: 30,
}

const tiers = [
  { handle: "bronze", name: "Bronze", translations: { ru: "Бронза" }, threshold: 0 },
  {
    handle: "silver",
    name: "Silver",
    translations: { ru: "Серебро" },
    threshold: 1_000,
    multiplier: 1.2,
    create_customer_group: true,
  },
  {
    handle: "gold",
    name: "Gold",
    translations: { ru: "Золото" },
    threshold: 5_000,
    multiplier: 1.5,
    create_customer_group: true,
  },
]

const points = (number: number) => ({ code: "fixed_points", points: number })
const once = { per_member: [{ times: 1, per: "life" }] }

/** Each is named in both languages of the shop. */
const rules = (club: string, teas: string[]) => [
  {
    name: "Добро пожаловать · Welcome",
    trigger: { code: "account_created" },
    effect: points(100),
    expiry: { after_days: 60 },
    limits: once,
  },
  {
    name: "День рождения · Birthday",
    trigger: { code: "birthday" },
    effect: points(300),
    expiry: { after_days: 20 },
  },
  {
    name: "Первый заказ · First order",
    trigger: { code: "order" },
    conditions: { code: "order_number", is: [1] },
    effect: points(150),
    limits: once,
  },
  {
    name: "Три чая в заказе · Three teas together",
    trigger: { code: "order" },
    conditions: {
      all: [
        { code: "category", in: teas },
        { code: "order_quantity", min: 3 },
      ],
    },
    effect: { code: "percent_back", percent: 2 },
    limits: { per_order: 200, per_member: [{ points: 500, per: "month" }], budget: 100_000 },
  },
  {
    name: "Круг гунфу · Gongfu circle",
    trigger: { code: "order" },
    conditions: { code: "club", in: [club] },
    effect: { code: "percent_back", percent: 1 },
  },
  {
    name: "За друга · For a friend",
    trigger: { code: "referral_completed", for: "referrer" },
    effect: points(200),
    limits: { per_member: [{ times: 10, per: "year" }] },
  },
  {
    name: "По приглашению · By invitation",
    trigger: { code: "referral_completed", for: "friend" },
    effect: points(100),
  },
  {
    name: "Отзыв · A review",
    trigger: { code: "review_approved" },
    effect: points(30),
    limits: { per_member: [{ times: 3, per: "month" }] },
  },
  {
    name: "Давно не виделись · Long time no see",
    trigger: { code: "inactivity", days: 60 },
    effect: points(100),
    expiry: { after_days: 14 },
  },
]

const reward = {
  enabled: true,
  attribution_days: 60,
  link_template: "https://leaf-and-clay.example/join?code={code}",
}

/** Sets it all up by the routes that the owner's programs would call; answers the club's id. */
export async function setProgramme(http: Http): Promise<{ club: string }> {
  const { programs } = await http.get<{ programs: { id: string; is_default: boolean }[] }>(
    "/admin/loyalty/programs",
  )
  const program = programs.find(({ is_default }) => is_default)
  if (!program) throw new Error("The shop has no loyalty program.")
  const path = `/admin/loyalty/programs/${program.id}`
  await http.post(path, terms)
  await http.post(`${path}/tier-ladder`, ladder)
  for (const tier of tiers) await http.post("/admin/loyalty/tiers", tier)
  await http.post(`${path}/referral`, reward)

  const { club } = await http.post<{ club: { id: string } }>("/admin/loyalty/clubs", {
    handle: "gongfu",
    name: "Круг гунфу · Gongfu circle",
    description: "Для тех, кто заваривает чай медленно. · For those who brew slowly.",
  })
  await http.post(`/admin/loyalty/clubs/${club.id}`, { state: "open" })
  const categories = await categoriesOf(http)
  const teas = [...categories].filter(([handle]) => handle !== "teaware").map(([, id]) => id)
  for (const settings of rules(club.id, teas)) {
    const { rule } = await http.post<{ rule: { id: string } }>("/admin/loyalty/rules", settings)
    await http.post(`/admin/loyalty/rules/${rule.id}`, { state: "active" })
  }
  return { club: club.id }
}

/** Members choose two of these each month. */
export async function offerCategories(http: Http): Promise<void> {
  const categories = await categoriesOf(http)
  const rated = [
    ["green-tea", 8, "Зелёный чай · Green tea"],
    ["oolong", 8, "Улун · Oolong"],
    ["black-tea", 8, "Чёрный чай · Black tea"],
    ["herbal", 10, "Травяной чай · Herbal"],
  ] as const
  const { offer } = await http.post<{ offer: { id: string } }>("/admin/loyalty/cashback-offers", {
    name: "Любимый чай · Your favourite tea",
    period: "month",
    choose_up_to: 2,
    fallback: "last_choice",
    categories: rated.map(([handle, percent, name]) => ({
      category_id: categories.get(handle),
      percent,
      name,
    })),
  })
  await http.post(`/admin/loyalty/cashback-offers/${offer.id}`, { state: "active" })
}

async function categoriesOf(http: Http): Promise<Map<string, string>> {
  const { product_categories: found } = await http.get<{
    product_categories: { id: string; handle: string }[]
  }>("/admin/product-categories", { limit: 100 })
  return new Map(found.map(({ id, handle }) => [handle, id]))
}
