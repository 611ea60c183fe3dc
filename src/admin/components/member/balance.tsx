import { useTranslation } from "react-i18next"
import { usePoints } from "../../lib/format"
import type { BalanceView, ProgramView } from "../../lib/types"

const parts = ["available", "pending", "held"] as const

/** What the member has, side by side. */
export function Balance({ balance, program }: { balance: BalanceView; program: ProgramView | undefined }) {
  const { t } = useTranslation("loyalty")
  const points = usePoints(program)
  return (
    <dl className="grid grid-cols-3 gap-x-4 px-6 py-4">
      {parts.map((part) => (
        <div key={part} className="flex min-w-0 flex-col gap-y-1">
          <dt className="txt-compact-xsmall text-ui-fg-subtle">{t(`member.balance.${part}`)}</dt>
          <dd className="h2-core text-ui-fg-base tabular-nums">{points.number(balance[part])}</dd>
        </div>
      ))}
    </dl>
  )
}
