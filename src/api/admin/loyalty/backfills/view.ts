import { fromMinor } from "../../../../modules/loyalty/domain/money"
import { pointsToDisplay, toPoints } from "../../../../modules/loyalty/domain/points"
import { rateOf, worthOf, type ProgramTerms } from "../../../../modules/loyalty/domain/program"
import type { BackfillRow, BackfillState } from "../../../../modules/loyalty/persistence/backfill.schema"
import type LoyaltyModuleService from "../../../../modules/loyalty/service"
import type { BackfillTotals } from "../../../../modules/loyalty/types/backfill"

export interface BackfillView {
  id: string
  program_id: string
  /** The dry run that this one carries out; null for a dry run. */
  confirms: string | null
  state: BackfillState
  from: Date
  to: Date
  created_by: string
  undone_by: string | null
  created_at: Date
  ended_at: Date | null
  progress: { orders: number; of: number }
}

/** What a dry run would give, or a run has given by now and not taken back, and what became of the other orders. */
export interface BackfillOutcome {
  orders: number
  members: number
  points: number
  pending: number
  cost: { currency_code: string; points: number; amount: number | null }[]
  skipped: number
  failed: number
  undone: { orders: number; points: number; uncollected: number }
}

export interface BackfillWithOutcome extends BackfillView {
  outcome: BackfillOutcome
}

export async function backfillViews(
  { whatIf: { backfills } }: LoyaltyModuleService,
  runs: BackfillRow[],
): Promise<BackfillView[]> {
  const dryRuns = await backfills.publicIdsOf(runs.flatMap(({ confirmsId }) => confirmsId ?? []))
  return runs.map((run) => ({
    id: run.publicId,
    program_id: run.programId,
    confirms: run.confirmsId === null ? null : (dryRuns.get(run.confirmsId) ?? null),
    state: run.state,
    from: run.fromAt,
    to: run.toAt,
    created_by: run.actor,
    undone_by: run.undoneBy,
    created_at: run.createdAt,
    ended_at: run.endedAt,
    progress: { orders: run.done, of: run.orders },
  }))
}

/** With what it comes to so far. */
export async function backfillView(
  loyalty: LoyaltyModuleService,
  run: BackfillRow,
): Promise<BackfillWithOutcome> {
  const [view] = await backfillViews(loyalty, [run])
  const [terms, totals, members] = await Promise.all([
    loyalty.retrieveTerms(run.termsId),
    loyalty.whatIf.backfills.totalsOf(run.id),
    loyalty.whatIf.backfills.membersOf(run.id),
  ])
  return { ...view, outcome: outcomeOf(totals, members, terms) }
}

function outcomeOf(totals: BackfillTotals[], members: number, terms: ProgramTerms): BackfillOutcome {
  const { precision } = terms
  const given = totals.filter(({ state }) => state === "planned" || state === "awarded")
  const undone = totals.filter(({ state }) => state === "undone")
  const sum = (of: BackfillTotals[], field: "orders" | "points" | "pending" | "reversed" | "uncollected") =>
    of.reduce((whole, total) => whole + total[field], 0)
  const ordersIn = (wanted: BackfillTotals["state"]): number =>
    sum(
      totals.filter(({ state }) => state === wanted),
      "orders",
    )
  return {
    orders: sum(given, "orders"),
    members,
    points: pointsToDisplay(sum(given, "points"), precision),
    pending: pointsToDisplay(sum(given, "pending"), precision),
    cost: given.map(({ currencyCode, points }) => ({
      currency_code: currencyCode ?? "",
      points: pointsToDisplay(points, precision),
      amount: amountOf(points, currencyCode ?? "", terms),
    })),
    skipped: ordersIn("skipped"),
    failed: ordersIn("failed"),
    undone: {
      orders: sum(undone, "orders"),
      points: pointsToDisplay(sum(undone, "reversed"), precision),
      uncollected: pointsToDisplay(sum(undone, "uncollected"), precision),
    },
  }
}

/** What the points pay in the currency; null where they pay nothing in it. */
function amountOf(points: number, currencyCode: string, terms: ProgramTerms): number | null {
  const rate = rateOf(terms, currencyCode)
  if (rate === null || rate.spend === null) return null
  return fromMinor(worthOf(toPoints(points), rate.spend), rate.decimalDigits)
}
