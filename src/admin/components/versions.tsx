import { Container, Text, createDataTableColumnHelper } from "@medusajs/ui"
import { useMemo, type ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { useDates } from "../lib/format"
import type { Paged } from "../lib/types"
import { Actor } from "./actor"
import { ServerTable } from "./server-table"

interface Version {
  version: number
  actor: string
  created_at: string
}

type Answer<One> = Paged & { versions: One[] }

/** A version and, where the same page of the table has it, the one that it took the place of. */
export type Succession<One> = One & { before: One | null }

interface VersionsProps<One> {
  path: string
  /** What a version says, between its number and its author. Those that do not change from one drawing to the next. */
  columns: readonly { id: string; header: string; cell: (version: Succession<One>) => ReactNode }[]
}

const pageSize = 10
const keyOf = ({ version }: Version): string => String(version)

function rowsOf<One>({ versions }: Answer<One>): Succession<One>[] {
  return versions.map((version, index) => ({ ...version, before: versions[index + 1] ?? null }))
}

/** What something has said, the newest first, when it was written and by whom. */
export function Versions<One extends Version>({ path, columns: said }: VersionsProps<One>) {
  const { t } = useTranslation("loyalty")
  const { dateTime } = useDates()
  const columns = useMemo(() => {
    const { display } = createDataTableColumnHelper<Succession<One>>()
    return [
      display({ id: "version", header: t("rules.version"), cell: ({ row }) => row.original.version }),
      ...said.map(({ id, header, cell }) => display({ id, header, cell: ({ row }) => cell(row.original) })),
      display({
        id: "created_at",
        header: t("rules.versions.written"),
        cell: ({ row: { original: version } }) => (
          <span className="flex flex-col py-2">
            <span>{dateTime(version.created_at)}</span>
            <Text as="span" size="xsmall" className="text-ui-fg-subtle">
              <Actor actor={version.actor} />
            </Text>
          </span>
        ),
      }),
    ]
  }, [t, dateTime, said])
  return (
    <Container className="overflow-hidden p-0">
      <ServerTable<Answer<One>, Succession<One>>
        path={path}
        rowsOf={rowsOf}
        columns={columns}
        getRowId={keyOf}
        heading={t("rules.versions.title")}
        headingLevel="h2"
        prefix="versions"
        pageSize={pageSize}
        empty={{ heading: t("common.nothing") }}
      />
    </Container>
  )
}
