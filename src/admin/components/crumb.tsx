import { useTranslation } from "react-i18next"

/** A breadcrumb in the person's language: the dashboard translates no plain strings there. */
export function Crumb({ name }: { name: string }) {
  const { t } = useTranslation("loyalty")
  return <span>{t(name)}</span>
}
