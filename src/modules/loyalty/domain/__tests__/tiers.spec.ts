import { DateTime } from "luxon"
import type { Ladder, Window } from "../tiers/ladder"
import { leavesAt, lockEnd, periodEnd, windowStart } from "../tiers/periods"
import { progressOf, type Contribution } from "../tiers/progress"
import { assess, noStanding, type Standing } from "../tiers/standing"

const zone = "Europe/Moscow"
/** Noon in Moscow. */
const noon = (date: string): Date => DateTime.fromISO(`${date}T12:00`, { zone }).toJSDate()
const midnight = (date: string): Date => DateTime.fromISO(date, { zone }).toJSDate()

const tiers = [
  { id: "gold", threshold: 500 },
  { id: "bronze", threshold: 0 },
  { id: "silver", threshold: 100 },
]

const ladder = (changes: Partial<Ladder> = {}): Ladder => ({
  qualification: { by: "points_earned", includesEvents: false },
  countsWhen: "paid",
  window: { code: "rolling", days: 365 },
  graceDays: 30,
  downgrade: "to_measure",
  lock: "none",
  ...changes,
})

const holding = (tierId: string, since: string, changes: Partial<Standing> = {}): Standing => ({
  ...noStanding,
  tierId,
  since: noon(since),
  ...changes,
})

const look = (of: Ladder, standing: Standing, measure: number, at: Date, mayLower = true): Standing =>
  assess(of, tiers, standing, { measure, at, timeZone: zone, mayLower })

describe("a member's tier", () => {
  it("is the highest that his orders reach, at once and whoever looks", () => {
    for (const mayLower of [true, false]) {
      const reached = look(ladder(), holding("bronze", "2026-01-01"), 700, noon("2026-03-01"), mayLower)
      expect(reached).toEqual(holding("gold", "2026-03-01"))
    }
    expect(look(ladder(), noStanding, 0, noon("2026-03-01"))).toEqual(holding("bronze", "2026-03-01"))
  })

  it("is kept for the days of grace after it is no longer deserved, and taken by the review alone", () => {
    const below = look(ladder(), holding("gold", "2026-01-01"), 20, noon("2026-03-01"))
    expect(below).toEqual(holding("gold", "2026-01-01", { belowSince: noon("2026-03-01") }))

    expect(look(ladder(), below, 20, noon("2026-03-30"))).toEqual(below)
    expect(look(ladder(), below, 20, noon("2026-03-31"), false)).toEqual(below)
    expect(look(ladder(), below, 20, noon("2026-03-31"))).toEqual(holding("bronze", "2026-03-31"))
  })

  it("begins its grace anew when it was deserved again meanwhile", () => {
    const below = look(ladder(), holding("silver", "2026-01-01"), 20, noon("2026-03-01"))
    const again = look(ladder(), below, 100, noon("2026-03-10"))

    expect(again).toEqual(holding("silver", "2026-01-01"))
    expect(look(ladder(), again, 20, noon("2026-04-05"))).toMatchObject({ tierId: "silver" })
  })

  it("goes down one step, where the owner wants it so, and each step has its grace", () => {
    const steps = ladder({ downgrade: "one_step" })
    const below = look(steps, holding("gold", "2026-01-01"), 20, noon("2026-03-01"))

    const one = look(steps, below, 20, noon("2026-03-31"))
    expect(one).toEqual(holding("silver", "2026-03-31", { belowSince: noon("2026-03-31") }))
    expect(look(steps, one, 20, noon("2026-04-29"))).toEqual(one)
    expect(look(steps, one, 20, noon("2026-04-30"))).toEqual(holding("bronze", "2026-04-30"))
  })

  it("is none where the lowest asks for something and he has nothing", () => {
    const standing = { ...holding("silver", "2026-01-01"), belowSince: noon("2026-01-02") }
    const some = tiers.filter(({ id }) => id !== "bronze")

    for (const downgrade of ["one_step", "to_measure"] as const) {
      const at = { measure: 0, at: noon("2026-06-01"), timeZone: zone, mayLower: true }
      expect(assess(ladder({ downgrade }), some, standing, at)).toEqual(noStanding)
    }
  })

  it("reached in a year is kept to the end of the next, and then for the grace; earned anew, for a year more", () => {
    const years = ladder({ window: { code: "calendar_year" }, lock: "next_period" })
    const reached = look(years, holding("bronze", "2026-01-01"), 120, noon("2026-05-01"))
    expect(reached.lockedUntil).toEqual(midnight("2028-01-01"))

    const idle = look(years, reached, 0, midnight("2027-01-01"))
    expect(look(years, idle, 0, noon("2028-01-30"))).toEqual(idle)
    expect(look(years, idle, 0, midnight("2028-01-31"))).toMatchObject({ tierId: "bronze" })

    const renewed = look(years, idle, 100, noon("2027-12-31"))
    expect(renewed).toMatchObject({ tierId: "silver", lockedUntil: midnight("2029-01-01"), belowSince: null })
    expect(renewed.since).toEqual(reached.since)
  })

  it("which is no more is as if there had been none", () => {
    expect(look(ladder(), holding("platinum", "2026-01-01"), 120, noon("2026-03-01"))).toEqual(
      holding("silver", "2026-03-01"),
    )
  })
})

