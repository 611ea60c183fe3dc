import { LayoutComposer } from "@medusajs/dashboard/components"
import { Heading, Text } from "@medusajs/ui"
import type { ReactNode } from "react"

interface PageProps {
  /** Names the page in the dashboard: what staff rearrange on it and what other extensions add to it hang on this name. */
  zone: `loyalty.${string}`
  /** Where the first card does not say what the page is about. */
  title?: string
  description?: ReactNode
  actions?: ReactNode
  /** `Page.Part`s, one a card. */
  main: ReactNode
  /** A narrow column at the right. */
  side?: ReactNode
  /** In a narrow window, which has one column, the side follows the first card instead of the last. */
  isSideEarly?: boolean
  data?: unknown
}

/**
 * The cards of both columns become one list, and those of the main one but the first go behind the side's. By style alone, so
 * that what staff rearranged stays as they have it.
 */
const sideAfterFirst =
  "max-xl:[&>div]:contents max-xl:[&>div>*]:w-full max-xl:[&>div:first-child>*:not(:first-child)]:order-1"

function PageRoot({ zone, title, description, actions, main, side, isSideEarly = false, data }: PageProps) {
  return (
    <div className="flex w-full flex-col gap-y-3">
      {title !== undefined && (
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-1 py-1">
          <div>
            <Heading level="h1">{title}</Heading>
            {description && (
              <Text size="small" className="text-ui-fg-subtle">
                {description}
              </Text>
            )}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </div>
      )}
      {side === undefined ? (
        <LayoutComposer
          widgetsZonePrefix={zone}
          preferredLayoutId="core:single-column"
          sections={{ main }}
          data={data}
        />
      ) : (
        <LayoutComposer
          widgetsZonePrefix={zone}
          preferredLayoutId="core:two-column"
          sections={{ main, side }}
          layoutProps={isSideEarly ? { className: sideAfterFirst } : undefined}
          data={data}
        />
      )}
    </div>
  )
}

/** A page as the dashboard's own: cards in one column or two, which staff may rearrange. */
export const Page = Object.assign(PageRoot, { Part: LayoutComposer.Entry })
