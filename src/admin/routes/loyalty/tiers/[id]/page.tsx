import { PencilSquare, Trash } from "@medusajs/icons"
import { Badge, Button } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { useNavigate, useParams, type UIMatch } from "react-router-dom"
import { ActionsMenu } from "../../../../components/actions-menu"
import { LoadState, Loading } from "../../../../components/load-state"
import { Page } from "../../../../components/page"
import { Row, Section } from "../../../../components/section"
import { useDates, useNumbers } from "../../../../lib/format"
import { useProgramOf } from "../../../../lib/program"
import { useApi } from "../../../../lib/queries"
import type { ProgramView } from "../../../../lib/types"
import { nameIn } from "../../../../forms/sources"
import { DeleteTier } from "../delete-tier"
import { sayMeasure, sayTier } from "../model/say-tier"
import type { Ladder, Tier } from "../model/types"
import { TierDialog } from "../tier-dialog"
import { useLadder } from "../use-ladder"
import { useTierWords } from "../use-tier-words"
import { TierVersions } from "../versions"

interface Answer {
  tier: Tier
}

const pathOf = (id: string): string => `/admin/loyalty/tiers/${id}`

/** One tier: how it is reached, what it gives, what it said before. */
export default function TierPage() {
  const { id = "" } = useParams()
  const query = useApi<Answer>(pathOf(id))
  const program = useProgramOf(query.data?.tier.program_id)
  const { ladder } = useLadder(query.data?.tier.program_id)
  if (query.data === undefined || program === undefined || ladder === null) {
    return (
      <Page
        zone="loyalty.tier"
        main={
          <Page.Part id="LoyaltyTier">
            <LoadState query={query} lines={8}>
              {() => <Loading lines={8} />}
            </LoadState>
          </Page.Part>
        }
      />
    )
  }
  const { tier } = query.data
  return (
    <Page
      zone="loyalty.tier"
      data={tier}
      main={
        <>
          <Page.Part id="LoyaltyTier">
            <TierSection tier={tier} program={program} ladder={ladder} />
          </Page.Part>
          <Page.Part id="LoyaltyTierVersions">
            <TierVersions tier={tier} program={program} ladder={ladder} />
          </Page.Part>
        </>
      }
    />
  )
}

interface TierProps {
  tier: Tier
  program: ProgramView
  ladder: Ladder
}

function TierSection({ tier, program, ladder }: TierProps) {
  const { t } = useTranslation("loyalty")
  const { dateTime } = useDates()
  const { number } = useNumbers()
  const navigate = useNavigate()
  const [open, setOpen] = useState<"edit" | "delete" | null>(null)
  const words = useTierWords(program, [tier.customer_group_id])
  const gives = sayTier(tier, words)
  const names = Object.entries(tier.translations)
  const close = () => {
    setOpen(null)
  }
  return (
    <Section
      level="h1"
      title={tier.translations[words.locale] ?? tier.name}
      actions={
        <>
          <Button
            size="small"
            variant="secondary"
            onClick={() => {
              setOpen("edit")
            }}
          >
            <PencilSquare aria-hidden />
            {t("common.actions.edit")}
          </Button>
          <ActionsMenu
            groups={[
              {
                actions: [
                  {
                    icon: <Trash />,
                    label: t("common.actions.delete"),
                    onClick: () => {
                      setOpen("delete")
                    },
                  },
                ],
              },
            ]}
          />
        </>
      }
    >
      <Row title={t("tiers.threshold")}>{sayMeasure(tier.threshold, ladder.qualification, words)}</Row>
      <Row title={t("tiers.gives")}>
        {gives.length === 0 ? (
          t("common.none")
        ) : (
          <ul className="flex flex-col gap-y-1">
            {gives.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )}
      </Row>
      <Row title={t("tiers.members")}>{number(tier.members)}</Row>
      <Row title={t("tiers.handle")}>
        <Badge size="2xsmall">{tier.handle}</Badge>
      </Row>
      {names.length > 0 && (
        <Row title={t("tiers.translations")}>
          {[
            `${t("tiers.standard")}: ${tier.name}`,
            ...names.map(([code, name]) => `${nameIn(words.locale, "language", code)}: ${name}`),
          ].join("; ")}
        </Row>
      )}
      <Row title={t("rules.version")}>
        {tier.version}, {dateTime(tier.updated_at)}
      </Row>
      {open === "edit" && <TierDialog program={program} ladder={ladder} tier={tier} onClose={close} />}
      {open === "delete" && (
        <DeleteTier tier={tier} onClose={close} onDeleted={() => void navigate("/loyalty/tiers")} />
      )}
    </Section>
  )
}

function TierCrumb({ id }: { id: string }) {
  const { data } = useApi<Answer>(pathOf(id))
  return <span>{data?.tier.name ?? id}</span>
}

export const handle = { breadcrumb: ({ params }: UIMatch) => <TierCrumb id={params["id"] ?? ""} /> }
