import { useCallback, useMemo } from "react"
import { useTranslation } from "react-i18next"
import { useMoney, usePoints } from "./format"
import { reasonText, type Words } from "./reasons"
import type { ProgramView, ReasonView } from "./types"

/** The screens' words as a plain function, for what is put together outside of components. */
export function useWords(): Words {
  const { t } = useTranslation("loyalty")
  return useCallback((key, values) => t(key, values), [t])
}

/** Reasons in words. Without a currency the money in them is left out. */
export function useReasonText(
  program: ProgramView | undefined,
  currencyCode?: string,
): (reason: ReasonView) => string {
  const t = useWords()
  const points = usePoints(program)
  const money = useMoney()
  return useMemo(() => {
    const format = {
      t,
      points: points.words,
      precision: program?.precision ?? 0,
      money: currencyCode === undefined ? undefined : (amount: number) => money(amount, currencyCode),
      currencyDigits: currencyCode === undefined ? 0 : digitsOf(currencyCode),
    }
    return (reason) => reasonText(reason, format)
  }, [t, points, money, program?.precision, currencyCode])
}

function digitsOf(currencyCode: string): number {
  const { maximumFractionDigits } = new Intl.NumberFormat("en", {
    style: "currency",
    currency: currencyCode.toUpperCase(),
  }).resolvedOptions()
  return maximumFractionDigits ?? 2
}
