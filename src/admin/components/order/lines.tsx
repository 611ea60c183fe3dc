import { Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { usePoints } from "../../lib/format"
import type { OrderPointsView, ProgramView, ReasonView } from "../../lib/types"
import { Why } from "../why"

interface LinesProps {
  order: OrderPointsView
  program: ProgramView | undefined
  /** What the lines are called; a line that the order has no more is named in general. */
  titles: ReadonlyMap<string, string>
  reasonText: (reason: ReasonView) => string
}

/** Line by line: what it earned and spent, and why. */
export function Lines({ order, program, titles, reasonText }: LinesProps) {
  const { t } = useTranslation("loyalty")
  const points = usePoints(program)
  return (
    <ul aria-label={t("orders.why")} className="divide-y">
      {order.lines.map((line) => (
        <li key={line.line_id} className="px-6 py-3">
          <Text as="div" size="small" leading="compact" weight="plus">
            {titles.get(line.line_id) ?? t("orders.line")}
          </Text>
          <Text as="div" size="small" className="text-ui-fg-subtle">
            {[
              t("orders.lineEarned", { points: points.words(line.earned) }),
              ...(line.bought_points === line.earned
                ? []
                : [t("orders.bought", { points: points.words(line.bought_points) })]),
              ...(line.spent === 0 ? [] : [t("orders.lineSpent", { points: points.words(line.spent) })]),
            ].join(" · ")}
          </Text>
          <Why reasons={line.reasons} text={reasonText} />
        </li>
      ))}
      {order.reasons.length > 0 && (
        <li className="px-6 py-3">
          <Text as="div" size="small" leading="compact" weight="plus">
            {t("orders.whole")}
          </Text>
          <Why reasons={order.reasons} text={reasonText} />
        </li>
      )}
    </ul>
  )
}
