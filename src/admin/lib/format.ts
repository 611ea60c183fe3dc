import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import * as intl from "./intl"
import type { ProgramView } from "./types"

/** The language of the dashboard, as Intl names it. */
export function useLocale(): string {
  const { i18n } = useTranslation()
  return intl.localeOf(i18n.resolvedLanguage ?? i18n.language)
}

export interface PointsFormat {
  /** "1 234" */
  number: (points: number) => string
  /** "+120", "−40" */
  change: (points: number) => string
  /** "5 баллов", in the program's own words where it has them in this language */
  words: (points: number) => string
}

type OfProgram = Pick<ProgramView, "precision" | "unit_names">

/** Points in the dashboard's language, with the program's decimals and words. */
export function usePoints(program?: OfProgram): PointsFormat {
  const { t } = useTranslation("loyalty")
  const locale = useLocale()
  return useMemo(() => {
    const precision = program?.precision ?? 0
    const number = (points: number): string => intl.formatPoints(points, locale, precision)
    const named = (points: number): string | null => intl.unitName(points, locale, program?.unit_names)
    return {
      number,
      change: (points) => intl.formatChange(points, locale, precision),
      words: (points) => {
        const name = named(points)
        return name === null
          ? t("common.points", { count: points, text: number(points) })
          : `${number(points)} ${name}`
      },
    }
  }, [t, locale, program?.precision, program?.unit_names])
}

/** Money in major units, as Medusa shows it. */
export function useMoney(): (amount: number, currencyCode: string) => string {
  const locale = useLocale()
  return useMemo(() => (amount, currencyCode) => intl.formatMoney(amount, currencyCode, locale), [locale])
}

export interface DatesFormat {
  date: (moment: string | Date) => string
  dateTime: (moment: string | Date) => string
  /** A calendar day "YYYY-MM-DD", whatever the reader's time zone. */
  day: (day: string, options?: Intl.DateTimeFormatOptions) => string
}

export function useDates(): DatesFormat {
  const locale = useLocale()
  return useMemo(
    () => ({
      date: (moment) => intl.formatDate(moment, locale),
      dateTime: (moment) => intl.formatDateTime(moment, locale),
      day: (day, options) => intl.formatDay(day, locale, options),
    }),
    [locale],
  )
}

/** A tier's name in the dashboard's language, where the shop gave it one. */
export function useTierName(): (tier: { name: string; translations: Record<string, string> }) => string {
  const locale = useLocale()
  return useMemo(
    () =>
      ({ name, translations }) =>
        translations[locale] ?? translations[locale.split("-")[0] ?? ""] ?? name,
    [locale],
  )
}

/** Shares (0.125 as 12.5 %) and plain numbers. */
export function useNumbers(): { share: (value: number) => string; number: (value: number) => string } {
  const locale = useLocale()
  return useMemo(
    () => ({
      share: (value) => intl.formatShare(value, locale),
      number: (value) => intl.formatNumber(value, locale),
    }),
    [locale],
  )
}
