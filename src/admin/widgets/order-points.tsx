import { defineWidgetConfig } from "@medusajs/admin-sdk"
import { Button, toast } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { Failed, Loading, Nothing } from "../components/load-state"
import { Lines } from "../components/order/lines"
import { Rules } from "../components/order/rules"
import { Row, Section } from "../components/section"
import { api } from "../lib/api"
import { useErrorText } from "../lib/errors"
import { useDates, useNumbers, usePoints } from "../lib/format"
import { useProgramOf } from "../lib/program"
import { useApi, useChange } from "../lib/queries"
import type { OrderPointsView } from "../lib/types"
import { useReasonText } from "../lib/use-reasons"

interface Order {
  id: string
  currency_code: string
  items?: { id: string; title: string; variant_title?: string | null; product_title?: string | null }[]
}

/** On an order's page: what it earned and spent, why, and settling it now. */
export default function OrderPoints({ data: order }: { data: Order }) {
  const { t } = useTranslation("loyalty")
  const path = `/admin/loyalty/orders/${order.id}`
  const query = useApi<{ order: OrderPointsView }>(path)
  const settle = useSettle(path)
  const isUnsettled = query.error?.code === "order_not_found"
  return (
    <Section
      title={t("orders.title")}
      actions={
        <Button
          size="small"
          variant="secondary"
          isLoading={settle.isPending}
          onClick={() => {
            settle.mutate()
          }}
        >
          {t("orders.settle")}
        </Button>
      }
    >
      {query.data !== undefined ? (
        <Settled order={order} points={query.data.order} />
      ) : isUnsettled ? (
        <Nothing title={t("orders.notSettled")}>{t("orders.notSettledDescription")}</Nothing>
      ) : query.isError ? (
        <Failed error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Loading />
      )}
    </Section>
  )
}

/** Says how many entries it took: none where the ledger already was as the order deserves. */
function useSettle(path: string) {
  const { t } = useTranslation("loyalty")
  const { number } = useNumbers()
  const errorText = useErrorText()
  const settle = useChange(() => api.post<{ posted: number }>(`${path}/settlement`))
  return {
    isPending: settle.isPending,
    mutate: () => {
      settle.mutate(undefined, {
        onSuccess: ({ posted }) =>
          posted === 0
            ? toast.info(t("orders.settledNothing"))
            : toast.success(t("orders.settled", { count: posted, text: number(posted) })),
        onError: (error) => toast.error(errorText(error)),
      })
    },
  }
}

function Settled({ order, points: settled }: { order: Order; points: OrderPointsView }) {
  const { t } = useTranslation("loyalty")
  const program = useProgramOf(settled.program_id)
  const points = usePoints(program)
  const { dateTime } = useDates()
  const reasonText = useReasonText(program, order.currency_code)
  const titles = new Map((order.items ?? []).map((item) => [item.id, titleOf(item)]))
  const reversed = sum(settled.awards.map((award) => award.reversed))
  const shortfall = sum(settled.awards.map((award) => award.shortfall))
  const restored = settled.redemption?.restored ?? 0
  // As on the member's page: all that was earned and spent, and apart from it what came back.
  const earned =
    settled.awards.length === 0 ? settled.earned : sum(settled.awards.map((award) => award.earned))
  const spent = settled.redemption?.captured ?? settled.spent
  return (
    <>
      <Row title={t("orders.earned")}>{points.words(earned)}</Row>
      {earned > 0 && (
        <Row title={t("orders.availability")}>
          <Availability settled={settled} />
        </Row>
      )}
      {reversed > 0 && <Row title={t("orders.reversed")}>{points.words(reversed)}</Row>}
      {shortfall > 0 && <Row title={t("orders.shortfall")}>{points.words(shortfall)}</Row>}
      <Row title={t("orders.spent")}>{points.words(spent)}</Row>
      {restored > 0 && <Row title={t("orders.restored")}>{points.words(restored)}</Row>}
      {settled.settled_at !== null && <Row title={t("orders.settledAt")}>{dateTime(settled.settled_at)}</Row>}
      <Lines order={settled} program={program} titles={titles} reasonText={reasonText} />
      <Rules orderId={order.id} program={program} />
    </>
  )
}

/** Whether what the order earned can be spent already, and otherwise what it waits for. */
function Availability({ settled }: { settled: OrderPointsView }) {
  const { t } = useTranslation("loyalty")
  const { date } = useDates()
  const { activates_at, paid } = settled
  if (!paid) return <>{t("orders.unpaid")}</>
  if (activates_at === null) return <>{t("orders.isAvailable")}</>
  return <>{t("orders.pendingUntil", { date: date(activates_at) })}</>
}

function titleOf({ title, product_title, variant_title }: NonNullable<Order["items"]>[number]): string {
  const product = product_title ?? title
  return variant_title && variant_title !== product ? `${product} · ${variant_title}` : product
}

const sum = (numbers: number[]): number => numbers.reduce((all, one) => all + one, 0)

export const config = defineWidgetConfig({ id: "loyalty-order-points", zone: "order.details.side" })
