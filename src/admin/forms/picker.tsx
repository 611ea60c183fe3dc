import { Combobox } from "@medusajs/dashboard/components"
import { XMarkMini } from "@medusajs/icons"
import { Badge, Text } from "@medusajs/ui"
import { useState, type ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { useLocale } from "../lib/format"
import { FieldFrame, useFaults } from "./field-frame"
import type { Source } from "./fields"
import { currencyOption } from "./sources"
import { useNames, useOptions } from "./use-options"

interface PickerProps {
  label: ReactNode
  path: string
  source: Source
  hint?: ReactNode
  isOptional?: boolean
  className?: string
}

/** As many as are shown by name; of more, only how many they are. */
const shownMax = 50

/** Several things, found by their names. */
export function PickerField({
  value,
  onChange,
  source,
  ...frame
}: PickerProps & { value: string[]; onChange: (value: string[]) => void }) {
  const { t } = useTranslation("loyalty")
  const [typed, setTyped] = useState("")
  const { options, more, isFetchingNextPage } = useOptions(source, typed)
  const shown = value.slice(0, shownMax)
  const nameOf = useNames([{ source, values: shown }])
  const { clear } = useFaults()
  const change = (next: string[]) => {
    clear(frame.path)
    onChange(next)
  }
  return (
    <FieldFrame {...frame}>
      {(control) => (
        <>
          <Combobox
            {...control}
            value={value}
            onChange={(next) => {
              change(next ?? [])
            }}
            options={options}
            searchValue={typed}
            onSearchValueChange={setTyped}
            fetchNextPage={more}
            isFetchingNextPage={isFetchingNextPage}
            placeholder={t("forms.choose")}
          />
          {shown.length > 0 && (
            <ul className="flex flex-wrap gap-1.5">
              {shown.map((one) => (
                <li key={one} className="max-w-full">
                  <Badge size="2xsmall" className="max-w-full gap-x-1 pr-0.5">
                    <span className="truncate">{nameOf(source, one)}</span>
                    <button
                      type="button"
                      className="text-ui-fg-subtle hover:text-ui-fg-base focus-visible:shadow-borders-focus rounded-sm outline-none"
                      aria-label={t("forms.remove", { name: nameOf(source, one) })}
                      onClick={() => {
                        change(value.filter((other) => other !== one))
                      }}
                    >
                      <XMarkMini aria-hidden />
                    </button>
                  </Badge>
                </li>
              ))}
              {value.length > shown.length && (
                <li>
                  <Text as="span" size="xsmall" className="text-ui-fg-subtle">
                    {t("forms.more", { count: value.length - shown.length })}
                  </Text>
                </li>
              )}
            </ul>
          )}
        </>
      )}
    </FieldFrame>
  )
}

/** One thing, found by its name. */
export function PickOneField({
  value,
  onChange,
  source,
  ...frame
}: PickerProps & { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation("loyalty")
  const [typed, setTyped] = useState("")
  const locale = useLocale()
  const { options, more, isFetchingNextPage } = useOptions(source, typed)
  const nameOf = useNames(value === "" ? [] : [{ source, values: [value] }])
  const { clear } = useFaults()
  const known = options.some((option) => option.value === value)
  const own =
    source === "currencies" ? currencyOption(value, locale) : { value, label: nameOf(source, value) }
  return (
    <FieldFrame {...frame}>
      {(control) => (
        <Combobox
          {...control}
          value={value}
          onChange={(next) => {
            clear(frame.path)
            onChange(next ?? "")
          }}
          // What is chosen has a name also while something else is looked for.
          options={known || value === "" ? options : [own, ...options]}
          searchValue={typed}
          onSearchValueChange={setTyped}
          fetchNextPage={more}
          isFetchingNextPage={isFetchingNextPage}
          placeholder={t("forms.choose")}
          allowClear={frame.isOptional}
        />
      )}
    </FieldFrame>
  )
}
