import { DatePicker, Label, Select } from "@medusajs/ui"
import { useId } from "react"
import { useTranslation } from "react-i18next"
import { addDays, daysMax, lengthOf, presets, type Day, type Period, type Preset } from "../../lib/days"

interface PeriodPickerProps {
  period: Period & { preset: Preset | null }
  onPreset: (preset: Preset) => void
  onPeriod: (period: Period) => void
}

const own = "own"

/** A usual period, or two days of the reader's choice. */
export function PeriodPicker({ period, onPreset, onPeriod }: PeriodPickerProps) {
  const { t } = useTranslation("loyalty")
  const { preset, from, to } = period
  const choose = (value: string) => {
    const chosen = presets.find((one) => one === value)
    if (chosen === undefined) onPeriod({ from, to })
    else onPreset(chosen)
  }
  // The other end follows, so that the period has a beginning before its end and is no longer than can be asked for.
  const within = (next: Period, moved: "from" | "to"): Period => {
    if (next.from > next.to) return moved === "from" ? { ...next, to: next.from } : { ...next, from: next.to }
    if (lengthOf(next) <= daysMax) return next
    return moved === "from"
      ? { ...next, to: addDays(next.from, daysMax - 1) }
      : { ...next, from: addDays(next.to, 1 - daysMax) }
  }
  return (
    <>
      <Select size="small" value={preset ?? own} onValueChange={choose}>
        <Select.Trigger aria-label={t("overview.period.label")} className="w-auto min-w-40 gap-x-2">
          <Select.Value />
        </Select.Trigger>
        <Select.Content>
          {presets.map((one) => (
            <Select.Item key={one} value={one}>
              {t(`overview.period.${one}`)}
            </Select.Item>
          ))}
          <Select.Item value={own}>{t("overview.period.own")}</Select.Item>
        </Select.Content>
      </Select>
      {preset === null && (
        <>
          <DayField
            label={t("overview.period.from")}
            value={from}
            onChange={(day) => {
              onPeriod(within({ from: day, to }, "from"))
            }}
          />
          <DayField
            label={t("overview.period.to")}
            value={to}
            onChange={(day) => {
              onPeriod(within({ from, to: day }, "to"))
            }}
          />
        </>
      )}
    </>
  )
}

function DayField({ label, value, onChange }: { label: string; value: Day; onChange: (day: Day) => void }) {
  const id = useId()
  return (
    <div className="flex items-center gap-x-1">
      <Label size="xsmall" id={id}>
        {label}
      </Label>
      <DatePicker
        size="small"
        aria-labelledby={id}
        value={new Date(`${value}T00:00:00`)}
        onChange={(chosen) => {
          if (chosen !== null) onChange(localDay(chosen))
        }}
      />
    </div>
  )
}

/** The day that the reader clicked on, as his calendar shows it. */
function localDay(date: Date): Day {
  const two = (number: number): string => String(number).padStart(2, "0")
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
