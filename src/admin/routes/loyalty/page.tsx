import { defineRouteConfig } from "@medusajs/admin-sdk"
import { Gift } from "@medusajs/icons"
import { Select } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { useSearchParams } from "react-router-dom"
import { Crumb } from "../../components/crumb"
import { LoadState } from "../../components/load-state"
import { OrderFigures } from "../../components/overview/order-figures"
import { Outstanding } from "../../components/overview/outstanding"
import { PeriodPicker } from "../../components/overview/period-picker"
import { PointsFigures } from "../../components/overview/points-figures"
import { Page } from "../../components/page"
import { ProgramSelect } from "../../components/program-select"
import { Section } from "../../components/section"
import { dayIn, readPeriod } from "../../lib/days"
import { useProgram } from "../../lib/program"
import { useApi } from "../../lib/queries"
import type { OverviewView, ProgramView } from "../../lib/types"

/** What the program gives, costs and brings, over a period and beside the one before. */
export default function OverviewPage() {
  const { t } = useTranslation("loyalty")
  const { query, programs, program, choose } = useProgram()
  if (program !== undefined) {
    return <Overview key={program.id} program={program} programs={programs} onProgram={choose} />
  }
  return (
    <Page
      zone="loyalty.overview"
      title={t("common.menu.loyalty")}
      main={
        <Page.Part id="LoyaltyFigures">
          <Section title={t("overview.points.title")}>
            <LoadState query={query}>{() => null}</LoadState>
          </Section>
        </Page.Part>
      }
    />
  )
}

interface OverviewProps {
  program: ProgramView
  programs: ProgramView[]
  onProgram: (id: string) => void
}

function Overview({ program, programs, onProgram }: OverviewProps) {
  const { t } = useTranslation("loyalty")
  const [params, setParams] = useSearchParams()
  const period = readPeriod(params, dayIn(program.time_zone, new Date()))
  const currency = params.get("currency_code") ?? undefined
  const overview = useApi<{ overview: OverviewView }>(
    "/admin/loyalty/overview",
    { program_id: program.id, from: period.from, to: period.to, currency_code: currency },
    { keepPrevious: true },
  )

  const change = (names: Record<string, string | null>) => {
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        for (const [name, value] of Object.entries(names)) {
          if (value === null) next.delete(name)
          else next.set(name, value)
        }
        return next
      },
      { replace: true },
    )
  }

  const controls = (
    <>
      <ProgramSelect programs={programs} value={program.id} onChange={onProgram} />
      <PeriodPicker
        period={period}
        onPreset={(preset) => {
          change({ period: preset, from: null, to: null })
        }}
        onPeriod={({ from, to }) => {
          change({ period: null, from, to })
        }}
      />
      {program.rates.length > 1 && (
        <Select
          size="small"
          value={currency ?? overview.data?.overview.currency_code ?? ""}
          onValueChange={(code) => {
            change({ currency_code: code })
          }}
        >
          <Select.Trigger aria-label={t("overview.currency")} className="w-auto min-w-20 gap-x-2">
            <Select.Value />
          </Select.Trigger>
          <Select.Content>
            {program.rates.map(({ currency_code }) => (
              <Select.Item key={currency_code} value={currency_code}>
                {currency_code.toUpperCase()}
              </Select.Item>
            ))}
          </Select.Content>
        </Select>
      )}
    </>
  )

  return (
    <Page
      zone="loyalty.overview"
      title={t("common.menu.loyalty")}
      description={program.name}
      actions={controls}
      data={overview.data?.overview}
      main={
        overview.data === undefined ? (
          <Page.Part id="LoyaltyFigures">
            <Section title={t("overview.points.title")}>
              <LoadState query={overview} lines={8}>
                {() => null}
              </LoadState>
            </Section>
          </Page.Part>
        ) : (
          <>
            <Page.Part id="LoyaltyOutstanding">
              <Outstanding overview={overview.data.overview} program={program} />
            </Page.Part>
            <Page.Part id="LoyaltyPoints">
              <PointsFigures overview={overview.data.overview} program={program} />
            </Page.Part>
            <Page.Part id="LoyaltyOrders">
              <OrderFigures overview={overview.data.overview} />
            </Page.Part>
          </>
        )
      }
    />
  )
}

export const config = defineRouteConfig({
  label: "common.menu.loyalty",
  translationNs: "loyalty",
  icon: Gift,
  rank: 1,
})

export const handle = { breadcrumb: () => <Crumb name="common.menu.loyalty" /> }
