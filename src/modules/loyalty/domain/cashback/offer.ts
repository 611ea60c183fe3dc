export const offerPeriods = ["month", "quarter"] as const
export const offerApplies = ["at_once", "next_period"] as const
export const offerFallbacks = ["base_rate", "last_choice"] as const

export interface OfferedCategory {
  /** Of the store's product category. */
  id: string
  /** As members read it. */
  name: string
  /** 10000 is all of the money back. Null: the offer gives nothing itself; rules ask whether the category is chosen. */
  basisPoints: number | null
}

/** From what members choose, how many, and by which terms. From its activation on it stays as it is, but for its end. */
export interface Offer {
  id: string
  name: string
  /** Of the calendar, in the program's time zone. */
  period: (typeof offerPeriods)[number]
  categories: OfferedCategory[]
  /** The most that a member may have chosen at once. */
  chooseUpTo: number
  /** `at_once`: what is chosen counts from then on. `next_period`: one chooses for periods to come only. */
  applies: (typeof offerApplies)[number]
  /** How often a member may drop for others what counts already, in one period. Null: as often as he likes. */
  changesMax: number | null
  /** So many days before a period begins one may choose for it. 0: not before it has begun. */
  opensDaysBefore: number
  /** What a period without a choice has. `base_rate`: nothing raised. `last_choice`: what was chosen last, as far as it is offered. */
  fallback: (typeof offerFallbacks)[number]
  /** Whether the rates stand in place of the program's. */
  replacesBase: boolean
  /** Of the rules that the rates are. */
  priority: number
}

/** From and until when an offer is on, the end left out. An offer that was never activated is a draft. */
export interface OfferWindow {
  activatedAt: Date | null
  startsAt: Date | null
  endsAt: Date | null
}

export const offerStates = ["draft", "scheduled", "active", "ended"] as const
export type OfferState = (typeof offerStates)[number]

export function stateOf({ activatedAt, startsAt, endsAt }: OfferWindow, at: Date): OfferState {
  if (activatedAt === null) return "draft"
  if (endsAt !== null && endsAt <= at) return "ended"
  return startsAt !== null && startsAt > at ? "scheduled" : "active"
}
