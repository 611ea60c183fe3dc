import fc from "fast-check"
import { DateTime } from "luxon"
import { boundsOf, datesOf, daysBefore, lastDays, lengthOf, plusDays, type Days } from "../insight/period"

const zones = ["UTC", "Europe/Moscow", "Europe/Berlin", "America/Santiago", "Asia/Kathmandu", "Pacific/Apia"]
const arbitraryDays = fc
  .record({
    day: fc.date({ min: new Date("1980-01-01"), max: new Date("2090-01-01"), noInvalidDate: true }),
    length: fc.integer({ min: 1, max: 40 }),
  })
  .map(({ day, length }): Days => {
    const from = day.toISOString().slice(0, 10)
    return { from, to: plusDays(from, length - 1) }
  })

describe("a period of days", () => {
  it("includes its first day and its last", () => {
    expect(lengthOf({ from: "2026-03-01", to: "2026-03-01" })).toBe(1)
    expect(lengthOf({ from: "2024-01-01", to: "2024-12-31" })).toBe(366)
    expect(lengthOf({ from: "2026-03-02", to: "2026-03-01" })).toBe(0)
    expect(datesOf({ from: "2026-02-27", to: "2026-03-01" })).toEqual([
      "2026-02-27",
      "2026-02-28",
      "2026-03-01",
    ])
  })

  it("follows as many days as it has itself, without a gap", () => {
    fc.assert(
      fc.property(arbitraryDays, (days) => {
        const before = daysBefore(days)

        expect(lengthOf(before)).toBe(lengthOf(days))
        expect([...datesOf(before), ...datesOf(days)]).toEqual(datesOf({ from: before.from, to: days.to }))
      }),
    )
  })

  it("has bounds between which lie exactly the moments of each day in that zone", () => {
    fc.assert(
      fc.property(
        arbitraryDays,
        fc.constantFrom(...zones),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (days, zone, at) => {
          const bounds = boundsOf(days, zone)
          const dates = datesOf(days)
          expect(bounds).toHaveLength(dates.length + 1)

          const [start, end] = [bounds[0].getTime(), bounds[dates.length].getTime()]
          const moment = start + Math.floor((end - 1 - start) * at)
          const index = bounds.findIndex((bound) => bound.getTime() > moment) - 1
          expect(DateTime.fromMillis(moment, { zone }).toISODate()).toBe(dates[index])
        },
      ),
    )
  })

  it("has a day of 23 hours where the clock is put forward, and one of 25 where it is put back", () => {
    const hours = (date: string): number => {
      const [start, end] = boundsOf({ from: date, to: date }, "Europe/Berlin")
      return (end.getTime() - start.getTime()) / 3_600_000
    }

    expect([hours("2026-03-29"), hours("2026-03-30"), hours("2026-10-25")]).toEqual([23, 24, 25])
  })

  it("ends with the day that it is in the zone, whatever day it is elsewhere", () => {
    const at = new Date("2026-05-10T22:30:00Z")

    expect(lastDays(7, at, "UTC")).toEqual({ from: "2026-05-04", to: "2026-05-10" })
    expect(lastDays(7, at, "Europe/Moscow")).toEqual({ from: "2026-05-05", to: "2026-05-11" })
  })
})
