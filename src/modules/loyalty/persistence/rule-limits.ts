import type { LoyaltyDatabase } from "../data-source"
import { toPoints } from "../domain/points"
import { allowanceOf, periodOf, type Ask, type RecordedGrant } from "../domain/rules/grants"
import type { Allowance } from "../domain/rules/programme"

interface GrantRow {
  rule_id: string
  wanted: string
  given: string
  capped_by: string | null
}

interface Occasion {
  /** Null: nobody whose limits were used so far. */
  accountId: number | null
  /** In whose periods it counts. */
  at: Date
  timeZone: string
}

/**
 * Judges by what was granted before; whatever rules want more, leave is asked for, and judged anew. A rule that has none left
 * steps aside, and another may then want what it has no leave for yet: so until nothing more is wanted, which it is at the
 * latest when every rule was asked for the most that it can want.
 */
export async function judgedWithLeave<Judgement>(
  granted: readonly RecordedGrant[],
  judged: (allowance: Allowance) => Judgement,
  ask: (asks: Ask[]) => Promise<RecordedGrant[]>,
): Promise<Judgement> {
  const known = [...granted]
  for (;;) {
    const asks: Ask[] = []
    const judgement = judged(allowanceOf(known, asks))
    if (asks.length === 0) return judgement
    known.push(...(await ask(largestOf(asks))))
  }
}

/** What there is room for of the most that a rule wants, there is room for of less. */
function largestOf(asks: readonly Ask[]): Ask[] {
  const largest = new Map<string, Ask>()
  for (const ask of asks) {
    if (ask.wanted > (largest.get(ask.rule.id)?.wanted ?? 0)) largest.set(ask.rule.id, ask)
  }
  return [...largest.values()]
}

/** Takes leave for what rules with limits want to give for an order or an event: what was granted before stays granted. */
export async function takeLeave(
  database: LoyaltyDatabase,
  { sourceId, ...occasion }: Occasion & { sourceId: string; accountId: number },
  asks: readonly Ask[],
): Promise<RecordedGrant[]> {
  const { accountId, at, timeZone } = occasion
  const rows = await database.call<GrantRow>(
    "loyalty_rule_ask",
    "select * from loyalty_rule_ask($1, $2, $3, $4)",
    [sourceId, accountId, periodOf("day", at, timeZone), asksText(asks, occasion)],
  )
  return rows.map(grantOf)
}

/** What leave there would be at the moment. Nothing is taken. */
export async function roomFor(
  database: LoyaltyDatabase,
  occasion: Occasion,
  asks: readonly Ask[],
): Promise<RecordedGrant[]> {
  const rows = await database.call<GrantRow>("loyalty_rule_room", "select * from loyalty_rule_room($1, $2)", [
    occasion.accountId,
    asksText(asks, occasion),
  ])
  return rows.map(grantOf)
}

function grantOf(row: GrantRow): RecordedGrant {
  return {
    ruleId: row.rule_id,
    wanted: toPoints(Number(row.wanted)),
    given: toPoints(Number(row.given)),
    cappedBy: row.capped_by,
  }
}

/** As the two functions read it. */
function asksText(asks: readonly Ask[], { at, timeZone }: Occasion): string {
  return JSON.stringify(
    asks.map(({ rule, wanted }) => ({
      rule_id: rule.id,
      rule_version: rule.version,
      wanted,
      budget: rule.limits.budget,
      members: rule.limits.members,
      per_member: rule.limits.perMember.map(({ per, points, times }) => ({
        per,
        period: periodOf(per, at, timeZone),
        points,
        times,
      })),
    })),
  )
}
