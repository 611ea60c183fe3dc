import { Badge, Button, toast, usePrompt } from "@medusajs/ui"
import { ChartBar, Gift, LockClosedSolid, LockOpenSolid, User } from "@medusajs/icons"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../lib/api"
import { useErrorText } from "../../lib/errors"
import { useDates, useTierName } from "../../lib/format"
import { useApi, useChange } from "../../lib/queries"
import { nameOf } from "../../lib/reasons"
import type { MemberView, Paged, ProgramView } from "../../lib/types"
import { ActionsMenu } from "../actions-menu"
import { customerHref } from "../links"
import { Row, Section } from "../section"
import { AdjustDrawer } from "./adjust-drawer"
import { BirthdayDrawer, dayOfYear, type Birthday } from "./birthday-drawer"
import { StatusLabel } from "./status-label"
import { TierDrawer } from "./tier-drawer"

/** Who the member is, and what staff can do. */
export function General({ member, program }: { member: MemberView; program: ProgramView | undefined }) {
  const { t } = useTranslation("loyalty")
  const { date, day } = useDates()
  const nameIn = useTierName()
  const [open, setOpen] = useState<"adjust" | "tier" | "birthday" | null>(null)
  const close = () => {
    setOpen(null)
  }
  const toggleFreeze = useFreeze(member)
  const profile = useApi<{ profile: { birthday: Birthday | null } }>(
    `/admin/loyalty/accounts/${member.id}/profile`,
  )
  const tiers = useApi<Paged>("/admin/loyalty/tiers", { program_id: member.program_id, limit: 1 })
  const hasTiers = program !== undefined && (tiers.data?.count ?? 0) > 0
  const { customer } = member
  const isFrozen = member.status === "frozen"
  const birthday = profile.data?.profile.birthday ?? null

  return (
    <Section
      level="h1"
      title={customer === null ? t("members.unknown") : nameOf(customer)}
      actions={
        <>
          {member.tier && <Badge size="2xsmall">{nameIn(member.tier)}</Badge>}
          <StatusLabel status={member.status} />
          <Button
            size="small"
            variant="secondary"
            onClick={() => {
              setOpen("adjust")
            }}
          >
            {t("member.adjust")}
          </Button>
          <ActionsMenu
            groups={[
              {
                actions: [
                  ...(hasTiers
                    ? [
                        {
                          icon: <ChartBar />,
                          label: t("member.tier.set.title"),
                          onClick: () => {
                            setOpen("tier")
                          },
                        },
                      ]
                    : []),
                  {
                    icon: <Gift />,
                    label: t("member.setBirthday.title"),
                    disabled: profile.data === undefined,
                    onClick: () => {
                      setOpen("birthday")
                    },
                  },
                  {
                    icon: isFrozen ? <LockOpenSolid /> : <LockClosedSolid />,
                    label: t(isFrozen ? "member.freeze.undo" : "member.freeze.do"),
                    onClick: () => void toggleFreeze(),
                  },
                ],
              },
              {
                actions: [
                  { icon: <User />, label: t("member.toCustomer"), to: customerHref(member.customer_id) },
                ],
              },
            ]}
          />
        </>
      }
    >
      <Row title={t("member.email")}>{customer?.email ?? t("common.none")}</Row>
      <Row title={t("member.phone")}>{customer?.phone ?? t("common.none")}</Row>
      <Row title={t("member.since")}>{date(member.created_at)}</Row>
      {birthday !== null && (
        <Row title={t("member.birthday")}>{day(dayOfYear(birthday), { day: "numeric", month: "long" })}</Row>
      )}
      <Row title={t("common.program")}>{program?.name ?? t("common.none")}</Row>
      <AdjustDrawer account={member} open={open === "adjust"} onOpenChange={close} />
      {open === "tier" && program !== undefined && (
        <TierDrawer member={member} program={program} onClose={close} />
      )}
      {open === "birthday" && <BirthdayDrawer accountId={member.id} birthday={birthday} onClose={close} />}
    </Section>
  )
}

/** Asks first: a frozen member is refused at the checkout. */
function useFreeze({ id, status }: MemberView): () => Promise<void> {
  const { t } = useTranslation("loyalty")
  const prompt = usePrompt()
  const errorText = useErrorText()
  const next = status === "frozen" ? "active" : "frozen"
  const what = next === "frozen" ? "do" : "undo"
  const change = useChange(() => api.post(`/admin/loyalty/accounts/${id}`, { status: next }))
  return async () => {
    const isSure = await prompt({
      title: t(`member.freeze.${what}Title`),
      description: t(`member.freeze.${what}Description`),
      confirmText: t(`member.freeze.${what}`),
      cancelText: t("common.actions.cancel"),
      variant: next === "frozen" ? "danger" : "confirmation",
    })
    if (!isSure) return
    try {
      await change.mutateAsync()
      toast.success(t(next === "frozen" ? "member.freeze.done" : "member.freeze.undone"))
    } catch (error) {
      toast.error(errorText(error))
    }
  }
}
