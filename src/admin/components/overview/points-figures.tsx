import { useTranslation } from "react-i18next"
import { bySpan, lengthOf, spanFor, type Span } from "../../lib/days"
import { useDates, useNumbers, usePoints } from "../../lib/format"
import type { OverviewView, ProgramView } from "../../lib/types"
import { Nothing } from "../load-state"
import { Section } from "../section"
import { Chart, colors } from "./chart"
import { Figure, Figures } from "./figure"

const figures = ["issued", "activated", "spent", "restored", "expired", "reversed", "adjusted"] as const
/** Those whose names leave a question: what counts and what does not. */
const noted: readonly string[] = ["issued", "spent", "restored", "reversed"]
const drawn = ["issued", "activated", "spent", "expired"] as const

const dayFormat: Record<Span, Intl.DateTimeFormatOptions> = {
  day: { day: "numeric", month: "short" },
  week: { day: "numeric", month: "short" },
  month: { month: "short", year: "numeric" },
}

/** What happened to points in the period, as numbers beside those of the period before and day by day. */
export function PointsFigures({ overview, program }: { overview: OverviewView; program: ProgramView }) {
  const { t } = useTranslation("loyalty")
  const points = usePoints(program)
  const dates = useDates()
  const { share } = useNumbers()
  const { present, previous, days } = overview

  const span = spanFor(lengthOf(present))
  const rows = bySpan(days, span, drawn).map(({ date, sums }) => ({
    label: dates.day(date, dayFormat[span]),
    values: sums,
  }))
  const isQuiet = days.every((day) => figures.every((name) => day[name] === 0))

  return (
    <Section
      title={t("overview.points.title")}
      description={t("overview.compared", {
        from: dates.day(previous.from, { dateStyle: "medium" }),
        to: dates.day(previous.to, { dateStyle: "medium" }),
      })}
    >
      <Figures>
        {figures.map((name) => (
          <Figure
            key={name}
            label={t(`overview.points.${name}`)}
            value={present.points[name]}
            before={previous.points[name]}
            format={name === "adjusted" ? points.change : points.number}
            note={noted.includes(name) ? t(`overview.note.${name}`) : undefined}
          />
        ))}
        <Figure
          label={t("overview.points.redemption_rate")}
          value={present.redemption_rate}
          before={previous.redemption_rate}
          format={share}
          isShare
          note={t("overview.note.redemption_rate")}
        />
      </Figures>
      {isQuiet ? (
        <Nothing title={t("overview.points.quiet")} />
      ) : (
        <Chart
          title={t(`overview.points.by_${span}`)}
          rowsLabel={t(`overview.span.${span}`)}
          rows={rows}
          series={[
            { name: "issued", label: t("overview.points.issued"), color: colors.blue },
            { name: "activated", label: t("overview.points.activated"), color: colors.purple },
            { name: "spent", label: t("overview.points.spent"), color: colors.green },
            { name: "expired", label: t("overview.points.expired"), color: colors.orange },
          ]}
          format={points.number}
        />
      )}
    </Section>
  )
}
