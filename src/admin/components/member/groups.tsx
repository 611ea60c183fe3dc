import { StatusBadge, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { useDates } from "../../lib/format"
import { useApi } from "../../lib/queries"
import type { MemberView, Paged } from "../../lib/types"
import { Nothing } from "../load-state"
import { OrderLink } from "../order-link"
import { PagedList } from "../pager"
import { Section } from "../section"

interface Club {
  id: string
  name: string
  joined_at: string | null
  bought_until: string | null
}

interface Plan {
  id: string
  name: string
}

interface Purchase {
  plan_id: string
  order_id: string
  line_id: string
  starts_at: string
  ends_at: string
  state: "active" | "ended" | "to_come"
}

/** The clubs that the member is in now, joined or bought. Nothing where the program has no clubs. */
export function Clubs({ member }: { member: MemberView }) {
  const { t } = useTranslation("loyalty")
  const { date } = useDates()
  const ofProgram = useApi<Paged>("/admin/loyalty/clubs", { program_id: member.program_id, limit: 1 })
  if (ofProgram.data === undefined || ofProgram.data.count === 0) return null
  return (
    <Section title={t("member.clubs.title")}>
      <PagedList
        label={t("member.clubs.title")}
        path={`/admin/loyalty/accounts/${member.id}/clubs`}
        rowsOf={({ clubs }: Paged & { clubs: Club[] }) => clubs}
        keyOf={({ id }) => id}
        empty={<Nothing title={t("member.clubs.none")} />}
      >
        {({ name, joined_at, bought_until }) => (
          <div className="flex items-center justify-between gap-x-4">
            <Text size="small">{name}</Text>
            <Text size="xsmall" className="text-ui-fg-subtle">
              {joined_at !== null && t("member.clubs.since", { date: date(joined_at) })}
              {joined_at === null &&
                bought_until !== null &&
                t("member.clubs.bought", { date: date(bought_until) })}
            </Text>
          </div>
        )}
      </PagedList>
    </Section>
  )
}

const colorOf = { active: "green", ended: "grey", to_come: "orange" } as const

/** Memberships that the member has bought. Nothing where none are sold. */
export function Memberships({ member }: { member: MemberView }) {
  const { t } = useTranslation("loyalty")
  const { date } = useDates()
  const plans = useApi<Paged & { membership_plans: Plan[] }>("/admin/loyalty/membership-plans", {
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
                <OrderLink id={purchase.order_id} />
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
