import { useTranslation } from "react-i18next"
import { useMoney, useNumbers, usePoints } from "../../lib/format"
import type { OverviewView, ProgramView } from "../../lib/types"
import { Section } from "../section"
import { Figure, Figures } from "./figure"

/** What the store owes its members now, in points and in money. */
export function Outstanding({ overview, program }: { overview: OverviewView; program: ProgramView }) {
  const { t } = useTranslation("loyalty")
  const points = usePoints(program)
  const money = useMoney()
  const { number } = useNumbers()
  const { outstanding, currency_code } = overview
  const worth = (amount: number | undefined) =>
    amount === undefined ? undefined : t("overview.worth", { amount: money(amount, currency_code) })
  return (
    <Section title={t("overview.outstanding.title")} description={t("overview.outstanding.description")}>
      <Figures>
        <Figure
          label={t("overview.outstanding.available")}
          value={outstanding.available}
          format={points.number}
          note={worth(outstanding.worth?.available)}
        />
        <Figure
          label={t("overview.outstanding.pending")}
          value={outstanding.pending}
          format={points.number}
          note={worth(outstanding.worth?.pending)}
        />
        <Figure
          label={t("overview.outstanding.held")}
          value={outstanding.held}
          format={points.number}
          note={worth(outstanding.worth?.held)}
        />
        <Figure label={t("overview.outstanding.members")} value={outstanding.members} format={number} />
      </Figures>
    </Section>
  )
}
