import { Form } from "@medusajs/dashboard/components"
import type { PropsWithChildren } from "react"
import { useTranslation } from "react-i18next"

/** The label of a field that may stay empty. The dashboard's own has no Russian word for it. */
export function OptionalLabel({ children }: PropsWithChildren) {
  const { t } = useTranslation("loyalty")
  return (
    <Form.Label>
      {children} <span className="text-ui-fg-subtle font-normal">({t("common.form.optional")})</span>
    </Form.Label>
  )
}
