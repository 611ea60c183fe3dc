import { useTranslation } from "react-i18next"
import type { ReasonView } from "../lib/types"

interface WhyProps {
  reasons: readonly ReasonView[]
  text: (reason: ReasonView) => string
  /** Closed until somebody asks; otherwise a plain list. */
  folded?: boolean
}

/** Reasons, one a line. */
export function Why({ reasons, text, folded = false }: WhyProps) {
  const { t } = useTranslation("loyalty")
  if (reasons.length === 0) return null
  const list = (
    <ul className="txt-small text-ui-fg-subtle mt-1 flex list-disc flex-col gap-y-0.5 whitespace-normal pl-4">
      {reasons.map((reason, index) => (
        <li key={index}>{text(reason)}</li>
      ))}
    </ul>
  )
  if (!folded) return list
  return (
    <details>
      <summary className="txt-compact-small text-ui-fg-subtle hover:text-ui-fg-base focus-visible:shadow-borders-focus w-fit cursor-pointer rounded-sm outline-none">
        {t("orders.why")}
      </summary>
      {list}
    </details>
  )
}
