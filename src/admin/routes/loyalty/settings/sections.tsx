import type { PropsWithChildren } from "react"
import { useTranslation } from "react-i18next"
import { Section } from "../../../components/section"
import { ChoiceField, FlagField, TextField } from "../../../forms/inputs"
import { MomentField } from "../../../forms/moment-field"
import { PickerField, PickOneField } from "../../../forms/picker"
import { RatesEditor } from "./rates-editor"
import { UnitNames } from "./unit-names"
import type { SettingsForm } from "./model/settings-form"

interface SectionProps {
  form: SettingsForm
  onChange: (part: Partial<SettingsForm>) => void
}

export function ProgramSection({ form, onChange }: SectionProps) {
  const { t } = useTranslation("loyalty")
  return (
    <Section title={t("settings.section.program")} description={t("settings.section.programHint")}>
      <Fields>
        <TextField
          label={t("settings.field.name")}
          path="name"
          hint={t("settings.hint.name")}
          value={form.name}
          onChange={(name) => {
            onChange({ name })
          }}
        />
        <ChoiceField
          label={t("settings.field.joining")}
          path="joining"
          value={form.joining}
          onChange={(joining) => {
            onChange({ joining })
          }}
          options={["automatic", "opt_in"].map((one) => ({
            value: one,
            label: t(`settings.choice.joining.${one}`),
          }))}
        />
        <PickOneField
          label={t("settings.field.time_zone")}
          path="time_zone"
          source="time_zones"
          hint={t("settings.hint.time_zone")}
          value={form.time_zone}
          onChange={(time_zone) => {
            onChange({ time_zone })
          }}
        />
        <MomentField
          label={t("settings.field.starts_at")}
          path="starts_at"
          hint={t("settings.hint.starts_at", { zone: form.time_zone })}
          timeZone={form.time_zone === "" ? "UTC" : form.time_zone}
          value={form.starts_at}
          onChange={(starts_at) => {
            onChange({ starts_at })
          }}
        />
        <Wide>
          <PickerField
            label={t("settings.field.sales_channel_ids")}
            path="sales_channel_ids"
            source="sales_channels"
            hint={t("settings.hint.sales_channel_ids")}
            isOptional
            value={form.sales_channel_ids}
            onChange={(sales_channel_ids) => {
              onChange({ sales_channel_ids })
            }}
          />
        </Wide>
        <Wide>
          <UnitNames
            value={form.unit_names}
            onChange={(unit_names) => {
              onChange({ unit_names })
            }}
          />
        </Wide>
      </Fields>
    </Section>
  )
}

export function RatesSection({ form, onChange }: SectionProps) {
  const { t } = useTranslation("loyalty")
  return (
    <Section title={t("settings.section.rates")} description={t("settings.section.ratesHint")}>
      <div className="px-6 py-4">
        <RatesEditor
          value={form.rates}
          onChange={(rates) => {
            onChange({ rates })
          }}
        />
      </div>
    </Section>
  )
}

export function EarningSection({ form, onChange }: SectionProps) {
  const { t } = useTranslation("loyalty")
  const { earning } = form
  const change = (part: Partial<SettingsForm["earning"]>) => {
    onChange({ earning: { ...earning, ...part } })
  }
  return (
    <Section title={t("settings.section.earning")} description={t("settings.section.earningHint")}>
      <Fields>
        <TextField
          kind="number"
          label={t("settings.field.earning.pending_days")}
          path="earning.pending_days"
          hint={t("settings.hint.pending_days")}
          value={earning.pending_days}
          onChange={(pending_days) => {
            change({ pending_days })
          }}
        />
        <TextField
          kind="number"
          label={t("settings.field.earning.expires_after_days")}
          path="earning.expires_after_days"
          hint={t("settings.hint.expires_after_days")}
          isOptional
          value={earning.expires_after_days}
          onChange={(expires_after_days) => {
            change({ expires_after_days })
          }}
        />
        <ChoiceField
          label={t("settings.field.earning.rounding")}
          path="earning.rounding"
          hint={t("settings.hint.rounding")}
          value={earning.rounding}
          onChange={(rounding) => {
            change({ rounding })
          }}
          options={["down", "nearest", "up"].map((one) => ({
            value: one,
            label: t(`settings.choice.earning.rounding.${one}`),
          }))}
        />
        <Wide>
          <FlagField
            label={t("settings.field.earning.includes_tax")}
            path="earning.includes_tax"
            hint={t("settings.hint.includes_tax")}
            value={earning.includes_tax}
            onChange={(includes_tax) => {
              change({ includes_tax })
            }}
          />
        </Wide>
        <Wide>
          <FlagField
            label={t("settings.field.earning.refunds_lower_earning")}
            path="earning.refunds_lower_earning"
            hint={t("settings.hint.refunds_lower_earning")}
            value={earning.refunds_lower_earning}
            onChange={(refunds_lower_earning) => {
              change({ refunds_lower_earning })
            }}
          />
        </Wide>
        <Wide>
          <PickerField
            label={t("settings.field.earning.excluded_product_ids")}
            path="earning.excluded_product_ids"
            source="products"
            isOptional
            value={earning.excluded_product_ids}
            onChange={(excluded_product_ids) => {
              change({ excluded_product_ids })
            }}
          />
        </Wide>
      </Fields>
    </Section>
  )
}

