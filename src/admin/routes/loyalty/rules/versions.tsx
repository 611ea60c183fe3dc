import { Text, createDataTableColumnHelper } from "@medusajs/ui"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { ServerTable } from "../../../components/server-table"
import { useNames } from "../../../forms/use-options"
import { useDates } from "../../../lib/format"
import { useApi } from "../../../lib/queries"
import type { Paged, ProgramView } from "../../../lib/types"
import { sayRule } from "./model/say-rule"
import type { Rule, RuleVersion } from "./model/types"
import type { Words } from "./model/words"
import { useWords } from "./use-words"

type Answer = Paged & { versions: RuleVersion[] }
/** A version with what it says that the one before it did not. */
type VersionRow = RuleVersion & { says: string[] }

const columnHelper = createDataTableColumnHelper<VersionRow>()
const pageSize = 10

/** What the rule has said, the newest first, and who wrote it. */
export function RuleVersions({ rule, program }: { rule: Rule; program: ProgramView }) {
  const { t } = useTranslation("loyalty")
  const { dateTime } = useDates()
  const path = `/admin/loyalty/rules/${rule.id}/versions`
  // The names of what is on the first page; the table asks for the same page.
  const { data } = useApi<Answer>(path, { limit: pageSize, offset: 0 })
  const words = useWords(program, data?.versions.map(({ conditions }) => conditions) ?? [])
  const actors = [...new Set(data?.versions.map(({ actor }) => userOf(actor)) ?? [])]
  const nameOf = useNames([{ source: "users", values: actors }])
  const columns = useMemo(
    () => [
      columnHelper.accessor("version", { header: t("rules.version") }),
      columnHelper.accessor("says", {
        header: t("rules.versions.says"),
        cell: ({ row }) => (
          <ul className="txt-small flex max-w-lg flex-col gap-y-1 whitespace-normal py-2">
            {row.original.says.map((sentence) => (
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
    [t, dateTime, nameOf],
  )
  const rowsOf = useMemo(() => (answer: Answer) => withNews(answer.versions, words), [words])
  return (
    <ServerTable<Answer, VersionRow>
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

/** Of each version the sentences that the next older one does not have; of the oldest known, all. */
export function withNews(versions: readonly RuleVersion[], words: Words): VersionRow[] {
  const said = versions.map((version) => sayRule(version, words))
  return versions.map((version, index) => {
    const before = new Set(said[index + 1] ?? [])
    const news = (said[index] ?? []).filter((sentence) => !before.has(sentence))
    return { ...version, says: news.length === 0 ? [words.t("rules.versions.same")] : news }
  })
}

const userOf = (actor: string): string => actor.replace(/^user:/, "")
