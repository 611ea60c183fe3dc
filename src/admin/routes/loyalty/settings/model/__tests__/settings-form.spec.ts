import fc from "fast-check"
import { createInstance } from "i18next"
import resources from "../../../../../i18n"
import { formatMoney, formatPoints, unitName } from "../../../../../lib/intl"
import { parse } from "../../../../../../modules/loyalty/validation"
import { programSettings } from "../../../../../../modules/loyalty/program-settings"
import { sayPath, sayValue, sayWorth, type ChangeWords } from "../say-change"
import {
  changesOfSettings,
  faultsOfSettings,
  settingsOfForm,
  settingsToForm,
  type Settings,
} from "../settings-form"

const cents = fc.integer({ min: 1, max: 100_000_000 }).map((minor) => minor / 100)
const days = fc.integer({ min: 0, max: 36_500 })
const ids = fc.uniqueArray(fc.constantFrom("prod_1", "prod_2", "prod_3"))

const anySettings: fc.Arbitrary<Settings> = fc.record({
  name: fc.constantFrom("Loyalty", "Чайный клуб"),
  unit_names: fc.constantFrom<Settings["unit_names"]>(
    {},
    {
      en: { one: "point", other: "points" },
      ru: { one: "балл", few: "балла", many: "баллов", other: "балла" },
    },
    { en: { one: "leaf", few: "leafs", other: "leaves" } },
  ),
  joining: fc.constantFrom("automatic" as const, "opt_in" as const),
  sales_channel_ids: fc.constantFrom([], ["sc_1"]),
  time_zone: fc.constantFrom("UTC", "Europe/Moscow"),
  starts_at: fc.constantFrom("2026-01-01T00:00:00.000Z", "2026-11-22T17:30:01.123Z"),
  rates: fc.uniqueArray(
    fc.record({
      currency_code: fc.constantFrom("eur", "rub", "usd"),
      earn: fc.option(fc.record({ points: cents, per_amount: cents })),
      spend: fc.option(fc.record({ points: cents, worth: cents })),
    }),
    { selector: (rate) => rate.currency_code },
  ),
  earning: fc.record({
    pending_days: days,
    expires_after_days: fc.option(fc.integer({ min: 1, max: 36_500 })),
    includes_tax: fc.boolean(),
    rounding: fc.constantFrom("down" as const, "nearest" as const, "up" as const),
    refunds_lower_earning: fc.boolean(),
    excluded_product_ids: ids,
  }),
  redemption: fc.record({
    min_points: fc.integer({ min: 0, max: 100_000_000 }).map((minor) => minor / 100),
    step_points: cents,
    max_share_percent: fc.integer({ min: 0, max: 10_000 }).map((basis) => basis / 100),
    excluded_product_ids: ids,
    hold_minutes: fc.integer({ min: 1, max: 43_200 }),
  }),
  returns: fc.record({
    reversal: fc.constantFrom("only_pending" as const, "within_balance" as const, "allow_negative" as const),
    restoration: fc.constantFrom("stay_expired" as const, "grace" as const, "reissue" as const),
    grace_days: days,
  }),
})

const some = fc.sample(anySettings, { numRuns: 1, seed: 5 })[0]

describe("the form of the settings", () => {
  it("says what it was loaded with: unchanged, there is nothing to send", () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        const form = settingsToForm(settings)
        expect(faultsOfSettings(form)).toEqual([])
        expect(settingsOfForm(form)).toEqual(settings)
        expect(changesOfSettings(settings, form)).toEqual({})
      }),
    )
  })

  it("has every setting that the route takes", () => {
    expect(Object.keys(settingsOfForm(settingsToForm(some))).sort()).toEqual(
      Object.keys(programSettings.shape).sort(),
    )
    expect(() => parse(programSettings, settingsOfForm(settingsToForm(some)))).not.toThrow()
    for (const section of ["earning", "redemption", "returns"] as const) {
      expect(Object.keys(some[section]).sort()).toEqual(
        Object.keys(programSettings.shape[section].unwrap().shape).sort(),
      )
    }
  })

  it("sends only what was changed, of a section one by one", () => {
    const settings = { ...some, earning: { ...some.earning, pending_days: 14, expires_after_days: 365 } }
    const form = settingsToForm(settings)
    const changed = {
      ...form,
      name: "Tea club",
      earning: { ...form.earning, pending_days: "7", expires_after_days: "" },
    }

    expect(changesOfSettings(settings, changed)).toEqual({
      name: "Tea club",
      earning: { pending_days: 7, expires_after_days: null },
    })
  })

  it("leaves out names of points that were emptied, and languages without any", () => {
    const form = settingsToForm({ ...some, unit_names: { en: { one: "point" } } })
    const changed = { ...form, unit_names: { en: { one: "point", other: "" }, de: { one: "" } } }

    expect(settingsOfForm(changed).unit_names).toEqual({ en: { one: "point" } })
  })

  it("sees what is missing, by the route's names; what does not earn needs no rate", () => {
    const form = settingsToForm(some)
    const rate = {
      currency_code: "",
      earns: false,
      earn_points: "",
      per_amount: "",
      spends: true,
      spend_points: "x",
      worth: "",
    }
    const faulty = { ...form, name: " ", rates: [rate], returns: { ...form.returns, grace_days: "1.5" } }

    expect(faultsOfSettings(faulty)).toEqual([
      { path: "name", key: "missing" },
      { path: "rates[0].currency_code", key: "missing" },
      { path: "rates[0].spend.points", key: "no_number" },
      { path: "rates[0].spend.worth", key: "missing" },
      { path: "returns.grace_days", key: "no_whole_number" },
    ])
  })
})

