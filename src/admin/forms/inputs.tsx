import { Checkbox, Input, Label, Select, Switch, Text, clx } from "@medusajs/ui"
import { useId, type ReactNode } from "react"
import { useLocale } from "../lib/format"
import { FieldFrame, useFaults } from "./field-frame"

interface InputProps<Value> {
  label: ReactNode
  path: string
  value: Value
  onChange: (value: Value) => void
  hint?: ReactNode
  isOptional?: boolean
  className?: string
}

/** What is focused is scrolled clear of a bar at the bottom of the page. */
const clearOfBars = "scroll-mb-24"

/** What is typed: text, a number, a day, a time of day. */
export function TextField({
  value,
  onChange,
  kind = "text",
  suffix,
  placeholder,
  ...frame
}: InputProps<string> & {
  kind?: "text" | "number" | "date" | "time" | "datetime-local"
  /** The unit, behind the input. */
  suffix?: ReactNode
  placeholder?: string
}) {
  const { clear } = useFaults()
  return (
    <FieldFrame {...frame}>
      {(control) => (
        <div className="flex items-center gap-x-2">
          <div className="min-w-0 flex-1">
            <Input
              {...control}
              className={clearOfBars}
              // A number is typed as text: so a decimal comma is no fault and nothing typed is lost.
              type={kind === "number" ? "text" : kind}
              inputMode={kind === "number" ? "decimal" : undefined}
              autoComplete="off"
              placeholder={placeholder}
              value={value}
              onChange={(event) => {
                clear(frame.path)
                onChange(event.target.value)
              }}
            />
          </div>
          {suffix && (
            <Text as="span" size="small" className="text-ui-fg-subtle whitespace-nowrap">
              {suffix}
            </Text>
          )}
        </div>
      )}
    </FieldFrame>
  )
}

/** One of a few. */
export function ChoiceField({
  value,
  onChange,
  options,
  ...frame
}: InputProps<string> & { options: readonly { value: string; label: string }[] }) {
  const { clear } = useFaults()
  return (
    <FieldFrame {...frame}>
      {(control) => (
        <Select
          // The select has no name for an empty choice.
          value={value === "" ? none : value}
          onValueChange={(next) => {
            clear(frame.path)
            onChange(next === none ? "" : next)
          }}
        >
          <Select.Trigger {...control} className={clearOfBars}>
            <Select.Value />
          </Select.Trigger>
          <Select.Content>
            {options.map((option) => (
              <Select.Item key={option.value} value={option.value === "" ? none : option.value}>
                {option.label}
              </Select.Item>
            ))}
          </Select.Content>
        </Select>
      )}
    </FieldFrame>
  )
}

const none = "-"

/** Yes or no. */
export function FlagField({ label, path, value, onChange, hint, className }: InputProps<boolean>) {
  const id = useId()
  const { clear } = useFaults()
  return (
    <div className={clx("flex items-start gap-x-3", className)}>
      <Switch
        id={id}
        size="small"
        className="mt-0.5 shrink-0"
        checked={value}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onCheckedChange={(next) => {
          clear(path)
          onChange(next)
        }}
      />
      <div className="flex flex-col gap-y-0.5">
        <Label size="small" weight="plus" htmlFor={id}>
          {label}
        </Label>
        {hint && (
          <Text as="span" size="small" className="text-ui-fg-subtle" id={`${id}-hint`}>
            {hint}
          </Text>
        )}
      </div>
    </div>
  )
}

const weekdays = [1, 2, 3, 4, 5, 6, 7]

/** 1 is Monday, 7 is Sunday. */
export function WeekdaysField({ value, onChange, ...frame }: InputProps<number[]>) {
  const locale = useLocale()
  const { clear } = useFaults()
  const id = useId()
  const name = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" })
  return (
    <FieldFrame {...frame} isGroup>
      {() => (
        <div className="flex flex-wrap gap-x-4 gap-y-2">
          {weekdays.map((day) => (
            <div key={day} className="flex items-center gap-x-2">
              <Checkbox
                id={`${id}-${day}`}
                checked={value.includes(day)}
                onCheckedChange={(checked) => {
                  clear(frame.path)
                  const others = value.filter((one) => one !== day)
                  onChange(checked === true ? [...others, day].sort((a, b) => a - b) : others)
                }}
              />
              <Label size="small" htmlFor={`${id}-${day}`}>
                {name.format(Date.UTC(2024, 0, day))}
              </Label>
            </div>
          ))}
        </div>
      )}
    </FieldFrame>
  )
}
