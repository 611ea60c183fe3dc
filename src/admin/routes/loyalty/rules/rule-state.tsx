import { StatusBadge, toast, usePrompt } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { useDeletion } from "../../../forms/use-deletion"
import { api } from "../../../lib/api"
import { useErrorText } from "../../../lib/errors"
import { useChange } from "../../../lib/queries"
import { shownStateOf, type RuleState, type ShownState } from "./model/state"
import type { Rule } from "./model/types"

const colors: Record<ShownState, "grey" | "blue" | "green" | "orange"> = {
  draft: "grey",
  scheduled: "blue",
  active: "green",
  over: "grey",
  paused: "orange",
  ended: "grey",
}

export function RuleStateBadge({ rule }: { rule: Rule }) {
  const { t } = useTranslation("loyalty")
  const state = shownStateOf(rule, new Date())
  return <StatusBadge color={colors[state]}>{t(`rules.state.${state}`)}</StatusBadge>
}

/** Asks, changes the state of a rule, and says what came of it. */
export function useRuleState(): (rule: Rule, state: Exclude<RuleState, "draft">) => Promise<void> {
  const { t } = useTranslation("loyalty")
  const prompt = usePrompt()
  const errorText = useErrorText()
  const change = useChange(({ id, state }: { id: string; state: RuleState }) =>
    api.post(`/admin/loyalty/rules/${id}`, { state }),
  )
  return async (rule, state) => {
    const step = state === "active" && rule.state === "paused" ? "resume" : state
    const confirmed = await prompt({
      variant: state === "ended" ? "danger" : "confirmation",
      title: t(`rules.step.${step}.title`, { name: rule.name }),
      description: t(`rules.step.${step}.description`),
      confirmText: t(`rules.step.${step}.action`),
      cancelText: t("common.actions.cancel"),
    })
    if (!confirmed) return
    try {
      await change.mutateAsync({ id: rule.id, state })
      toast.success(t(`rules.step.${step}.done`))
    } catch (error) {
      toast.error(errorText(error))
    }
  }
}

/** Asks and deletes a draft; resolves to whether it is gone. */
export function useDeleteRule(): (rule: Rule) => Promise<boolean> {
  const { t } = useTranslation("loyalty")
  const prompt = usePrompt()
  const errorText = useErrorText()
  const remove = useDeletion()
  return async (rule) => {
    const confirmed = await prompt({
      title: t("rules.delete.title", { name: rule.name }),
      description: t("rules.delete.description"),
      confirmText: t("common.actions.delete"),
      cancelText: t("common.actions.cancel"),
    })
    if (!confirmed) return false
    try {
      await remove.mutateAsync(`/admin/loyalty/rules/${rule.id}`)
      toast.success(t("rules.delete.done"))
      return true
    } catch (error) {
      toast.error(errorText(error))
      return false
    }
  }
}
