import { defineRouteConfig } from "@medusajs/admin-sdk"
import { Container, createDataTableColumnHelper, InlineTip, Text } from "@medusajs/ui"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { Link } from "react-router-dom"
import { Crumb } from "../../../components/crumb"
import { StatusLabel } from "../../../components/member/status-label"
import { Page } from "../../../components/page"
import { ProgramSelect } from "../../../components/program-select"
import { ServerTable, type TableFilter } from "../../../components/server-table"
import { useDates, usePoints, useTierName } from "../../../lib/format"
import { useProgram } from "../../../lib/program"
import { useApi } from "../../../lib/queries"
import { nameOf } from "../../../lib/reasons"
import type { MembersAnswer, MemberView, ProgramView } from "../../../lib/types"

const column = createDataTableColumnHelper<MemberView>()
const rowsOf = ({ accounts }: MembersAnswer): MemberView[] => accounts
const hrefOf = ({ id }: MemberView): string => `/loyalty/members/${id}`
const thresholds = [1, 100, 1_000, 10_000]

/** All members of the program, found by name, e-mail or phone. */
export default function MembersPage() {
  const { t } = useTranslation("loyalty")
  const { programs, program, choose } = useProgram()
  const columns = useMemberColumns(program)
  const filters = useMemberFilters(program)
  return (
    <Page
      zone="loyalty.members"
      main={
        <Page.Part id="LoyaltyMembers">
          <Container className="overflow-hidden p-0">
            <ServerTable
              path="/admin/loyalty/accounts"
              rowsOf={rowsOf}
              columns={columns}
              getRowId={({ id }) => id}
              rowHref={hrefOf}
              heading={t("members.title")}
              searchable
              searchLabel={t("members.search")}
              filters={filters}
              query={programs.length > 1 ? { program_id: program?.id } : {}}
              actions={program && <ProgramSelect programs={programs} value={program.id} onChange={choose} />}
              notice={({ is_cut }) =>
                is_cut && <InlineTip label={t("members.cutTitle")}>{t("members.cut")}</InlineTip>
              }
              empty={{ heading: t("members.empty"), description: t("members.emptyDescription") }}
            />
          </Container>
        </Page.Part>
      }
    />
  )
}

function useMemberColumns(program: ProgramView | undefined) {
  const { t } = useTranslation("loyalty")
  const points = usePoints(program)
  const { date } = useDates()
  const nameIn = useTierName()
  return useMemo(
    () => [
      column.display({
        id: "name",
        header: t("members.name"),
        cell: ({ row: { original: member } }) => (
          <Link
            to={hrefOf(member)}
            className="text-ui-fg-base hover:text-ui-fg-interactive focus-visible:shadow-borders-focus rounded-sm outline-none"
          >
            {member.customer === null ? t("members.unknown") : nameOf(member.customer)}
          </Link>
        ),
      }),
      column.display({
        id: "contact",
        header: t("members.contact"),
        cell: ({ row: { original: member } }) => (
          <Text as="span" size="small">
            {member.customer?.email ?? member.customer?.phone ?? t("common.none")}
          </Text>
        ),
      }),
      column.display({
        id: "tier",
        header: t("members.tier"),
        cell: ({ row: { original: member } }) =>
          member.tier === null ? t("common.none") : nameIn(member.tier),
      }),
      column.display({
        id: "status",
        header: t("members.status"),
        cell: ({ row: { original: member } }) => <StatusLabel status={member.status} />,
      }),
      column.accessor((member) => member.balance.available, {
        id: "available",
        header: t("members.available"),
        enableSorting: true,
        align: "right",
        cell: ({ getValue }) => points.number(getValue()),
      }),
      column.accessor((member) => member.balance.pending, {
        id: "pending",
        header: t("members.pending"),
        enableSorting: true,
        align: "right",
        cell: ({ getValue }) => points.number(getValue()),
      }),
      column.accessor("created_at", {
        header: t("members.since"),
        enableSorting: true,
        cell: ({ getValue }) => date(getValue()),
      }),
    ],
    [t, points, date, nameIn],
  )
}

function useMemberFilters(program: ProgramView | undefined): TableFilter[] {
  const { t } = useTranslation("loyalty")
  const points = usePoints(program)
  const nameIn = useTierName()
  const query = { program_id: program?.id, limit: 100 }
  const enabled = program !== undefined
  const tiers = useApi<{ tiers: Tier[] }>("/admin/loyalty/tiers", query, { enabled })
  const clubs = useApi<{ clubs: Named[] }>("/admin/loyalty/clubs", query, { enabled })
  return [
    {
      id: "status",
      label: t("members.status"),
      options: [
        { value: "active", label: t("members.active") },
        { value: "frozen", label: t("members.frozen") },
      ],
    },
    named(
      "tier_id",
      t("members.tier"),
      tiers.data?.tiers.map((tier) => ({ id: tier.id, name: nameIn(tier) })),
    ),
    named("club_id", t("members.club"), clubs.data?.clubs),
    {
      id: "min_available",
      label: t("members.available"),
      options: thresholds.map((bound) => ({
        value: String(bound),
        label: t("members.atLeast", { points: points.number(bound) }),
      })),
    },
  ].filter(({ options }) => options.length > 0)
}

interface Named {
  id: string
  name: string
}

type Tier = NonNullable<MemberView["tier"]>

const named = (id: string, label: string, list: Named[] = []): TableFilter => ({
  id,
  label,
  options: list.map((one) => ({ value: one.id, label: one.name })),
})

export const config = defineRouteConfig({ label: "common.menu.members", translationNs: "loyalty", rank: 2 })

export const handle = { breadcrumb: () => <Crumb name="common.menu.members" /> }
