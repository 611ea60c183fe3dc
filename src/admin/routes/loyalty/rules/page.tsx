import { defineRouteConfig } from "@medusajs/admin-sdk"
import { Button, Container, Text, createDataTableColumnHelper } from "@medusajs/ui"
import { useMemo, useState } from "react"
import { useTranslation } from "react-i18next"
import { useNavigate } from "react-router-dom"
import { Crumb } from "../../../components/crumb"
import { NameLink } from "../../../components/links"
import { LoadState } from "../../../components/load-state"
import { Page } from "../../../components/page"
import { ProgramSelect } from "../../../components/program-select"
import { ServerTable } from "../../../components/server-table"
import { useProgram } from "../../../lib/program"
import type { Paged, ProgramView } from "../../../lib/types"
import { saved } from "../../../components/unsaved-changes"
import { RuleDialog } from "./form/rule-dialog"
import { sayEffect } from "./model/say-rule"
import { ruleStates } from "./model/state"
import { triggerCodes } from "./model/tables"
import type { Rule } from "./model/types"
import { RuleStateBadge } from "./rule-state"
import { useWords } from "./use-words"

type Answer = Paged & { rules: Rule[] }

const columnHelper = createDataTableColumnHelper<Rule>()
const rowsOf = (answer: Answer): Rule[] => answer.rules

/** Earning rules of a program: what there is, and a new one. */
export default function RulesPage() {
  const { query, programs, program, choose } = useProgram()
  return (
    <Page
      zone="loyalty.rules"
      main={
        <Page.Part id="LoyaltyRules">
          <LoadState query={query} lines={8}>
            {() =>
              program && (
                <RulesTable
                  program={program}
                  select={<ProgramSelect programs={programs} value={program.id} onChange={choose} />}
                />
              )
            }
          </LoadState>
        </Page.Part>
      }
    />
  )
}

function RulesTable({ program, select }: { program: ProgramView; select: React.ReactNode }) {
  const { t } = useTranslation("loyalty")
  const navigate = useNavigate()
  const [isCreating, setCreating] = useState(false)
  const columns = useColumns(program)
  return (
    <>
      <Container className="overflow-hidden p-0">
        <ServerTable<Answer, Rule>
          path="/admin/loyalty/rules"
          query={{ program_id: program.id }}
          rowsOf={rowsOf}
          columns={columns}
          getRowId={({ id }) => id}
          rowHref={({ id }) => `/loyalty/rules/${id}`}
          heading={t("common.menu.rules")}
          description={t("rules.description")}
          searchable
          filters={[
            {
              id: "state",
              label: t("rules.stateLabel"),
              options: ruleStates.map((state) => ({ value: state, label: t(`rules.state.${state}`) })),
            },
            {
              id: "trigger",
              label: t("rules.trigger.title"),
              options: triggerCodes.map((code) => ({ value: code, label: t(`rules.trigger.${code}`) })),
            },
          ]}
          actions={
            <>
              {select}
              <Button
                size="small"
                variant="secondary"
                onClick={() => {
                  setCreating(true)
                }}
              >
                {t("common.actions.create")}
              </Button>
            </>
          }
          empty={{ heading: t("rules.empty"), description: t("rules.emptyHint") }}
        />
      </Container>
      {isCreating && (
        <RuleDialog
          program={program}
          rule={null}
          onClose={() => {
            setCreating(false)
          }}
          onSaved={({ id }) => void navigate(`/loyalty/rules/${id}`, { state: saved })}
        />
      )}
    </>
  )
}

function useColumns(program: ProgramView) {
  const { t } = useTranslation("loyalty")
  const words = useWords(program, [])
  return useMemo(
    () => [
      columnHelper.accessor("name", {
        header: t("rules.name"),
        cell: ({ row: { original: rule } }) => (
          <NameLink to={`/loyalty/rules/${rule.id}`}>{rule.name}</NameLink>
        ),
      }),
      columnHelper.accessor("state", {
        header: t("rules.stateLabel"),
        cell: ({ row }) => <RuleStateBadge rule={row.original} />,
      }),
      columnHelper.accessor("trigger", {
        header: t("rules.trigger.title"),
        cell: ({ row }) => t(`rules.trigger.${row.original.trigger.code}`),
      }),
      columnHelper.accessor("effect", {
        header: t("rules.effect.title"),
        cell: ({ row }) => <Cut>{sayEffect(row.original.effect, words)}</Cut>,
      }),
      columnHelper.display({
        id: "schedule",
        header: t("rules.schedule.title"),
        cell: ({ row: { original: rule } }) => <Schedule rule={rule} moment={words.moment} />,
      }),
      columnHelper.accessor("priority", { header: t("rules.combination.priority") }),
    ],
    [t, words],
  )
}

function Schedule({ rule, moment }: { rule: Rule; moment: (iso: string) => string }) {
  const { t } = useTranslation("loyalty")
  if (rule.starts_at === null && rule.ends_at === null) return <>{t("rules.schedule.always")}</>
  return (
    <span className="flex flex-col">
      {rule.starts_at !== null && <span>{t("rules.schedule.since", { at: moment(rule.starts_at) })}</span>}
      {rule.ends_at !== null && <span>{t("rules.schedule.till", { at: moment(rule.ends_at) })}</span>}
    </span>
  )
}

function Cut({ children }: { children: string }) {
  return (
    <Text as="span" size="small" className="block max-w-72 truncate" title={children}>
      {children}
    </Text>
  )
}

export const config = defineRouteConfig({ label: "common.menu.rules", translationNs: "loyalty", rank: 3 })

export const handle = { breadcrumb: () => <Crumb name="common.menu.rules" /> }
