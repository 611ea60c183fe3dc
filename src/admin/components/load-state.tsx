import { ArrowPath, ExclamationCircle } from "@medusajs/icons"
import { Button, Skeleton, Text } from "@medusajs/ui"
import type { UseQueryResult } from "@tanstack/react-query"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { useErrorText } from "../lib/errors"

interface LoadStateProps<T> {
  query: UseQueryResult<T, Error>
  children: (data: T) => ReactNode
  /** Where there is an answer and nothing in it. */
  isEmpty?: (data: T) => boolean
  empty?: ReactNode
  /** How many lines the placeholder has. */
  lines?: number
}

/** What is read, or that it is on its way, or why it could not be read, with a way to try again; or that there is nothing. */
export function LoadState<T>({ query, children, isEmpty, empty, lines = 3 }: LoadStateProps<T>) {
  if (query.data !== undefined) {
    return <>{isEmpty?.(query.data) ? (empty ?? <Nothing />) : children(query.data)}</>
  }
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  return <Loading lines={lines} />
}

export function Loading({ lines = 3 }: { lines?: number }) {
  const { t } = useTranslation("loyalty")
  return (
    <div role="status" className="flex flex-col gap-y-3 px-6 py-4">
      <span className="sr-only">{t("common.loading")}</span>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} className="h-5 w-full rounded-md" />
      ))}
    </div>
  )
}

export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation("loyalty")
  const errorText = useErrorText()
  return (
    <div role="alert" className="flex flex-col items-center gap-y-3 px-6 py-8 text-center">
      <ExclamationCircle className="text-ui-fg-subtle" aria-hidden />
      <div>
        <Text size="small" leading="compact" weight="plus">
          {t("common.failed")}
        </Text>
        <Text size="small" className="text-ui-fg-subtle">
          {errorText(error)}
        </Text>
      </div>
      {retry && (
        <Button size="small" variant="secondary" onClick={retry}>
          <ArrowPath aria-hidden />
          {t("common.retry")}
        </Button>
      )}
    </div>
  )
}

export function Nothing({ title, children }: { title?: string; children?: ReactNode }) {
  const { t } = useTranslation("loyalty")
  return (
    <div className="flex flex-col items-center gap-y-1 px-6 py-8 text-center">
      <Text size="small" leading="compact" weight="plus">
        {title ?? t("common.nothing")}
      </Text>
      {children && (
        <Text as="div" size="small" className="text-ui-fg-subtle">
          {children}
        </Text>
      )}
    </div>
  )
}
