import { Plus } from "@medusajs/icons"
import { Button } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { ChoiceField, TextField } from "../../../../forms/inputs"
import { RowFault } from "../../../../forms/rates-field"
import { RemoveButton } from "../../../../forms/remove-button"
import type { RuleForm } from "../model/rule-form"
import { periods } from "../model/tables"

type Limits = RuleForm["limits"]

/** What a rule gives at most: at once, each member in a time, all together, and to how many. */
export function LimitFields({ value, onChange }: { value: Limits; onChange: (value: Limits) => void }) {
  const { t } = useTranslation("loyalty")
  return (
    <>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-3">
        {(["per_order", "budget", "members"] as const).map((name) => (
          <TextField
            key={name}
            kind="number"
            label={t(`rules.limits.${name}`)}
            path={`limits.${name}`}
            value={value[name]}
            onChange={(text) => {
              onChange({ ...value, [name]: text })
            }}
          />
        ))}
      </div>
      <MemberLimits
        value={value.per_member}
        onChange={(per_member) => {
          onChange({ ...value, per_member })
        }}
      />
    </>
  )
}

type MemberLimit = Limits["per_member"][number]

function MemberLimits({
  value,
  onChange,
}: {
  value: MemberLimit[]
  onChange: (value: MemberLimit[]) => void
}) {
  const { t } = useTranslation("loyalty")
  const free = periods.find((period) => !value.some(({ per }) => per === period))
  const change = (index: number, part: Partial<MemberLimit>) => {
    onChange(value.map((limit, at) => (at === index ? { ...limit, ...part } : limit)))
  }
  return (
    <fieldset className="flex flex-col gap-y-3">
      <legend className="txt-compact-small-plus mb-1.5">{t("rules.limits.per_member")}</legend>
      <RowFault path="limits.per_member" />
      {value.map((limit, index) => (
        <div key={index} className="flex flex-col gap-y-1">
          <div className="flex items-start gap-x-2">
            <div className="grid min-w-0 flex-1 grid-cols-3 gap-x-2">
              <ChoiceField
                label={t("forms.field.per")}
                path={`limits.per_member[${index}].per`}
                value={limit.per}
                onChange={(per) => {
                  change(index, { per })
                }}
                options={periods.map((period) => ({ value: period, label: t(`forms.choice.per.${period}`) }))}
              />
              <TextField
                kind="number"
                label={t("forms.field.points")}
                path={`limits.per_member[${index}].points`}
                value={limit.points}
                onChange={(points) => {
                  change(index, { points })
                }}
              />
              <TextField
                kind="number"
                label={t("forms.field.times")}
                path={`limits.per_member[${index}].times`}
                value={limit.times}
                onChange={(times) => {
                  change(index, { times })
                }}
              />
            </div>
            <RemoveButton
              className="mt-6"
              label={t("rules.limits.remove")}
              onClick={() => {
                onChange(value.filter((_, at) => at !== index))
              }}
            />
          </div>
          <RowFault path={`limits.per_member[${index}]`} />
        </div>
      ))}
      {free !== undefined && (
        <div>
          <Button
            size="small"
            variant="secondary"
            type="button"
            onClick={() => {
              onChange([...value, { points: "", times: "", per: free }])
            }}
          >
            <Plus aria-hidden />
            {t("rules.limits.add")}
          </Button>
        </div>
      )}
    </fieldset>
  )
}
