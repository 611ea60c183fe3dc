import { Plus } from "@medusajs/icons"
import { Button, Hint } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { useFaultAt, useFaults } from "./field-frame"
import { TextField } from "./inputs"
import { PickOneField } from "./picker"
import { RemoveButton } from "./remove-button"
import type { RateRow } from "./values"

interface RatesFieldProps {
  label: ReactNode
  path: string
  value: RateRow[]
  onChange: (value: RateRow[]) => void
  /** What the route calls the money. */
  money?: "per_amount" | "worth"
}

/** So many points for so much money, a row for each currency. */
export function RatesField({ label, path, value, onChange, money = "per_amount" }: RatesFieldProps) {
  const { t } = useTranslation("loyalty")
  const { clear } = useFaults()
  const fault = useFaultAt(path, { exactly: true })
  const change = (index: number, part: Partial<RateRow>) => {
    onChange(value.map((row, at) => (at === index ? { ...row, ...part } : row)))
  }
  return (
    <fieldset className="flex flex-col gap-y-3">
      <legend className="txt-compact-small-plus mb-1.5">{label}</legend>
      {value.map((row, index) => (
        <div key={index} className="flex flex-col gap-y-1">
          <div className="flex items-start gap-x-2">
            <div className="grid min-w-0 flex-1 grid-cols-3 gap-x-2">
              <TextField
                kind="number"
                label={t("forms.field.points")}
                path={`${path}[${index}].points`}
                value={row.points}
                onChange={(points) => {
                  change(index, { points })
                }}
              />
              <TextField
                kind="number"
                label={t(`forms.field.${money}`)}
                path={`${path}[${index}].${money}`}
                value={row.per_amount}
                onChange={(per_amount) => {
                  change(index, { per_amount })
                }}
              />
              <PickOneField
                label={t("forms.field.currency_code")}
                path={`${path}[${index}].currency_code`}
                source="currencies"
                value={row.currency_code}
                onChange={(currency_code) => {
                  change(index, { currency_code })
                }}
              />
            </div>
            <RemoveButton
              className="mt-6"
              label={t("forms.remove_rate")}
              onClick={() => {
                clear(path)
                onChange(value.filter((_, at) => at !== index))
              }}
            />
          </div>
          <RowFault path={`${path}[${index}]`} />
        </div>
      ))}
      <div>
        <Button
          size="small"
          variant="secondary"
          type="button"
          onClick={() => {
            clear(path)
            onChange([...value, { currency_code: "", points: "", per_amount: "" }])
          }}
        >
          <Plus aria-hidden />
          {t("forms.add_currency")}
        </Button>
      </div>
      {fault !== null && <Hint variant="error">{fault}</Hint>}
    </fieldset>
  )
}

/** What is wrong with a row as a whole. */
export function RowFault({ path }: { path: string }) {
  const fault = useFaultAt(path, { exactly: true })
  return fault === null ? null : (
    <Hint variant="error" role="alert">
      {fault}
    </Hint>
  )
}
