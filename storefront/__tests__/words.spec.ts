import fc from "fast-check"
import openapi from "../../docs/reference/openapi.json"
import { happened, reasonsInWords } from "../elements/reasons"
import { wayInWords } from "../elements/tier-words"
import type { LoyaltyReason } from "../store-types"
import { promiseKey, Speech, type Words } from "../words"
import { en } from "../words/en"
import { ru } from "../words/ru"

const program = (precision: number, unit_names = {}) => ({ precision, unit_names })
/** A no-break space stands between a number's groups. */
const plain = (text: string): string => text.replace(/\s/g, " ")

describe("what the components say", () => {
  it("is said in both languages, with the same things filled in", () => {
    const places = (words: Words) =>
      Object.fromEntries(
        Object.entries(words).map(([key, word]) => [
          key,
          typeof word === "string" ? [...word.matchAll(/\{\w+\}/g)].map(String).sort() : "forms",
        ]),
      )
    expect(places(ru)).toEqual(places(en))
  })

  it.each([
    [0, "0 баллов"],
    [1, "1 балл"],
    [2, "2 балла"],
    [4, "4 балла"],
    [5, "5 баллов"],
    [11, "11 баллов"],
    [12, "12 баллов"],
    [21, "21 балл"],
    [1_497, "1 497 баллов"],
    [1_000_002, "1 000 002 балла"],
  ])("counts %d as %s", (points, text) => {
    expect(plain(new Speech("ru", {}, program(0)).points(points))).toBe(text)
  })

  it("counts every number as Russian does", () => {
    const speech = new Speech("ru-RU", {}, program(0))
    const expected = (points: number): string => {
      const [tens, units] = [points % 100, points % 10]
      if (tens >= 11 && tens <= 14) return "баллов"
      return units === 1 ? "балл" : units >= 2 && units <= 4 ? "балла" : "баллов"
    }
    fc.assert(
      fc.property(fc.nat(), (points) => {
        expect(speech.points(points).split(/\s/).at(-1)).toBe(expected(points))
      }),
    )
  })

  it("calls points what the program calls them", () => {
    const names = { en: { one: "leaf", other: "leaves" }, ru: { one: "лист", few: "листа", many: "листов" } }
    expect(new Speech("en-GB", {}, program(0, names)).points(3)).toBe("3 leaves")
    expect(new Speech("ru", {}, program(0, names)).points(3)).toBe("3 листа")
  })

  it("writes parts of points with all their decimals, as money is written", () => {
    const speech = new Speech("ru", {}, program(2))
    expect(speech.points(1.5)).toBe("1,50 балла")
    expect(speech.points(5)).toBe("5 баллов")
    expect(speech.change(-0.05)).toBe("−0,05 балла")
  })

  it("writes money and dates as the language does", () => {
    expect(plain(new Speech("en").money(1_234.5, "eur"))).toBe("€1,234.50")
    expect(plain(new Speech("ru").money(1_234.5, "rub"))).toBe("1 234,50 ₽")
    expect(plain(new Speech("ru").money(1_234, "rub"))).toBe("1 234 ₽")
    expect(new Speech("en").date("2026-03-05T12:00:00Z")).toBe("March 5, 2026")
    expect(plain(new Speech("ru").date("2026-03-05T12:00:00Z"))).toBe("5 марта 2026 г.")
  })

  it("has words of the shop's own: some of ours, or another language", () => {
    const own = { ru: { account: "Листочки" }, de: { account: "Deine Punkte", points: { other: "Punkte" } } }
    expect(new Speech("ru-RU", own).say("account")).toBe("Листочки")
    expect(new Speech("ru", own).say("pending")).toBe(ru.pending)
    expect(new Speech("de-AT", own).say("account")).toBe("Deine Punkte")
    expect(new Speech("de-AT", own).points(1.5e6)).toMatch(/^1.500.000 Punkte$/)
    expect(new Speech("de-AT", own).say("pending")).toBe(en.pending)
  })

  it("speaks English where it has no words, numbers included, whatever a page calls its language", () => {
    expect(new Speech("fr", {}, program(0)).points(1_000)).toBe("1,000 points")
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.constantFrom("en-", "ru_RU", "en-US-", "", "-", "toString", "constructor", "__proto__"),
        ),
        (language) => {
          expect(new Speech(language).points(2)).toMatch(/^2 (points|балла)$/)
        },
      ),
    )
  })
})

describe("what the store can answer", () => {
  const answer = (path: keyof typeof openapi.paths) =>
    JSON.stringify((openapi.paths[path] as { get: { responses: object } }).get.responses)
  const enums = (path: keyof typeof openapi.paths, name: string): string[] => {
    const found = new RegExp(`"${name}":\\{[^}]*"enum":\\[([^\\]]*)\\]`).exec(answer(path))
    return (JSON.parse(`[${found?.[1] ?? ""}]`) as (string | null)[]).filter((one) => one !== null)
  }

  it.each([
    ["type of a transaction", "type_", enums("/store/loyalty/transactions", "type")],
    ["trigger of a transaction", "trigger_", enums("/store/loyalty/transactions", "trigger")],
    ["refusal of a cart", "refused_", enums("/store/carts/{id}/loyalty-points", "refused")],
  ])("has words for every %s", (_, prefix, values) => {
    expect(values.length).toBeGreaterThan(5)
    for (const value of values) expect(Object.keys(ru)).toContain(prefix + value)
  })
})