describe("a change in words", () => {
  const wordsIn = (locale: "en" | "ru"): ChangeWords => {
    const i18n = createInstance()
    void i18n.init({
      lng: locale,
      resources,
      ns: "loyalty",
      defaultNS: "loyalty",
      initImmediate: false,
      interpolation: { escapeValue: false },
    })
    const names = {
      en: { one: "point", other: "points" },
      ru: { one: "балл", few: "балла", many: "баллов", other: "балла" },
    }
    return {
      t: (key, values) => i18n.t(key, values ?? {}),
      locale,
      points: (points) => `${formatPoints(points, locale)} ${unitName(points, locale, names)}`,
      money: (amount, code) => formatMoney(amount, code, locale),
      moment: (iso) => iso,
    }
  }
  const [en, ru] = [wordsIn("en"), wordsIn("ru")]
  const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, " ")

  it.each([
    ["earning.pending_days", 14, "14 days", "14 дней"],
    ["earning.pending_days", 1, "1 day", "1 день"],
    ["earning.pending_days", 0, "at once", "сразу"],
    ["earning.expires_after_days", null, "never", "никогда"],
    ["earning.includes_tax", true, "yes", "да"],
    ["earning.excluded_product_ids", ["prod_1", "prod_2"], "2 products", "2 товара"],
    ["redemption.min_points", 5, "5 points", "5 баллов"],
    ["redemption.max_share_percent", 30, "30%", "30 %"],
    ["returns.reversal", "allow_negative", "Allow a negative balance", "И ниже нуля"],
    ["joining", "opt_in", "Only customers who join", "Только те, кто вступил"],
    ["rates.eur.earn", { points: 1, per_amount: 10 }, "1 point for €10", "1 балл за 10 €"],
    ["rates.eur.spend", { points: 100, worth: 1 }, "100 points = €1", "100 баллов = 1 €"],
    ["rates.eur.spend", null, "no spending", "не списываются"],
    [
      "unit_names",
      { en: { one: "leaf", other: "leaves" } },
      "English: leaf, leaves",
      "английский: leaf, leaves",
    ],
    ["time_zone", "Europe/Moscow", "Europe/Moscow", "Europe/Moscow"],
  ])("%s: %j", (path, value, inEnglish, inRussian) => {
    expect(plain(sayValue(path, value, en))).toBe(inEnglish)
    expect(plain(sayValue(path, value, ru))).toBe(inRussian)
  })

  it("says what a new worth of points makes of all that members have, rounded down", () => {
    const touched = { members: 4, available_points: 2439, pending_points: 630, open_redemptions: 0 }
    const halved = {
      path: "rates.rub.spend",
      from: { points: 1, worth: 1 },
      to: { points: 1, worth: 0.5 },
      affects: "balances" as const,
    }
    expect(sayWorth(halved, touched, en)).toEqual({ points: "3,069 points", from: "₽3,069", to: "₽1,534.50" })
    expect(plain(Object.values(sayWorth(halved, touched, ru) ?? {}).join(" | "))).toBe(
      "3 069 баллов | 3 069 ₽ | 1 534,50 ₽",
    )
    // 3,069 × 0.01 / 3 is 10.23 exactly; 3,070 of them are 10.2333…
    const thirds = { ...halved, path: "rates.eur.spend", from: { points: 3, worth: 0.01 }, to: null }
    expect(sayWorth(thirds, touched, en)).toMatchObject({ from: "€10.23", to: "nothing" })
    expect(sayWorth(thirds, { ...touched, pending_points: 633 }, en)).toMatchObject({ from: "€10.24" })
    expect(sayWorth(thirds, { ...touched, pending_points: 631 }, en)).toMatchObject({ from: "€10.23" })
  })

  it("says nothing of what members have where that stays, or where they have nothing", () => {
    const earning = {
      path: "rates.rub.earn",
      from: { points: 1, per_amount: 100 },
      to: null,
      affects: "new_orders" as const,
    }
    const touched = { members: 4, available_points: 2439, pending_points: 630, open_redemptions: 0 }
    expect(sayWorth(earning, touched, en)).toBeNull()
    const spending = { ...earning, path: "rates.rub.spend", affects: "balances" as const }
    expect(sayWorth(spending, { ...touched, available_points: 0, pending_points: 0 }, en)).toBeNull()
  })

  it("has a name for every setting, and words for every value", () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        const paths = Object.entries(settings).flatMap(([name, value]): [string, unknown][] => {
          if (name === "rates") {
            return settings.rates.flatMap(({ currency_code: code, earn, spend }): [string, unknown][] => [
              [`rates.${code}.earn`, earn],
              [`rates.${code}.spend`, spend],
            ])
          }
          const isSection = ["earning", "redemption", "returns"].includes(name)
          return isSection
            ? Object.entries(value as object).map(([part, one]) => [`${name}.${part}`, one as unknown])
            : [[name, value]]
        })
        for (const [path, value] of paths) {
          for (const words of [en, ru]) {
            const said = [sayPath(path, words), sayValue(path, value, words)]
            for (const text of said) expect(text).not.toMatch(/settings\.|{{\w+}}|undefined|\[object/)
          }
        }
      }),
    )
  })
})
