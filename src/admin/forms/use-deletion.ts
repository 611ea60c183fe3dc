import { useMutation, useQueryClient } from "@tanstack/react-query"
import { api, type ApiError } from "../lib/api"
import { loyaltyKey } from "../lib/queries"

/**
 * Deletes what the page is about. Other pages read anew when they are opened; this one does not ask again for what is no more.
 */
export function useDeletion() {
  const client = useQueryClient()
  return useMutation<unknown, ApiError, string>({
    mutationFn: (path) => api.delete(path),
    onSuccess: () => client.invalidateQueries({ queryKey: [loyaltyKey], refetchType: "none" }),
  })
}
