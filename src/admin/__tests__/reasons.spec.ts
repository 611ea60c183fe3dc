import i18next, { type i18n } from "i18next"
import resources from "../i18n"
import { formatMoney, formatPoints } from "../lib/intl"
import {
  actorOf,
  adjustmentText,
  becauseText,
  entryText,
  reasonText,
  summed,
  type ReasonFormat,
  type Words,
} from "../lib/reasons"

const languages = i18next.createInstance()

beforeAll(async () => {
  await languages.init({ resources, fallbackLng: "en", interpolation: { escapeValue: false } })
})

const wordsIn = (language: string): Words => {
  const t: i18n["t"] = languages.getFixedT(language, "loyalty")
  return (key, values) => t(key, values)
}

const formatIn = (language: string, precision = 0): ReasonFormat => {
  const t = wordsIn(language)
  return {
    t,
    points: (points) =>
      t("common.points", { count: points, text: formatPoints(points, language, precision) }),
    money: (amount) => formatMoney(amount, "rub", language),
    currencyDigits: 2,
    precision,
  }
}

const plain = (text: string): string => text.replace(/\s/g, " ")

const byRate = {
  code: "rate_applied",
  base_minor: "129000",
  points: 64,
  rate_points: 5,
  rate_per_minor: 10000,
}

describe("why an order earned what it did, in words", () => {
  it("says by which rate, of what and how much, with the right forms of the words", () => {
    expect(plain(reasonText(byRate, formatIn("en")))).toBe("64 points: 5 points per ₽100 of ₽1,290")
    expect(plain(reasonText(byRate, formatIn("ru")))).toBe("64 балла: 5 баллов за каждые 100 ₽ из 1 290 ₽")
  })

  it("leaves money out where the currency is not known", () => {
    const format = { ...formatIn("en"), money: undefined }
    expect(reasonText(byRate, format)).toBe("64 points by the program's rate")
    expect(reasonText({ code: "tax_excluded", amount: "20" }, format)).toBe("Tax earns nothing")
  })

  it("counts in the program's smallest unit and shows whole points with their decimals", () => {
    const rule = { code: "rule_applied", rule_id: "lrule_1", rule: "Teas", points: 1250 }
    expect(reasonText(rule, formatIn("en", 2))).toBe("12.50 points by the rule “Teas”")
  })

  it("has words for every reason of the routes in both languages", () => {
    const details = {
      rule: "Teas",
      tier: "Gold",
      points: 5,
      wanted: 9,
      given: 5,
      limit: "member_month",
      amount: "20",
      quantity: "1",
      of: "2",
      currency_code: "usd",
      mode: "down",
      rate_points: 1,
      rate_per_minor: 100,
      base_minor: "500",
    }
    const codes = Object.keys(resources.en.loyalty.orders.reasons)
      .map((key) => key.replace(/_(plain|line|down|nearest|up)$/, ""))
      .filter((code, index, all) => all.indexOf(code) === index)
    expect(codes).toHaveLength(15)
    for (const code of codes) {
      for (const language of ["en", "ru"]) {
        expect(reasonText({ code, ...details }, formatIn(language))).not.toMatch(/orders\.|{{|^[a-z_]+$/)
      }
    }
  })

  it("shows a reason that it does not know as it is", () => {
    expect(reasonText({ code: "from_the_future" }, formatIn("en"))).toBe("from_the_future")
  })

  it("adds up what several lines say of one rate or rule", () => {
    const lines = [
      { reasons: [byRate, { code: "rule_applied", rule_id: "a", rule: "Teas", points: 10 }] },
      { reasons: [byRate, { code: "rule_applied", rule_id: "b", rule: "Cups", points: 3 }] },
    ]
    expect(summed(lines)).toEqual([
      { ...byRate, points: 128, base_minor: "258000" },
      { code: "rule_applied", rule_id: "a", rule: "Teas", points: 10 },
      { code: "rule_applied", rule_id: "b", rule: "Cups", points: 3 },
    ])
  })

  it("says what kept a rule from giving", () => {
    const t = wordsIn("en")
    expect(becauseText("not_yet", t)).toBe("not in force yet")
    expect(becauseText("order_amount", t)).toBe("condition not met: amount of the order")
    expect(becauseText("not_discounted", t)).toBe("kept from it by: discounted goods")
    expect(becauseText("some_line", t)).toBe("condition not met: some_line")
  })
})

describe("the ledger in words", () => {
  it("names what no order is behind by what the member did", () => {
    const t = wordsIn("ru")
    expect(entryText({ type: "earn", reason: "birthday" }, t)).toBe("Ко дню рождения")
    expect(entryText({ type: "earn", reason: "order.placed" }, t)).toBe("Начислено")
    expect(entryText({ type: "reverse", reason: "birthday" }, t)).toBe("Отозвано")
  })

  it("knows the usual reasons of staff and shows others as they were written", () => {
    const t = wordsIn("en")
    expect(adjustmentText("goodwill", t)).toBe("Goodwill")
    expect(adjustmentText("till_error", t)).toBe("till error")
  })

  it("tells staff, customers and the program apart", () => {
    expect(actorOf("user:user_01")).toEqual({ kind: "user", id: "user_01" })
    expect(actorOf("customer:cus_01")).toEqual({ kind: "customer" })
    expect(actorOf("system")).toEqual({ kind: "system" })
    expect(actorOf("api-key:apk_01")).toEqual({ kind: "other", id: "api-key:apk_01" })
  })
})
