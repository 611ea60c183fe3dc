import fc from "fast-check"
import { createInstance } from "i18next"
import resources from "../../../../../i18n"
import { formatMoney, formatPoints, unitName } from "../../../../../lib/intl"
import { blankRule, ruleOfForm } from "../rule-form"
import { askedNames, sayCondition } from "../say-conditions"
import { sayNews } from "../say-news"
import { sayEffect, sayRule } from "../say-rule"
import { conditionCodes, triggerCodes } from "../tables"
import type { Condition, RuleConfig } from "../types"
import type { Words } from "../words"
import { leafOf, rules } from "./arbitrary-settings"

const unitNames = {
  en: { one: "point", other: "points" },
  ru: { one: "балл", few: "балла", many: "баллов", other: "балла" },
}
const names: Record<string, string> = { pcat_tea: "Чай", pcat_cups: "Чашки", ltier_gold: "Gold" }

function wordsIn(locale: "en" | "ru"): Words {
  const i18n = createInstance()
  void i18n.init({
    lng: locale,
    resources,
    ns: "loyalty",
    defaultNS: "loyalty",
    initImmediate: false,
    interpolation: { escapeValue: false },
  })
  const day = (text: string, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(new Date(text))
  return {
    t: (key, values) => i18n.t(key, values ?? {}),
    locale,
    points: (points) => `${formatPoints(points, locale, 2)} ${unitName(points, locale, unitNames)}`,
    money: (amount, code) => formatMoney(amount, code, locale).replace(/[\u00a0\u202f]/g, " "),
    moment: (iso) => day(iso, { dateStyle: "long" }),
    day: (date) => day(date, { dateStyle: "long" }),
    dayOfYear: (date) => day(`2024-${date}`, { day: "numeric", month: "long" }),
    nameOf: (_, id) => names[id] ?? id,
  }
}

const [en, ru] = [wordsIn("en"), wordsIn("ru")]
const rule = (more: Partial<RuleConfig>): RuleConfig => ({ ...ruleOfForm(blankRule()), ...more })
const teaAtWeekends: Condition = {
  all: [
    { code: "category", in: ["pcat_tea", "pcat_cups"] },
    { code: "weekday", in: [7, 6] },
  ],
}

describe("a rule in words", () => {
  it("says when it is asked, on what condition, and what it gives", () => {
    const double = rule({ conditions: teaAtWeekends, effect: { code: "multiplier", factor: 2 } })

    expect(sayRule(double, en)).toEqual([
      "For an order, if the product is in the category “Чай” or “Чашки” and the day is Saturday or Sunday: the points times 2.",
    ])
    expect(sayRule(double, ru)).toEqual([
      "За заказ, если товар из категории «Чай» или «Чашки» и день недели — суббота или воскресенье: баллы умножаются на 2.",
    ])
  })

  it("goes on with its time, its limits, its points and how it goes with others", () => {
    const gift = rule({
      trigger: { code: "birthday" },
      effect: { code: "fixed_points", points: 300, each: "order" },
      starts_at: "2027-03-01T00:00:00Z",
      ends_at: "2027-04-01T00:00:00Z",
      limits: {
        per_order: null,
        per_member: [{ points: 1000, times: 3, per: "year" }],
        budget: 100_000,
        members: 500,
      },
      activation: { after_days: 0 },
      expiry: { on_day: "03-08" },
      exclusive_group: "gifts",
      pilot: { customer_group_ids: ["cusgroup_1", "cusgroup_2"] },
    })

    expect(sayRule(gift, en)).toEqual([
      "On the birthday: 300 points.",
      "From March 1, 2027 until April 1, 2027.",
      "Each member at most 1,000 points and 3 times a year.",
      "At most 100,000 points for all members together.",
      "Only the first 500 members.",
      "The points become available at once.",
      "The points expire with the next March 8.",
      "Of the group “gifts”, a line gets only the first rule that fits.",
      "A pilot: only for 2 customer groups.",
    ])
    expect(sayRule(gift, ru).map((sentence) => sentence.replace(/[\u00a0\u202f]/g, " "))).toEqual([
      "В день рождения: 300 баллов.",
      "Действует с 1 марта 2027 г. до 1 апреля 2027 г.",
      "Одному участнику за год — не больше чем 1 000 баллов и 3 раза.",
      "Всем участникам вместе — не больше чем 100 000 баллов.",
      "Только первые 500 участников.",
      "Баллы становятся доступны сразу.",
      "Баллы сгорают в ближайшую дату 8 марта, в конце дня.",
      "Из группы «gifts» позиция получает только первое подходящее правило.",
      "Пилот: только для 2 групп покупателей.",
    ])
  })

  it.each([
    [1, "1 балл", "1 point"],
    [2, "2 балла", "2 points"],
    [5, "5 баллов", "5 points"],
    [21, "21 балл", "21 points"],
    [1.5, "1,50 балла", "1.50 points"],
  ])("counts %d in both languages", (points, inRussian, inEnglish) => {
    const effect = { code: "fixed_points", points, each: "order" } as const
    expect(sayEffect(effect, ru)).toBe(inRussian)
    expect(sayEffect(effect, en)).toBe(inEnglish)
  })

  it.each([
    [1, "Через 1 день без заказов", "After 1 day without an order"],
    [3, "Через 3 дня без заказов", "After 3 days without an order"],
    [90, "Через 90 дней без заказов", "After 90 days without an order"],
  ])("counts days: %d", (days, inRussian, inEnglish) => {
    const lapsed = rule({
      trigger: { code: "inactivity", days },
      effect: { code: "fixed_points", points: 5, each: "order" },
    })
    expect(sayRule(lapsed, ru)[0]).toBe(`${inRussian}: 5 баллов.`)
    expect(sayRule(lapsed, en)[0]).toBe(`${inEnglish}: 5 points.`)
  })

  it("says rates beside the program's or in its place", () => {
    const effect = {
      code: "points_per_amount",
      rates: [
        { currency_code: "rub", points: 5, per_amount: 1000 },
        { currency_code: "eur", points: 1, per_amount: 10 },
      ],
      whole_groups: true,
      replaces_base: true,
    } as const
    expect(sayEffect({ ...effect, rates: [...effect.rates] }, en)).toBe(
      "5 points for each full ₽1,000 and 1 point for each full €10 in place of the program's rate",
    )
    expect(sayEffect({ code: "percent_back", percent: 2.5, replaces_base: false }, ru)).toBe(
      "2,5 % баллами сверх ставки программы",
    )
  })
})

describe("conditions in words", () => {
  const tea: Condition = { code: "category", in: ["pcat_tea"] }
  const gold: Condition = { code: "tier", in: ["ltier_gold"] }

  it("turn round what stands in a not", () => {
    expect(sayCondition({ not: tea }, en)).toBe("the product is not in the category “Чай”")
    expect(sayCondition({ not: { any: [tea, gold] } }, ru)).toBe(
      "товар не из категории «Чай» и уровень участника — не «Gold»",
    )
    expect(sayCondition({ not: { all: [tea, gold] } }, en)).toBe(
      "the product is not in the category “Чай” or the member's tier is not “Gold”",
    )
    expect(sayCondition({ not: { not: tea } }, en)).toBe(sayCondition(tea, en))
    expect(sayCondition({ not: { some_line: tea } }, ru)).toBe(
      "в заказе нет позиции, где товар из категории «Чай»",
    )
  })

  it("put what belongs together into brackets", () => {
    expect(sayCondition({ all: [{ any: [tea, gold] }, { code: "promo_code" }] }, en)).toBe(
      "(the product is in the category “Чай” or the member's tier is “Gold”) and a promo code is used",
    )
  })

  it("say nothing of what asks nothing, and say what can never hold", () => {
    expect(sayCondition({ all: [] }, en)).toBe("")
    expect(sayCondition({ any: [tea, { all: [] }] }, en)).toBe("")
    expect(sayCondition({ not: { all: [] } }, en)).toBe("never")
    expect(sayCondition({ all: [tea, { not: { all: [] } }] }, ru)).toBe("товар из категории «Чай» и никогда")
  })

  it("count orders, bounds and what does not fit a sentence", () => {
    const number = (leaf: object): string => sayCondition({ code: "order_number", ...leaf }, en)
    expect(number({ is: [1, 2, 3, 11] })).toBe(
      "of the member's orders it is the 1st, the 2nd, the 3rd, or the 11th",
    )
    expect(number({ every: 10, min: 20 })).toBe(
      "of the member's orders it is each 10th and the 20th or later",
    )
    const amount = { code: "order_amount", currency_code: "eur" } as const
    expect(sayCondition({ ...amount, min: 5 }, en)).toBe("the order's amount is at least €5")
    expect(sayCondition({ ...amount, max: 9.5 }, ru)).toBe("сумма заказа не больше 9,50 €")
    expect(sayCondition({ ...amount, min: 5, max: 5 }, en)).toBe("the order's amount is exactly €5")
    expect(sayCondition({ code: "tag", in: ["a", "b", "c", "d", "e", "f"] }, ru)).toBe(
      "у товара есть метка «a», «b», «c», «d» или ещё 2",
    )
  })

  it.each(conditionCodes)("%s: there are words for it and its opposite in both languages", (code) => {
    fc.assert(
      fc.property(leafOf[code], (leaf) => {
        for (const words of [en, ru]) {
          const [said, opposite] = [sayCondition(leaf, words), sayCondition({ not: leaf }, words)]
          for (const text of [said, opposite]) expect(text).not.toMatch(/rules\.say|{{\w+}}|undefined/)
          expect(said).not.toBe(opposite)
        }
      }),
      { numRuns: 20 },
    )
  })

  it("name what has to be looked up for them", () => {
    expect(askedNames([{ any: [tea, { not: tea }, { some_line: gold }, { code: "promo_code" }] }])).toEqual([
      { source: "categories", values: ["pcat_tea"] },
      { source: "tiers", values: ["ltier_gold"] },
    ])
  })
})

describe("every rule", () => {
  it("can be said in both languages without a word missing", () => {
    expect(triggerCodes).toHaveLength(12)
    fc.assert(
      fc.property(rules, (any) => {
        for (const words of [en, ru]) {
          const told = sayRule({ ...any, name: "", exclusive_group: null, conditions: { all: [] } }, words)
          for (const sentence of told) expect(sentence).not.toMatch(/rules\.say|{{\w+}}|undefined|NaN/)
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe("a version of a rule", () => {
  const limited = rule({ limits: { per_order: 50, per_member: [], budget: null, members: null } })
  const plain = rule({})

  it("says all where the one before it is not known", () => {
    expect(sayNews(limited, null, en)).toEqual(sayRule(limited, en))
  })

  it("says what is new in it, and nothing else", () => {
    expect(sayNews(limited, plain, en)).toEqual(["At most 50 points at once."])
  })

  it("says what is no longer so, where that is all that has changed", () => {
    expect(sayNews(plain, limited, en)).toEqual(["No longer: At most 50 points at once."])
    expect(sayNews(plain, limited, ru)).toEqual(["Больше не так: За один раз — не больше чем 50 баллов."])
  })

  it("says of the rest that it is what sentences do not tell", () => {
    expect(sayNews(rule({ name: "Tea" }), plain, en)).toEqual(["The name or the priority changed."])
  })
})
