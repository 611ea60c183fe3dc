import { DateTime } from "luxon"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { useNames } from "../../../forms/use-options"
import { useLocale, useMoney, usePoints } from "../../../lib/format"
import type { ProgramView } from "../../../lib/types"
import { askedNames } from "./model/say-conditions"
import type { Condition } from "./model/types"
import type { Words } from "./model/words"

/** What sentences about these conditions, and about rules of the program, are made with. */
export function useWords(program: ProgramView | undefined, conditions: readonly Condition[]): Words {
  const { t } = useTranslation("loyalty")
  const locale = useLocale()
  const points = usePoints(program)
  const money = useMoney()
  const nameOf = useNames(askedNames(conditions))
  const zone = program?.time_zone ?? "UTC"
  return useMemo(() => {
    const day = (date: string, options: Intl.DateTimeFormatOptions): string =>
      new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`))
    return {
      t: (key, values) => t(key, values),
      locale,
      points: points.words,
      money,
      moment: (iso) =>
        DateTime.fromISO(iso, { zone, locale }).toLocaleString({
          ...DateTime.DATETIME_MED,
          hourCycle: "h23",
        }),
      day: (date) => day(date, { dateStyle: "long" }),
      // A leap year, so that 29 February is a day of it.
      dayOfYear: (date) => day(`2024-${date}`, { day: "numeric", month: "long" }),
      nameOf,
    }
  }, [t, locale, points, money, nameOf, zone])
}
