import { useTranslation } from "react-i18next"
import type { Field, FieldsByCode } from "./fields"
import { ChoiceField, FlagField, TextField, WeekdaysField } from "./inputs"
import { PickerField, PickOneField } from "./picker"
import { RatesField } from "./rates-field"
import { blankOf, fieldsOf, type FieldValue, type FormPart, type RateRow, type TypedValue } from "./values"
import { within } from "./faults"
import { ValueField } from "./value-field"

interface FieldInputProps {
  field: Field
  path: string
  value: FieldValue
  onChange: (value: FieldValue) => void
}

/** The input that the kind of a field asks for. */
export function FieldInput({ field, path, value, onChange }: FieldInputProps) {
  const { t } = useTranslation("loyalty")
  const common = { label: t(`forms.field.${field.name}`), path, isOptional: "optional" in field }
  switch (field.kind) {
    case "ids":
      return (
        <PickerField
          {...common}
          label={t(`forms.source.${field.source}`)}
          hint={common.isOptional ? t("forms.any") : undefined}
          source={field.source}
          value={value as string[]}
          onChange={onChange}
        />
      )
    case "number":
      return <TextField {...common} kind="number" value={value as string} onChange={onChange} />
    case "numbers":
      return <TextField {...common} value={value as string} onChange={onChange} placeholder="1, 3" />
    case "text":
      return <TextField {...common} value={value as string} onChange={onChange} />
    case "time":
      return <TextField {...common} kind="time" value={value as string} onChange={onChange} />
    case "day":
      return <TextField {...common} kind="date" value={value as string} onChange={onChange} />
    case "value":
      return <ValueField {...common} value={value as TypedValue} onChange={onChange} />
    case "choice":
      return (
        <ChoiceField
          {...common}
          value={value as string}
          onChange={onChange}
          options={field.of.map((one) => ({ value: one, label: t(`forms.choice.${field.name}.${one}`) }))}
        />
      )
    case "flag":
      return (
        <FlagField
          {...common}
          hint={t(`forms.hint.${field.name}`)}
          value={value as boolean}
          onChange={onChange}
        />
      )
    case "currency":
      return <PickOneField {...common} source="currencies" value={value as string} onChange={onChange} />
    case "weekdays":
      return <WeekdaysField {...common} value={value as number[]} onChange={onChange} />
    case "rates":
      return <RatesField {...common} value={value as RateRow[]} onChange={onChange} />
  }
}

interface PartInputsProps<Code extends string> {
  fields: FieldsByCode<Code>
  part: FormPart
  path: string
  onChange: (part: FormPart) => void
  /** Fields that have one possible value here and are not asked for. */
  without?: readonly string[]
}

/** All inputs of something with a `code`. */
export function PartInputs<Code extends string>({
  fields,
  part,
  path,
  onChange,
  without = [],
}: PartInputsProps<Code>) {
  const asked = fieldsOf(fields, part.code).filter(({ name }) => !without.includes(name))
  if (asked.length === 0) return null
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
      {asked.map((field) => (
        <div key={field.name} className={isWide(field) ? "min-w-0 sm:col-span-2" : "min-w-0"}>
          <FieldInput
            field={field}
            path={within(path, field.name)}
            value={part.values[field.name] ?? blankOf(field)}
            onChange={(value) => {
              onChange({ ...part, values: { ...part.values, [field.name]: value } })
            }}
          />
        </div>
      ))}
    </div>
  )
}

const isWide = ({ kind }: Field): boolean => ["ids", "rates", "weekdays", "flag"].includes(kind)
