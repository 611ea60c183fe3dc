import { defineWidgetConfig } from "@medusajs/admin-sdk"
import { Badge, Button, toast } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { memberHref, TextLink } from "../components/links"
import { LoadState, Nothing } from "../components/load-state"
import { AdjustDrawer } from "../components/member/adjust-drawer"
import { Balance } from "../components/member/balance"
import { MiniLedger } from "../components/member/mini-ledger"
import { StatusLabel } from "../components/member/status-label"
import { Standing } from "../components/member/tier"
import { Section } from "../components/section"
import { api } from "../lib/api"
import { useErrorText } from "../lib/errors"
import { useTierName } from "../lib/format"
import { useProgramOf } from "../lib/program"
import { useApi, useChange } from "../lib/queries"
import type { AccountView, MembersAnswer, MemberView, TierProgressView } from "../lib/types"

interface Customer {
  id: string
  has_account: boolean
}

/** On a customer's page: what he has, his tier, the last movements, and points by hand. One card a program. */
export default function CustomerPoints({ data: customer }: { data: Customer }) {
  const { t } = useTranslation("loyalty")
  const query = useApi<MembersAnswer>("/admin/loyalty/accounts", { customer_id: customer.id })
  if (query.data !== undefined && query.data.count > 0) {
    return (
      <>
        {query.data.accounts.map((member) => (
          <Member key={member.id} member={member} isOneOfMany={query.data.count > 1} />
        ))}
      </>
    )
  }
  return (
    <Section title={t("member.widget.title")}>
      <LoadState query={query}>{() => <NoAccount customer={customer} />}</LoadState>
    </Section>
  )
}

function Member({ member, isOneOfMany }: { member: MemberView; isOneOfMany: boolean }) {
  const { t } = useTranslation("loyalty")
  const [isAdjusting, setAdjusting] = useState(false)
  const nameIn = useTierName()
  const program = useProgramOf(member.program_id)
  const tier = useApi<{ tier: TierProgressView | null }>(`/admin/loyalty/accounts/${member.id}/tier`)
  return (
    <Section
      title={t("member.widget.title")}
      description={isOneOfMany ? program?.name : undefined}
      actions={
        <>
          {member.status === "frozen" && <StatusLabel status={member.status} />}
          {member.tier !== null && tier.data === undefined && (
            <Badge size="2xsmall">{nameIn(member.tier)}</Badge>
          )}
          <Button
            size="small"
            variant="secondary"
            onClick={() => {
              setAdjusting(true)
            }}
          >
            {t("member.adjust")}
          </Button>
        </>
      }
    >
      <Balance balance={member.balance} program={program} />
      {tier.data?.tier && <Standing tier={tier.data.tier} program={program} />}
      <MiniLedger accountId={member.id} program={program} />
      <div className="px-6 py-4">
        <TextLink to={memberHref(member.id)} className="txt-compact-small">
          {t("member.toMember")}
        </TextLink>
      </div>
      <AdjustDrawer account={member} open={isAdjusting} onOpenChange={setAdjusting} />
    </Section>
  )
}

function NoAccount({ customer }: { customer: Customer }) {
  const { t } = useTranslation("loyalty")
  const errorText = useErrorText()
  const open = useChange(() =>
    api.post<{ account: AccountView }>("/admin/loyalty/accounts", { customer_id: customer.id }),
  )
  if (!customer.has_account) {
    return <Nothing title={t("member.widget.noAccount")}>{t("member.widget.guest")}</Nothing>
  }
  return (
    <Nothing title={t("member.widget.noAccount")}>
      <p>{t("member.widget.noAccountDescription")}</p>
      <Button
        size="small"
        variant="secondary"
        className="mt-3"
        isLoading={open.isPending}
        onClick={() => {
          open.mutate(undefined, {
            onSuccess: () => toast.success(t("member.widget.opened")),
            onError: (error) => toast.error(errorText(error)),
          })
        }}
      >
        {t("member.widget.open")}
      </Button>
    </Nothing>
  )
}

export const config = defineWidgetConfig({ id: "loyalty-customer-points", zone: "customer.details.side" })
