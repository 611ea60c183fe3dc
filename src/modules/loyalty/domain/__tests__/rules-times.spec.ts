import { testOf, type Condition } from "../rules/condition"
import { earnedBy, fixed, passedOver, rule, sceneOfVisit } from "./rule-shop"
import { line, order, terms } from "./shop"

/** Whether the condition holds for an order of that moment in a shop of that place. */
function holdsAt(condition: Condition, at: string, timeZone = "UTC"): boolean {
  const scene = sceneOfVisit({ order: { placedAt: new Date(at) }, timeZone })
  const failed = testOf(condition)(scene, scene.lines[0])
  if (failed !== null) expect(failed).toBe("code" in condition ? condition.code : null)
  return failed === null
}

describe("a rule for weekdays", () => {
  const onMonday: Condition = { code: "weekday", in: [1] }
  const onSunday: Condition = { code: "weekday", in: [7] }

  it.each([
    ["Monday", 1, "2026-01-05"],
    ["Tuesday", 2, "2026-01-06"],
    ["Wednesday", 3, "2026-01-07"],
    ["Thursday", 4, "2026-01-08"],
    ["Friday", 5, "2026-01-09"],
    ["Saturday", 6, "2026-01-10"],
    ["Sunday", 7, "2026-01-11"],
  ])("knows %s as %p", (_, day, date) => {
    expect(holdsAt({ code: "weekday", in: [day] }, `${date}T12:00:00Z`)).toBe(true)
    expect(holdsAt({ code: "weekday", in: [(day % 7) + 1] }, `${date}T12:00:00Z`)).toBe(false)
  })

  it("means the shop's day: half past eleven on Sunday in London is Monday in Moscow", () => {
    const at = "2026-01-04T23:30:00Z"

    expect(holdsAt(onSunday, at, "Europe/London")).toBe(true)
    expect(holdsAt(onMonday, at, "Europe/Moscow")).toBe(true)
    expect(holdsAt(onSunday, at, "Europe/Moscow")).toBe(false)
    expect(holdsAt(onSunday, "2026-01-05T00:30:00Z", "America/New_York")).toBe(true)
  })

  it("gives Monday's points for that order, where the programme lives in Moscow", () => {
    const bought = order([line("a", "10")], { placedAt: new Date("2026-01-04T23:30:00Z") })
    const rules = [rule("monday", fixed(50), { conditions: onMonday })]

    expect(earnedBy(rules, bought, { terms: { ...terms(), timeZone: "Europe/Moscow" } }).points).toBe(60)
    const inLondon = earnedBy(rules, bought, { terms: { ...terms(), timeZone: "Europe/London" } })
    expect([inLondon.points, passedOver(inLondon)]).toEqual([10, ["monday: weekday"]])
  })

  it("is about a place that exists", () => {
    expect(() => holdsAt(onMonday, "2026-01-05T00:00:00Z", "Europe/Nowhere")).toThrow(RangeError)
  })
})

describe("a rule for hours", () => {
  const evening: Condition = { code: "hours", from: "18:00", to: "20:30" }
  const night: Condition = { code: "hours", from: "22:00", to: "02:00" }

  it.each([
    ["17:59:59", false],
    ["18:00:00", true],
    ["20:29:59", true],
    ["20:30:00", false],
  ])("begins with its first minute and ends before its last: %s", (clock, holds) => {
    expect(holdsAt(evening, `2026-01-05T${clock}Z`)).toBe(holds)
  })

  it.each([
    ["21:59:59", false],
    ["22:00:00", true],
    ["23:59:59", true],
    ["00:00:00", true],
    ["01:59:59", true],
    ["02:00:00", false],
    ["12:00:00", false],
  ])("passes midnight where it ends before it begins: %s", (clock, holds) => {
    expect(holdsAt(night, `2026-01-05T${clock}Z`)).toBe(holds)
  })

  it("can last until midnight", () => {
    const late: Condition = { code: "hours", from: "22:00", to: "24:00" }

    expect(holdsAt(late, "2026-01-05T23:59:59Z")).toBe(true)
    expect(holdsAt(late, "2026-01-06T00:00:00Z")).toBe(false)
  })

  it("means the shop's clock, also where that differs by half an hour", () => {
    expect(holdsAt(evening, "2026-01-05T15:00:00Z", "Europe/Moscow")).toBe(true)
    expect(holdsAt(evening, "2026-01-05T14:59:59Z", "Europe/Moscow")).toBe(false)
    expect(holdsAt(evening, "2026-01-05T12:30:00Z", "Asia/Kolkata")).toBe(true)
    expect(holdsAt(evening, "2026-01-05T12:29:59Z", "Asia/Kolkata")).toBe(false)
  })

  const small: Condition = { code: "hours", from: "02:00", to: "03:00" }

  it("never comes where the clock skips it, on the last Sunday of March in Berlin", () => {
    for (const at of ["2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"]) {
      expect(holdsAt(small, at, "Europe/Berlin")).toBe(false)
    }
    const next: Condition = { code: "hours", from: "03:00", to: "04:00" }
    expect(holdsAt(next, "2026-03-29T01:00:00Z", "Europe/Berlin")).toBe(true)
    expect(holdsAt(next, "2026-03-29T02:00:00Z", "Europe/Berlin")).toBe(false)
  })

  it("comes twice where the clock is set back, on the last Sunday of October", () => {
    expect(holdsAt(small, "2026-10-24T23:59:59Z", "Europe/Berlin")).toBe(false)
    for (const at of ["2026-10-25T00:00:00Z", "2026-10-25T00:59:59Z", "2026-10-25T01:59:59Z"]) {
      expect(holdsAt(small, at, "Europe/Berlin")).toBe(true)
    }
    expect(holdsAt(small, "2026-10-25T02:00:00Z", "Europe/Berlin")).toBe(false)
  })
})

