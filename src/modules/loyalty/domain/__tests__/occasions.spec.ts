import fc from "fast-check"
import { daysBackMax, daysSince, isDayOfYear } from "../occasions"

const moscow = "Europe/Moscow"
const dates = (after: string | null, now: string, zone = moscow): string[] =>
  daysSince(after === null ? null : new Date(after), new Date(now), zone).map(({ date }) => date)
const daysOf = (now: string): { month: number; day: number }[] =>
  daysSince(null, new Date(now), moscow)[0].daysOfYear

describe("the days that come round", () => {
  it("begin with today, as the program's clock has it", () => {
    expect(dates(null, "2026-03-07T20:59:59Z")).toEqual(["2026-03-07"])
    expect(dates(null, "2026-03-07T21:00:00Z")).toEqual(["2026-03-08"])
    expect(dates(null, "2026-03-07T21:00:00Z", "America/New_York")).toEqual(["2026-03-07"])
  })

  it("are each day once: none while the same day lasts, and the missed ones in their order", () => {
    const seventh = "2026-03-06T21:00:00Z"

    expect(dates(seventh, "2026-03-07T12:00:00Z")).toEqual([])
    expect(dates(seventh, "2026-03-09T21:00:00Z")).toEqual(["2026-03-08", "2026-03-09", "2026-03-10"])
  })

  it("begin at midnight also where the clock is put forward at midnight or back", () => {
    const starts = (now: string, zone: string): string =>
      daysSince(null, new Date(now), zone)[0].startsAt.toISOString()

    expect(starts("2026-03-29T12:00:00Z", "Europe/Berlin")).toBe("2026-03-28T23:00:00.000Z")
    expect(starts("2026-04-24T12:00:00Z", "Africa/Cairo")).toBe("2026-04-23T22:00:00.000Z")
    expect(dates("2026-10-24T22:00:00Z", "2026-10-26T12:00:00Z", "Europe/Berlin")).toEqual(["2026-10-26"])
  })

  it("of 29 February come on the 28th in a year without it, and never twice", () => {
    expect(daysOf("2026-02-28T12:00:00Z")).toEqual([
      { month: 2, day: 28 },
      { month: 2, day: 29 },
    ])
    expect(daysOf("2028-02-28T12:00:00Z")).toEqual([{ month: 2, day: 28 }])
    expect(daysOf("2028-02-29T12:00:00Z")).toEqual([{ month: 2, day: 29 }])
    expect(daysOf("2026-03-01T12:00:00Z")).toEqual([{ month: 3, day: 1 }])
  })

  it("are a month at most after a clock that stood still for longer", () => {
    const made = dates("2024-01-01T00:00:00Z", "2026-03-07T12:00:00Z")

    expect(made).toHaveLength(daysBackMax)
    expect([made[0], made.at(-1)]).toEqual(["2026-02-05", "2026-03-07"])
  })

  it("bring each day of the year round exactly once a year, however often the clock runs", () => {
    const zones = fc.constantFrom(
      "Europe/Moscow",
      "Africa/Cairo",
      "America/New_York",
      "Asia/Kathmandu",
      "UTC",
    )
    const hours = fc.array(fc.integer({ min: 1, max: 24 * 20 }), { minLength: 30, maxLength: 60 })
    fc.assert(
      fc.property(zones, fc.constantFrom(2026, 2027, 2028), hours, (zone, year, pauses) => {
        const met = new Map<string, number>()
        let reached: Date | null = null
        let now = Date.UTC(year, 0, 1, 12)
        for (const pause of pauses) {
          for (const { daysOfYear, startsAt } of daysSince(reached, new Date(now), zone)) {
            for (const { month, day } of daysOfYear)
              met.set(`${month}-${day}`, (met.get(`${month}-${day}`) ?? 0) + 1)
            reached = startsAt
          }
          now = Math.min(now + pause * 3_600_000, Date.UTC(year, 11, 31, 12))
        }
        const counts = new Set(met.values())
        return counts.size === 1 && counts.has(1)
      }),
    )
  })

  it("of a birthday are days that there are", () => {
    expect([isDayOfYear({ month: 2, day: 29 }), isDayOfYear({ month: 4, day: 30 })]).toEqual([true, true])
    expect([isDayOfYear({ month: 2, day: 30 }), isDayOfYear({ month: 4, day: 31 })]).toEqual([false, false])
  })
})
