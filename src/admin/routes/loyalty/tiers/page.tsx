import { defineRouteConfig } from "@medusajs/admin-sdk"
import { PencilSquare, Trash } from "@medusajs/icons"
import { Button, Container, createDataTableColumnHelper, toast, usePrompt } from "@medusajs/ui"
import { useMemo, useState } from "react"
import { useTranslation } from "react-i18next"
import { ActionsMenu } from "../../../components/actions-menu"
import { Crumb } from "../../../components/crumb"
import { NameLink } from "../../../components/links"
import { LoadState, Nothing } from "../../../components/load-state"
import { Page } from "../../../components/page"
import { ProgramSelect } from "../../../components/program-select"
import { Section } from "../../../components/section"
import { Sentences } from "../../../components/sentences"
import { ServerTable } from "../../../components/server-table"
import { api } from "../../../lib/api"
import { useErrorText } from "../../../lib/errors"
import { useNumbers } from "../../../lib/format"
import { useProgram } from "../../../lib/program"
import { useApi, useChange } from "../../../lib/queries"
import type { Paged, ProgramView } from "../../../lib/types"
import { LadderDrawer } from "./ladder-drawer"
import { sayLadder, sayMeasure, sayTier } from "./model/say-tier"
import type { Ladder, Tier } from "./model/types"
import { TierDialog } from "./tier-dialog"
import { useLadder } from "./use-ladder"
import { useTierWords } from "./use-tier-words"

type Answer = Paged & { tiers: Tier[] }

const tiersPath = "/admin/loyalty/tiers"
const columnHelper = createDataTableColumnHelper<Tier>()
const rowsOf = (answer: Answer): Tier[] => answer.tiers

/** How tiers are reached and lost, and what each gives. */
export default function TiersPage() {
  const { query, programs, program, choose } = useProgram()
  const { query: ladderQuery, ladder, isMissing } = useLadder(program?.id)
  const select = program && <ProgramSelect programs={programs} value={program.id} onChange={choose} />
  if (program === undefined || (ladder === null && !isMissing)) {
    return (
      <Page
        zone="loyalty.tiers"
        main={
          <Page.Part id="LoyaltyTierLadder">
            {program === undefined ? (
              <LoadState query={query}>{() => null}</LoadState>
            ) : (
              <LoadState query={ladderQuery}>{() => null}</LoadState>
            )}
          </Page.Part>
        }
      />
    )
  }
  return (
    <Page
      zone="loyalty.tiers"
      main={
        <>
          <Page.Part id="LoyaltyTierLadder">
            <LadderSection program={program} ladder={ladder} select={select} />
          </Page.Part>
          {ladder !== null && (
            <Page.Part id="LoyaltyTiers">
              <TiersTable program={program} ladder={ladder} />
            </Page.Part>
          )}
        </>
      }
    />
  )
}

interface LadderProps {
  program: ProgramView
  ladder: Ladder | null
  select: React.ReactNode
}

