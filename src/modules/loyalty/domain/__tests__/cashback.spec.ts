import fc from "fast-check"
import { changesLeft, choose, isOpen, nothingChosen, type Standing } from "../cashback/choice"
import { stateOf, type Offer, type OfferWindow } from "../cashback/offer"
import { dayBegins, opensAt, periodAt, seasonsAt, type Season } from "../cashback/periods"
import { rulesOf } from "../cashback/rates"
import { ruleOf } from "../rules/config"
import { newMember, noContext, noGoods } from "../rules/scene"
import { evaluateEarning } from "../earning/evaluate"
import { ready, unlimited } from "../rules/programme"
import { line, order, terms } from "./shop"

const moscow = "Europe/Moscow"
const moment = (text: string): Date => new Date(text)
const day = 86_400_000

const offer = (changes: Partial<Offer & OfferWindow> = {}): Offer & OfferWindow => ({
  id: "lcash_1",
  name: "Cashback",
  period: "month",
  categories: ["tea", "cups", "toys", "books", "lamps"].map((id, index) => ({
    id,
    name: id.toUpperCase(),
    basisPoints: (index + 1) * 100,
  })),
  chooseUpTo: 2,
  applies: "at_once",
  changesMax: 0,
  opensDaysBefore: 0,
  fallback: "base_rate",
  replacesBase: true,
  priority: 0,
  activatedAt: moment("2027-01-01T00:00:00Z"),
  startsAt: moment("2027-01-01T00:00:00Z"),
  endsAt: null,
  ...changes,
})

const seasonOf = (one: Offer & OfferWindow, at: Date, timeZone = "UTC"): Season => {
  const { present, next } = seasonsAt([one], at, timeZone)
  return present ?? (next as Season)
}

describe("a period", () => {
  it.each([
    ["month", "2028-02-29T20:59:59.999Z", "2028-02", "2028-01-31T21:00:00Z", "2028-02-29T21:00:00Z"],
    ["month", "2028-02-29T21:00:00Z", "2028-03", "2028-02-29T21:00:00Z", "2028-03-31T21:00:00Z"],
    ["month", "2027-12-31T21:00:00Z", "2028-01", "2027-12-31T21:00:00Z", "2028-01-31T21:00:00Z"],
    ["quarter", "2028-02-29T12:00:00Z", "2028-Q1", "2027-12-31T21:00:00Z", "2028-03-31T21:00:00Z"],
    ["quarter", "2028-03-31T21:00:00Z", "2028-Q2", "2028-03-31T21:00:00Z", "2028-06-30T21:00:00Z"],
    ["quarter", "2027-12-31T20:59:59Z", "2027-Q4", "2027-09-30T21:00:00Z", "2027-12-31T21:00:00Z"],
  ] as const)("is a %s of Moscow: %s lies in %s", (kind, at, name, startsAt, endsAt) => {
    expect(periodAt(kind, moment(at), moscow)).toEqual({
      name,
      startsAt: moment(startsAt),
      endsAt: moment(endsAt),
    })
  })

  it("in which the clock is put forward ends at midnight all the same", () => {
    const { startsAt, endsAt } = periodAt("month", moment("2027-03-15T00:00:00Z"), "Europe/Berlin")
    expect([startsAt, endsAt]).toEqual([moment("2027-02-28T23:00:00Z"), moment("2027-03-31T22:00:00Z")])
  })

  const zones = fc.constantFrom(
    "UTC",
    moscow,
    "Europe/Berlin",
    "America/St_Johns",
    "Pacific/Apia",
    "Asia/Kathmandu",
  )
  const moments = fc.date({
    min: moment("2020-01-01T00:00:00Z"),
    max: moment("2040-01-01T00:00:00Z"),
    noInvalidDate: true,
  })
  const kinds = fc.constantFrom("month" as const, "quarter" as const)

  it("follows the one before it without a gap, has one name at all its moments, and no two have the same", () => {
    fc.assert(
      fc.property(kinds, moments, zones, (kind, at, zone) => {
        const period = periodAt(kind, at, zone)
        const after = periodAt(kind, period.endsAt, zone)
        expect(period.startsAt <= at && at < period.endsAt).toBe(true)
        expect(after.startsAt).toEqual(period.endsAt)
        expect(after.name > period.name).toBe(true)
        for (const inside of [period.startsAt, new Date(period.endsAt.getTime() - 1)])
          expect(periodAt(kind, inside, zone)).toEqual(period)
      }),
    )
  })
})

