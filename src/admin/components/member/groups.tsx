import { StatusBadge, Text } from "@medusajs/ui"
import { useQueries } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import { api } from "../../lib/api"
import { useDates } from "../../lib/format"
import { loyaltyKey, useApi } from "../../lib/queries"
import type { MemberView, Paged } from "../../lib/types"
import { orderHref, TextLink } from "../links"
import { Loading, LoadState, Nothing } from "../load-state"
import { PagedList } from "../pager"
import { Section } from "../section"

interface Club {
  id: string
  name: string
}

interface Stay {
  joined_at: string
  left_at: string | null
}

interface Purchase {
  plan_id: string
  order_id: string
  line_id: string
  starts_at: string
  ends_at: string
  state: "active" | "ended" | "to_come"
}

const clubsMax = 50

/** The clubs that the member is in now. Nothing where the program has no clubs. */
export function Clubs({ member }: { member: MemberView }) {
  const { t } = useTranslation("loyalty")
  const clubs = useApi<Paged & { clubs: Club[] }>("/admin/loyalty/clubs", {
    program_id: member.program_id,
    limit: clubsMax,
  })
  if (clubs.data?.count === 0) return null
  return (
    <Section title={t("member.clubs.title")}>
      <LoadState query={clubs}>{(answer) => <Stays clubs={answer.clubs} member={member} />}</LoadState>
    </Section>
  )
}

/** Each club tells whether the customer is in it; there are few clubs. */
function Stays({ clubs, member }: { clubs: Club[]; member: MemberView }) {
  const { t } = useTranslation("loyalty")
  const { date } = useDates()
  const answers = useQueries({
    queries: clubs.map(({ id }) => {
      const path = `/admin/loyalty/clubs/${id}/members`
      const query = { customer_id: member.customer_id, status: "present", limit: 1 }
      return {
        queryKey: [loyaltyKey, path, query],
        queryFn: () => api.get<{ members: Stay[] }>(path, query),
      }
    }),
  })
  if (answers.some(({ isPending }) => isPending)) return <Loading lines={1} />
  const present = clubs.flatMap((club, index) => {
    const stay = answers[index]?.data?.members[0]
    return stay === undefined ? [] : [{ ...club, ...stay }]
  })
  if (present.length === 0) return <Nothing title={t("member.clubs.none")} />
  return (
    <ul aria-label={t("member.clubs.title")} className="divide-y">
      {present.map(({ id, name, joined_at }) => (
        <li key={id} className="flex items-center justify-between gap-x-4 px-6 py-3">
          <Text size="small">{name}</Text>
          <Text size="xsmall" className="text-ui-fg-subtle">
            {t("member.clubs.since", { date: date(joined_at) })}
          </Text>
        </li>
      ))}
    </ul>
  )
}

const colorOf = { active: "green", ended: "grey", to_come: "orange" } as const

/** Memberships that the member has bought. Nothing where none are sold. */
export function Memberships({ member }: { member: MemberView }) {
  const { t } = useTranslation("loyalty")
  const { date } = useDates()
  const plans = useApi<Paged & { membership_plans: Club[] }>("/admin/loyalty/membership-plans", {
    program_id: member.program_id,
    limit: 100,
  })
  if (plans.data === undefined || plans.data.count === 0) return null
  const names = new Map(plans.data.membership_plans.map(({ id, name }) => [id, name]))
  return (
    <Section title={t("member.memberships.title")}>
      <PagedList
        label={t("member.memberships.title")}
        path={`/admin/loyalty/accounts/${member.id}/memberships`}
        rowsOf={({ memberships }: Paged & { memberships: Purchase[] }) => memberships}
        keyOf={({ line_id, starts_at }) => `${line_id}:${starts_at}`}
        empty={<Nothing title={t("member.memberships.none")} />}
      >
        {(purchase) => (
          <div className="flex items-center justify-between gap-x-4">
            <div>
              <Text size="small">{names.get(purchase.plan_id) ?? t("member.memberships.unknown")}</Text>
              <Text size="xsmall" className="text-ui-fg-subtle">
                {t("member.memberships.term", { from: date(purchase.starts_at), to: date(purchase.ends_at) })}
                {" · "}
                <TextLink to={orderHref(purchase.order_id)}>{t("member.order")}</TextLink>
              </Text>
            </div>
            <StatusBadge color={colorOf[purchase.state]}>
              {t(`member.memberships.states.${purchase.state}`)}
            </StatusBadge>
          </div>
        )}
      </PagedList>
    </Section>
  )
}
