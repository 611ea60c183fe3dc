import { useCallback } from "react"
import { useTranslation } from "react-i18next"
import { ApiError, withoutField } from "./api-error"

/**
 * A refusal in the person's language: our codes in words; a refusal of one field as the route says it, which names what is
 * wrong with it; what has no words of ours in the route's own.
 */
export function useErrorText(): (error: unknown) => string {
  const { t, i18n } = useTranslation("loyalty")
  return useCallback(
    (error: unknown) => {
      const unknown = t("errors.unknown")
      if (!(error instanceof ApiError))
        return error instanceof Error && error.message ? error.message : unknown
      if (error.field !== undefined) return withoutField(error.message)
      const key = `errors.${error.code}`
      return i18n.exists(key, { ns: "loyalty" }) ? t(key) : error.message || unknown
    },
    [t, i18n],
  )
}
