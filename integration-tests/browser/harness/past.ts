import { ivan, lukas, marta, shopper } from "../../../demo/people"
import { Visitor } from "../../../demo/history/visitor"
import { type Staff } from "../../../demo/history/staff"
import { type DemoNotes } from "../../../demo/notes"

interface Past {
  url: string
  notes: DemoNotes
  staff: Staff
  goToDaysAgo(days: number): Promise<void>
}

/** When the shop was made. */
export const daysOfPast = 41

/** Six weeks of a small shop on the real routes: enough for every screen to have something to show. */
export async function liveThroughPast({ url, notes, staff, goToDaysAgo }: Past): Promise<void> {
  const [anna, petrov, becker, klein] = [shopper, ivan, lukas, marta].map(
    (customer) => new Visitor(url, notes, customer),
  )
  const on = async (daysAgo: number): Promise<void> => {
    await goToDaysAgo(daysAgo)
    await staff.beginDay()
  }

  await on(40)
  await staff.setProgramme()
  for (const visitor of [anna, petrov, becker, klein]) await visitor.signUp()
  const teapot = await anna.buy({ goods: { "POT-RED": 1, "TEA-DRAGON-100": 1 } })
  await staff.fulfil(teapot)
  const regret = await petrov.buy({ goods: { "TRAY-38": 1 } })
  await staff.cancel(regret)

  await on(20)
  const bowls = await anna.buy({ goods: { "BOWLS-NIGHT": 2 }, points: 200 })
  await staff.fulfil(bowls)
  await staff.takeBack(bowls, { "BOWLS-NIGHT": 1 })
  const mugs = await becker.buy({ goods: { "MUG-SEA": 2 } })
  await staff.fulfil(mugs)

  await on(3)
  const teas = await anna.buy({ goods: { "TEA-KEEMUN-50": 2, "TEA-FIREWEED-100": 1 }, promoCode: "TEA10" })
  await staff.settle(teas)
}
