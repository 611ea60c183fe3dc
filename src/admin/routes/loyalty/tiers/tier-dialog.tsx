import { toast } from "@medusajs/ui"
import { Controller, useForm, useWatch, type Control, type UseFormReturn } from "react-hook-form"
import { useTranslation } from "react-i18next"
import { FormModal } from "../../../components/form-dialog"
import { Faults, useFaultsState } from "../../../forms/field-frame"
import { ChoiceField, TextField } from "../../../forms/inputs"
import { PickOneField } from "../../../forms/picker"
import { RatesField } from "../../../forms/rates-field"
import { useFaultySubmit } from "../../../forms/use-faulty-submit"
import { api } from "../../../lib/api"
import { useChange } from "../../../lib/queries"
import type { ProgramView } from "../../../lib/types"
import { Part } from "../rules/form/rule-fields"
import {
  blankTier,
  changesOfTier,
  faultsOfTier,
  handleOf,
  tierOfForm,
  tierToForm,
  type TierForm,
} from "./model/tier-form"
import type { Ladder, Tier } from "./model/types"
import { TranslationsField } from "./translations-field"

interface TierDialogProps {
  program: ProgramView
  ladder: Ladder
  /** Null: a new one. */
  tier: Tier | null
  onClose: () => void
}

/** Writes a tier, new or as it is; mount it to open it. */
export function TierDialog({ program, ladder, tier, onClose }: TierDialogProps) {
  const { t } = useTranslation("loyalty")
  const form = useForm<TierForm>({ defaultValues: tier === null ? blankTier : tierToForm(tier) })
  const faults = useFaultsState()
  const save = useChange((body: object) =>
    api.post(tier === null ? "/admin/loyalty/tiers" : `/admin/loyalty/tiers/${tier.id}`, body),
  )
  const submit = useFaultySubmit(faults, faultsOfTier, async (values: TierForm) => {
    await save.mutateAsync(
      tier === null
        ? { ...tierOfForm(values), program_id: program.id, create_customer_group: values.group === "new" }
        : changesOfTier(tier, values),
    )
    toast.success(t("forms.saved"))
  })
  return (
    <FormModal
      open
      onOpenChange={onClose}
      title={tier === null ? t("tiers.create") : t("tiers.edit")}
      description={tier === null ? t("tiers.createHint") : t("tiers.editHint")}
      form={form}
      onSubmit={submit}
    >
      <Faults state={faults}>
        <NameFields form={form} isNew={tier === null} />
        <Part title={t("tiers.reach")}>
          <Text
            control={form.control}
            name="threshold"
            label={t("tiers.threshold")}
            path="threshold"
            isNumber
            hint={t(`tiers.thresholdHint.${ladder.qualification.by}`)}
          />
        </Part>
        <Part title={t("tiers.gives")} hint={t("tiers.givesHint")}>
          <Benefits control={form.control} />
        </Part>
        <Part title={t("tiers.groupTitle")} hint={t("tiers.groupHint")}>
          <GroupFields control={form.control} isNew={tier === null} />
        </Part>
      </Faults>
    </FormModal>
  )
}

function NameFields({ form, isNew }: { form: UseFormReturn<TierForm>; isNew: boolean }) {
  const { t } = useTranslation("loyalty")
  return (
    <>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <Controller
          control={form.control}
          name="name"
          render={({ field }) => (
            <TextField
              label={t("tiers.name")}
              path="name"
              value={field.value}
              onChange={(name) => {
                // A new tier's handle follows its name until somebody writes another.
                const { handle } = form.getValues()
                if (isNew && handle === handleOf(field.value)) {
                  form.setValue("handle", handleOf(name), { shouldDirty: true })
                }
                field.onChange(name)
              }}
            />
          )}
        />
        <Text
          control={form.control}
          name="handle"
          label={t("tiers.handle")}
          path="handle"
          hint={t("tiers.handleHint")}
        />
      </div>
      <Controller
        control={form.control}
        name="translations"
        render={({ field }) => <TranslationsField value={field.value} onChange={field.onChange} />}
      />
    </>
  )
}

function Benefits({ control }: { control: Control<TierForm> }) {
  const { t } = useTranslation("loyalty")
  return (
    <>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-3">
        <Text
          control={control}
          name="multiplier"
          label={t("tiers.multiplier")}
          path="multiplier"
          isNumber
          hint={t("tiers.multiplierHint")}
        />
        <Text
          control={control}
          name="max_share_percent"
          label={t("tiers.maxShare")}
          path="redemption.max_share_percent"
          isNumber
          hint={t("tiers.asProgram")}
        />
        <Text
          control={control}
          name="min_points"
          label={t("tiers.minPoints")}
          path="redemption.min_points"
          isNumber
          hint={t("tiers.asProgram")}
        />
      </div>
      <Controller
        control={control}
        name="rates"
        render={({ field }) => (
          <RatesField
            label={t("tiers.rates")}
            path="redemption.rates"
            money="worth"
            value={field.value}
            onChange={field.onChange}
          />
        )}
      />
    </>
  )
}

function GroupFields({ control, isNew }: { control: Control<TierForm>; isNew: boolean }) {
  const { t } = useTranslation("loyalty")
  const group = useWatch({ control, name: "group" })
  const kinds = isNew ? (["none", "new", "existing"] as const) : (["none", "existing"] as const)
  return (
    <>
      <Controller
        control={control}
        name="group"
        render={({ field }) => (
          <ChoiceField
            label={t("tiers.group")}
            path="create_customer_group"
            value={field.value}
            onChange={field.onChange}
            options={kinds.map((kind) => ({ value: kind, label: t(`tiers.groupOf.${kind}`) }))}
          />
        )}
      />
      {group === "existing" && (
        <Controller
          control={control}
          name="customer_group_id"
          render={({ field }) => (
            <PickOneField
              label={t("tiers.groupTitle")}
              path="customer_group_id"
              source="customer_groups"
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
      )}
    </>
  )
}

interface TextProps {
  control: Control<TierForm>
  name: "handle" | "threshold" | "multiplier" | "max_share_percent" | "min_points"
  label: string
  path: string
  hint?: string
  isNumber?: boolean
}

function Text({ control, name, isNumber = false, ...field }: TextProps) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field: { value, onChange } }) => (
        <TextField {...field} kind={isNumber ? "number" : "text"} value={value} onChange={onChange} />
      )}
    />
  )
}
