import { Container, createDataTableColumnHelper, StatusBadge } from "@medusajs/ui"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { useDates, usePoints } from "../../lib/format"
import type { LotsAnswer, LotView, ProgramView } from "../../lib/types"
import { OrderLink } from "../order-link"
import { ServerTable } from "../server-table"

const column = createDataTableColumnHelper<LotView>()
const rowsOf = ({ lots }: LotsAnswer): LotView[] => lots

const colorOf: Record<LotView["state"], "green" | "orange" | "blue" | "grey" | "red"> = {
  available: "green",
  pending: "orange",
  held: "blue",
  spent: "grey",
  expired: "red",
  reversed: "grey",
  adjusted: "grey",
}

/** The credits that the member's points come from, and when what is left of each expires. */
export function Lots({ accountId, program }: { accountId: string; program: ProgramView | undefined }) {
  const { t } = useTranslation("loyalty")
  const points = usePoints(program)
  const { date } = useDates()
  const columns = useMemo(() => {
    const dateOr = (moment: string | null, otherwise: string): string =>
      moment === null ? otherwise : date(moment)
    return [
      column.accessor("created_at", {
        header: t("member.lots.from"),
        cell: ({ getValue, row: { original: lot } }) => (
          <>
            {date(getValue())}
            {lot.order_id !== null && (
              <>
                {" · "}
                <OrderLink id={lot.order_id} />
              </>
            )}
          </>
        ),
      }),
      column.accessor("state", {
        header: t("member.lots.state"),
        cell: ({ getValue }) => (
          <StatusBadge color={colorOf[getValue()]}>{t(`member.lots.states.${getValue()}`)}</StatusBadge>
        ),
      }),
      column.accessor("points", {
        header: t("member.lots.points"),
        align: "right",
        cell: ({ getValue }) => points.number(getValue()),
      }),
      column.accessor("remaining", {
        header: t("member.lots.remaining"),
        align: "right",
        cell: ({ getValue }) => points.number(getValue()),
      }),
      column.accessor("available_at", {
        header: t("member.lots.availableAt"),
        cell: ({ getValue }) => dateOr(getValue(), t("common.none")),
      }),
      column.accessor("expires_at", {
        header: t("member.lots.expiresAt"),
        cell: ({ getValue, row: { original: lot } }) =>
          dateOr(getValue(), lot.state === "pending" ? t("common.none") : t("member.lots.never")),
      }),
    ]
  }, [t, points, date])
  return (
    <Container className="overflow-hidden p-0">
      <ServerTable
        path={`/admin/loyalty/accounts/${accountId}/lots`}
        prefix="lots"
        rowsOf={rowsOf}
        columns={columns}
        getRowId={({ id }) => id}
        heading={t("member.lots.title")}
        headingLevel="h2"
        pageSize={5}
        filters={[
          {
            id: "open",
            label: t("member.lots.shown"),
            options: [
              { value: "true", label: t("member.lots.open") },
              { value: "false", label: t("member.lots.closed") },
            ],
          },
        ]}
        empty={{ heading: t("member.lots.empty") }}
      />
    </Container>
  )
}
