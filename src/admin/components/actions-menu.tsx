import { ActionMenu, type ActionGroup } from "@medusajs/dashboard/components"
import { EllipsisHorizontal } from "@medusajs/icons"
import { IconButton } from "@medusajs/ui"
import { useTranslation } from "react-i18next"

/** The dashboard's menu of three dots, with a name for those who do not see it. */
export function ActionsMenu({ groups, label }: { groups: ActionGroup[]; label?: string }) {
  const { t } = useTranslation("loyalty")
  return (
    <ActionMenu groups={groups}>
      <IconButton size="small" variant="transparent" aria-label={label ?? t("common.actions.more")}>
        <EllipsisHorizontal />
      </IconButton>
    </ActionMenu>
  )
}
