/** Numbers, money and dates as people of a language write them. Pure: the language is an argument. */

/** How a program calls its points, by language and plural form. */
export type UnitNames = Record<string, Partial<Record<Intl.LDMLPluralRule, string>>>

/** The dashboard writes "ptBR" where Intl wants "pt-BR". */
export const localeOf = (language: string): string => language.replace(/^([a-z]{2,3})_?([A-Z]{2})$/, "$1-$2")

export function formatNumber(value: number, locale: string, options: Intl.NumberFormatOptions = {}): string {
  return new Intl.NumberFormat(locale, options).format(value)
}

/** `precision` is how many decimals a program's points have; trailing zeros are left out for whole ones. */
export function formatPoints(points: number, locale: string, precision = 0): string {
  const digits = Number.isInteger(points) ? 0 : precision
  return formatNumber(points, locale, { minimumFractionDigits: digits, maximumFractionDigits: precision })
}

/** With its sign, for what was added or taken: "+120", "−40". */
export function formatChange(points: number, locale: string, precision = 0): string {
  const text = formatPoints(Math.abs(points), locale, precision)
  return points > 0 ? `+${text}` : points < 0 ? `−${text}` : text
}

/** The program's own word for so many points; null where it has none in this language. */
export function unitName(points: number, locale: string, names: UnitNames | undefined): string | null {
  const forms = names?.[locale] ?? names?.[locale.split("-")[0] ?? locale]
  if (forms === undefined) return null
  return forms[new Intl.PluralRules(locale).select(Math.abs(points))] ?? forms.other ?? null
}

/** A dashboard may speak of several currencies at once: "$" is the one of the United States, and "₽" stays short in every language. */
export function formatMoney(amount: number, currencyCode: string, locale: string): string {
  const inDisplay = (currencyDisplay: "symbol" | "narrowSymbol"): Intl.NumberFormat =>
    new Intl.NumberFormat(locale, {
      style: "currency",
      currency: currencyCode.toUpperCase(),
      currencyDisplay,
      ...(Number.isInteger(amount) ? { minimumFractionDigits: 0 } : {}),
    })
  const [clear, short] = [inDisplay("symbol"), inDisplay("narrowSymbol")]
  // Short ones with letters, as "kr", are several countries'; of signs alone, those that locales do not trust the reader to know.
  const isOnlyCode = symbolOf(clear) === currencyCode.toUpperCase()
  return (isOnlyCode && !/\p{L}/u.test(symbolOf(short)) ? short : clear).format(amount)
}

const symbolOf = (format: Intl.NumberFormat): string =>
  format.formatToParts(0).find(({ type }) => type === "currency")?.value ?? ""

/** A share of one: 0.125 is 12.5 %. */
export function formatShare(share: number, locale: string): string {
  return formatNumber(share, locale, { style: "percent", maximumFractionDigits: 1 })
}

export function formatDate(moment: string | Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(new Date(moment))
}

export function formatDateTime(moment: string | Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(moment))
}

/** A calendar day, "2026-11-22", which is the same day wherever it is read. */
export function formatDay(
  day: string,
  locale: string,
  options: Intl.DateTimeFormatOptions = { day: "numeric", month: "short" },
): string {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`))
}
