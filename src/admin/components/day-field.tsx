import { Form } from "@medusajs/dashboard/components"
import { DatePicker, clx } from "@medusajs/ui"
import type { PropsWithChildren } from "react"
import type { Control, FieldPathByValue, FieldValues } from "react-hook-form"
import { useTranslation } from "react-i18next"
import { endOfDay } from "../lib/days"
import { OptionalLabel } from "./fields"

interface DayFieldProps<Values extends FieldValues> {
  control: Control<Values>
  /** Of a `Date | null`: the day that it is where the reader is. */
  name: FieldPathByValue<Values, Date | null>
  label: string
  hint: string
  /** Whose days they are. */
  timeZone: string
}

/** A day until whose end something lasts, today at the earliest; it may stay empty. */
export function LastDayField<Values extends FieldValues>({
  control,
  name,
  label,
  hint,
  timeZone,
}: DayFieldProps<Values>) {
  const { t } = useTranslation("loyalty")
  return (
    <Form.Field
      control={control}
      name={name}
      rules={{
        validate: (day: Date | null) =>
          day === null || new Date(endOfDay(day, timeZone)) > new Date() || t("common.form.dayIsOver"),
      }}
      render={({ field: { value, onChange, ref: _ref, ...field } }) => (
        <Form.Item>
          <OptionalLabel>{label}</OptionalLabel>
          <LegibleDates isEmpty={value === null}>
            <Form.Control>
              <DatePicker {...field} value={value} onChange={onChange} minValue={new Date()} />
            </Form.Control>
          </LegibleDates>
          <Form.Hint>{hint}</Form.Hint>
          <Form.ErrorMessage />
        </Form.Item>
      )}
    />
  )
}

/** Around a `DatePicker`: its "dd.mm.yyyy" is too pale to be read on a dark ground. */
export function LegibleDates({ isEmpty, children }: PropsWithChildren<{ isEmpty: boolean }>) {
  return <div className={clx(isEmpty && "[&_[role=spinbutton]]:!text-ui-fg-subtle")}>{children}</div>
}
