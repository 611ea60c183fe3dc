import type { LoyaltyDatabase } from "../data-source"
import type { AwardedLine } from "../domain/settlement/award-lines"
import type { Deserved } from "../domain/settlement/deserve"
import type { RuleContext } from "../domain/rules/scene"
import type { OrderMeasure } from "../domain/settlement/measure"
import type { BackfillSettlement } from "../types/backfill"
import type { Step } from "../domain/settlement/steps"
import type { Ladder } from "../domain/tiers/ladder"
import { standingOf, type MeasuredStanding, type StandingRow } from "./tier-standing"

/** What a settlement is going to change, computed from what was read at a revision. Named as `loyalty_settle` knows it. */
export interface SettlementPlan {
  orderId: string
  /** The one that it was computed from. Zero for the first settlement, which keeps what the next four say for good. */
  revision: number
  programId: string
  termsId: number
  earns: boolean
  placedAt: Date
  redemptionId: number | null
  activatesAt: Date | null
  orderChangedAt: Date | null
  outcome: Deserved
  at: Date
  /** The customer's account, unless they are not a member or join by this settlement. */
  accountId: number | null
  joiningCustomerId: string | null
  joiningPublicId: string | null
  ruleSetId: number | null
  context: RuleContext | null
  /** What the rules gave of what the order deserves; null where no rules have a say in it. */
  grants: GrantRecord[] | null
  /** Parts of the customer's award that the order has not had so far. */
  newPortions: string[]
  /** In the order in which each account is to take them. A step that names no account is the joining customer's. */
  steps: Step[]
  linesRevision: number
  lines: AwardedLine[]
}

export interface GrantRecord {
  ruleId: string
  ruleVersion: number
  wanted: number
  given: number
  kept: number
  cappedBy: string | null
  /** Of the program's time zone. */
  day: string
}

/** What the order counts for by now and, where the program has tiers, of which orders its member is measured. */
export interface MeasurePlan extends OrderMeasure {
  ladder: Ladder | null
  countsFrom: Date | null
}

export interface CarriedOut {
  /** How many entries there are for it. */
  posted: number
  /** Where the order's member stood and what he amounts to by now; null: no member, or no tiers. */
  standing: MeasuredStanding | null
}

/** All of it happens, or nothing: `settlement_conflict` where the order was settled since. */
export async function carryOut(
  database: LoyaltyDatabase,
  plan: SettlementPlan,
  measure: MeasurePlan,
  backfill?: Pick<BackfillSettlement, "backfillId" | "verb">,
): Promise<CarriedOut> {
  const named = {
    ...plan,
    steps: plan.steps.map(inColumns),
    lines: plan.lines.map(inColumns),
    grants: plan.grants?.map(inColumns) ?? null,
  }
  const [name, text, rest]: [string, string, unknown[]] =
    backfill === undefined
      ? ["loyalty_settle", "select * from loyalty_settle_and_measure($1, $2)", []]
      : [
          "loyalty_backfill_settle",
          "select * from loyalty_backfill_settle($1, $2, $3, $4)",
          [backfill.backfillId, backfill.verb === "undo"],
        ]
  const values = [JSON.stringify(inColumns(named)), JSON.stringify(inColumns(measure)), ...rest]
  const [{ posted, standing }] = await database.call<{ posted: number; standing: StandingRow | null }>(
    name,
    text,
    values,
  )
  return { posted, standing: standing && standingOf(standing) }
}

/** With its fields named as columns are. What is inside them keeps its names. */
function inColumns(record: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value as unknown,
    ]),
  )
}
