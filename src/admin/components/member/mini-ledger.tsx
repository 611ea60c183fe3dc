import { Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { useDates, usePoints } from "../../lib/format"
import { useApi } from "../../lib/queries"
import { adjustmentText, entryText } from "../../lib/reasons"
import type { Paged, ProgramView, TransactionView } from "../../lib/types"
import { useWords } from "../../lib/use-reasons"
import { LoadState, Nothing } from "../load-state"

const latest = 5

/** The last movements of an account, short enough for a narrow column. */
export function MiniLedger({ accountId, program }: { accountId: string; program: ProgramView | undefined }) {
  const { t } = useTranslation("loyalty")
  const words = useWords()
  const points = usePoints(program)
  const { dateTime } = useDates()
  const query = useApi<Paged & { transactions: TransactionView[] }>(
    `/admin/loyalty/accounts/${accountId}/transactions`,
    { limit: latest },
  )
  return (
    <div className="py-2">
      <Text size="small" weight="plus" leading="compact" className="px-6 py-2">
        {t("member.widget.latest")}
      </Text>
      <LoadState
        query={query}
        isEmpty={({ count }) => count === 0}
        empty={<Nothing title={t("member.widget.none")} />}
      >
        {({ transactions }) => (
          <ul aria-label={t("member.widget.latest")}>
            {transactions.map((entry) => (
              <li key={entry.id} className="flex items-start justify-between gap-x-4 px-6 py-2">
                <div className="min-w-0">
                  <Text size="small" leading="compact">
                    {entryText(entry, words)}
                    {entry.type === "adjust" && `: ${adjustmentText(entry.reason, words)}`}
                  </Text>
                  <Text size="xsmall" className="text-ui-fg-subtle">
                    {dateTime(entry.created_at)}
                  </Text>
                </div>
                <span className="txt-compact-small text-ui-fg-base shrink-0 tabular-nums">
                  {points.change(entry.points)}
                </span>
              </li>
            ))}
          </ul>
        )}
      </LoadState>
    </div>
  )
}
