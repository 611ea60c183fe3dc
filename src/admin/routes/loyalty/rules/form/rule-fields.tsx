import { Heading } from "@medusajs/ui"
import { useId, type PropsWithChildren, type ReactNode } from "react"
import { Controller, useWatch, type Control } from "react-hook-form"
import { useTranslation } from "react-i18next"
import { PartInputs } from "../../../../forms/field-input"
import { ChoiceField, TextField } from "../../../../forms/inputs"
import { MomentField } from "../../../../forms/moment-field"
import { PickerField } from "../../../../forms/picker"
import { RowFault } from "../../../../forms/rates-field"
import { blankPart } from "../../../../forms/values"
import { effectFields, effectCodes, triggerCodes, triggerFields } from "../model/tables"
import { expiryKinds, type ExpiryForm, type RuleForm } from "../model/rule-form"
import type { EffectCode, TriggerCode } from "../model/types"
import { ConditionEditor } from "./condition-editor"
import { LimitFields } from "./limit-fields"

interface RuleFieldsProps {
  control: Control<RuleForm>
  timeZone: string
}

/** All that a rule says, in the order in which an owner thinks of it. */
export function RuleFields({ control, timeZone }: RuleFieldsProps) {
  const { t } = useTranslation("loyalty")
  const trigger = useWatch({ control, name: "trigger" })
  const isOrder = trigger.code === "order"
  return (
    <>
      <Controller
        control={control}
        name="name"
        render={({ field }) => (
          <TextField
            label={t("rules.name")}
            path="name"
            hint={t("rules.nameHint")}
            value={field.value}
            onChange={field.onChange}
          />
        )}
      />
      <Part title={t("rules.trigger.title")} hint={t("rules.trigger.hint")}>
        <TriggerFields control={control} />
      </Part>
      <Part title={t("rules.conditions.title")} hint={t("rules.conditions.hint")}>
        <Controller
          control={control}
          name="conditions"
          render={({ field }) => (
            <ConditionEditor value={field.value} onChange={field.onChange} trigger={trigger.code} />
          )}
        />
      </Part>
      <Part title={t("rules.effect.title")}>
        <EffectFields control={control} isOrder={isOrder} />
      </Part>
      <Part title={t("rules.limits.title")} hint={t("rules.limits.hint")}>
        <Controller
          control={control}
          name="limits"
          render={({ field }) => <LimitFields value={field.value} onChange={field.onChange} />}
        />
      </Part>
      <Part title={t("rules.schedule.title")}>
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
          {(["starts_at", "ends_at"] as const).map((name) => (
            <Controller
              key={name}
              control={control}
              name={name}
              render={({ field }) => (
                <MomentField
                  label={t(`rules.schedule.${name}`)}
                  path={name}
                  value={field.value}
                  onChange={field.onChange}
                  timeZone={timeZone}
                  isOptional
                />
              )}
            />
          ))}
        </div>
      </Part>
      <Part title={t("rules.points.title")} hint={t("rules.points.hint")}>
        <PointsDates control={control} />
      </Part>
      <Part title={t("rules.combination.title")}>
        <CombinationFields control={control} />
      </Part>
    </>
  )
}

function TriggerFields({ control }: { control: Control<RuleForm> }) {
  const { t } = useTranslation("loyalty")
  return (
    <Controller
      control={control}
      name="trigger"
      render={({ field }) => (
        <>
          <ChoiceField
            label={t("rules.trigger.label")}
            path="trigger.code"
            value={field.value.code}
            onChange={(code) => {
              field.onChange(blankPart(triggerFields, code as TriggerCode))
            }}
            options={triggerCodes.map((code) => ({ value: code, label: t(`rules.trigger.${code}`) }))}
          />
          <RowFault path="trigger" />
          <PartInputs fields={triggerFields} part={field.value} path="trigger" onChange={field.onChange} />
        </>
      )}
    />
  )
}

