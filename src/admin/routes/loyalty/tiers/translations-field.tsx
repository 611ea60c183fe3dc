import { Plus } from "@medusajs/icons"
import { Button } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { TextField } from "../../../forms/inputs"
import { RemoveButton } from "../../../forms/remove-button"
import type { TierForm } from "./model/tier-form"

type Translations = TierForm["translations"]

/** The tier's name in other languages. */
export function TranslationsField({
  value,
  onChange,
}: {
  value: Translations
  onChange: (value: Translations) => void
}) {
  const { t } = useTranslation("loyalty")
  const change = (index: number, part: Partial<Translations[number]>) => {
    onChange(value.map((one, at) => (at === index ? { ...one, ...part } : one)))
  }
  return (
    <fieldset className="flex flex-col gap-y-3">
      <legend className="txt-compact-small-plus mb-1.5">{t("tiers.translations")}</legend>
      {value.map(({ language, name }, index) => (
        <div key={index} className="flex items-start gap-x-2">
          <div className="grid min-w-0 flex-1 grid-cols-[minmax(0,1fr)_minmax(0,3fr)] gap-x-2">
            <TextField
              label={t("tiers.language")}
              path={`translations[${index}].language`}
              placeholder="ru"
              value={language}
              onChange={(text) => {
                change(index, { language: text })
              }}
            />
            <TextField
              label={t("tiers.name")}
              path={`translations.${language}`}
              value={name}
              onChange={(text) => {
                change(index, { name: text })
              }}
            />
          </div>
          <RemoveButton
            className="mt-6"
            label={t("forms.remove", { name: language })}
            onClick={() => {
              onChange(value.filter((_, at) => at !== index))
            }}
          />
        </div>
      ))}
      <div>
        <Button
          size="small"
          variant="secondary"
          type="button"
          onClick={() => {
            onChange([...value, { language: "", name: "" }])
          }}
        >
          <Plus aria-hidden />
          {t("settings.addLanguage")}
        </Button>
      </div>
    </fieldset>
  )
}
