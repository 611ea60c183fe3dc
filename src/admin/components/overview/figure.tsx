import { ArrowDownMini, ArrowUpMini } from "@medusajs/icons"
import { Text } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { useNumbers } from "../../lib/format"

interface FigureProps {
  label: string
  /** Null where there is nothing to tell: no orders have no average. */
  value: number | null
  format: (value: number) => string
  /** The same of the period before; left out for what is only known now. */
  before?: number | null
  /** What it is worth, or what it consists of. */
  note?: ReactNode
  /** A share of one: it changes by percentage points, not by a part of itself. */
  isShare?: boolean
}

/** One number, with what it was before. */
export function Figure({ label, value, format, before, note, isShare = false }: FigureProps) {
  const { t } = useTranslation("loyalty")
  return (
    <div className="flex flex-col gap-y-1 px-6 py-4">
      <dt className="txt-compact-small text-ui-fg-subtle">{label}</dt>
      <dd className="flex flex-col gap-y-1">
        <span className="flex flex-wrap items-baseline gap-x-2">
          <span className="h1-core text-ui-fg-base tabular-nums">
            {value === null ? t("common.none") : format(value)}
          </span>
          {before !== undefined && <Difference value={value} before={before} isShare={isShare} />}
        </span>
        {before !== undefined && (
          <Text as="span" size="xsmall" className="text-ui-fg-subtle">
            {t("overview.before", { value: before === null ? t("common.none") : format(before) })}
          </Text>
        )}
        {note && (
          <Text as="span" size="xsmall" className="text-ui-fg-subtle">
            {note}
          </Text>
        )}
      </dd>
    </div>
  )
}

/** By how much it changed. Without colours: whether more expired points are good is the owner's to say. */
function Difference({
  value,
  before,
  isShare,
}: {
  value: number | null
  before: number | null
  isShare: boolean
}) {
  const { t } = useTranslation("loyalty")
  const { share, number } = useNumbers()
  if (value === null || before === null || value === before || (before === 0 && !isShare)) return null
  const change = value - before
  const text = isShare
    ? t("overview.percentagePoints", { value: number(Math.round(Math.abs(change) * 1000) / 10) })
    : share(Math.abs(change / before))
  return (
    <span className="txt-compact-xsmall-plus text-ui-fg-subtle inline-flex items-center">
      {change > 0 ? <ArrowUpMini aria-hidden /> : <ArrowDownMini aria-hidden />}
      <span className="sr-only">{t(change > 0 ? "overview.up" : "overview.down", { share: text })}</span>
      <span aria-hidden>{text}</span>
    </span>
  )
}

/** Figures side by side, as many as fit. */
export function Figures({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-1 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4">{children}</dl>
}