describe("why an order earned what it did", () => {
  const speech = new Speech("en", {}, program(2))

  it("is one sentence for each rule, with the points of all lines, and one for each exception", () => {
    const reasons: LoyaltyReason[] = [
      { code: "rate_applied", points: 1_000, base_minor: "1000" },
      { code: "tax_excluded", amount: "1.90" },
      { code: "rule_applied", rule_id: "a", rule: "Tea week", points: 250 },
      { code: "rate_applied", points: 500, base_minor: "500" },
      { code: "tax_excluded", amount: "0.95" },
      { code: "rule_applied", rule_id: "b", rule: "Nothing left", points: 0 },
      { code: "tier_applied", tier_id: "t", tier: "Silver", points: 300 },
    ]
    expect(reasonsInWords(reasons, speech, 2)).toEqual([
      "Base rate: +15 points",
      "Tax does not count",
      "Tea week: +2.50 points",
      "Tier Silver: +3 points",
    ])
  })

  it("names a tier in the language that is spoken", () => {
    const silver = {
      id: "ltier_1",
      handle: "silver",
      name: "Silver",
      translations: { ru: "Серебро" },
      multiplier: 1.2,
      min_points: null,
      max_share_percent: null,
    }
    const measure = {
      by: "orders" as const,
      currency_code: null,
      counts_when: "paid" as const,
      includes_events: false,
      value: 1,
      from: null,
    }
    const tiers = { present: silver, since: null, safe_until: null, measure, next: null, stay: null }
    const reasons = [{ code: "tier_applied", tier_id: "ltier_1", tier: "Silver", points: 3 }]
    expect(reasonsInWords(reasons, new Speech("ru-RU"), 0, tiers)).toEqual(["Уровень «Серебро»: +3 балла"])
    expect(reasonsInWords(reasons, new Speech("en"), 0, tiers)).toEqual(["Tier Silver: +3 points"])
  })

  it("leaves out what it has no words for", () => {
    expect(reasonsInWords([{ code: "of_a_later_version", points: 1 }], speech, 0)).toEqual([])
  })
})

describe("the history", () => {
  const moved = { type: "adjust", trigger: null, description: "Correction by the shop" } as const
  const [english, russian] = [new Speech("en"), new Speech("ru")]

  it("tells a gift of the shop from what it took", () => {
    expect(happened({ ...moved, points: 1_500 }, english)).toBe("From the shop")
    expect(happened({ ...moved, points: -510 }, english)).toBe("Taken by the shop")
    expect(happened({ ...moved, points: 1_500 }, russian)).toBe("От магазина")
    expect(happened({ ...moved, points: -510 }, russian)).toBe("Списано магазином")
  })

  it("names what gave points that no order earned, and the rest by its kind", () => {
    const one = { ...moved, points: 5 }
    expect(happened({ ...one, type: "earn", trigger: "birthday" }, english)).toBe("Birthday points")
    expect(happened({ ...one, type: "expire", points: -5 }, english)).toBe("Expired")
  })
})

describe("the promise of points", () => {
  it.each([
    [false, false, "Members earn {points}", "Участникам начислим: {points}"],
    [false, true, "Members earn up to {points}", "Участникам начислим до: {points}"],
    [true, false, "You will earn {points}", "Начислим за покупку: {points}"],
    // Who has not told whether somebody is there is shown what the store answered.
    [undefined, true, "You will earn up to {points}", "Начислим за покупку до: {points}"],
  ])("where signedIn is %s and variants differ %s is: %s", (signedIn, isSpread, inEnglish, inRussian) => {
    const key = promiseKey(signedIn, isSpread)
    expect([en[key], ru[key]]).toEqual([inEnglish, inRussian])
  })
})

describe("the way to the next tier", () => {
  const points = { by: "points_earned", currency_code: null, includes_events: false } as const
  const money = { by: "money_spent", currency_code: "rub", includes_events: false } as const
  const orders = { by: "orders", currency_code: null, includes_events: false } as const
  const toSilver = (measure: Parameters<typeof wayInWords>[1], missing: number, language = "en") => {
    const { way, note } = wayInWords(
      language === "ru" ? "Серебро" : "Silver",
      measure,
      missing,
      new Speech(language, {}, program(0)),
    )
    return [plain(way), note]
  }

  it("says that points count which orders earned, and once they are paid", () => {
    const paid = { ...points, counts_when: "paid" } as const
    expect(toSilver(paid, 1_000)).toEqual([
      "Earn 1,000 points more with orders to reach Silver",
      "Only points of paid orders count.",
    ])
    expect(toSilver(paid, 21, "ru")).toEqual([
      "До уровня «Серебро» осталось заработать заказами: 21 балл",
      "Засчитываются только баллы за оплаченные заказы.",
    ])
    expect(toSilver({ ...points, counts_when: "placed" }, 1)).toEqual([
      "Earn 1 point more with orders to reach Silver",
      null,
    ])
  })

  it("names no orders where points of every kind count", () => {
    expect(toSilver({ ...points, includes_events: true, counts_when: "paid" }, 5)).toEqual([
      "Earn 5 points more to reach Silver",
      "Orders count once they are paid.",
    ])
  })

  it("is in money, or in orders", () => {
    expect(toSilver({ ...money, counts_when: "placed" }, 5_000)).toEqual([
      "Spend ₽5,000 more to reach Silver",
      null,
    ])
    expect(toSilver({ ...orders, counts_when: "paid" }, 1)).toEqual([
      "Place 1 order more to reach Silver",
      "Orders count once they are paid.",
    ])
    expect(toSilver({ ...orders, counts_when: "paid" }, 2, "ru")).toEqual([
      "До уровня «Серебро» осталось сделать: 2 заказа",
      "Заказы засчитываются после оплаты.",
    ])
  })
})
