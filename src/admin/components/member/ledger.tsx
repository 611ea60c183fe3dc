import { Container, createDataTableColumnHelper, Text } from "@medusajs/ui"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { useDates, usePoints, type PointsFormat } from "../../lib/format"
import { adjustmentText, entryText, summed } from "../../lib/reasons"
import { entryTypes, type Paged, type ProgramView, type TransactionView } from "../../lib/types"
import { useReasonText, useWords } from "../../lib/use-reasons"
import { Actor } from "../actor"
import { OrderLink } from "../order-link"
import { ServerTable } from "../server-table"
import { Why } from "../why"

type Answer = Paged & { transactions: TransactionView[] }

const column = createDataTableColumnHelper<TransactionView>()
const rowsOf = ({ transactions }: Answer): TransactionView[] => transactions

/** Everything that ever happened to the member's points, the newest first. */
export function Ledger({ accountId, program }: { accountId: string; program: ProgramView | undefined }) {
  const { t } = useTranslation("loyalty")
  const points = usePoints(program)
  const { dateTime } = useDates()
  const columns = useMemo(
    () => [
      column.accessor("created_at", {
        header: t("member.ledger.at"),
        size: 130,
        cell: ({ getValue }) => (
          <span className="block whitespace-normal py-2.5">{dateTime(getValue())}</span>
        ),
      }),
      column.accessor((entry) => entry, {
        id: "what",
        header: t("member.ledger.what"),
        truncateTooltip: false,
        cell: ({ getValue }) => <What entry={getValue()} program={program} />,
      }),
      column.accessor((entry) => entry, {
        id: "change",
        header: t("member.ledger.change"),
        align: "right",
        size: 140,
        truncateTooltip: false,
        cell: ({ getValue }) => <Changes entry={getValue()} points={points} />,
      }),
      column.accessor("available_after", {
        header: t("member.ledger.after"),
        align: "right",
        size: 110,
        cell: ({ getValue }) => points.number(getValue()),
      }),
    ],
    [t, dateTime, points, program],
  )
  return (
    <Container className="overflow-hidden p-0">
      <ServerTable
        path={`/admin/loyalty/accounts/${accountId}/transactions`}
        prefix="ledger"
        rowsOf={rowsOf}
        columns={columns}
        getRowId={({ id }) => id}
        heading={t("member.ledger.title")}
        headingLevel="h2"
        pageSize={10}
        filters={[
          {
            id: "type",
            label: t("member.ledger.type"),
            options: entryTypes.map((type) => ({ value: type, label: t(`member.entries.${type}`) })),
          },
        ]}
        empty={{ heading: t("member.ledger.empty") }}
      />
    </Container>
  )
}

/** What happened, by whom and for which order, and why so many points. */
export function What({ entry, program }: { entry: TransactionView; program: ProgramView | undefined }) {
  const { t } = useTranslation("loyalty")
  const { date } = useDates()
  const words = useWords()
  const reasonText = useReasonText(program)
  const reasons = useMemo(() => summed(entry.reasons), [entry.reasons])
  const isByHand = entry.type === "adjust"
  return (
    <div className="flex min-w-52 max-w-md flex-col gap-y-0.5 whitespace-normal py-2.5">
      <Text as="div" size="small" leading="compact" className="text-ui-fg-base">
        {entryText(entry, words)}
        {isByHand && `: ${adjustmentText(entry.reason, words)}`}
        {entry.order_id !== null && (
          <>
            {" · "}
            <OrderLink id={entry.order_id} />
          </>
        )}
      </Text>
      {entry.note !== null && (
        <Text as="div" size="small" className="text-ui-fg-subtle">
          {entry.note}
        </Text>
      )}
      {isByHand && (
        <Text as="div" size="xsmall" className="text-ui-fg-subtle">
          <Actor actor={entry.actor} />
        </Text>
      )}
      {entry.expires_at !== null && (
        <Text as="div" size="xsmall" className="text-ui-fg-subtle">
          {t("member.ledger.expires", { date: date(entry.expires_at) })}
        </Text>
      )}
      <Why reasons={reasons} text={reasonText} folded />
    </div>
  )
}

const parts = ["available", "pending", "held"] as const

/** Which balances moved, and by how much. */
export function Changes({ entry, points }: { entry: TransactionView; points: PointsFormat }) {
  const { t } = useTranslation("loyalty")
  const moved = {
    available: entry.available_change,
    pending: entry.pending_change,
    held: entry.held_change,
  }
  return (
    <div className="flex flex-col items-end py-2.5">
      {parts
        .filter((part) => moved[part] !== 0)
        .map((part) => (
          <span key={part} className="flex items-baseline gap-x-1.5">
            <span className="txt-compact-xsmall text-ui-fg-subtle">{t(`member.balance.${part}`)}</span>
            <span className="txt-compact-small text-ui-fg-base tabular-nums">
              {points.change(moved[part])}
            </span>
          </span>
        ))}
    </div>
  )
}
