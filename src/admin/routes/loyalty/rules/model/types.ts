import type { Condition, Leaf } from "../../../../../modules/loyalty/domain/rules/condition"
import type { RuleState } from "../../../../../modules/loyalty/domain/rules/state"
import type { RuleSettings } from "../../../../../modules/loyalty/rule-settings/schema"

/** What comes as JSON: dates are text. */
type Json<T> = T extends Date
  ? string
  : T extends readonly (infer One)[]
    ? Json<One>[]
    : T extends object
      ? { [Name in keyof T]: Json<T[Name]> }
      : T

export type { Condition, Leaf, RuleState }

/** What a rule says, as routes take and give it. */
export type RuleConfig = Omit<Json<RuleSettings>, "conditions"> & { conditions: Condition }

export type Trigger = RuleConfig["trigger"]
export type Effect = RuleConfig["effect"]
export type TriggerCode = Trigger["code"]
export type EffectCode = Effect["code"]
export type LeafCode = Leaf["code"]

/** A rule as `GET /admin/loyalty/rules` lists it. */
export interface Rule extends RuleConfig {
  id: string
  program_id: string
  state: RuleState
  version: number
  /** Of a rule that is the rate of a cashback offer, and changed there. */
  cashback_offer_id: string | null
  created_at: string
  updated_at: string
  /** Of one rule alone. */
  usage?: RuleUsage
}

export interface RuleUsage {
  points_given: number
  points_kept: number
  times: number
  members: number
  budget_left: number | null
}

export interface RuleVersion extends RuleConfig {
  version: number
  actor: string
  created_at: string
}
