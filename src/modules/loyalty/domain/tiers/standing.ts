import { deservedBy, inRank, type Ladder, type Step } from "./ladder"
import { graceEnd, lockEnd } from "./periods"

/** Where a member stands on the ladder. */
export interface Standing {
  /** Null below all tiers. */
  tierId: string | null
  since: Date | null
  lockedUntil: Date | null
  /** Since when the measure has been seen not to deserve the tier; null while it does. */
  belowSince: Date | null
}

export interface Look {
  measure: number
  at: Date
  timeZone: string
  /** Only the review takes a tier away: a settlement notes that it is no longer deserved. */
  mayLower: boolean
}

export const noStanding: Standing = { tierId: null, since: null, lockedUntil: null, belowSince: null }

/**
 * Where the member stands after a look at his measure. A tier that is reached is given at once. One that is no longer deserved is
 * kept while it is locked, and for the days of grace after that; then it is lost, one step a look or down to what the measure
 * deserves. A step that was fallen to and is not deserved either has a grace of its own.
 */
export function assess(ladder: Ladder, steps: readonly Step[], standing: Standing, look: Look): Standing {
  const ranked = inRank(steps)
  const present = ranked.findIndex(({ id }) => id === standing.tierId)
  const deserved = ranked.indexOf(deservedBy(ranked, look.measure) as Step)
  if (deserved > present) return deservedOn(ladder, ranked[deserved], look.at, look)
  if (present === -1) return noStanding
  if (deserved === present) return keptOn(ladder, standing, look)

  const belowSince = standing.belowSince ?? look.at
  const kept = { ...standing, belowSince }
  if (!look.mayLower || look.at < keptUntil(ladder, kept, look.timeZone)) return kept
  const next = ladder.downgrade === "one_step" ? present - 1 : deserved
  if (next === -1) return noStanding
  if (next === deserved) return deservedOn(ladder, ranked[next], look.at, look)
  return { tierId: ranked[next].id, since: look.at, lockedUntil: null, belowSince: look.at }
}

/** Until when a tier that the measure has not deserved since then is kept at least. */
export function keptUntil(
  ladder: Pick<Ladder, "graceDays">,
  { belowSince, lockedUntil }: { belowSince: Date; lockedUntil: Date | null },
  timeZone: string,
): Date {
  return graceEnd(ladder, latest(belowSince, lockedUntil), timeZone)
}

export function latest(one: Date, other: Date | null): Date {
  return other !== null && other > one ? other : one
}

/** A tier that begins now and is deserved. */
function deservedOn(ladder: Ladder, { id }: Step, since: Date, { at, timeZone }: Look): Standing {
  return { tierId: id, since, lockedUntil: lockEnd(ladder, since, at, timeZone), belowSince: null }
}

function keptOn(ladder: Ladder, standing: Standing, { at, timeZone }: Look): Standing {
  const renewed = lockEnd(ladder, standing.since ?? at, at, timeZone)
  const lockedUntil = renewed === null ? standing.lockedUntil : latest(renewed, standing.lockedUntil)
  return { ...standing, lockedUntil, belowSince: null }
}