describe("the window", () => {
  it.each<[window: Window, at: Date, start: Date | null]>([
    [{ code: "calendar_year" }, noon("2026-05-01"), midnight("2026-01-01")],
    [{ code: "calendar_year" }, new Date("2025-12-31T21:30:00Z"), midnight("2026-01-01")],
    [{ code: "since_joining" }, noon("2026-05-01"), null],
    [{ code: "rolling", days: 30 }, noon("2026-05-01"), new Date(noon("2026-04-01").getTime() + 1)],
    [{ code: "rolling", months: 12 }, noon("2028-02-29"), new Date(noon("2027-02-28").getTime() + 1)],
  ])("%j at %s begins at %s", (window, at, start) => {
    expect(windowStart(window, at, zone)).toEqual(start)
  })

  it("of months lets go of the 31st with the end of a month that has none", () => {
    const window: Window = { code: "rolling", months: 1 }
    expect(leavesAt(window, noon("2026-01-31"), zone)).toEqual(midnight("2026-03-01"))
    expect(leavesAt(window, noon("2026-01-28"), zone)).toEqual(noon("2026-02-28"))
  })

  it("has periods that follow one another from when the tier was reached", () => {
    const window: Window = { code: "rolling", months: 1 }
    const since = noon("2026-01-31")
    expect(periodEnd(window, since, since, zone)).toEqual(noon("2026-02-28"))
    expect(periodEnd(window, since, noon("2026-02-28"), zone)).toEqual(noon("2026-03-31"))
    expect(periodEnd(window, since, noon("2027-01-01"), zone)).toEqual(noon("2027-01-31"))
    expect(lockEnd({ window, lock: "next_period" }, since, since, zone)).toEqual(noon("2026-03-31"))
    expect(lockEnd({ window, lock: "none" }, since, since, zone)).toBeNull()
  })
})

describe("what a member is told of his progress", () => {
  const bought = (...orders: [date: string, value: number][]): Contribution[] =>
    orders.map(([date, value]) => ({ placedAt: noon(date), value }))
  const at = noon("2026-06-01")

  it("is what is missing to the next tier, and when it begins to be more", () => {
    const orders = bought(["2025-08-01", 60], ["2026-03-01", 80])
    const { measure, next } = progressOf(ladder(), tiers, holding("silver", "2026-03-01"), orders, at, zone)

    expect(measure).toBe(140)
    expect(next).toEqual({ step: tiers[0], missing: 360, by: noon("2026-08-01") })
  })

  it("is until when his tier is safe, and what would then be missing for it", () => {
    const orders = bought(["2025-08-01", 60], ["2026-03-01", 80])
    const { stay } = progressOf(ladder(), tiers, holding("silver", "2026-03-01"), orders, at, zone)

    // On the first of August the 60 are gone; there follow thirty days of grace.
    expect(stay).toEqual({ until: noon("2026-08-31"), missing: 20 })
  })

  it("counts on the year that begins, where a tier is kept to the end of the next", () => {
    const years = ladder({ window: { code: "calendar_year" }, lock: "next_period", graceDays: 0 })
    const standing = holding("silver", "2026-05-01", { lockedUntil: midnight("2028-01-01") })
    const { next, stay } = progressOf(years, tiers, standing, bought(["2026-05-01", 120]), at, zone)

    expect(next).toMatchObject({ missing: 380, by: midnight("2027-01-01") })
    expect(stay).toEqual({ until: midnight("2028-01-01"), missing: 100 })
  })

  it("is, in the grace, what brings him back and by when", () => {
    const standing = holding("silver", "2026-01-01", { belowSince: noon("2026-05-20") })
    const { stay } = progressOf(ladder(), tiers, standing, bought(["2026-03-01", 70]), at, zone)

    expect(stay).toEqual({ until: noon("2026-06-19"), missing: 30 })
  })

  it("knows no end where all counts for ever, where nothing is asked, and no next above the highest", () => {
    const ever = ladder({ window: { code: "since_joining" } })
    const gold = progressOf(ever, tiers, holding("gold", "2026-01-01"), bought(["2020-01-01", 600]), at, zone)
    expect(gold).toMatchObject({ next: null, stay: { until: null, missing: 0 }, from: null })

    const bronze = progressOf(ladder(), tiers, holding("bronze", "2026-01-01"), [], at, zone)
    expect(bronze).toMatchObject({ next: { missing: 100, by: null }, stay: { until: null, missing: 0 } })
  })
})
