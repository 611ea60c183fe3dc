import { useApi } from "../../../lib/queries"
import type { Ladder } from "./model/types"

/** The program's ladder; null where it has none. */
export function useLadder(programId: string | undefined) {
  const query = useApi<{ tier_ladder: Ladder }>(
    `/admin/loyalty/programs/${programId}/tier-ladder`,
    {},
    { enabled: programId !== undefined },
  )
  const isMissing = query.error?.code === "tier_ladder_not_found"
  return { query, isMissing, ladder: isMissing ? null : (query.data?.tier_ladder ?? null) }
}
