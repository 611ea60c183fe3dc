/** What `POST /admin/loyalty/programs/:id/preview` answers. */

export type {
  Example,
  Affects,
  SettingChange,
  Preview,
} from "../../../../../api/admin/loyalty/programs/[id]/preview/view"
