import type { DemoNotes } from "../notes"
import { customers, ivan, lukas, marta, shopper } from "../people"
import { Staff } from "./staff"
import { Visitor } from "./visitor"

export interface Stage {
  url: string
  notes: DemoNotes
  /** Moves the shop's clock. It only ever goes forward. */
  goToDaysAgo(days: number): Promise<void>
  tell(line: string): void
}

const dayMs = 24 * 60 * 60 * 1_000

/**
 * The past of the shop: who bought what, which parcels came back, where points were spent. It is played on the real
 * routes, at the hours it is told of, and leaves what a shop of three months would have.
 */
export async function liveThroughHistory({ url, notes, goToDaysAgo, tell }: Stage): Promise<void> {
  const staff = new Staff(url, notes)
  const visitors = new Map(customers.map((customer) => [customer, new Visitor(url, notes, customer)]))
  const visitor = (customer: (typeof customers)[number]) => {
    const found = visitors.get(customer)
    if (!found) throw new Error(`${customer.email} is not among the demo's customers.`)
    return found
  }
  const [anna, petrov, becker, klein] = [shopper, ivan, lukas, marta].map(visitor)
  const on = async (daysAgo: number, what: string, happens: () => Promise<unknown>): Promise<void> => {
    await goToDaysAgo(daysAgo)
    await staff.beginDay()
    tell(`${whenWas(daysAgo)}: ${what}`)
    await happens()
  }
  const orders = new Map<string, string>()
  const order = (name: string): string => orders.get(name) ?? ""
  const buy = async (name: string, who: Visitor, basket: Parameters<Visitor["buy"]>[0]): Promise<void> => {
    const id = await who.buy(basket)
    orders.set(name, id)
    await staff.settle(id)
  }

  let club = ""
  await on(99.5, "the shop sets up its loyalty programme", async () => {
    club = (await staff.setProgramme()).club
  })
  await on(91, "Anna buys her first teapot", async () => {
    await anna.signUp()
    await buy("teapot", anna, { goods: { "POT-RED": 1, "TEA-DRAGON-100": 1 } })
  })
  await on(88, "it arrives", () => staff.fulfil(order("teapot")))
  await on(72, "Ivan orders a tray and thinks better of it", async () => {
    await petrov.signUp()
    await buy("regret", petrov, { goods: { "TRAY-38": 1 } })
    await staff.cancel(order("regret"))
  })
  await on(70, "Anna and Ivan buy", async () => {
    await buy("gaiwan", anna, { goods: { "GAIWAN-120": 1, "TEA-GODDESS-50": 2 } })
    await staff.fulfil(order("gaiwan"))
    await buy("mugs", petrov, {
      goods: { "MUG-SAND": 1, "MUG-SEA": 1, "TEA-KEEMUN-100": 2 },
      shipping: "express",
    })
    await staff.fulfil(order("mugs"))
  })
  await on(55, "Anna buys two pairs of bowls", async () => {
    await buy("bowls", anna, { goods: { "BOWLS-CELADON": 1, "BOWLS-NIGHT": 1, "TEA-KEEMUN-100": 1 } })
    await staff.fulfil(order("bowls"))
  })
  await on(54, "Anna tells her birthday and joins the gongfu circle", async () => {
    await staff.noteBirthday(shopper.email, new Date(Date.now() - 50 * dayMs))
    await anna.joinClub(club)
  })
  await on(50, "Anna has her birthday", () => Promise.resolve())
  await on(47, "Anna sends one pair back", () => staff.takeBack(order("bowls"), { "BOWLS-NIGHT": 1 }))
  await on(45, "Lukas buys in euros, with a promo code", async () => {
    await becker.signUp()
    await buy("gift", becker, { goods: { "POT-ASH": 1, "TEA-ROBE-50": 2 }, promoCode: "TEA10" })
    await staff.fulfil(order("gift"))
  })
  await on(40, "the oldest orders are closed", async () => {
    for (const name of ["teapot", "gaiwan", "mugs"]) await staff.close(order(name))
  })
  await on(36, "Anna pays partly with points", async () => {
    await buy("points", anna, { goods: { "TEA-ROBE-100": 1, "TEA-JASMINE-100": 1 }, points: 500 })
    await staff.fulfil(order("points"))
  })
  await on(30, "one of the teas comes back, and its share of the points", () =>
    staff.takeBack(order("points"), { "TEA-JASMINE-100": 1 }),
  )
  await on(22, "Lukas pays with points, and a parcel is late", async () => {
    await buy("late", becker, { goods: { "BOWLS-CELADON": 1, "TEA-DRAGON-50": 1 }, points: 400 })
    await staff.fulfil(order("late"))
    await staff.refund(order("late"), 5, "The parcel came late")
  })
  await on(21, "Anna's review is approved, and there are categories to choose", async () => {
    await staff.approveReview(await anna.id(), "review_of_a_teapot")
    await staff.offerCategories()
    await anna.chooseCategories(/Herbal|Oolong/)
  })
  await on(20, "Anna buys a tray", async () => {
    await buy("tray", anna, { goods: { "TRAY-38": 1, "MUG-SEA": 1 } })
    await staff.fulfil(order("tray"))
  })
  await on(15, "Marta signs up by Anna's link", async () => {
    await klein.signUp()
    await klein.enterReferralCode(await anna.referralCode())
  })
  await on(9, "Anna and Ivan buy herbs", async () => {
    await buy("herbs", anna, { goods: { "TEA-FIREWEED-100": 2, "MUG-SAND": 1 } })
    await staff.fulfil(order("herbs"))
    await buy("thyme", petrov, { goods: { "TEA-THYME-100": 3 }, points: 150 })
    await staff.fulfil(order("thyme"))
  })
  await on(1, "Anna orders tea that waits to be sent", () =>
    buy("waiting", anna, { goods: { "TEA-DRAGON-50": 3 } }),
  )
  await on(0, "the books are checked", async () => {
    const { accounts_checked: accounts, entries_checked: entries } = await staff.verifyLedger()
    tell(`${accounts} accounts and ${entries} entries add up`)
  })
}

function whenWas(daysAgo: number): string {
  if (daysAgo === 0) return "today"
  return daysAgo === 1 ? "yesterday" : `${Math.round(daysAgo)} days ago`
}
