import { useTranslation } from "react-i18next"
import { useApi } from "../lib/queries"
import { actorOf, nameOf } from "../lib/reasons"

/** Who did it: a colleague by name, the customer, or the program by itself. */
export function Actor({ actor }: { actor: string }) {
  const { t } = useTranslation("loyalty")
  const who = actorOf(actor)
  const { data } = useApi<{ user: { first_name: string | null; last_name: string | null; email: string } }>(
    `/admin/users/${who.kind === "user" ? who.id : ""}`,
    { fields: "first_name,last_name,email" },
    { enabled: who.kind === "user" },
  )
  switch (who.kind) {
    case "system":
      return <>{t("member.actors.system")}</>
    case "customer":
      return <>{t("member.actors.customer")}</>
    case "user":
      return <>{data === undefined ? t("member.actors.staff") : nameOf(data.user)}</>
    case "other":
      return <>{who.id}</>
  }
}
