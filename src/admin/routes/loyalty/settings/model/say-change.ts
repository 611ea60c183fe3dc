import type { Translate } from "../../rules/model/words"
import type { Preview, SettingChange } from "./preview"

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
    if (path === "earning.pending_days" && value === 0) return t("settings.unit.atOnce")
    const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 }).format(value)
    return t(`settings.unit.${lastOf(path)}`, { count: value, number })
  }
  if (path === "starts_at") return words.moment(String(value))
  if (choices.includes(path)) return t(`settings.choice.${path}.${String(value)}`)
  if (typeof value === "object") return sayNames(value as Record<string, Record<string, string>>, locale)
  return String(value)
}

/** What the points that members have pay before a change of what points are worth, and after it; null where it is not about that. */
export function sayWorth(
  { path, from, to, affects }: SettingChange,
  touched: Preview["touched"],
  { t, points, money }: Pick<ChangeWords, "t" | "points" | "money">,
): { points: string; from: string; to: string } | null {
  const all = touched.available_points + touched.pending_points
  const [, code = ""] = path.split(".")
  if (affects !== "balances" || all <= 0) return null
  const worth = (rate: Rate | null): string =>
    rate === null ? t("settings.none.worth") : money(worthOf(all, rate, code), code)
  return { points: points(all), from: worth(from as Rate | null), to: worth(to as Rate | null) }
}

/** Rounded down, as everywhere: a fraction of a coin cannot be paid. */
function worthOf(points: number, rate: Rate, code: string): number {
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat("en", {
    style: "currency",
    currency: code.toUpperCase(),
  }).resolvedOptions()
  const minor = 10 ** digits
  // What lacks less than a millionth of a coin lacks it by the computer's arithmetic only.
  return Math.floor((points * (rate.worth ?? 0) * minor) / rate.points + 1e-6) / minor
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
