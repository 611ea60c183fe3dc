import { PencilSquare, Trash } from "@medusajs/icons"
import { Badge, Button, Text } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { useNavigate, useParams, type UIMatch } from "react-router-dom"
import { ActionsMenu } from "../../../../components/actions-menu"
import { LoadState, Loading } from "../../../../components/load-state"
import { Page } from "../../../../components/page"
import { Row, Section } from "../../../../components/section"
import { useDates, useNumbers, usePoints } from "../../../../lib/format"
import { useProgramOf } from "../../../../lib/program"
import { useApi } from "../../../../lib/queries"
import type { ProgramView } from "../../../../lib/types"
import { RuleDialog } from "../form/rule-dialog"
import { sayRule } from "../model/say-rule"
import { stepsFrom } from "../model/state"
import type { Rule, RuleUsage } from "../model/types"
import { RuleStateBadge, useDeleteRule, useRuleState } from "../rule-state"
import { useWords } from "../use-words"
import { RuleVersions } from "../versions"

interface Answer {
  rule: Rule
}

const pathOf = (id: string): string => `/admin/loyalty/rules/${id}`

/** One rule: what it says, what it gave, what it said before. */
export default function RulePage() {
  const { id = "" } = useParams()
  const query = useApi<Answer>(pathOf(id))
  const program = useProgramOf(query.data?.rule.program_id)
  if (query.data === undefined || program === undefined) {
    return (
      <Page
        zone="loyalty.rule"
        main={
          <Page.Part id="LoyaltyRule">
            <LoadState query={query} lines={8}>
              {() => <Loading lines={8} />}
            </LoadState>
          </Page.Part>
        }
      />
    )
  }
  const { rule } = query.data
  return (
    <Page
      zone="loyalty.rule"
      data={rule}
      main={
        <>
          <Page.Part id="LoyaltyRule">
            <RuleSection rule={rule} program={program} />
          </Page.Part>
          <Page.Part id="LoyaltyRuleVersions">
            <RuleVersions rule={rule} program={program} />
          </Page.Part>
        </>
      }
      side={
        <>
          {rule.usage && (
            <Page.Part id="LoyaltyRuleUsage">
              <Usage usage={rule.usage} program={program} />
            </Page.Part>
          )}
          <Page.Part id="LoyaltyRuleDetails">
            <Details rule={rule} />
          </Page.Part>
        </>
      }
    />
  )
}

function RuleSection({ rule, program }: { rule: Rule; program: ProgramView }) {
  const { t } = useTranslation("loyalty")
  const [isEditing, setEditing] = useState(false)
  const words = useWords(program, [rule.conditions])
  // The group of an offer's rates is the offer itself, whose id tells nobody anything.
  const ofOffer = rule.cashback_offer_id !== null
  const [what, ...others] = sayRule(ofOffer ? { ...rule, exclusive_group: null } : rule, words)
  return (
    <Section
      level="h1"
      title={rule.name}
      actions={
        <>
          <RuleStateBadge rule={rule} />
          <RuleActions
            rule={rule}
            onEdit={() => {
              setEditing(true)
            }}
          />
        </>
      }
    >
      <div className="flex flex-col gap-y-2 px-6 py-4">
        <Text>{what}</Text>
        {others.length > 0 && (
          <ul className="txt-small text-ui-fg-subtle flex list-disc flex-col gap-y-1 ps-4">
            {others.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )}
        {ofOffer && (
          <Text size="small" className="text-ui-fg-subtle">
            {t("rules.ofOffer")}
          </Text>
        )}
      </div>
      {isEditing && (
        <RuleDialog
          program={program}
          rule={rule}
          onClose={() => {
            setEditing(false)
          }}
        />
      )}
    </Section>
  )
}

function RuleActions({ rule, onEdit }: { rule: Rule; onEdit: () => void }) {
  const { t } = useTranslation("loyalty")
  const navigate = useNavigate()
  const change = useRuleState()
  const remove = useDeleteRule()
  if (rule.cashback_offer_id !== null || rule.state === "ended") return null
  const [first, ...later] = stepsFrom(rule.state)
  const stepName = (step: string): string =>
    t(`rules.step.${step === "active" && rule.state === "paused" ? "resume" : step}.action`)
  return (
    <>
      {first !== undefined && (
        <Button size="small" variant="secondary" onClick={() => void change(rule, first)}>
          {stepName(first)}
        </Button>
      )}
      <Button size="small" variant="secondary" onClick={onEdit}>
        <PencilSquare aria-hidden />
        {t("common.actions.edit")}
      </Button>
      {(later.length > 0 || rule.state === "draft") && (
        <ActionsMenu
          groups={[
            {
              actions: later.map((step) => ({
                icon: <PencilSquare />,
                label: stepName(step),
                onClick: () => void change(rule, step),
              })),
            },
            {
              actions:
                rule.state === "draft"
                  ? [
                      {
                        icon: <Trash />,
                        label: t("common.actions.delete"),
                        onClick: () =>
                          void remove(rule).then((gone) => {
                            if (gone) void navigate("/loyalty/rules")
                          }),
                      },
                    ]
                  : [],
            },
          ].filter(({ actions }) => actions.length > 0)}
        />
      )}
    </>
  )
}

function Usage({ usage, program }: { usage: RuleUsage; program: ProgramView }) {
  const { t } = useTranslation("loyalty")
  const points = usePoints(program)
  const { number } = useNumbers()
  return (
    <Section title={t("rules.usage.title")}>
      <Row title={t("rules.usage.given")}>{points.words(usage.points_given)}</Row>
      <Row title={t("rules.usage.kept")}>{points.words(usage.points_kept)}</Row>
      <Row title={t("rules.usage.times")}>{number(usage.times)}</Row>
      <Row title={t("rules.usage.members")}>{number(usage.members)}</Row>
      {usage.budget_left !== null && (
        <Row title={t("rules.usage.budgetLeft")}>{points.words(usage.budget_left)}</Row>
      )}
    </Section>
  )
}

function Details({ rule }: { rule: Rule }) {
  const { t } = useTranslation("loyalty")
  const { dateTime } = useDates()
  return (
    <Section title={t("rules.details")}>
      <Row title={t("rules.combination.priority")}>{rule.priority}</Row>
      <Row title={t("rules.version")}>{rule.version}</Row>
      <Row title={t("rules.created")}>{dateTime(rule.created_at)}</Row>
      <Row title={t("rules.updated")}>{dateTime(rule.updated_at)}</Row>
      <Row title="ID">
        <Badge size="2xsmall" className="max-w-full">
          <span className="truncate">{rule.id}</span>
        </Badge>
      </Row>
    </Section>
  )
}

function RuleCrumb({ id }: { id: string }) {
  const { data } = useApi<Answer>(pathOf(id))
  return <span>{data?.rule.name ?? id}</span>
}

export const handle = { breadcrumb: ({ params }: UIMatch) => <RuleCrumb id={params["id"] ?? ""} /> }
