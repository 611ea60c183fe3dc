import { StatusBadge } from "@medusajs/ui"
import { useTranslation } from "react-i18next"

export function StatusLabel({ status }: { status: "active" | "frozen" }) {
  const { t } = useTranslation("loyalty")
  return (
    <StatusBadge color={status === "active" ? "green" : "blue"}>
      {t(status === "active" ? "members.active" : "members.frozen")}
    </StatusBadge>
  )
}
