import type { LadderSettings, TierSettings } from "../../../../../modules/loyalty/tier-settings/schema"

export type { LadderSettings, TierSettings }

/** As `GET /admin/loyalty/programs/:id/tier-ladder` gives it. */
export interface Ladder extends LadderSettings {
  program_id: string
  version: number
}

/** As `GET /admin/loyalty/tiers` lists it. */
export interface Tier extends TierSettings {
  id: string
  program_id: string
  version: number
  members: number
  created_at: string
  updated_at: string
}

export interface TierVersion extends TierSettings {
  version: number
  actor: string
  created_at: string
}
