import { beginningOf, bySpan, dayIn, endOfDay, lengthOf, periodOf, readPeriod, spanFor } from "../lib/days"

describe("the period of the overview", () => {
  it("ends today in the program's time zone, wherever the reader is", () => {
    const moment = new Date("2026-11-22T21:30:00Z")
    expect(dayIn("Europe/Moscow", moment)).toBe("2026-11-23")
    expect(dayIn("America/New_York", moment)).toBe("2026-11-22")
  })

  it("has as many days as it says", () => {
    for (const [preset, days] of [
      ["7d", 7],
      ["30d", 30],
      ["365d", 365],
    ] as const) {
      expect(lengthOf(periodOf(preset, "2026-03-05"))).toBe(days)
    }
  })

  it("knows this month and the last one, over the turn of the year too", () => {
    expect(periodOf("this_month", "2026-03-05")).toEqual({ from: "2026-03-01", to: "2026-03-05" })
    expect(periodOf("last_month", "2026-03-05")).toEqual({ from: "2026-02-01", to: "2026-02-28" })
    expect(periodOf("last_month", "2026-01-31")).toEqual({ from: "2025-12-01", to: "2025-12-31" })
  })

  it("is what the address says, and the last thirty days where that makes no sense", () => {
    const read = (text: string) => readPeriod(new URLSearchParams(text), "2026-03-05")
    expect(read("from=2026-01-01&to=2026-01-31")).toEqual({
      from: "2026-01-01",
      to: "2026-01-31",
      preset: null,
    })
    const usual = { from: "2026-02-04", to: "2026-03-05", preset: "30d" }
    for (const text of [
      "",
      "period=ages",
      "from=2026-02-01&to=2026-01-01",
      "from=2020-01-01&to=2026-01-01",
    ]) {
      expect(read(text)).toEqual(usual)
    }
  })
})

describe("what lasts to a day", () => {
  it("lasts to its end where the program is, wherever the reader is", () => {
    const day = new Date(2026, 10, 22)
    expect(endOfDay(day, "Europe/Moscow")).toBe("2026-11-22T20:59:59.999Z")
    expect(endOfDay(day, "America/New_York")).toBe("2026-11-23T04:59:59.999Z")
  })
})

describe("the bars of a chart", () => {
  it("stand for days, for weeks or for months, so that they can be told apart", () => {
    expect([7, 45, 46, 200, 201, 366].map(spanFor)).toEqual(["day", "day", "week", "week", "month", "month"])
  })

  it("begin weeks on Monday and months on the first", () => {
    expect(beginningOf("2026-11-22", "week")).toBe("2026-11-16")
    expect(beginningOf("2026-11-16", "week")).toBe("2026-11-16")
    expect(beginningOf("2026-11-22", "month")).toBe("2026-11-01")
  })

  it("lose no points", () => {
    const days = [
      { date: "2026-11-15", issued: 5, spent: 0 },
      { date: "2026-11-16", issued: 7, spent: 2 },
      { date: "2026-11-22", issued: 1, spent: 3 },
    ]
    expect(bySpan(days, "week", ["issued", "spent"])).toEqual([
      { date: "2026-11-09", sums: { issued: 5, spent: 0 } },
      { date: "2026-11-16", sums: { issued: 8, spent: 5 } },
    ])
  })
})