describe("what may be chosen", () => {
  const march = moment("2027-03-10T12:00:00Z")

  it("is the present period of the offer that is on, and the one after it", () => {
    const { present, next } = seasonsAt([offer()], march, "UTC")
    expect([present?.period.name, next?.period.name]).toEqual(["2027-03", "2027-04"])
  })

  it("goes over to the offer that follows, whatever its periods are", () => {
    const first = offer({ endsAt: moment("2027-04-01T00:00:00Z") })
    const second = offer({ id: "lcash_2", period: "quarter", startsAt: moment("2027-04-01T00:00:00Z") })
    const draft = offer({ id: "lcash_0", activatedAt: null, startsAt: null })
    const { present, next } = seasonsAt([second, draft, first], march, "UTC")
    expect([present?.offer.id, next?.offer.id, next?.period.name]).toEqual(["lcash_1", "lcash_2", "2027-Q2"])
  })

  it("is the first period of an offer to come where none is on, and nothing where all are over", () => {
    const soon = offer({ startsAt: moment("2027-05-20T00:00:00Z") })
    expect(seasonsAt([soon], march, "UTC")).toEqual({
      present: null,
      next: expect.objectContaining({
        startsAt: moment("2027-05-20T00:00:00Z"),
        endsAt: moment("2027-06-01T00:00:00Z"),
      }) as Season,
    })
    expect(seasonsAt([offer({ endsAt: march })], march, "UTC")).toEqual({ present: null, next: null })
  })

  it("ends with its offer, in the middle of the period if need be, and nothing comes after it", () => {
    const ends = dayBegins("2027-03-15", moscow, true)
    const { present, next } = seasonsAt([offer({ endsAt: ends })], march, moscow)
    expect([present?.endsAt, next]).toEqual([moment("2027-03-15T21:00:00Z"), null])
  })
})

describe("a member who chooses", () => {
  const at = moment("2027-03-10T12:00:00Z")
  const after = (season: Season, standing: Standing, wanted: string[], when = at) => {
    const choosing = choose(season, standing, wanted, when, "UTC")
    if (typeof choosing === "string") return choosing
    const { add, drop, changes } = choosing
    return { categoryIds: [...standing.categoryIds.filter((id) => !drop.includes(id)), ...add], changes }
  }

  it("has it from that moment on, or from the beginning of a period to come", () => {
    const present = seasonOf(offer(), at)
    expect(choose(present, nothingChosen, ["tea"], at, "UTC")).toMatchObject({
      add: ["tea"],
      drop: [],
      from: at,
    })
    const { next } = seasonsAt([offer({ opensDaysBefore: 31 })], at, "UTC")
    const early = choose(next as Season, nothingChosen, ["tea"], at, "UTC")
    expect(early).toMatchObject({ from: moment("2027-04-01T00:00:00Z") })
  })

  it.each<[string, string[], string]>([
    ["more than may be chosen", ["tea", "cups", "toys"], "too_many_categories"],
    ["what is not offered", ["tea", "shoes"], "category_not_offered"],
  ])("is refused %s", (_, wanted, refusal) => {
    expect(after(seasonOf(offer(), at), nothingChosen, wanted)).toBe(refusal)
  })

  it("may add as long as there is room, and drop as often as the offer lets it", () => {
    const season = seasonOf(offer({ changesMax: 1 }), at)
    const one = after(season, nothingChosen, ["tea"]) as Standing
    const two = after(season, one, ["cups", "tea"]) as Standing
    expect(two).toEqual({ categoryIds: ["tea", "cups"], changes: 0 })
    const changed = after(season, two, ["toys", "cups"]) as Standing
    expect(changed).toEqual({ categoryIds: ["cups", "toys"], changes: 1 })
    expect(after(season, changed, ["cups"])).toBe("choice_final")
    expect(after(season, changed, ["toys", "cups"])).toEqual(changed)
    expect(changesLeft(season, changed)).toBe(0)
    expect(changesLeft(seasonOf(offer({ changesMax: null }), at), changed)).toBeNull()
  })

  it("may change his mind without end before the period begins, in the days that are open for it", () => {
    const one = offer({ opensDaysBefore: 5 })
    const { next } = seasonsAt([one], at, moscow)
    const april = next as Season
    const opens = opensAt(april, moscow)
    expect(opens).toEqual(moment("2027-03-26T21:00:00Z"))
    expect(isOpen(april, new Date(opens.getTime() - 1), moscow)).toBe(false)
    expect(choose(april, nothingChosen, ["tea"], at, moscow)).toBe("choice_not_open")
    const standing = { categoryIds: ["tea", "cups"], changes: 0 }
    expect(choose(april, standing, ["toys"], opens, moscow)).toMatchObject({ changes: 0, add: ["toys"] })
  })

  it("chooses only for periods to come where the offer says so", () => {
    const one = offer({ applies: "next_period", opensDaysBefore: 31 })
    const { present, next } = seasonsAt([one], at, "UTC")
    expect(choose(present as Season, nothingChosen, ["tea"], at, "UTC")).toBe("choice_not_open")
    expect(choose(next as Season, nothingChosen, ["tea"], at, "UTC")).toMatchObject({ add: ["tea"] })
  })

  it("never has more than may be chosen nor what is not offered, and is told the same for the same wish", () => {
    const wishes = fc.array(
      fc.record({
        wanted: fc.array(fc.constantFrom("tea", "cups", "toys", "books", "lamps", "shoes"), {
          minLength: 1,
          maxLength: 4,
        }),
        waits: fc.integer({ min: 0, max: 10 * day }),
      }),
      { maxLength: 12 },
    )
    const terms = fc.record({
      chooseUpTo: fc.integer({ min: 1, max: 5 }),
      changesMax: fc.option(fc.integer({ min: 0, max: 3 })),
      opensDaysBefore: fc.integer({ min: 0, max: 40 }),
      applies: fc.constantFrom("at_once" as const, "next_period" as const),
    })
    fc.assert(
      fc.property(terms, wishes, (change, all) => {
        const one = offer(change)
        const season = seasonOf(one, moment("2027-03-15T00:00:00Z"))
        let now = moment("2027-02-20T00:00:00Z")
        let standing = nothingChosen
        let droppedCounting = 0
        for (const { wanted, waits } of all) {
          now = new Date(now.getTime() + waits)
          const choosing = choose(season, standing, wanted, now, "UTC")
          if (typeof choosing === "string") continue
          expect(choosing.from).toEqual(now > season.startsAt ? now : season.startsAt)
          if (now >= season.startsAt && choosing.drop.length > 0) droppedCounting += 1
          const next = after(season, standing, wanted, now) as Standing
          expect(new Set(next.categoryIds)).toEqual(new Set(wanted))
          expect(next.categoryIds.length).toBeLessThanOrEqual(one.chooseUpTo)
          expect(next.categoryIds).not.toContain("shoes")
          expect(choose(season, next, wanted, now, "UTC")).toMatchObject({
            add: [],
            drop: [],
            changes: next.changes,
          })
          standing = next
        }
        expect(standing.changes).toBe(droppedCounting)
        if (one.changesMax !== null) expect(droppedCounting).toBeLessThanOrEqual(one.changesMax)
      }),
    )
  })
})

