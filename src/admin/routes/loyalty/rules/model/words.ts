import type { Source } from "../../../../forms/fields"

/** As `useTranslation("loyalty")` gives it. */
export type Translate = (key: string, values?: Record<string, unknown>) => string

/** What sentences about rules are made with, in one language. */
export interface Words {
  t: Translate
  /** As Intl names it. */
  locale: string
  /** "500 points", in the program's own words. */
  points: (points: number) => string
  money: (amount: number, currencyCode: string) => string
  /** A moment, in the program's time zone. */
  moment: (iso: string) => string
  /** A day, as in 2027-03-08. */
  day: (day: string) => string
  /** A day of each year, as in 03-08. */
  dayOfYear: (day: string) => string
  /** What an id is called; the id itself while that is not known. */
  nameOf: (source: Source, id: string) => string
}

/** As many names as a sentence can bear; it says how many more there are. */
const namesMax = 4

export const numberIn = (locale: string, value: number): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 6 }).format(value)

export const oneOf = (locale: string, parts: string[]): string =>
  new Intl.ListFormat(locale, { type: "disjunction" }).format(parts)

export const allOf = (locale: string, parts: string[]): string =>
  new Intl.ListFormat(locale, { type: "conjunction" }).format(parts)

/** "Tea or Cups", "Tea, Cups, Pots, Books or 3 more". */
export function namesOf({ t, locale, nameOf }: Words, source: Source, ids: readonly string[]): string {
  const shown = ids
    .slice(0, ids.length > namesMax ? namesMax : undefined)
    .map((id) => quoted(t, nameOf(source, id)))
  const more = ids.length - shown.length
  return oneOf(locale, more === 0 ? shown : [...shown, t("rules.say.more", { count: more })])
}

export const quoted = (t: Translate, name: string): string => t("rules.say.quoted", { name })

/** "Saturday", "Sunday" for 6 and 7. */
export const weekdaysIn = (locale: string, weekdays: readonly number[]): string[] =>
  [...weekdays].sort((a, b) => a - b).map((weekday) => weekdayIn(locale, weekday))

/** "Monday" for 1. */
export const weekdayIn = (locale: string, weekday: number): string =>
  new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }).format(Date.UTC(2024, 0, weekday))
