import fc from "fast-check"
import { spansOf, withUnits, type BoughtMembership, type Span } from "../paid-membership"

const zone = "Europe/Moscow"
const year = { months: 12 }
const at = (text: string): Date => new Date(`${text}T09:00:00Z`)
const bought = (day: string, change: Partial<BoughtMembership> = {}): BoughtMembership => ({
  units: 1,
  term: year,
  boughtAt: at(day),
  ranUntil: null,
  ...change,
})
const told = (spans: Span[]): string[] =>
  spans.map(({ startsAt, endsAt }) =>
    [startsAt, endsAt].map((moment) => moment.toISOString().slice(0, 10)).join(" to "),
  )

describe("a paid membership", () => {
  it("lasts its term for each unit, months by the calendar", () => {
    expect(told(spansOf([bought("2026-01-31")], zone))).toEqual(["2026-01-31 to 2027-01-31"])
    expect(told(spansOf([bought("2026-01-31", { term: { months: 1 } })], zone))).toEqual([
      "2026-01-31 to 2026-02-28",
    ])
    expect(told(spansOf([bought("2026-01-31", { units: 3, term: { days: 10 } })], zone))).toEqual([
      "2026-01-31 to 2026-03-02",
    ])
  })

  it("is extended by what is bought while it lasts, and begins anew after it", () => {
    const all = [bought("2026-01-10"), bought("2026-11-01"), bought("2028-05-01")]

    expect(told(spansOf(all, zone))).toEqual([
      "2026-01-10 to 2027-01-10",
      "2027-01-10 to 2028-01-10",
      "2028-05-01 to 2029-05-01",
    ])
  })

  it("that comes back ends then: what has run has run, and what was to follow begins then", () => {
    const all = [bought("2026-01-10"), bought("2026-02-01")]
    const [first] = spansOf(all, zone)
    const back = withUnits(all[0], first, 0, at("2026-04-01"))

    expect(told(spansOf([back, all[1]], zone))).toEqual([
      "2026-01-10 to 2026-04-01",
      "2026-04-01 to 2027-04-01",
    ])
  })

  it("that comes back in part is shorter by that part", () => {
    const two = bought("2026-01-10", { units: 2 })
    const [span] = spansOf([two], zone)

    expect(told(spansOf([withUnits(two, span, 1, at("2026-04-01"))], zone))).toEqual([
      "2026-01-10 to 2027-01-10",
    ])
    expect(told(spansOf([withUnits(two, span, 1, at("2027-06-01"))], zone))).toEqual([
      "2026-01-10 to 2027-06-01",
    ])
    expect(told(spansOf([withUnits(two, span, 1, at("2029-06-01"))], zone))).toEqual([
      "2026-01-10 to 2028-01-10",
    ])
  })

  it("that comes back before it has begun has never been", () => {
    const all = [bought("2026-01-10"), bought("2026-02-01")]
    const [, second] = spansOf(all, zone)
    const back = withUnits(all[1], second, 0, at("2026-03-01"))

    expect(told(spansOf([all[0], back], zone))[1]).toBe("2027-01-10 to 2027-01-10")
  })

  it("never overlaps another of its plan, never ends before it begins, and is never shorter than what has run", () => {
    const purchases = fc
      .array(fc.record({ units: fc.integer({ min: 1, max: 3 }), day: fc.integer({ min: 0, max: 1_500 }) }), {
        minLength: 1,
        maxLength: 6,
      })
      .map((all) =>
        all
          .sort((a, b) => a.day - b.day)
          .map(({ units, day }) =>
            bought("2026-01-01", {
              units,
              term: { months: 3 },
              boughtAt: new Date(at("2026-01-01").getTime() + day * 86_400_000),
            }),
          ),
      )
    fc.assert(
      fc.property(
        purchases,
        fc.nat(),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 2_000 }),
        (all, pick, units, day) => {
          const index = pick % all.length
          const before = spansOf(all, zone)
          const now = new Date(at("2026-01-01").getTime() + day * 86_400_000)
          const fewer = Math.min(units, all[index].units)
          const next = all.map((one, place) =>
            place === index ? withUnits(one, before[index], fewer, now) : one,
          )
          const spans = spansOf(next, zone)
          spans.forEach(({ startsAt, endsAt }, place) => {
            expect(endsAt >= startsAt).toBe(true)
            if (place > 0) expect(startsAt >= spans[place - 1].endsAt).toBe(true)
            expect(endsAt <= before[place].endsAt).toBe(true)
          })
          if (now > before[index].startsAt) {
            const ran = now < before[index].endsAt ? now : before[index].endsAt
            expect(spans[index].endsAt >= ran).toBe(true)
          }
        },
      ),
    )
  })
})
