import { Text } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { usePoints } from "../../lib/format"
import { useApi } from "../../lib/queries"
import { becauseText } from "../../lib/reasons"
import type { OrderRuleView, ProgramView } from "../../lib/types"
import { useWords } from "../../lib/use-reasons"
import { LoadState, Nothing } from "../load-state"

/** Which rules were looked at, also those that gave nothing. Asked for only when somebody wants to know. */
export function Rules({ orderId, program }: { orderId: string; program: ProgramView | undefined }) {
  const { t } = useTranslation("loyalty")
  const [isOpen, setOpen] = useState(false)
  const points = usePoints(program)
  const words = useWords()
  const query = useApi<{ rules: OrderRuleView[] }>(
    `/admin/loyalty/orders/${orderId}/rules`,
    {},
    {
      enabled: isOpen,
    },
  )
  return (
    <details
      className="px-6 py-4"
      onToggle={(event) => {
        setOpen(event.currentTarget.open)
      }}
    >
      <summary className="txt-compact-small text-ui-fg-subtle hover:text-ui-fg-base focus-visible:shadow-borders-focus w-fit cursor-pointer rounded-sm outline-none">
        {t("orders.rules.show")}
      </summary>
      {isOpen && (
        <div className="-mx-6 pt-2">
          <LoadState
            query={query}
            isEmpty={({ rules }) => rules.length === 0}
            empty={<Nothing title={t("orders.rules.none")} />}
          >
            {({ rules }) => (
              <ul aria-label={t("orders.rules.show")}>
                {rules.map((rule) => (
                  <li key={rule.rule_id} className="px-6 py-1.5">
                    <Text as="div" size="small" leading="compact">
                      {rule.rule}
                    </Text>
                    <Text as="div" size="xsmall" className="text-ui-fg-subtle">
                      {rule.because === null
                        ? t("orders.rules.gave", { points: points.words(rule.given) })
                        : becauseText(rule.because, words)}
                      {rule.capped_by !== null &&
                        ` · ${t("orders.rules.cappedBy", { limit: t(`orders.limits.${rule.capped_by}`) })}`}
                    </Text>
                  </li>
                ))}
              </ul>
            )}
          </LoadState>
        </div>
      )}
    </details>
  )
}
