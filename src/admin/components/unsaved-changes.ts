import { usePrompt } from "@medusajs/ui"
import { useCallback, useEffect } from "react"
import { useTranslation } from "react-i18next"
import { useBeforeUnload, useBlocker } from "react-router-dom"

/** Tells the guard that what is left behind has been saved: `navigate(path, { state: saved })`, as the dashboard's own forms do. */
export const saved = { isSubmitSuccessful: true } as const

/**
 * Keeps what was typed from being lost: asks before another page, and before the tab is closed. The answer is a question for
 * dialogs that close without leaving the page: resolves to whether they may.
 */
export function useUnsavedChanges(isDirty: boolean): () => Promise<boolean> {
  const { t } = useTranslation("loyalty")
  const prompt = usePrompt()
  const mayLeave = useCallback(
    async () =>
      !isDirty ||
      (await prompt({
        variant: "confirmation",
        title: t("common.unsaved.title"),
        description: t("common.unsaved.description"),
        confirmText: t("common.unsaved.leave"),
        cancelText: t("common.unsaved.stay"),
      })),
    [isDirty, prompt, t],
  )

  const blocker = useBlocker(({ currentLocation, nextLocation }) => {
    const state = nextLocation.state as Partial<typeof saved> | null
    return isDirty && !state?.isSubmitSuccessful && currentLocation.pathname !== nextLocation.pathname
  })
  useEffect(() => {
    if (blocker.state !== "blocked") return
    void mayLeave().then((may) => {
      if (may) blocker.proceed()
      else blocker.reset()
    })
    // Asked once a blocked departure, whatever else changes meanwhile.
  }, [blocker.state])

  useBeforeUnload(
    useCallback(
      (event) => {
        if (isDirty) event.preventDefault()
      },
      [isDirty],
    ),
  )
  return mayLeave
}
