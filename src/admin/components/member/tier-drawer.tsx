import { toast } from "@medusajs/ui"
import { useForm } from "react-hook-form"
import { useTranslation } from "react-i18next"
import { api } from "../../lib/api"
import { endOfDay } from "../../lib/days"
import { useTierName } from "../../lib/format"
import { useApi, useChange } from "../../lib/queries"
import type { MemberView, ProgramView, TierNamesView } from "../../lib/types"
import { LastDayField } from "../day-field"
import { FormDrawer } from "../form-dialog"
import { SelectField } from "../select-field"

interface TierDrawerProps {
  member: MemberView
  program: ProgramView
  onClose: () => void
}

interface Values {
  /** A tier's id, or `none`. */
  tier: string
  until: Date | null
}

const none = "none"
const tiersMax = 100

/** Puts the member into a tier by hand, or out of all; mount it to open it. */
export function TierDrawer({ member, program, onClose }: TierDrawerProps) {
  const { t } = useTranslation("loyalty")
  const nameIn = useTierName()
  const tiers = useApi<{ tiers: TierNamesView[] }>("/admin/loyalty/tiers", {
    program_id: program.id,
    limit: tiersMax,
  })
  const form = useForm<Values>({ defaultValues: { tier: member.tier?.id ?? none, until: null } })
  const chosen = form.watch("tier")
  const save = useChange((body: { tier_id: string | null; until: string | null }) =>
    api.post(`/admin/loyalty/accounts/${member.id}/tier`, body),
  )
  const submit = async ({ tier, until }: Values) => {
    await save.mutateAsync(
      tier === none
        ? { tier_id: null, until: null }
        : { tier_id: tier, until: until === null ? null : endOfDay(until, program.time_zone) },
    )
    toast.success(t("member.tier.set.done"))
  }
  return (
    <FormDrawer
      open
      onOpenChange={onClose}
      form={form}
      onSubmit={submit}
      title={t("member.tier.set.title")}
      description={t("member.tier.set.description")}
    >
      <SelectField
        control={form.control}
        name="tier"
        label={t("member.tier.title")}
        options={[
          { value: none, label: t("member.tier.none") },
          ...(tiers.data?.tiers.map((tier) => ({ value: tier.id, label: nameIn(tier) })) ?? []),
        ]}
      />
      {chosen !== none && (
        <LastDayField
          control={form.control}
          name="until"
          label={t("member.tier.set.until")}
          hint={t("member.tier.set.untilHint")}
          timeZone={program.time_zone}
        />
      )}
    </FormDrawer>
  )
}
