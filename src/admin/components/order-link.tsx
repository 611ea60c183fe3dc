import { useTranslation } from "react-i18next"
import { useApi } from "../lib/queries"
import { orderHref, TextLink } from "./links"

/** To an order, by the number that staff and customers know it by; in general, until that is known or where the order is no more. */
export function OrderLink({ id }: { id: string }) {
  const { t } = useTranslation("loyalty")
  const { data } = useApi<{ order: { display_id: number } }>(`/admin/orders/${id}`, { fields: "display_id" })
  return (
    <TextLink to={orderHref(id)}>
      {data === undefined
        ? t("member.order")
        : t("member.orderNumber", { number: String(data.order.display_id) })}
    </TextLink>
  )
}