function LadderSection({ program, ladder, select }: LadderProps) {
  const { t } = useTranslation("loyalty")
  const [isEditing, setEditing] = useState(false)
  const words = useTierWords(program, [])
  const tiers = useApi<Answer>(tiersPath, { program_id: program.id, limit: 1 })
  const hasTiers = (tiers.data?.count ?? 0) > 0
  const remove = useDeleteLadder(program.id)
  const edit = () => {
    setEditing(true)
  }
  return (
    <Section
      level="h1"
      title={t("common.menu.tiers")}
      description={t("tiers.description")}
      actions={
        <>
          {select}
          {ladder !== null && (
            <>
              <Button size="small" variant="secondary" onClick={edit}>
                <PencilSquare aria-hidden />
                {t("tiers.ladder.edit")}
              </Button>
              {!hasTiers && (
                <ActionsMenu
                  groups={[
                    {
                      actions: [
                        { icon: <Trash />, label: t("tiers.ladder.delete"), onClick: () => void remove() },
                      ],
                    },
                  ]}
                />
              )}
            </>
          )}
        </>
      }
    >
      {ladder === null ? (
        <Nothing title={t("tiers.ladder.none")}>
          <p>{t("tiers.ladder.noneHint")}</p>
          <Button size="small" variant="secondary" className="mt-4" onClick={edit}>
            {t("tiers.ladder.make")}
          </Button>
        </Nothing>
      ) : (
        <ul className="txt-small flex list-disc flex-col gap-y-1 px-6 py-4 ps-10">
          {sayLadder(ladder, words).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      {isEditing && (
        <LadderDrawer
          programId={program.id}
          ladder={ladder}
          hasTiers={hasTiers}
          onClose={() => {
            setEditing(false)
          }}
        />
      )}
    </Section>
  )
}

function useDeleteLadder(programId: string): () => Promise<void> {
  const { t } = useTranslation("loyalty")
  const prompt = usePrompt()
  const errorText = useErrorText()
  const remove = useChange(() => api.delete(`/admin/loyalty/programs/${programId}/tier-ladder`))
  return async () => {
    const confirmed = await prompt({
      title: t("tiers.ladder.deleteTitle"),
      description: t("tiers.ladder.deleteHint"),
      confirmText: t("common.actions.delete"),
      cancelText: t("common.actions.cancel"),
    })
    if (!confirmed) return
    try {
      await remove.mutateAsync()
    } catch (error) {
      toast.error(errorText(error))
    }
  }
}

function TiersTable({ program, ladder }: { program: ProgramView; ladder: Ladder }) {
  const { t } = useTranslation("loyalty")
  const [isCreating, setCreating] = useState(false)
  const columns = useColumns(program, ladder)
  return (
    <>
      <Container className="overflow-hidden p-0">
        <ServerTable<Answer, Tier>
          path={tiersPath}
          query={{ program_id: program.id }}
          rowsOf={rowsOf}
          columns={columns}
          getRowId={({ id }) => id}
          rowHref={({ id }) => `/loyalty/tiers/${id}`}
          heading={t("tiers.ofLadder")}
          headingLevel="h2"
          actions={
            <Button
              size="small"
              variant="secondary"
              onClick={() => {
                setCreating(true)
              }}
            >
              {t("common.actions.create")}
            </Button>
          }
          empty={{ heading: t("tiers.empty"), description: t("tiers.emptyHint") }}
        />
      </Container>
      {isCreating && (
        <TierDialog
          program={program}
          ladder={ladder}
          tier={null}
          onClose={() => {
            setCreating(false)
          }}
        />
      )}
    </>
  )
}

function useColumns(program: ProgramView, ladder: Ladder) {
  const { t } = useTranslation("loyalty")
  const { number } = useNumbers()
  // The names of the groups of the tiers that there are; a ladder has a handful.
  const { data } = useApi<Answer>(tiersPath, { program_id: program.id, limit: 100 })
  const words = useTierWords(program, data?.tiers.map((tier) => tier.customer_group_id) ?? [])
  return useMemo(
    () => [
      columnHelper.accessor("name", {
        header: t("tiers.name"),
        cell: ({ row: { original: tier } }) => (
          <NameLink to={`/loyalty/tiers/${tier.id}`}>{tier.translations[words.locale] ?? tier.name}</NameLink>
        ),
      }),
      columnHelper.accessor("threshold", {
        header: t("tiers.threshold"),
        cell: ({ row }) => sayMeasure(row.original.threshold, ladder.qualification, words),
      }),
      columnHelper.display({
        id: "gives",
        header: t("tiers.gives"),
        cell: ({ row }) => <Sentences sentences={sayTier(row.original, words)} />,
      }),
      columnHelper.accessor("members", {
        header: t("tiers.members"),
        align: "right",
        cell: ({ row }) => number(row.original.members),
      }),
    ],
    [t, words, ladder, number],
  )
}

export const config = defineRouteConfig({ label: "common.menu.tiers", translationNs: "loyalty", rank: 4 })

export const handle = { breadcrumb: () => <Crumb name="common.menu.tiers" /> }