/** Rules without orders give fixed points once; nothing else is offered for them. */
function EffectFields({ control, isOrder }: { control: Control<RuleForm>; isOrder: boolean }) {
  const { t } = useTranslation("loyalty")
  return (
    <Controller
      control={control}
      name="effect"
      render={({ field }) => {
        const offered = effectCodes.filter((code) => isOrder || code === "fixed_points")
        const codes = offered.includes(field.value.code as EffectCode)
          ? offered
          : [...offered, field.value.code as EffectCode]
        return (
          <>
            <ChoiceField
              label={t("rules.effect.label")}
              path="effect.code"
              hint={t(`rules.effect.${field.value.code}_hint`)}
              value={field.value.code}
              onChange={(code) => {
                field.onChange(blankPart(effectFields, code as EffectCode))
              }}
              options={codes.map((code) => ({ value: code, label: t(`rules.effect.${code}`) }))}
            />
            <RowFault path="effect" />
            <PartInputs
              fields={effectFields}
              part={field.value}
              path="effect"
              onChange={field.onChange}
              without={isOrder ? [] : ["each"]}
            />
          </>
        )
      }}
    />
  )
}

function PointsDates({ control }: { control: Control<RuleForm> }) {
  const { t } = useTranslation("loyalty")
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
      <Controller
        control={control}
        name="activation"
        render={({ field }) => (
          <TextField
            kind="number"
            label={t("rules.points.activation")}
            path="activation.after_days"
            hint={t("rules.points.asProgram")}
            value={field.value}
            onChange={field.onChange}
            isOptional
          />
        )}
      />
      <Controller
        control={control}
        name="expiry"
        render={({ field }) => <ExpiryFields value={field.value} onChange={field.onChange} />}
      />
    </div>
  )
}

function ExpiryFields({ value, onChange }: { value: ExpiryForm; onChange: (value: ExpiryForm) => void }) {
  const { t } = useTranslation("loyalty")
  const asks = value.kind === "after_days" || value.kind === "on_day" || value.kind === "on_date"
  return (
    <div className="flex flex-col gap-y-4">
      <ChoiceField
        label={t("rules.points.expiry")}
        path="expiry"
        value={value.kind}
        onChange={(kind) => {
          onChange({ kind: kind as ExpiryForm["kind"], value: "" })
        }}
        options={expiryKinds.map((kind) => ({ value: kind, label: t(`rules.points.expiryKind.${kind}`) }))}
      />
      {asks && (
        <TextField
          kind={value.kind === "on_date" ? "date" : value.kind === "after_days" ? "number" : "text"}
          label={t(`rules.points.expiryValue.${value.kind}`)}
          path={`expiry.${value.kind}`}
          value={value.value}
          placeholder={value.kind === "on_day" ? "03-08" : undefined}
          onChange={(text) => {
            onChange({ ...value, value: text })
          }}
        />
      )}
    </div>
  )
}

function CombinationFields({ control }: { control: Control<RuleForm> }) {
  const { t } = useTranslation("loyalty")
  return (
    <>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <Controller
          control={control}
          name="priority"
          render={({ field }) => (
            <TextField
              kind="number"
              label={t("rules.combination.priority")}
              path="priority"
              hint={t("rules.combination.priorityHint")}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
        <Controller
          control={control}
          name="exclusive_group"
          render={({ field }) => (
            <TextField
              label={t("rules.combination.group")}
              path="exclusive_group"
              hint={t("rules.combination.groupHint")}
              value={field.value}
              onChange={field.onChange}
              isOptional
            />
          )}
        />
      </div>
      <Controller
        control={control}
        name="rounding"
        render={({ field }) => (
          <ChoiceField
            label={t("rules.combination.rounding")}
            path="rounding"
            value={field.value}
            onChange={field.onChange}
            options={["", "down", "nearest", "up"].map((one) => ({
              value: one,
              label: t(`rules.combination.roundings.${one === "" ? "program" : one}`),
            }))}
          />
        )}
      />
      <Controller
        control={control}
        name="pilot"
        render={({ field }) => (
          <PickerField
            label={t("rules.combination.pilot")}
            path="pilot.customer_group_ids"
            hint={t("rules.combination.pilotHint")}
            source="customer_groups"
            value={field.value}
            onChange={field.onChange}
            isOptional
          />
        )}
      />
    </>
  )
}

/** A part of a long form, with a name and what it is for. */
export function Part({ title, hint, children }: PropsWithChildren<{ title: string; hint?: ReactNode }>) {
  const heading = useId()
  return (
    <section aria-labelledby={heading} className="border-ui-border-base flex flex-col gap-y-4 border-t pt-6">
      <div>
        <Heading level="h2" id={heading}>
          {title}
        </Heading>
        {hint && <p className="txt-small text-ui-fg-subtle">{hint}</p>}
      </div>
      {children}
    </section>
  )
}
