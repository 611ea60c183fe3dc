import { getI18n } from "react-i18next"
import { localeOf } from "./intl"

/** The language of the dashboard, for what is no component. English before the dashboard has one. */
function readersLocale(): string {
  const i18n = getI18n() as { resolvedLanguage?: string; language?: string } | undefined
  return localeOf(i18n?.resolvedLanguage ?? i18n?.language ?? "en")
}

function separatorsOf(locale: string): { group: string; decimal: string } {
  const parts = new Intl.NumberFormat(locale).formatToParts(1_234_567.8)
  const find = (kind: "group" | "decimal"): string => parts.find(({ type }) => type === kind)?.value ?? ""
  return { group: find("group"), decimal: find("decimal") }
}

/**
 * A number as people type it; null where it is none, and where nobody can tell which it is. Spaces part thousands. A comma or a
 * point that stands before three digits parts thousands where the reader's language has it so ("1,000" in English, "1.000" in
 * German) and decimals otherwise ("1,125" in Russian).
 */
export function numberOf(text: string, locale: string = readersLocale()): number | null {
  const found = /^([-+]?)([\d.,]*\d[\d.,]*)(e-\d+)?$/i.exec(text.replace(/\s/g, ""))
  if (found === null) return null
  const [, sign = "", digits = "", power = ""] = found
  const at = decimalAt(digits, separatorsOf(locale).group)
  const [whole, decimals] = at === -1 ? [digits, ""] : [digits.slice(0, at), digits.slice(at + 1)]
  if (/[.,]/.test(decimals) || !/^(\d*|\d{1,3}(,\d{3})+|\d{1,3}(\.\d{3})+)$/.test(whole)) return null
  return Number(`${sign}${whole.replace(/[.,]/g, "")}.${decimals}${power}`)
}

/** Where the decimals begin; -1: nowhere. */
function decimalAt(digits: string, group: string): number {
  const [comma, point] = [digits.lastIndexOf(","), digits.lastIndexOf(".")]
  if (comma !== -1 && point !== -1) return Math.max(comma, point)
  const at = Math.max(comma, point)
  const separator = digits.charAt(at)
  if (at === -1 || digits.indexOf(separator) !== at) return -1
  return separator === group && /^[1-9]\d{0,2}[.,]\d{3}$/.test(digits) ? -1 : at
}

/** As the reader would type it, and `numberOf` reads it; empty where there is none. */
export function numberText(value: number | null | undefined, locale: string = readersLocale()): string {
  return value === null || value === undefined ? "" : String(value).replace(".", separatorsOf(locale).decimal)
}
