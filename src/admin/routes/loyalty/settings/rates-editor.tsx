import { Plus } from "@medusajs/icons"
import { Button, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { useFaults } from "../../../forms/field-frame"
import { FlagField, TextField } from "../../../forms/inputs"
import { PickOneField } from "../../../forms/picker"
import { RowFault } from "../../../forms/rates-field"
import { RemoveButton } from "../../../forms/remove-button"
import { blankRate, type RateForm } from "./model/settings-form"

interface RatesEditorProps {
  value: RateForm[]
  onChange: (value: RateForm[]) => void
}

/** Some refusals name no row. */
const ofAllRows = [
  "rates",
  "rates.earn",
  "rates.earn.points",
  "rates.earn.per_amount",
  "rates.spend.points",
  "rates.spend.worth",
]

/** What points are worth, by currency: what earns them, what they pay. */
export function RatesEditor({ value, onChange }: RatesEditorProps) {
  const { t } = useTranslation("loyalty")
  const { clear } = useFaults()
  const replace = (next: RateForm[]) => {
    ofAllRows.forEach(clear)
    onChange(next)
  }
  return (
    <div className="flex flex-col gap-y-4">
      {ofAllRows.map((path) => (
        <RowFault key={path} path={path} />
      ))}
      {value.length === 0 && (
        <Text size="small" className="text-ui-fg-subtle">
          {t("settings.noRates")}
        </Text>
      )}
      {value.map((rate, index) => (
        <RateRow
          key={index}
          rate={rate}
          path={`rates[${index}]`}
          onChange={(next) => {
            replace(value.map((one, at) => (at === index ? next : one)))
          }}
          onRemove={() => {
            replace(value.filter((_, at) => at !== index))
          }}
        />
      ))}
      <div>
        <Button
          size="small"
          variant="secondary"
          type="button"
          onClick={() => {
            replace([...value, blankRate])
          }}
        >
          <Plus aria-hidden />
          {t("forms.add_currency")}
        </Button>
      </div>
    </div>
  )
}

interface RateRowProps {
  rate: RateForm
  path: string
  onChange: (rate: RateForm) => void
  onRemove: () => void
}

function RateRow({ rate, path, onChange, onRemove }: RateRowProps) {
  const { t } = useTranslation("loyalty")
  const code = rate.currency_code.toUpperCase()
  const name = code === "" ? t("forms.add_currency") : code
  const number = (
    label: string,
    field: "earn_points" | "per_amount" | "spend_points" | "worth",
    at: string,
  ) => (
    <TextField
      kind="number"
      label={label}
      path={`${path}.${at}`}
      value={rate[field]}
      suffix={field === "per_amount" || field === "worth" ? code : undefined}
      onChange={(text) => {
        onChange({ ...rate, [field]: text })
      }}
    />
  )
  return (
    <div
      role="group"
      aria-label={name}
      className="bg-ui-bg-component shadow-elevation-card-rest flex flex-col gap-y-4 rounded-lg p-4"
    >
      <div className="flex items-start gap-x-2">
        <div className="min-w-0 flex-1">
          <PickOneField
            label={t("forms.field.currency_code")}
            path={`${path}.currency_code`}
            source="currencies"
            value={rate.currency_code}
            onChange={(currency_code) => {
              onChange({ ...rate, currency_code })
            }}
          />
        </div>
        <RemoveButton className="mt-6" label={t("forms.remove", { name })} onClick={onRemove} />
      </div>
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        <div className="flex flex-col gap-y-3">
          <FlagField
            label={t("settings.earns")}
            path={`${path}.earn`}
            value={rate.earns}
            onChange={(earns) => {
              onChange({ ...rate, earns })
            }}
          />
          {rate.earns && (
            <div className="grid grid-cols-2 gap-x-2">
              {number(t("settings.earnPoints"), "earn_points", "earn.points")}
              {number(t("settings.perAmount"), "per_amount", "earn.per_amount")}
            </div>
          )}
        </div>
        <div className="flex flex-col gap-y-3">
          <FlagField
            label={t("settings.spends")}
            path={`${path}.spend`}
            value={rate.spends}
            onChange={(spends) => {
              onChange({ ...rate, spends })
            }}
          />
          {rate.spends && (
            <div className="grid grid-cols-2 gap-x-2">
              {number(t("settings.spendPoints"), "spend_points", "spend.points")}
              {number(t("settings.worth"), "worth", "spend.worth")}
            </div>
          )}
        </div>
      </div>
    </div>
  )
}