describe("an offer", () => {
  it("is a draft, then scheduled, active and ended by the clock alone", () => {
    const at = moment("2027-03-10T00:00:00Z")
    const later = new Date(at.getTime() + 1)
    expect(stateOf({ activatedAt: null, startsAt: null, endsAt: null }, at)).toBe("draft")
    expect(stateOf({ activatedAt: at, startsAt: later, endsAt: null }, at)).toBe("scheduled")
    expect(stateOf({ activatedAt: at, startsAt: at, endsAt: later }, at)).toBe("active")
    expect(stateOf({ activatedAt: at, startsAt: at, endsAt: later }, later)).toBe("ended")
  })

  it("is rules, the best rate first: goods in two chosen categories earn by the better one, and once", () => {
    const configs = rulesOf(
      offer({
        categories: [
          { id: "drinks", name: "Drinks", basisPoints: 200 },
          { id: "tea", name: "Tea", basisPoints: 500 },
          { id: "cups", name: "Cups", basisPoints: null },
        ],
      }),
    )
    expect(configs.map(({ name }) => name)).toEqual(["Cashback: Tea", "Cashback: Drinks"])

    const rules = ready(configs.map((config, index) => ruleOf(`rule_${index}`, 1, config)))
    const facts = order([line("l", "100")], { placedAt: moment("2027-03-10T00:00:00Z") })
    const earnedWith = (chosenCategoryIds: string[]) =>
      evaluateEarning(facts, terms(), {
        rules,
        allowance: unlimited,
        context: {
          ...noContext,
          goods: { l: { ...noGoods, categoryIds: ["tea", "drinks", "cups"] } },
          member: { ...newMember, chosenCategoryIds },
        },
      })
    const both = earnedWith(["drinks", "tea"])
    expect(both.points).toBe(earnedWith(["tea"]).points)
    expect(both.lines[0].reasons).toEqual([
      expect.objectContaining({ rule: "Cashback: Tea", category_id: "tea" }),
    ])
    expect(earnedWith(["drinks"]).lines[0].reasons).toEqual([
      expect.objectContaining({ rule: "Cashback: Drinks", category_id: "drinks" }),
    ])
    expect(earnedWith(["cups"]).lines[0].reasons).toEqual([expect.objectContaining({ code: "rate_applied" })])
  })
})
