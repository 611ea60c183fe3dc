import { Button, Table } from "@medusajs/ui"
import { useId, useState } from "react"
import { useTranslation } from "react-i18next"
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts"

export interface Series {
  name: string
  label: string
  /** One of Medusa's colours, which follow the theme. */
  color: string
}

interface ChartProps {
  title: string
  /** What the rows are: "Day", "Week". */
  rowsLabel: string
  rows: { label: string; values: Record<string, number> }[]
  series: Series[]
  format: (value: number) => string
  /** Short, for the axis. */
  formatAxis?: (value: number) => string
}

/** Medusa's colours for what is shown beside each other, dark enough and light enough in both themes. */
export const colors = {
  blue: "var(--tag-blue-icon)",
  green: "var(--tag-green-icon)",
  orange: "var(--tag-orange-icon)",
  purple: "var(--tag-purple-icon)",
  grey: "var(--tag-neutral-icon)",
} as const

const text = { fill: "var(--fg-subtle)", fontSize: 12 }

/** Bars beside each other, and the same numbers as a table for those who would rather read them. */
export function Chart({ title, rowsLabel, rows, series, format, formatAxis = format }: ChartProps) {
  const { t } = useTranslation("loyalty")
  const [asTable, setAsTable] = useState(false)
  const id = useId()
  return (
    <figure className="flex flex-col gap-y-4 px-6 py-4" aria-labelledby={id}>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <figcaption id={id} className="txt-compact-small-plus">
          {title}
        </figcaption>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          {!asTable && <Legend series={series} />}
          <Button
            size="small"
            variant="secondary"
            aria-pressed={asTable}
            onClick={() => {
              setAsTable(!asTable)
            }}
          >
            {t(asTable ? "overview.asChart" : "overview.asTable")}
          </Button>
        </div>
      </div>
      {asTable ? (
        <div className="overflow-x-auto" tabIndex={0} role="region" aria-labelledby={id}>
          <Table>
            <Table.Header>
              <Table.Row>
                <Table.HeaderCell scope="col">{rowsLabel}</Table.HeaderCell>
                {series.map(({ name, label }) => (
                  <Table.HeaderCell key={name} scope="col" className="text-right">
                    {label}
                  </Table.HeaderCell>
                ))}
              </Table.Row>
            </Table.Header>
            <Table.Body>
              {rows.map(({ label, values }) => (
                <Table.Row key={label}>
                  <Table.Cell>{label}</Table.Cell>
                  {series.map(({ name }) => (
                    <Table.Cell key={name} className="text-right tabular-nums">
                      {format(values[name] ?? 0)}
                    </Table.Cell>
                  ))}
                </Table.Row>
              ))}
            </Table.Body>
          </Table>
        </div>
      ) : (
        // A picture to those who do not see it: the numbers are in the table.
        <div role="img" aria-label={t("overview.chartLabel", { title })} className="h-64 w-full">
          <ResponsiveContainer width="100%" height="100%">
            <BarChart
              data={rows}
              accessibilityLayer={false}
              margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
            >
              <CartesianGrid vertical={false} stroke="var(--border-base)" />
              <XAxis dataKey="label" tick={text} tickLine={false} axisLine={false} minTickGap={24} />
              <YAxis
                tick={text}
                tickLine={false}
                axisLine={false}
                width="auto"
                tickFormatter={(value: number) => formatAxis(value)}
              />
              <Tooltip
                cursor={{ fill: "var(--bg-base-hover)" }}
                content={({ active, label, payload }) =>
                  active && payload.length > 0 ? (
                    <div className="bg-ui-bg-component shadow-elevation-tooltip txt-compact-xsmall rounded-lg px-3 py-2">
                      <div className="text-ui-fg-base mb-1">{label}</div>
                      {payload.map(({ name, value, color }) => (
                        <div key={String(name)} className="text-ui-fg-subtle flex items-center gap-x-2">
                          <Swatch color={color ?? ""} />
                          <span>{name}</span>
                          <span className="text-ui-fg-base ml-auto tabular-nums">
                            {format(Number(value))}
                          </span>
                        </div>
                      ))}
                    </div>
                  ) : null
                }
              />
              {series.map(({ name, label, color }) => (
                <Bar
                  key={name}
                  dataKey={(row: { values: Record<string, number> }) => row.values[name] ?? 0}
                  name={label}
                  fill={color}
                  radius={[2, 2, 0, 0]}
                  maxBarSize={24}
                  isAnimationActive={false}
                />
              ))}
            </BarChart>
          </ResponsiveContainer>
        </div>
      )}
    </figure>
  )
}

function Legend({ series }: { series: Series[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      {series.map(({ name, label, color }) => (
        <li key={name} className="txt-compact-xsmall text-ui-fg-subtle flex items-center gap-x-1.5">
          <Swatch color={color} />
          {label}
        </li>
      ))}
    </ul>
  )
}

function Swatch({ color }: { color: string }) {
  return <span aria-hidden className="size-2.5 shrink-0 rounded-sm" style={{ backgroundColor: color }} />
}
