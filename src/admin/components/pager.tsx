import { Button } from "@medusajs/ui"
import { useState, type ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { useApi } from "../lib/queries"
import type { Paged } from "../lib/types"
import { LoadState } from "./load-state"

interface PagedListProps<Answer extends Paged, Item> {
  path: string
  rowsOf: (answer: Answer) => Item[]
  keyOf: (item: Item, index: number) => string
  children: (item: Item) => ReactNode
  empty: ReactNode
  /** What the list is, for those who hear it. */
  label: string
  pageSize?: number
}

/** A short list in a narrow column, page by page from the server. */
export function PagedList<Answer extends Paged, Item>({
  path,
  rowsOf,
  keyOf,
  children,
  empty,
  label,
  pageSize = 5,
}: PagedListProps<Answer, Item>) {
  const { t } = useTranslation("loyalty")
  const [offset, setOffset] = useState(0)
  const query = useApi<Answer>(path, { limit: pageSize, offset }, { keepPrevious: true })
  return (
    <LoadState query={query} isEmpty={({ count }) => count === 0} empty={empty}>
      {(answer) => (
        <>
          <ul aria-label={label} className="divide-y">
            {rowsOf(answer).map((item, index) => (
              <li key={keyOf(item, index)} className="px-6 py-3">
                {children(item)}
              </li>
            ))}
          </ul>
          {answer.count > pageSize && (
            <nav aria-label={label} className="flex items-center justify-end gap-x-2 px-4 py-2">
              <Button
                size="small"
                variant="transparent"
                disabled={offset === 0}
                onClick={() => {
                  setOffset(offset - pageSize)
                }}
              >
                {t("common.table.prev")}
              </Button>
              <Button
                size="small"
                variant="transparent"
                disabled={offset + pageSize >= answer.count}
                onClick={() => {
                  setOffset(offset + pageSize)
                }}
              >
                {t("common.table.next")}
              </Button>
            </nav>
          )}
        </>
      )}
    </LoadState>
  )
}
