import { DataTable, Heading, Select, Text, useDataTable, type DataTableColumnDef } from "@medusajs/ui"
import { useMemo, type ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { useNavigate, useSearchParams } from "react-router-dom"
import type { Query } from "../lib/api"
import { useApi } from "../lib/queries"
import {
  pageOf,
  queryOf,
  readTableState,
  writeTableState,
  type TableShape,
  type TableState,
} from "../lib/table-state"
import type { Paged } from "../lib/types"
import { Failed } from "./load-state"
import { Named } from "./named"

export interface TableFilter {
  /** The name of the route's parameter. */
  id: string
  label: string
  options: { value: string; label: string }[]
}

interface ServerTableProps<Answer extends Paged, Item> {
  /** The route that gives a page: it takes `limit`, `offset` and, where they are asked for, `q`, `order` and the filters. */
  path: string
  rowsOf: (answer: Answer) => Item[]
  // The helper of @medusajs/ui gives columns of many value types, which no one type but any joins.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  columns: DataTableColumnDef<Item, any>[]
  getRowId: (row: Item) => string
  /** A click anywhere on the row goes there; for keyboards, one cell has to be a link to it. */
  rowHref?: (row: Item) => string
  heading?: string
  headingLevel?: "h1" | "h2"
  description?: ReactNode
  actions?: ReactNode
  filters?: TableFilter[]
  searchable?: boolean
  /** What can be searched for, in place of a mere "Search". */
  searchLabel?: string
  /** What the answer has to say besides its rows. */
  notice?: (answer: Answer) => ReactNode
  /** What is asked for besides, whatever the reader chooses. */
  query?: Query
  /** Where an address serves several tables. */
  prefix?: string
  pageSize?: number
  empty: { heading: string; description?: string }
}

const everything = "all"

/** A table of the dashboard over a route: search, filters, order and page are the server's and stand in the address. */
export function ServerTable<Answer extends Paged, Item>({
  path,
  rowsOf,
  columns,
  getRowId,
  rowHref,
  heading,
  headingLevel = "h1",
  description,
  actions,
  filters = [],
  searchable = false,
  searchLabel,
  notice,
  query: fixed = {},
  prefix,
  pageSize = 20,
  empty,
}: ServerTableProps<Answer, Item>) {
  const { t } = useTranslation("loyalty")
  const navigate = useNavigate()
  const filterIds = filters.map(({ id }) => id)
  const { state, change } = useTableState({ prefix, filterIds })
  const answer = useApi<Answer>(path, { ...queryOf(state, pageSize), ...fixed }, { keepPrevious: true })
  const rows = useMemo(() => (answer.data === undefined ? [] : rowsOf(answer.data)), [answer.data, rowsOf])
  const isNarrowed = state.q !== "" || Object.keys(state.filters).length > 0

  const table = useDataTable<Item>({
    data: rows,
    columns,
    getRowId,
    rowCount: answer.data?.count ?? 0,
    isLoading: answer.isPending,
    onRowClick: rowHref
      ? (event, row) => {
          // A link inside the row goes its own way.
          if (!(event.target as Element).closest("a, button")) void navigate(rowHref(row))
        }
      : undefined,
    pagination: {
      state: pageOf(state, pageSize),
      onPaginationChange: ({ pageIndex }) => {
        change({ offset: pageIndex * pageSize })
      },
    },
    sorting: {
      state: state.order,
      onSortingChange: (order) => {
        change({ order: order ?? null, offset: 0 })
      },
    },
    ...(searchable
      ? {
          search: {
            state: state.q,
            onSearchChange: (q: string) => {
              change({ q, offset: 0 })
            },
          },
        }
      : {}),
  })

  const chosen = (id: string): string => {
    const value = state.filters[id]
    return typeof value === "string" || typeof value === "number" ? String(value) : everything
  }
  const choose = (id: string, value: string) => {
    const { [id]: _before, ...others } = state.filters
    change({ filters: value === everything ? others : { ...others, [id]: value }, offset: 0 })
  }

  return (
    <DataTable instance={table}>
      {(heading ?? actions ?? (searchable || filters.length > 0)) && (
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3 px-6 py-4">
          <div>
            {heading && <Heading level={headingLevel}>{heading}</Heading>}
            {description && (
              <Text as="div" size="small" className="text-ui-fg-subtle">
                {description}
              </Text>
            )}
          </div>
          <div className="flex flex-wrap items-center gap-2">
            {filters.map(({ id, label, options }) => (
              <Select
                key={id}
                size="small"
                value={chosen(id)}
                onValueChange={(value) => {
                  choose(id, value)
                }}
              >
                <Select.Trigger aria-label={label} className="w-auto min-w-32 gap-x-2">
                  <Select.Value />
                </Select.Trigger>
                <Select.Content>
                  <Select.Item value={everything}>{t("common.table.all", { what: label })}</Select.Item>
                  {options.map((option) => (
                    <Select.Item key={option.value} value={option.value}>
                      {option.label}
                    </Select.Item>
                  ))}
                </Select.Content>
              </Select>
            ))}
            {searchable && (
              <Named label={searchLabel ?? t("common.table.search")}>
                <DataTable.Search
                  placeholder={searchLabel ?? t("common.table.search")}
                  className="w-full sm:w-56"
                />
              </Named>
            )}
            {actions}
          </div>
        </div>
      )}
      {answer.data !== undefined && notice && <Notice>{notice(answer.data)}</Notice>}
      {answer.isError && answer.data === undefined ? (
        <Failed error={answer.error} retry={() => void answer.refetch()} />
      ) : (
        <>
          <DataTable.Table
            emptyState={{
              empty: isNarrowed
                ? {
                    heading: t("common.table.noResults"),
                    description: t("common.table.noResultsDescription"),
                  }
                : empty,
              filtered: {
                heading: t("common.table.noResults"),
                description: t("common.table.noResultsDescription"),
              },
            }}
          />
          <DataTable.Pagination
            translations={{
              of: t("common.table.of"),
              results: t("common.table.results"),
              pages: t("common.table.pages"),
              prev: t("common.table.prev"),
              next: t("common.table.next"),
            }}
          />
        </>
      )}
    </DataTable>
  )
}

function Notice({ children }: { children: ReactNode }) {
  return children ? <div className="px-6 pb-4">{children}</div> : null
}

function useTableState(shape: TableShape) {
  const [params, setParams] = useSearchParams()
  const state = readTableState(params, shape)
  const change = (part: Partial<TableState>) => {
    setParams((before) => writeTableState(before, { ...readTableState(before, shape), ...part }, shape), {
      replace: true,
    })
  }
  return { state, change }
}
