import { Text, createDataTableColumnHelper } from "@medusajs/ui"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { ServerTable } from "../../../components/server-table"
import { useNames } from "../../../forms/use-options"
import { useDates } from "../../../lib/format"
import { useApi } from "../../../lib/queries"
import type { Paged, ProgramView } from "../../../lib/types"
import { sayMeasure, sayTier } from "./model/say-tier"
import type { Ladder, Tier, TierVersion } from "./model/types"
import { useTierWords } from "./use-tier-words"

type Answer = Paged & { versions: TierVersion[] }

const columnHelper = createDataTableColumnHelper<TierVersion>()
const rowsOf = (answer: Answer): TierVersion[] => answer.versions
const pageSize = 10

/** What the tier has said, the newest first, and who wrote it. */
export function TierVersions({
  tier,
  program,
  ladder,
}: {
  tier: Tier
  program: ProgramView
  ladder: Ladder
}) {
  const { t } = useTranslation("loyalty")
  const { dateTime } = useDates()
  const path = `/admin/loyalty/tiers/${tier.id}/versions`
  // The names of what is on the first page; the table asks for the same page.
  const { data } = useApi<Answer>(path, { limit: pageSize, offset: 0 })
  const words = useTierWords(program, data?.versions.map((version) => version.customer_group_id) ?? [])
  const nameOf = useNames([
    { source: "users", values: [...new Set(data?.versions.map(({ actor }) => userOf(actor)) ?? [])] },
  ])
  const columns = useMemo(
    () => [
      columnHelper.accessor("version", { header: t("rules.version") }),
      columnHelper.accessor("name", { header: t("tiers.name") }),
      columnHelper.accessor("threshold", {
        header: t("tiers.threshold"),
        cell: ({ row }) => sayMeasure(row.original.threshold, ladder.qualification, words),
      }),
      columnHelper.display({
        id: "gives",
        header: t("tiers.gives"),
        cell: ({ row }) => (
          <ul className="txt-small flex max-w-md flex-col whitespace-normal py-2">
            {sayTier(row.original, words).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        ),
      }),
      columnHelper.accessor("created_at", {
        header: t("rules.versions.written"),
        cell: ({ row }) => (
          <span className="flex flex-col py-2">
            <span>{dateTime(row.original.created_at)}</span>
            <Text as="span" size="xsmall" className="text-ui-fg-subtle">
              {nameOf("users", userOf(row.original.actor))}
            </Text>
          </span>
        ),
      }),
    ],
    [t, dateTime, nameOf, words, ladder],
  )
  return (
    <ServerTable<Answer, TierVersion>
      path={path}
      rowsOf={rowsOf}
      columns={columns}
      getRowId={({ version }) => String(version)}
      heading={t("rules.versions.title")}
      headingLevel="h2"
      prefix="versions"
      pageSize={pageSize}
      empty={{ heading: t("common.nothing") }}
    />
  )
}

const userOf = (actor: string): string => actor.replace(/^user:/, "")