describe("a rule for days", () => {
  const week: Condition = { code: "dates", from: "2026-03-01", to: "2026-03-08" }

  it.each([
    ["2026-02-28T20:59:59.999Z", false],
    ["2026-02-28T21:00:00Z", true],
    ["2026-03-05T12:00:00Z", true],
    ["2026-03-08T20:59:59.999Z", true],
    ["2026-03-08T21:00:00Z", false],
  ])("includes the first and the last of them, as Moscow counts: %s", (at, holds) => {
    expect(holdsAt(week, at, "Europe/Moscow")).toBe(holds)
  })

  it("can be one day, even one of 23 hours", () => {
    const short: Condition = { code: "dates", from: "2026-03-29", to: "2026-03-29" }

    expect(holdsAt(short, "2026-03-28T22:59:59Z", "Europe/Berlin")).toBe(false)
    expect(holdsAt(short, "2026-03-28T23:00:00Z", "Europe/Berlin")).toBe(true)
    expect(holdsAt(short, "2026-03-29T21:59:59Z", "Europe/Berlin")).toBe(true)
    expect(holdsAt(short, "2026-03-29T22:00:00Z", "Europe/Berlin")).toBe(false)
  })

  it("can begin without an end, and end without a beginning", () => {
    expect(holdsAt({ code: "dates", from: "2026-03-01" }, "2030-01-01T00:00:00Z")).toBe(true)
    expect(holdsAt({ code: "dates", from: "2026-03-01" }, "2026-02-28T23:59:59Z")).toBe(false)
    expect(holdsAt({ code: "dates", to: "2026-03-08" }, "2020-01-01T00:00:00Z")).toBe(true)
    expect(holdsAt({ code: "dates", to: "2026-03-08" }, "2026-03-09T00:00:00Z")).toBe(false)
  })
})

describe("a rule's schedule", () => {
  const [from, until] = [new Date("2026-03-01T09:00:00Z"), new Date("2026-03-08T21:00:00Z")]
  const becauseAt = (at: string, change = { startsAt: from as Date | null, endsAt: until as Date | null }) =>
    passedOver(
      earnedBy([rule("bonus", fixed(5), change)], order([line("a", "1")], { placedAt: new Date(at) })),
    )

  it.each([
    ["2026-03-01T08:59:59.999Z", ["bonus: not_yet"]],
    ["2026-03-01T09:00:00.000Z", []],
    ["2026-03-08T20:59:59.999Z", []],
    ["2026-03-08T21:00:00.000Z", ["bonus: over"]],
  ])("begins with its first moment and ends before its last: %s", (at, because) => {
    expect(becauseAt(at)).toEqual(because)
  })

  it("may have no beginning and no end", () => {
    expect(becauseAt("2020-01-01T00:00:00Z", { startsAt: null, endsAt: until })).toEqual([])
    expect(becauseAt("2030-01-01T00:00:00Z", { startsAt: from, endsAt: null })).toEqual([])
  })

  it("is what is told first, before any condition that does not hold either", () => {
    const bonus = rule("bonus", fixed(5), {
      startsAt: from,
      conditions: { code: "country", in: ["fr"] },
    })
    const early = order([line("a", "1")], { placedAt: new Date("2026-01-01") })

    expect(passedOver(earnedBy([bonus], early))).toEqual(["bonus: not_yet"])
  })
})
