import { type Basket } from "../helpers/catalogue"
import { withClient } from "../helpers/database"
import { type Answer, type ErrorBody } from "../helpers/http"
import { describeShop } from "../helpers/medusa"
import { type Order } from "../helpers/orders"
import { type Customer } from "../helpers/people"
import { daysFromNow, type Page, Points } from "../helpers/points"
import { expectRefused } from "../helpers/refusals"

interface Club {
  id: string
  state: string
  members: number
  joined_at?: string | null
}

interface Category {
  category_id: string
  name: string
  percent: number | null
  chosen: boolean
  counts: boolean
}

interface Season {
  period: string
  offer_id: string
  choose_up_to: number
  can_choose: boolean
  changes_left: number | null
  categories: Category[]
}

interface Seasons {
  present: Season | null
  next: Season | null
}

interface Offer {
  id: string
  state: string
  ends_at: string | null
  categories: Pick<Category, "category_id" | "name" | "percent">[]
}

type Reason = { code: string; rule?: string; category_id?: string; points?: number }

describeShop("clubs and chosen categories", (store) => {
  const points = new Points(store)
  const shelves = { clothes: "", footwear: "", books: "", red: "", lamps: "", stickers: "" }
  let ada: Customer
  let bob: Customer

  const shelf = async (name: string, goods: (keyof Basket)[], parent: string | null = null) => {
    const { product_category: made } = await store.shop.admin.post<{ product_category: { id: string } }>(
      "/admin/product-categories",
      { name, is_active: true, parent_category_id: parent },
    )
    const { productId } = store.shop.catalogue
    await store.shop.admin.post(`/admin/product-categories/${made.id}/products`, {
      add: goods.map((good) => productId[good]),
    })
    return made.id
  }

  beforeAll(async () => {
    ada = await store.shop.customer()
    bob = await store.shop.customer()
    await points.account(ada)
    await points.account(bob)
    shelves.clothes = await shelf("Clothes", [])
    shelves.footwear = await shelf("Footwear", ["shoes"], shelves.clothes)
    shelves.books = await shelf("Books", ["book"])
    shelves.red = await shelf("Red things", ["red"])
    shelves.lamps = await shelf("Lamps", ["fixedPriceLamp"])
    shelves.stickers = await shelf("Stickers", ["sticker"])
  })

  let setsMade = 0
  /** A set of rules never changes, so the store keeps those it has seen: no test may give another set the same number. */
  beforeEach(async () => {
    setsMade += 100
    await withClient(store.databaseUrl, (client) =>
      client.query("select setval(pg_get_serial_sequence('loyalty_rule_set', 'id'), $1)", [setsMade]),
    )
  })

  const activeRule = async (settings: object): Promise<string> => {
    const { rule } = await store.shop.admin.post<{ rule: { id: string } }>("/admin/loyalty/rules", {
      trigger: { code: "order" },
      ...settings,
    })
    await store.shop.admin.post(`/admin/loyalty/rules/${rule.id}`, { state: "active" })
    return rule.id
  }

  const promisedIn = async (who: Pick<Customer, "http">, items: Basket): Promise<number[]> => {
    const { productId, variantId, regionId } = store.shop.catalogue
    const { earnings } = await who.http.post<{ earnings: { points: number }[] }>("/store/loyalty/earnings", {
      region_id: regionId.eur,
      items: Object.entries(items).map(([good, quantity]) => ({
        product_id: productId[good as keyof Basket],
        variant_id: variantId[good as keyof Basket],
        quantity,
      })),
    })
    return earnings.map((one) => one.points)
  }

  const earnedBy = async (order: Order): Promise<{ earned: number; reasons: Reason[] }> => {
    const { earned, lines } = await points.ofOrder(order)
    return { earned, reasons: lines.flatMap((line) => line.reasons) }
  }

  describe("a club", () => {
    const path = "/admin/loyalty/clubs"

    const club = async (changes: object = {}, state = "open"): Promise<Club> => {
      const { club: made } = await store.shop.admin.post<{ club: Club }>(path, {
        handle: "tea-lovers",
        name: "Tea lovers",
        ...changes,
      })
      return state === "draft"
        ? made
        : (await store.shop.admin.post<{ club: Club }>(`${path}/${made.id}`, { state })).club
    }
    const membership = ({ id }: Pick<Club, "id">) => `/store/loyalty/clubs/${id}/membership`
    const shownTo = async (who: Pick<Customer, "http">) =>
      (await who.http.get<Page<"clubs", Club>>("/store/loyalty/clubs")).clubs

    it("gives its members what its rule says: promised, awarded with the reason, and over when they leave", async () => {
      const tea = await club()
      await activeRule({
        name: "Tea lovers",
        conditions: { code: "club", in: [tea.id] },
        effect: { code: "fixed_points", points: 50 },
      })
      expect(await promisedIn(ada, { book: 1 })).toEqual([10])

      const joined = await ada.http.post<{ club: Club }>(membership(tea))
      expect(joined.club).toMatchObject({ members: 1, joined_at: expect.any(String) as string })
      expect(await ada.http.post<{ club: Club }>(membership(tea))).toEqual(joined)
      expect(await promisedIn(ada, { book: 1 })).toEqual([60])
      expect(await promisedIn(bob, { book: 1 })).toEqual([10])
      const cart = await store.shop.carts.create({ customer: ada, items: { book: 1 } })
      expect((await points.ofCart(cart)).earn.points).toBe(60)
      const first = await store.shop.orders.get(await store.shop.carts.complete(cart))
      const { earned, reasons } = await earnedBy(first)
      expect(earned).toBe(60)
      expect(reasons).toContainEqual(
        expect.objectContaining({ code: "rule_applied", rule: "Tea lovers", points: 50 }),
      )

      await ada.http.delete(membership(tea))
      expect(await ada.http.delete(membership(tea))).toMatchObject({ club: { members: 0, joined_at: null } })
      const second = await store.shop.placeOrder({ customer: ada, items: { book: 1 } })
      expect(await points.ofOrder(second)).toMatchObject({ earned: 10 })
      await store.shop.admin.post(`/admin/loyalty/orders/${first.id}/settlement`)
      expect(await points.ofOrder(first)).toMatchObject({ earned: 60 })

      await ada.http.post(membership(tea))
      const { members, count } = await store.shop.admin.get<Page<"members", { left_at: string | null }>>(
        `${path}/${tea.id}/members`,
      )
      expect([members.map((stay) => stay.left_at === null), count]).toEqual([[true, false], 2])
    })

    it("is shown and open to those it is for, in its time, and stays with those who are in it", async () => {
      const { customer_group: group } = await store.shop.admin.post<{ customer_group: { id: string } }>(
        "/admin/customer-groups",
        { name: "Friends" },
      )
      await store.shop.admin.post(`/admin/customer-groups/${group.id}/customers`, { add: [ada.id] })
      const friends = await club({ handle: "friends", name: "Friends", customer_group_ids: [group.id] })
      const draft = await club({ handle: "draft" }, "draft")
      const over = await club({ handle: "over", ends_at: daysFromNow(-1).toISOString() })
      const all = await club({ handle: "all", name: "All" })
      await bob.http.post(membership(all))
      await store.shop.admin.post(`${path}/${all.id}`, { state: "closed" })

      expect((await shownTo(ada)).map(({ id }) => id)).toEqual([friends.id])
      expect(await shownTo(bob)).toMatchObject([{ id: all.id, state: "closed", members: 1 }])
      expect(await shownTo({ http: store.shop.guest })).toEqual([])

      const joining = (who: Customer, one: Club) => () => who.http.send("post", membership(one), {})
      await expectRefused(points, joining(bob, friends), 400, "club_restricted")
      await expectRefused(points, joining(ada, draft), 404, "club_not_found")
      await expectRefused(points, joining(ada, over), 400, "club_closed")
      await expectRefused(points, joining(ada, all), 400, "club_closed")
      await expectRefused(points, joining(ada, { ...all, id: "lclub_none" }), 404, "club_not_found")
      const stranger = await store.shop.customer()
      await expectRefused(points, joining(stranger, all), 400, "club_closed")
      expect((await joining(bob, all)()).status).toBe(200)
    })

    it("makes the account of who joins it, where the program does; otherwise one joins the program first", async () => {
      const tea = await club()
      const accountsOf = async (who: Customer) =>
        (
          await store.shop.admin.get<Page<"accounts", object>>(
            `/admin/loyalty/accounts?customer_id=${who.id}`,
          )
        ).count
      await points.changeProgram({ joining: "opt_in" })
      const [open, careful] = [await store.shop.customer(), await store.shop.customer()]
      const join = () => careful.http.send("post", membership(tea), {})
      await expectRefused(points, join, 404, "account_not_found")

      await points.changeProgram({ joining: "automatic" })
      expect(await accountsOf(open)).toBe(0)
      await open.http.post(membership(tea))
      expect(await accountsOf(open)).toBe(1)

      await points.changeProgram({ joining: "opt_in" })
      await expectRefused(points, join, 404, "account_not_found")
      await careful.http.post("/store/loyalty/account")
      expect((await join()).status).toBe(200)
    })

    it("is kept by staff: drafted, changed, listed, closed, and deleted only while it is a draft", async () => {
      const tea = await club({ description: "All about leaves" })
      const draft = await club({ handle: "coffee", name: "Coffee" }, "draft")
      const list = async (query: string) => {
        const { clubs, count } = await store.shop.admin.get<Page<"clubs", Club>>(`${path}?${query}`)
        return [clubs.map(({ id }) => id), count]
      }

      expect(await list("")).toEqual([[draft.id, tea.id], 2])
      expect(await list("state=draft")).toEqual([[draft.id], 1])
      expect(await list("q=TEA&limit=1")).toEqual([[tea.id], 1])
      expect(await list("limit=1&offset=1")).toEqual([[tea.id], 2])
      const post = (where: string, body: object) => () => store.shop.admin.send("post", where, body)
      const taken = { handle: "coffee", name: "Another" }
      await expectRefused(points, post(path, taken), 400, "handle_taken")
      await expectRefused(points, post(`${path}/${tea.id}`, { handle: "coffee" }), 400, "handle_taken")
      const ends = { ends_at: "2020-01-01T00:00:00Z", starts_at: "2021-01-01T00:00:00Z" }
      await expectRefused(points, post(`${path}/${tea.id}`, ends), 400, "invalid_request", /ends_at/)
      await expectRefused(
        points,
        post(`${path}/${tea.id}`, { state: "draft" }),
        400,
        "invalid_request",
        /state/,
      )
      const remove = (id: string) => () => store.shop.admin.send("delete", `${path}/${id}`)
      await expectRefused(points, remove(tea.id), 400, "club_in_use")
      expect((await remove(draft.id)()).body).toEqual({ id: draft.id, object: "loyalty_club", deleted: true })
      await expectRefused(points, remove(draft.id), 404, "club_not_found")
    })
  })

  describe("a category", () => {
    const path = "/admin/loyalty/cashback-offers"

    const draftOffer = async (changes: object = {}): Promise<Offer> => {
      const { offer } = await store.shop.admin.post<{ offer: Offer }>(path, {
        name: "Your categories",
        period: "month",
        choose_up_to: 2,
        opens_days_before: 31,
        categories: [
          { category_id: shelves.clothes, percent: 5 },
          { category_id: shelves.books, percent: 3 },
          { category_id: shelves.red, percent: 10 },
          { category_id: shelves.lamps, percent: 7.5, name: "Light" },
          { category_id: shelves.stickers },
        ],
        ...changes,
      })
      return offer
    }
    const activate = async ({ id }: Offer): Promise<Offer> =>
      (await store.shop.admin.post<{ offer: Offer }>(`${path}/${id}`, { state: "active" })).offer
    /** As if the offer had been activated and the choice made on that day. */
    const chosenOn = async (at: Date, { id }: Offer, categoryIds: string[]): Promise<void> => {
      const { offers, choices } = points.loyalty.cashback
      await offers.update(id, { state: "active" }, new Map(), "user:owner", at)
      const account = await points.loyalty.retrieveAccount((await points.account(ada)).id)
      await choices.choose(account, { category_ids: categoryIds }, at)
    }
    const choose = async (who: Customer, category_ids: string[], period?: string) =>
      await who.http.send<Seasons & ErrorBody>("post", "/store/loyalty/categories", { category_ids, period })
    const seasons = async (who: Pick<Customer, "http">) =>
      await who.http.get<Seasons>("/store/loyalty/categories")
    const chosenIn = (season: Season | null) =>
      (season?.categories ?? []).filter(({ chosen }) => chosen).map(({ category_id }) => category_id)

    it("that was chosen earns its rate, goods of those below it too, and the others the program's", async () => {
      const offer = await activate(await draftOffer())
      expect(offer).toMatchObject({ state: "active" })
      expect(offer.categories.map(({ name, percent }) => [name, percent])).toEqual([
        ["Clothes", 5],
        ["Books", 3],
        ["Red things", 10],
        ["Light", 7.5],
        ["Stickers", null],
      ])
      expect(await promisedIn(ada, { shoes: 1, book: 1, red: 1 })).toEqual([119, 10, 33])

      const { body } = await choose(ada, [shelves.clothes, shelves.books])
      expect(chosenIn(body.present)).toEqual([shelves.clothes, shelves.books])
      expect(await promisedIn(ada, { shoes: 1, book: 1, red: 1 })).toEqual([595, 32, 33])
      expect(await promisedIn(bob, { shoes: 1, book: 1, red: 1 })).toEqual([119, 10, 33])
      const order = await store.shop.placeOrder({ customer: ada, items: { shoes: 1, book: 1, red: 1 } })
      const { earned, reasons } = await earnedBy(order)
      expect(earned).toBe(595 + 32 + 33)
      const byRules = reasons.filter(({ code }) => code === "rule_applied")
      expect(byRules.sort((one, other) => (other.points ?? 0) - (one.points ?? 0))).toEqual([
        expect.objectContaining({
          rule: "Your categories: Clothes",
          category_id: shelves.clothes,
          points: 595,
        }),
        expect.objectContaining({ rule: "Your categories: Books", category_id: shelves.books, points: 32 }),
      ])

      await store.shop.admin.post(`${path}/${offer.id}`, { state: "ended" })
      expect(await promisedIn(ada, { shoes: 1 })).toEqual([119])
      expect((await seasons(ada)).present).toBeNull()
      await store.shop.orders.capture(order)
      await store.shop.orders.deliver(order)
      await store.shop.orders.takeBack(order, { shoes: 1 })
      expect(await points.ofOrder(order)).toMatchObject({ earned: 32 + 33 })
    })

    it("beyond what may be chosen, or not offered, or too late to change, is refused by name", async () => {
      await activate(await draftOffer())
      const refused = async (categoryIds: string[], code: string, period?: string) => {
        const before = await points.everything()
        const { status, body } = await choose(ada, categoryIds, period)
        expect([status, body.code]).toEqual([400, code])
        expect(await points.everything()).toEqual(before)
      }
      await refused([shelves.clothes, shelves.books, shelves.red], "too_many_categories")
      await refused([shelves.footwear], "category_not_offered")
      await refused([shelves.clothes], "choice_not_open", "2020-01")
      await refused([], "invalid_request")

      expect((await choose(ada, [shelves.clothes])).status).toBe(200)
      expect((await choose(ada, [shelves.books, shelves.clothes])).status).toBe(200)
      expect((await choose(ada, [shelves.clothes, shelves.books])).body.present).toMatchObject({
        changes_left: 0,
      })
      await refused([shelves.clothes, shelves.red], "choice_final")
      await refused([shelves.clothes, shelves.books, shelves.red], "too_many_categories")

      const next = (await seasons(ada)).next
      expect(next).toMatchObject({ can_choose: true })
      await choose(ada, [shelves.lamps], next?.period)
      const { body } = await choose(ada, [shelves.red], next?.period)
      expect([chosenIn(body.present), chosenIn(body.next)]).toEqual([
        [shelves.clothes, shelves.books],
        [shelves.red],
      ])
      expect(await promisedIn(ada, { red: 1 })).toEqual([33])
    })

    it("chosen on two devices at once is never one more than may be chosen", async () => {
      await activate(await draftOffer())
      const pairs = [
        [shelves.clothes, shelves.books],
        [shelves.red, shelves.lamps],
        [shelves.books, shelves.stickers],
        [shelves.clothes, shelves.red],
      ]

      const answers = await Promise.all(pairs.map((pair) => choose(ada, pair)))

      const taken = answers.filter(({ status }) => status === 200)
      expect(taken).toHaveLength(1)
      expect(answers.flatMap(({ body, status }) => (status === 200 ? [] : body.code))).toEqual(
        Array(3).fill("choice_final"),
      )
      expect(chosenIn((await seasons(ada)).present)).toHaveLength(2)
    })

    it("of last month earns nothing more this month, unless the offer says that the last choice stands", async () => {
      const monthAgo = daysFromNow(-31)
      const first = await draftOffer()
      await chosenOn(monthAgo, first, [shelves.clothes])
      expect(await promisedIn(ada, { shoes: 1 })).toEqual([119])
      expect(chosenIn((await seasons(ada)).present)).toEqual([])
      const fallen = await store.shop.placeOrder({ customer: ada, items: { shoes: 1 } })
      expect(await points.ofOrder(fallen)).toMatchObject({ earned: 119 })

      await store.shop.admin.post(`${path}/${first.id}`, { state: "ended" })
      await activate(await draftOffer({ fallback: "last_choice" }))
      expect(await promisedIn(ada, { shoes: 1 })).toEqual([595])
      const { present } = await seasons(ada)
      expect(present?.categories.filter(({ counts }) => counts)).toMatchObject([
        { name: "Clothes", chosen: false },
      ])
      await choose(ada, [shelves.books])
      expect(await promisedIn(ada, { shoes: 1, book: 1 })).toEqual([119, 32])
    })

    it("is asked about by a rule of the owner's own, without a rate of the offer", async () => {
      await activate(await draftOffer())
      await activeRule({
        name: "Chosen ones",
        conditions: { code: "chosen_category", in: [shelves.stickers] },
        effect: { code: "fixed_points", points: 7 },
      })
      await choose(ada, [shelves.stickers, shelves.red])

      const order = await store.shop.placeOrder({ customer: ada, items: { sticker: 1, book: 1 } })
      const { earned, reasons } = await earnedBy(order)
      expect(earned).toBe(10 + 7)
      expect(reasons).toContainEqual(
        expect.objectContaining({ rule: "Chosen ones", category_id: shelves.stickers }),
      )
    })

    it("is offered by staff, who say what is wrong with an offer by its field, and change it only as a draft", async () => {
      const refused = (changes: object, sentence: RegExp) =>
        expectRefused(
          points,
          () =>
            store.shop.admin.send("post", path, {
              name: "Cashback",
              period: "quarter",
              choose_up_to: 1,
              categories: [{ category_id: shelves.books, percent: 3 }],
              ...changes,
            }),
          400,
          "invalid_request",
          sentence,
        )
      await refused({ choose_up_to: 2 }, /^choose_up_to/)
      await refused({ period: "week" }, /^period/)
      await refused({ categories: [{ category_id: "pcat_none" }] }, /^categories\[0\]\.category_id/)
      await refused(
        { categories: [{ category_id: shelves.books, percent: 101 }] },
        /^categories\[0\]\.percent/,
      )
      await refused({ applies: "next_period" }, /^opens_days_before/)
      await refused({ starts_on: "2027-02-01", ends_on: "2027-01-31" }, /^ends_on/)

      const [one, other] = [await draftOffer({ name: "One" }), await draftOffer({ name: "Other" })]
      const change = (offer: Offer, body: object) => (): Promise<Answer> =>
        store.shop.admin.send("post", `${path}/${offer.id}`, body)
      expect((await change(one, { choose_up_to: 3, name: "First" })()).body).toMatchObject({
        offer: { name: "First", choose_up_to: 3, state: "draft", categories: one.categories },
      })
      await activate(one)
      await expectRefused(points, change(other, { state: "active" }), 400, "offer_overlaps")
      await expectRefused(points, change(one, { choose_up_to: 1 }), 400, "offer_fixed")
      await expectRefused(points, change(one, { ends_on: "2020-01-01" }), 400, "invalid_request", /^ends_on/)
      await expectRefused(
        points,
        () => store.shop.admin.send("delete", `${path}/${one.id}`),
        400,
        "offer_fixed",
      )
      const { rules } = await store.shop.admin.get<Page<"rules", { id: string; cashback_offer_id: string }>>(
        "/admin/loyalty/rules?state=active&limit=1",
      )
      expect(rules[0].cashback_offer_id).toBe(one.id)
      await expectRefused(
        points,
        () => store.shop.admin.send("post", `/admin/loyalty/rules/${rules[0].id}`, { state: "ended" }),
        400,
        "rule_of_offer",
      )

      await choose(ada, [shelves.clothes])
      const { choices } = await store.shop.admin.get<Page<"choices", object>>(`${path}/${one.id}/choices`)
      expect(choices).toMatchObject([{ customer_id: ada.id, category_ids: [shelves.clothes], changes: 0 }])
      const year = new Date().getUTCFullYear() + 2
      expect((await change(one, { ends_on: `${year}-12-31` })()).body).toMatchObject({
        offer: { ends_at: `${year + 1}-01-01T00:00:00.000Z`, state: "active" },
      })
      const list = async (query: string) =>
        (await store.shop.admin.get<Page<"offers", Offer>>(`${path}?${query}`)).offers.map(({ id }) => id)
      expect(await list("state=active")).toEqual([one.id])
      expect(await list("state=draft&q=oth")).toEqual([other.id])
      expect((await store.shop.admin.send("delete", `${path}/${other.id}`)).status).toBe(200)
    })
  })

  it("a rule for those who buy often is promised and given from the third order on, and staff see who they are", async () => {
    const { admin } = store.shop
    const carl = await store.shop.customer()
    const path = "/admin/loyalty/segments"
    const post = (body: object) => async () => await admin.send("post", path, body)
    await expectRefused(points, post({ name: "Nobody knows" }), 400, "invalid_request", /^orders: /)
    const criteria = { name: "Regulars", days: 90, orders: { min: 2 } }
    const { segment } = await admin.post<{ segment: { id: string } }>(path, criteria)
    expect(segment).toMatchObject({ ...criteria, spent: null, last_order_days: null, member_days: null })
    const { rule } = await admin.post<{ rule: { id: string } }>("/admin/loyalty/rules", {
      name: "For regulars",
      trigger: { code: "order" },
      conditions: { code: "segment", in: [segment.id] },
      effect: { code: "fixed_points", points: 33 },
    })
    await admin.post(`/admin/loyalty/rules/${rule.id}`, { state: "active" })

    const earned: number[] = []
    for (const _ of [1, 2, 3]) {
      const cart = await store.shop.carts.create({ customer: carl, items: { book: 1 } })
      const { earn } = await points.ofCart(cart)
      const order = await store.shop.orders.get(await store.shop.carts.complete(cart))
      await store.events.quiet()
      expect((await points.ofOrder(order)).earned).toBe(earn.points)
      earned.push(earn.points)
    }
    expect(earned.map((each) => each - earned[0])).toEqual([0, 0, 33])
    const page = await admin.get<Page<"members", { customer_id: string; orders: number }>>(
      `${path}/${segment.id}/members`,
    )
    expect(page.members).toEqual([expect.objectContaining({ customer_id: carl.id, orders: 3, spent: null })])
    const remove = async () => await admin.send("delete", `${path}/${segment.id}`)
    await expectRefused(points, remove, 400, "segment_in_use")
    await admin.post(`/admin/loyalty/rules/${rule.id}`, { state: "ended" })
    expect((await remove()).status).toBe(200)
  })
})
