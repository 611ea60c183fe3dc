import { toast } from "@medusajs/ui"
import { Controller, useForm, useWatch } from "react-hook-form"
import { useTranslation } from "react-i18next"
import { FormDrawer } from "../../../components/form-dialog"
import { Faults, useFaultsState } from "../../../forms/field-frame"
import { ChoiceField, FlagField, TextField } from "../../../forms/inputs"
import { PickOneField } from "../../../forms/picker"
import { useFaultySubmit } from "../../../forms/use-faulty-submit"
import { api } from "../../../lib/api"
import { useChange } from "../../../lib/queries"
import {
  blankLadder,
  faultsOfLadder,
  isRolling,
  ladderOfForm,
  ladderToForm,
  locks,
  measures,
  windowKinds,
  type LadderForm,
} from "./model/ladder-form"
import type { Ladder } from "./model/types"

interface LadderDrawerProps {
  programId: string
  /** Null: there is none yet. */
  ladder: Ladder | null
  /** While there are tiers, what is measured stays. */
  hasTiers: boolean
  onClose: () => void
}

/** How tiers are reached and lost; mount it to open it. */
export function LadderDrawer({ programId, ladder, hasTiers, onClose }: LadderDrawerProps) {
  const { t } = useTranslation("loyalty")
  const form = useForm<LadderForm>({ defaultValues: ladder === null ? blankLadder : ladderToForm(ladder) })
  const faults = useFaultsState()
  const save = useChange((body: object) => api.post(`/admin/loyalty/programs/${programId}/tier-ladder`, body))
  const submit = useFaultySubmit(faults, faultsOfLadder, async (values: LadderForm) => {
    const { qualification, ...others } = ladderOfForm(values)
    await save.mutateAsync(hasTiers ? others : { qualification, ...others })
    toast.success(t("forms.saved"))
  })
  const values = useWatch({ control: form.control }) as LadderForm
  const choice = (
    name: "by" | "counts_when" | "window" | "downgrade" | "lock",
    path: string,
    of: readonly string[],
  ) => (
    <Controller
      control={form.control}
      name={name}
      render={({ field }) => (
        <ChoiceField
          label={t(`tiers.ladder.${name}`)}
          path={path}
          hint={name === "downgrade" || name === "lock" ? t(`tiers.ladder.${name}Hint`) : undefined}
          value={field.value}
          onChange={field.onChange}
          options={of.map((one) => ({ value: one, label: t(`tiers.ladder.${name}Of.${one}`) }))}
        />
      )}
    />
  )
  return (
    <FormDrawer
      open
      onOpenChange={onClose}
      title={t("tiers.ladder.edit")}
      description={t("tiers.ladder.editHint")}
      form={form}
      onSubmit={submit}
    >
      <Faults state={faults}>
        {hasTiers ? (
          <p className="txt-small text-ui-fg-subtle">{t("tiers.ladder.fixed")}</p>
        ) : (
          <>
            {choice("by", "qualification.by", measures)}
            {values.by === "money_spent" && (
              <Controller
                control={form.control}
                name="currency_code"
                render={({ field }) => (
                  <PickOneField
                    label={t("forms.field.currency_code")}
                    path="qualification.currency_code"
                    source="currencies"
                    value={field.value}
                    onChange={field.onChange}
                  />
                )}
              />
            )}
            {values.by === "points_earned" && (
              <Controller
                control={form.control}
                name="includes_events"
                render={({ field }) => (
                  <FlagField
                    label={t("tiers.ladder.includes_events")}
                    path="qualification.includes_events"
                    value={field.value}
                    onChange={field.onChange}
                  />
                )}
              />
            )}
          </>
        )}
        {choice("counts_when", "counts_when", ["paid", "placed"])}
        {choice("window", "window.code", windowKinds)}
        {isRolling(values) && (
          <Controller
            control={form.control}
            name="length"
            render={({ field }) => (
              <TextField
                kind="number"
                label={t("tiers.ladder.length")}
                path={`window.${values.window}`}
                value={field.value}
                onChange={field.onChange}
              />
            )}
          />
        )}
        <Controller
          control={form.control}
          name="grace_days"
          render={({ field }) => (
            <TextField
              kind="number"
              label={t("tiers.ladder.grace_days")}
              path="grace_days"
              hint={t("tiers.ladder.graceHint")}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
        {choice("downgrade", "downgrade", ["to_measure", "one_step"])}
        {choice("lock", "lock", locks)}
      </Faults>
    </FormDrawer>
  )
}
