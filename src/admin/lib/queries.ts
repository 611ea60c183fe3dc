import {
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from "@tanstack/react-query"
import { api, ApiError, type Query } from "./api"

/** The first part of every key of ours, so that a change can say "all of loyalty is to be read again". */
export const loyaltyKey = "loyalty"

export interface ReadOptions {
  enabled?: boolean
  /** Shows what was read before under another query while the new answer is on its way: pages of a table. */
  keepPrevious?: boolean
}

/** Reads a route. A refusal is final; only what may pass by itself is tried once more. */
export function useApi<T>(
  path: string,
  query: Query = {},
  { enabled = true, keepPrevious = false }: ReadOptions = {},
): UseQueryResult<T, ApiError> {
  return useQuery<T, ApiError>({
    queryKey: [loyaltyKey, path, query],
    queryFn: () => api.get<T>(path, query),
    enabled,
    placeholderData: keepPrevious ? keepPreviousData : undefined,
    staleTime: 10_000,
    retry: (failures, error) => failures < 1 && (!(error instanceof ApiError) || error.status >= 500),
  })
}

/** Writes by a route; afterwards everything of loyalty that is on the screen is read again. */
export function useChange<Answer, Input = void>(
  change: (input: Input) => Promise<Answer>,
): UseMutationResult<Answer, ApiError, Input> {
  const client = useQueryClient()
  return useMutation<Answer, ApiError, Input>({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: [loyaltyKey] }),
  })
}
