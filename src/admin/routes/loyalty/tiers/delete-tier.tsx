import { Prompt, Text, toast } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { ChoiceField } from "../../../forms/inputs"
import { useDeletion } from "../../../forms/use-deletion"
import { useErrorText } from "../../../lib/errors"
import { useApi } from "../../../lib/queries"
import type { Paged } from "../../../lib/types"
import type { Tier } from "./model/types"

interface DeleteTierProps {
  tier: Tier
  onClose: () => void
  onDeleted: () => void
}

const nowhere = "none"

/** Asks where the members of the tier go, and deletes it. */
export function DeleteTier({ tier, onClose, onDeleted }: DeleteTierProps) {
  const { t } = useTranslation("loyalty")
  const errorText = useErrorText()
  const [moveTo, setMoveTo] = useState(nowhere)
  const [problem, setProblem] = useState<string | null>(null)
  const { data } = useApi<Paged & { tiers: Tier[] }>("/admin/loyalty/tiers", {
    program_id: tier.program_id,
    limit: 100,
  })
  const others = data?.tiers.filter(({ id }) => id !== tier.id) ?? []
  const remove = useDeletion()
  const confirm = async () => {
    try {
      await remove.mutateAsync(`/admin/loyalty/tiers/${tier.id}?move_to=${moveTo}`)
      toast.success(t("tiers.deleted"))
      onDeleted()
    } catch (error) {
      setProblem(errorText(error))
    }
  }
  return (
    <Prompt open variant="danger">
      <Prompt.Content>
        <Prompt.Header>
          <Prompt.Title>{t("tiers.deleteTitle", { name: tier.name })}</Prompt.Title>
          <Prompt.Description>{t("tiers.deleteHint", { count: tier.members })}</Prompt.Description>
        </Prompt.Header>
        <div className="flex flex-col gap-y-3 px-6 pt-4">
          {tier.members > 0 && (
            <ChoiceField
              label={t("tiers.moveTo")}
              path="move_to"
              value={moveTo}
              onChange={setMoveTo}
              options={[
                { value: nowhere, label: t("tiers.moveNowhere") },
                ...others.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          )}
          {problem !== null && (
            <Text size="small" role="alert" className="text-ui-fg-error">
              {problem}
            </Text>
          )}
        </div>
        <Prompt.Footer>
          <Prompt.Cancel type="button" onClick={onClose}>
            {t("common.actions.cancel")}
          </Prompt.Cancel>
          <Prompt.Action type="button" disabled={remove.isPending} onClick={() => void confirm()}>
            {t("common.actions.delete")}
          </Prompt.Action>
        </Prompt.Footer>
      </Prompt.Content>
    </Prompt>
  )
}
