import { DateTime } from "luxon"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { TextField } from "./inputs"

interface MomentFieldProps {
  label: ReactNode
  path: string
  /** ISO 8601; empty: none. */
  value: string
  onChange: (value: string) => void
  /** Whose days and hours are typed and shown: the program's. */
  timeZone: string
  isOptional?: boolean
  hint?: ReactNode
}

/** A moment, as a day and a time of the program's time zone. What is not touched stays to the millisecond. */
export function MomentField({ value, onChange, timeZone, hint, ...field }: MomentFieldProps) {
  const { t } = useTranslation("loyalty")
  return (
    <TextField
      {...field}
      kind="datetime-local"
      value={localOf(value, timeZone)}
      onChange={(text) => {
        onChange(momentOf(text, timeZone))
      }}
      hint={hint ?? t("forms.in_zone", { zone: timeZone })}
    />
  )
}

/** As inputs of the browser want it. */
export function localOf(moment: string, timeZone: string): string {
  return moment === "" ? "" : DateTime.fromISO(moment, { zone: timeZone }).toFormat("yyyy-MM-dd'T'HH:mm")
}

export function momentOf(local: string, timeZone: string): string {
  return DateTime.fromISO(local, { zone: timeZone }).toUTC().toISO() ?? ""
}
