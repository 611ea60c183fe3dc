import { Container, Heading, Text, clx } from "@medusajs/ui"
import { useId, type PropsWithChildren, type ReactNode } from "react"

interface SectionProps {
  title: string
  description?: ReactNode
  /** Badges and buttons at the right of the title. */
  actions?: ReactNode
  level?: "h1" | "h2" | "h3"
  className?: string
}

/** A card of a page, as the dashboard's own: title and actions, then rows with lines between them. */
export function Section({
  title,
  description,
  actions,
  level = "h2",
  className,
  children,
}: PropsWithChildren<SectionProps>) {
  const heading = useId()
  return (
    <section aria-labelledby={heading} className="w-full">
      <Container className={clx("divide-y p-0", className)}>
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-6 py-4">
          <div className="min-w-0">
            <Heading level={level} id={heading}>
              {title}
            </Heading>
            {description && (
              <Text size="small" className="text-ui-fg-subtle">
                {description}
              </Text>
            )}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </div>
        {children}
      </Container>
    </section>
  )
}

/** A name and its value. */
export function Row({ title, children }: PropsWithChildren<{ title: ReactNode }>) {
  return (
    <div className="text-ui-fg-subtle grid grid-cols-2 items-center gap-4 px-6 py-4">
      <Text as="div" size="small" leading="compact" weight="plus">
        {title}
      </Text>
      <div className="txt-compact-small min-w-0 break-words">{children}</div>
    </div>
  )
}
