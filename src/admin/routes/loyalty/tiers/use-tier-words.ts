import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { useNames } from "../../../forms/use-options"
import { useLocale, useMoney, usePoints } from "../../../lib/format"
import type { ProgramView } from "../../../lib/types"
import type { TierWords } from "./model/say-tier"

/** What sentences about the program's tiers are made with; `groupIds` are looked up by name. */
export function useTierWords(
  program: ProgramView | undefined,
  groupIds: readonly (string | null)[],
): TierWords {
  const { t } = useTranslation("loyalty")
  const locale = useLocale()
  const points = usePoints(program)
  const money = useMoney()
  const ids = [...new Set(groupIds.filter((id): id is string => id !== null))]
  const nameOf = useNames([{ source: "customer_groups", values: ids }])
  return useMemo(
    () => ({
      t: (key, values) => t(key, values),
      locale,
      points: points.words,
      money,
      groupOf: (id) => nameOf("customer_groups", id),
    }),
    [t, locale, points, money, nameOf],
  )
}
