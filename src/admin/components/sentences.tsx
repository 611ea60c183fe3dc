import { useTranslation } from "react-i18next"

/** Sentences in a cell of a table, each on a line of its own; a dash where there are none. */
export function Sentences({ sentences }: { sentences: readonly string[] }) {
  const { t } = useTranslation("loyalty")
  if (sentences.length === 0) return <span className="text-ui-fg-subtle">{t("common.none")}</span>
  return (
    <ul className="txt-small flex min-w-64 max-w-lg flex-col gap-y-1 whitespace-normal py-2">
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  )
}
