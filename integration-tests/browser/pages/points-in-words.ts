import { type Language } from "../harness/languages"

const forms: Record<Language, Partial<Record<Intl.LDMLPluralRule, string>>> = {
  en: { one: "point", other: "points" },
  ru: { one: "балл", few: "балла", many: "баллов", other: "балла" },
}

/** As the screens have to write it: "1 point", "2 балла", "1 497 баллов". Spaces are whatever `Intl` takes. */
export function pointsInWords(points: number, language: Language): string {
  const form = new Intl.PluralRules(language).select(points)
  return `${new Intl.NumberFormat(language).format(points)} ${forms[language][form]}`
}

/** Roubles as the screens have to write them. */
export function money(amount: number, currency: string, language: Language): string {
  return new Intl.NumberFormat(language, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  }).format(amount)
}
