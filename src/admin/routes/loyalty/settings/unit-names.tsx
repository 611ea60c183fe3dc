import { Plus } from "@medusajs/icons"
import { Button, Input, Text } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { useFaults } from "../../../forms/field-frame"
import { TextField } from "../../../forms/inputs"
import { RowFault } from "../../../forms/rates-field"
import { RemoveButton } from "../../../forms/remove-button"
import { nameIn } from "../../../forms/sources"
import { useLocale } from "../../../lib/format"
import type { SettingsForm } from "./model/settings-form"

type Names = SettingsForm["unit_names"]

/** A number that asks for the form, so that it needs no grammar to fill in: "1 балл", "2 балла", "5 баллов". */
const examples = [0, 1, 2, 3, 5, 11, 21, 100, 1.5]

/** What one, few and many points are called, in each language in the forms that it has. */
export function UnitNames({ value, onChange }: { value: Names; onChange: (value: Names) => void }) {
  const { t } = useTranslation("loyalty")
  const { clear } = useFaults()
  const locale = useLocale()
  const [added, setAdded] = useState("")
  const nameOf = (language: string): string => nameIn(locale, "language", language)
  const isLanguage = isKnownLanguage(added)
  const change = (next: Names) => {
    clear("unit_names")
    onChange(next)
  }
  return (
    <fieldset className="flex flex-col gap-y-4">
      <legend className="txt-compact-small-plus mb-1.5">{t("settings.field.unit_names")}</legend>
      <RowFault path="unit_names" />
      {Object.entries(value).map(([language, forms]) => (
        <div key={language} className="flex items-start gap-x-2">
          <div role="group" aria-label={nameOf(language)} className="min-w-0 flex-1">
            <Text size="small" leading="compact" className="text-ui-fg-subtle mb-2">
              {nameOf(language)}
            </Text>
            <div className="grid grid-cols-2 gap-2 sm:grid-cols-4">
              {pluralForms(language, forms).map((form) => (
                <TextField
                  key={form}
                  label={exampleOf(language, form)}
                  path={`unit_names.${language}.${form}`}
                  value={forms[form] ?? ""}
                  onChange={(name) => {
                    change({ ...value, [language]: { ...forms, [form]: name } })
                  }}
                />
              ))}
            </div>
          </div>
          <RemoveButton
            label={t("forms.remove", { name: nameOf(language) })}
            onClick={() => {
              const { [language]: _removed, ...others } = value
              change(others)
            }}
          />
        </div>
      ))}
      <div className="flex items-center gap-x-2">
        <Input
          size="small"
          className="w-32"
          aria-label={t("settings.languageCode")}
          placeholder="de"
          value={added}
          onChange={(event) => {
            setAdded(event.target.value.trim().toLowerCase())
          }}
        />
        <Button
          size="small"
          variant="secondary"
          type="button"
          disabled={!isLanguage || added in value}
          onClick={() => {
            change({ ...value, [added]: {} })
            setAdded("")
          }}
        >
          <Plus aria-hidden />
          {isLanguage ? t("settings.addNamed", { language: nameOf(added) }) : t("settings.addLanguage")}
        </Button>
      </div>
    </fieldset>
  )
}

function isKnownLanguage(code: string): boolean {
  if (!/^[a-z]{2,3}$/.test(code)) return false
  return Intl.PluralRules.supportedLocalesOf(code).length > 0
}

/** The forms of the language, and what was written besides. */
function pluralForms(language: string, written: Record<string, string>): string[] {
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions()
  const order = ["zero", "one", "two", "few", "many", "other"]
  return [...new Set<string>([...pluralCategories, ...Object.keys(written)])].sort(
    (one, other) => order.indexOf(one) - order.indexOf(other),
  )
}

/** "5 …": the first number that takes the form. */
function exampleOf(language: string, form: string): string {
  const rules = new Intl.PluralRules(language)
  const number = examples.find((one) => one > 0 && rules.select(one) === form)
  return number === undefined ? form : `${new Intl.NumberFormat(language).format(number)} …`
}
