import { useTranslation } from "react-i18next"
import { useParams, type UIMatch } from "react-router-dom"
import { Failed, Loading } from "../../../../components/load-state"
import { Balance } from "../../../../components/member/balance"
import { General } from "../../../../components/member/general"
import { Clubs, Memberships } from "../../../../components/member/groups"
import { Ledger } from "../../../../components/member/ledger"
import { Lots } from "../../../../components/member/lots"
import { Orders } from "../../../../components/member/orders"
import { Tier } from "../../../../components/member/tier"
import { Page } from "../../../../components/page"
import { Section } from "../../../../components/section"
import { useProgramOf } from "../../../../lib/program"
import { useApi } from "../../../../lib/queries"
import { nameOf } from "../../../../lib/reasons"
import type { MemberView } from "../../../../lib/types"

const useMember = (id: string) => useApi<{ account: MemberView }>(`/admin/loyalty/accounts/${id}`)

/** One member: what he has, how it came about, and what staff can do. */
export default function MemberPage() {
  const { t } = useTranslation("loyalty")
  const { id = "" } = useParams()
  const query = useMember(id)
  const member = query.data?.account
  const program = useProgramOf(member?.program_id)

  if (member === undefined) {
    return (
      <Page
        zone="loyalty.member"
        main={
          <Page.Part id="LoyaltyMember">
            <Section level="h1" title={t("member.title")}>
              {query.isError ? (
                <Failed error={query.error} retry={() => void query.refetch()} />
              ) : (
                <Loading lines={6} />
              )}
            </Section>
          </Page.Part>
        }
      />
    )
  }
  return (
    <Page
      zone="loyalty.member"
      isSideEarly
      data={member}
      main={
        <>
          <Page.Part id="LoyaltyMember">
            <General member={member} program={program} />
          </Page.Part>
          <Page.Part id="LoyaltyLedger">
            <Ledger accountId={member.id} program={program} />
          </Page.Part>
          <Page.Part id="LoyaltyOrdersOfMember">
            <Orders accountId={member.id} program={program} />
          </Page.Part>
          <Page.Part id="LoyaltyLots">
            <Lots accountId={member.id} program={program} />
          </Page.Part>
        </>
      }
      side={
        <>
          <Page.Part id="LoyaltyBalance">
            <Section title={t("member.balance.title")}>
              <Balance balance={member.balance} program={program} />
            </Section>
          </Page.Part>
          <Page.Part id="LoyaltyTier">
            <Tier accountId={member.id} program={program} />
          </Page.Part>
          <Page.Part id="LoyaltyClubs">
            <Clubs member={member} />
          </Page.Part>
          <Page.Part id="LoyaltyMemberships">
            <Memberships member={member} />
          </Page.Part>
        </>
      }
    />
  )
}

function MemberCrumb({ id }: { id: string }) {
  const { t } = useTranslation("loyalty")
  const { data } = useMember(id)
  const customer = data?.account.customer
  return <span>{customer ? nameOf(customer) : t("member.title")}</span>
}

export const handle = {
  breadcrumb: (match?: UIMatch) => <MemberCrumb id={match?.params["id"] ?? ""} />,
}
