import { Container, createDataTableColumnHelper } from "@medusajs/ui"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { useDates, useMoney, usePoints } from "../../lib/format"
import type { MemberOrdersAnswer, MemberOrderView, ProgramView } from "../../lib/types"
import { orderHref, TextLink } from "../links"
import { ServerTable } from "../server-table"

const column = createDataTableColumnHelper<MemberOrderView>()
const rowsOf = ({ orders }: MemberOrdersAnswer): MemberOrderView[] => orders

/** The member's orders with what each gave and took. */
export function Orders({ accountId, program }: { accountId: string; program: ProgramView | undefined }) {
  const { t } = useTranslation("loyalty")
  const points = usePoints(program)
  const money = useMoney()
  const { date } = useDates()
  const columns = useMemo(() => {
    const counted = (name: "earned" | "pending" | "reversed" | "spent" | "restored") =>
      column.accessor(name, {
        header: t(`member.orders.${name}`),
        align: "right",
        cell: ({ getValue }) => points.number(getValue()),
      })
    return [
      column.accessor("display_id", {
        header: t("member.orders.order"),
        cell: ({ getValue, row: { original: order } }) => (
          <TextLink to={orderHref(order.order_id)}>
            {getValue() === null ? t("member.order") : `#${getValue()}`}
          </TextLink>
        ),
      }),
      column.accessor("placed_at", {
        header: t("member.orders.placed"),
        cell: ({ getValue }) => date(getValue()),
      }),
      column.accessor("total", {
        header: t("member.orders.total"),
        align: "right",
        cell: ({ getValue, row: { original: order } }) => {
          const total = getValue()
          return total === null || order.currency_code === null
            ? t("common.none")
            : money(total, order.currency_code)
        },
      }),
      counted("earned"),
      counted("pending"),
      counted("reversed"),
      counted("spent"),
      counted("restored"),
    ]
  }, [t, points, money, date])
  return (
    <Container className="overflow-hidden p-0">
      <ServerTable
        path={`/admin/loyalty/accounts/${accountId}/orders`}
        prefix="orders"
        rowsOf={rowsOf}
        columns={columns}
        getRowId={({ order_id }) => order_id}
        rowHref={({ order_id }) => orderHref(order_id)}
        heading={t("member.orders.title")}
        headingLevel="h2"
        pageSize={10}
        empty={{ heading: t("member.orders.empty") }}
      />
    </Container>
  )
}
