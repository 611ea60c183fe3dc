import { useTranslation } from "react-i18next"
import { useMoney, useNumbers } from "../../lib/format"
import type { OverviewView } from "../../lib/types"
import { Nothing } from "../load-state"
import { Section } from "../section"
import { Chart, colors } from "./chart"
import { Figure, Figures } from "./figure"

/** Whether members buy more, and more often: members and the store's orders of the period. */
export function OrderFigures({ overview }: { overview: OverviewView }) {
  const { t } = useTranslation("loyalty")
  const money = useMoney()
  const { number, share } = useNumbers()
  const { present, previous, currency_code } = overview
  const amount = (value: number): string => money(value, currency_code)
  const { orders } = present
  const before = previous.orders

  return (
    <Section
      title={t("overview.orders.title")}
      description={t("overview.orders.description", { currency: currency_code.toUpperCase() })}
    >
      <Figures>
        <Figure
          label={t("overview.members.active")}
          value={present.members.active}
          before={previous.members.active}
          format={number}
          note={t("overview.note.active")}
        />
        <Figure
          label={t("overview.members.new")}
          value={present.members.new}
          before={previous.members.new}
          format={number}
        />
        {orders !== null && (
          <>
            <Figure
              label={t("overview.orders.count")}
              value={orders.count}
              before={before?.count ?? null}
              format={number}
            />
            <Figure
              label={t("overview.orders.share_with_points")}
              value={orders.share_with_points}
              before={before?.share_with_points ?? null}
              format={share}
              isShare
            />
            <Figure
              label={t("overview.orders.average")}
              value={orders.average}
              before={before?.average ?? null}
              format={amount}
            />
            <Figure
              label={t("overview.orders.average_with_points")}
              value={orders.average_with_points}
              before={before?.average_with_points ?? null}
              format={amount}
              note={t("overview.note.with_points")}
            />
            <Figure
              label={t("overview.orders.average_without_points")}
              value={orders.average_without_points}
              before={before?.average_without_points ?? null}
              format={amount}
            />
            <Figure
              label={t("overview.orders.repeat_rate")}
              value={orders.repeat_rate}
              before={before?.repeat_rate ?? null}
              format={share}
              isShare
              note={t("overview.orders.repeat_note", {
                repeat: number(orders.repeat_customers),
                count: orders.customers,
              })}
            />
          </>
        )}
      </Figures>
      {orders === null ? (
        <Nothing title={t("overview.orders.tooMany")}>{t("overview.orders.tooManyDescription")}</Nothing>
      ) : (
        (orders.average_with_points !== null || orders.average_without_points !== null) && (
          <Chart
            title={t("overview.orders.average_chart")}
            rowsLabel={t("overview.orders.kind")}
            rows={[
              {
                label: t("overview.orders.with"),
                values: {
                  previous: before?.average_with_points ?? 0,
                  present: orders.average_with_points ?? 0,
                },
              },
              {
                label: t("overview.orders.without"),
                values: {
                  previous: before?.average_without_points ?? 0,
                  present: orders.average_without_points ?? 0,
                },
              },
            ]}
            series={[
              { name: "previous", label: t("overview.previous"), color: colors.grey },
              { name: "present", label: t("overview.present"), color: colors.blue },
            ]}
            format={amount}
          />
        )
      )}
    </Section>
  )
}