export function RedemptionSection({ form, onChange }: SectionProps) {
  const { t } = useTranslation("loyalty")
  const { redemption } = form
  const change = (part: Partial<SettingsForm["redemption"]>) => {
    onChange({ redemption: { ...redemption, ...part } })
  }
  return (
    <Section title={t("settings.section.redemption")} description={t("settings.section.redemptionHint")}>
      <Fields>
        {(["min_points", "step_points", "max_share_percent", "hold_minutes"] as const).map((name) => (
          <TextField
            key={name}
            kind="number"
            label={t(`settings.field.redemption.${name}`)}
            path={`redemption.${name}`}
            hint={t(`settings.hint.${name}`)}
            value={redemption[name]}
            onChange={(text) => {
              change({ [name]: text })
            }}
          />
        ))}
        <Wide>
          <PickerField
            label={t("settings.field.redemption.excluded_product_ids")}
            path="redemption.excluded_product_ids"
            source="products"
            isOptional
            value={redemption.excluded_product_ids}
            onChange={(excluded_product_ids) => {
              change({ excluded_product_ids })
            }}
          />
        </Wide>
      </Fields>
    </Section>
  )
}

export function ReturnsSection({ form, onChange }: SectionProps) {
  const { t } = useTranslation("loyalty")
  const { returns } = form
  const change = (part: Partial<SettingsForm["returns"]>) => {
    onChange({ returns: { ...returns, ...part } })
  }
  return (
    <Section title={t("settings.section.returns")} description={t("settings.section.returnsHint")}>
      <Fields>
        <ChoiceField
          label={t("settings.field.returns.reversal")}
          path="returns.reversal"
          hint={t(`settings.hint.reversal.${returns.reversal}`)}
          value={returns.reversal}
          onChange={(reversal) => {
            change({ reversal })
          }}
          options={["only_pending", "within_balance", "allow_negative"].map((one) => ({
            value: one,
            label: t(`settings.choice.returns.reversal.${one}`),
          }))}
        />
        <ChoiceField
          label={t("settings.field.returns.restoration")}
          path="returns.restoration"
          hint={t("settings.hint.restoration")}
          value={returns.restoration}
          onChange={(restoration) => {
            change({ restoration })
          }}
          options={["stay_expired", "grace", "reissue"].map((one) => ({
            value: one,
            label: t(`settings.choice.returns.restoration.${one}`),
          }))}
        />
        <TextField
          kind="number"
          label={t("settings.field.returns.grace_days")}
          path="returns.grace_days"
          hint={t("settings.hint.grace_days")}
          value={returns.grace_days}
          onChange={(grace_days) => {
            change({ grace_days })
          }}
        />
      </Fields>
    </Section>
  )
}

function Fields({ children }: PropsWithChildren) {
  return <div className="grid grid-cols-1 gap-x-4 gap-y-6 px-6 py-4 sm:grid-cols-2">{children}</div>
}

function Wide({ children }: PropsWithChildren) {
  return <div className="min-w-0 sm:col-span-2">{children}</div>
}
