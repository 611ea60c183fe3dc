/** What a member's orders have to amount to: as they stand now, after what came back. Never a balance: spending demotes nobody. */
export type Qualification =
  /** Smallest units of points that the orders earned; of other things than orders only where they count. */
  | { by: "points_earned"; includesEvents: boolean }
  /** Minor units of money that earns points, in this currency alone. */
  | { by: "money_spent"; currencyCode: string }
  | { by: "orders" }

/** Of which time the orders count. */
export type Window =
  /** The last so many days, or months, up to the moment at which one looks. */
  | { code: "rolling"; days: number }
  | { code: "rolling"; months: number }
  /** Of the program's time zone. */
  | { code: "calendar_year" }
  | { code: "since_joining" }

/** How a program's tiers are reached and lost. */
export interface Ladder {
  qualification: Qualification
  /** Whether an order counts from its placing on, or while it is paid. */
  countsWhen: "placed" | "paid"
  window: Window
  /** So many days of the program's time zone a tier is kept that the measure no longer deserves. */
  graceDays: number
  downgrade: "one_step" | "to_measure"
  /** Until when a tier is kept, whatever the measure does: the end of the period in which it was last deserved, or of the next. */
  lock: "none" | "period" | "next_period"
}

/** A step of the ladder, as far as reaching it goes. */
export interface Step {
  id: string
  /** In the unit of the ladder's measure. */
  threshold: number
}

/** The lowest first. */
export function inRank<One extends Step>(steps: readonly One[]): One[] {
  return [...steps].sort((a, b) => a.threshold - b.threshold)
}

/** The highest that the measure reaches; null below all of them. */
export function deservedBy<One extends Step>(steps: readonly One[], measure: number): One | null {
  return inRank(steps).findLast(({ threshold }) => threshold <= measure) ?? null
}
