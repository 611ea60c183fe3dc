import { Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { useDates, usePoints } from "../../lib/format"
import { useApi } from "../../lib/queries"
import { adjustmentText, entryText } from "../../lib/reasons"
import type { Paged, ProgramView, TransactionView } from "../../lib/types"
import { useWords } from "../../lib/use-reasons"
import { LoadState, Nothing } from "../load-state"

const latest = 5
/** Enough that the comings and goings of carts leave some. */
const looked = 50
/** Points that a cart holds are not gone yet: what counts is whether they are spent. */
const ofCarts: readonly string[] = ["hold", "release", "lapse"]

/** The latest that say what a member got and spent. */
const tellingOf = (transactions: readonly TransactionView[]): TransactionView[] =>
  transactions.filter(({ type }) => !ofCarts.includes(type)).slice(0, latest)

/** The last movements of an account, short enough for a narrow column. */
export function MiniLedger({ accountId, program }: { accountId: string; program: ProgramView | undefined }) {
  const { t } = useTranslation("loyalty")
  const words = useWords()
  const points = usePoints(program)
  const { dateTime } = useDates()
  const query = useApi<Paged & { transactions: TransactionView[] }>(
    `/admin/loyalty/accounts/${accountId}/transactions`,
    { limit: looked },
  )
  return (
    <div className="py-2">
      <Text size="small" weight="plus" leading="compact" className="px-6 py-2">
        {t("member.widget.latest")}
      </Text>
      <LoadState
        query={query}
        isEmpty={({ transactions }) => tellingOf(transactions).length === 0}
        empty={<Nothing title={t("member.widget.none")} />}
      >
        {({ transactions }) => (
          <ul aria-label={t("member.widget.latest")}>
            {tellingOf(transactions).map((entry) => (
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
                <div className="flex shrink-0 flex-col items-end">
                  <span className="txt-compact-small text-ui-fg-base tabular-nums">
                    {points.change(entry.points)}
                  </span>
                  {entry.pending_change !== 0 && entry.available_change === 0 && (
                    <span className="txt-compact-xsmall text-ui-fg-subtle">
                      {t("member.balance.pending")}
                    </span>
                  )}
                </div>
              </li>
            ))}
          </ul>
        )}
      </LoadState>
    </div>
  )
}
