import type { ApiError } from "../../../../lib/api-error"
import type { Preview } from "../../../../../api/admin/loyalty/programs/[id]/preview/view"

/** What `POST /admin/loyalty/programs/:id/preview` answers. */
export type {
  Example,
  Affects,
  SettingChange,
  Preview,
} from "../../../../../api/admin/loyalty/programs/[id]/preview/view"

/** What can be said beside the form of what it would do. */
export type Foreseen =
  | { state: "known"; preview: Preview }
  | { state: "asking" }
  /** A field holds what cannot be saved: what an earlier form would have done says nothing of this one. */
  | { state: "wrong" }
  | { state: "failed"; error: ApiError }

/** `data` may still be the answer to what was typed before. */
export function foreseenOf(
  { data, error }: { data: Preview | undefined; error: ApiError | null },
  isWhole: boolean,
): Foreseen {
  // What the route says is wrong with a field is shown at the field.
  if (!isWhole || error?.field !== undefined) return { state: "wrong" }
  if (error !== null) return { state: "failed", error }
  return data === undefined ? { state: "asking" } : { state: "known", preview: data }
}
