import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { useSettled } from "../../../forms/use-options"
import { api } from "../../../lib/api"
import type { ApiError } from "../../../lib/api-error"
import { loyaltyKey } from "../../../lib/queries"
import type { Preview } from "./model/preview"
import type { SettingsChanges } from "./model/settings-form"

export interface ExampleOrder {
  amount: number
  currency_code: string
}

export const previewOf = (
  programId: string,
  settings: SettingsChanges,
  order?: ExampleOrder,
): Promise<Preview> => api.post<Preview>(`/admin/loyalty/programs/${programId}/preview`, { settings, order })

/** What the changes would do, asked anew when the typing pauses. Nothing is written. */
export function usePreview(
  programId: string,
  changes: SettingsChanges,
  order: ExampleOrder | undefined,
  isWhole: boolean,
) {
  // One text, so that the same changes are the same question. What is wrong is none, also just after it was mended.
  const question = useSettled(isWhole ? JSON.stringify({ changes, order }) : "", 400)
  return useQuery<Preview, ApiError>({
    queryKey: [loyaltyKey, "preview", programId, question],
    queryFn: () => {
      const asked = JSON.parse(question) as { changes: SettingsChanges; order?: ExampleOrder }
      return previewOf(programId, asked.changes, asked.order)
    },
    enabled: question !== "",
    placeholderData: keepPreviousData,
    retry: false,
  })
}
