import { defineRouteConfig } from "@medusajs/admin-sdk"
import { Gift } from "@medusajs/icons"
import { useTranslation } from "react-i18next"
import { Crumb } from "../../components/crumb"
import { LoadState } from "../../components/load-state"
import { Page } from "../../components/page"
import { Section } from "../../components/section"
import { useProgram } from "../../lib/program"

export default function OverviewPage() {
  const { t } = useTranslation("loyalty")
  const { query } = useProgram()
  return (
    <Page
      zone="loyalty.overview"
      title={t("common.menu.loyalty")}
      main={
        <Page.Part id="LoyaltyFigures">
          <Section title={t("common.menu.loyalty")}>
            <LoadState query={query}>{({ programs }) => <>{programs.length}</>}</LoadState>
          </Section>
        </Page.Part>
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
