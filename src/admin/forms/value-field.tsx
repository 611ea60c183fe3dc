import { Input, Select } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { FieldFrame, useFaults } from "./field-frame"
import type { TypedValue } from "./values"

interface ValueFieldProps {
  label: ReactNode
  path: string
  value: TypedValue
  onChange: (value: TypedValue) => void
}

const kinds = ["text", "number", "flag"] as const

/** A value of metadata: text, a number, or yes or no. */
export function ValueField({ label, path, value, onChange }: ValueFieldProps) {
  const { t } = useTranslation("loyalty")
  const { clear } = useFaults()
  const change = (next: TypedValue) => {
    clear(path)
    onChange(next)
  }
  return (
    <FieldFrame label={label} path={path}>
      {(control) => (
        <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-2">
          <Select
            value={value.type}
            onValueChange={(type) => {
              change({ type: type as TypedValue["type"], text: type === "flag" ? "true" : value.text })
            }}
          >
            <Select.Trigger aria-label={t("forms.value.kind")}>
              <Select.Value />
            </Select.Trigger>
            <Select.Content>
              {kinds.map((kind) => (
                <Select.Item key={kind} value={kind}>
                  {t(`forms.value.${kind}`)}
                </Select.Item>
              ))}
            </Select.Content>
          </Select>
          {value.type === "flag" ? (
            <Select
              value={value.text}
              onValueChange={(text) => {
                change({ ...value, text })
              }}
            >
              <Select.Trigger {...control}>
                <Select.Value />
              </Select.Trigger>
              <Select.Content>
                <Select.Item value="true">{t("forms.value.yes")}</Select.Item>
                <Select.Item value="false">{t("forms.value.no")}</Select.Item>
              </Select.Content>
            </Select>
          ) : (
            <Input
              {...control}
              inputMode={value.type === "number" ? "decimal" : undefined}
              autoComplete="off"
              value={value.text}
              onChange={(event) => {
                change({ ...value, text: event.target.value })
              }}
            />
          )}
        </div>
      )}
    </FieldFrame>
  )
}
