import type { Translate } from "../../rules/model/words"

/** What sentences about a change are made with. */
export interface ChangeWords {
  t: Translate
  locale: string
  points: (points: number) => string
  money: (amount: number, currencyCode: string) => string
  moment: (iso: string) => string
}

/** "Rate in EUR: earning", "Days until points are available". */
export function sayPath(path: string, { t }: Pick<ChangeWords, "t">): string {
  const [first, code = "", part = ""] = path.split(".")
  if (first === "rates") return t(`settings.rate.${part}`, { currency: code.toUpperCase() })
  return t(`settings.field.${path}`)
}

/** The value of a setting, as people read it. */
export function sayValue(path: string, value: unknown, words: ChangeWords): string {
  const { t, locale, points } = words
  const [first = "", code = "", part = ""] = path.split(".")
  if (first === "rates") return sayRate(code, part, value as Rate | null, words)
  if (value === null || value === undefined) return t(`settings.none.${path}`)
  if (typeof value === "boolean") return t(value ? "settings.yes" : "settings.no")
  if (Array.isArray(value)) return t(`settings.count.${lastOf(path)}`, { count: value.length })
  if (typeof value === "number") {
    if (pointFields.includes(path)) return points(value)
    const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 }).format(value)
    return t(`settings.unit.${lastOf(path)}`, { count: value, number })
  }
  if (path === "starts_at") return words.moment(String(value))
  if (choices.includes(path)) return t(`settings.choice.${path}.${String(value)}`)
  if (typeof value === "object") return sayNames(value as Record<string, Record<string, string>>, locale)
  return String(value)
}

type Rate = { points: number; per_amount?: number; worth?: number }

const pointFields = ["redemption.min_points", "redemption.step_points"]
const choices = ["joining", "earning.rounding", "returns.reversal", "returns.restoration"]

const lastOf = (path: string): string => path.split(".").at(-1) ?? path

function sayRate(code: string, part: string, rate: Rate | null, { t, points, money }: ChangeWords): string {
  if (rate === null) return t(`settings.none.rate_${part}`)
  const amount = money(rate.per_amount ?? rate.worth ?? 0, code)
  return t(`settings.says.${part}`, { points: points(rate.points), amount })
}

/** "en: point, points; ru: балл, балла, баллов". */
function sayNames(names: Record<string, Record<string, string>>, locale: string): string {
  const languages = new Intl.DisplayNames(locale, { type: "language" })
  return Object.entries(names)
    .map(([code, forms]) => `${languages.of(code) ?? code}: ${[...new Set(Object.values(forms))].join(", ")}`)
    .join("; ")
}
