import { opensAt, type Season } from "./periods"

/** What a member has chosen of an offer for a period so far. */
export interface Standing {
  categoryIds: string[]
  /** How often he has dropped what counted already. */
  changes: number
}

/** What a choice changes. Nothing to add and nothing to drop: it is what it was. */
export interface Choosing {
  add: string[]
  drop: string[]
  /** From when on what is added counts, and what is dropped does not. */
  from: Date
  changes: number
}

export type ChoiceRefusal =
  "category_not_offered" | "too_many_categories" | "choice_not_open" | "choice_final"

export const nothingChosen: Standing = { categoryIds: [], changes: 0 }

/**
 * What becomes of a member's choice if he wants exactly these categories for the season. The same wish again is no change,
 * whenever it comes; adding what there is room for is none either, and before the season begins nothing is.
 */
export function choose(
  season: Season,
  standing: Standing,
  wanted: readonly string[],
  at: Date,
  timeZone: string,
): Choosing | ChoiceRefusal {
  const { offer } = season
  const wish = new Set(wanted)
  if ([...wish].some((id) => !offer.categories.some((category) => category.id === id)))
    return "category_not_offered"
  if (wish.size > offer.chooseUpTo) return "too_many_categories"

  const add = [...wish].filter((id) => !standing.categoryIds.includes(id))
  const drop = standing.categoryIds.filter((id) => !wish.has(id))
  const from = at > season.startsAt ? at : season.startsAt
  if (add.length === 0 && drop.length === 0) return { add, drop, from, changes: standing.changes }
  if (!isOpen(season, at, timeZone)) return "choice_not_open"
  const isChange = drop.length > 0 && hasBegun(season, at)
  if (isChange && changesLeft(season, standing) === 0) return "choice_final"
  return { add, drop, from, changes: standing.changes + (isChange ? 1 : 0) }
}

/** Whether one may choose for the season now: from some days before it on, and while it lasts if its offer says so. */
export function isOpen(season: Season, at: Date, timeZone: string): boolean {
  if (at >= season.endsAt) return false
  return hasBegun(season, at) ? season.offer.applies === "at_once" : at >= opensAt(season, timeZone)
}

/** Null: as many as he likes. */
export function changesLeft({ offer }: Season, { changes }: Standing): number | null {
  return offer.changesMax === null ? null : Math.max(0, offer.changesMax - changes)
}

const hasBegun = ({ startsAt }: Season, at: Date): boolean => at >= startsAt
