export const clubStates = ["draft", "open", "closed"] as const

/** `draft`: shown to nobody. `open`: to be joined. `closed`: those who are in it stay, and nobody comes in. */
export type ClubState = (typeof clubStates)[number]

/** What decides who may join a club, and when being in it counts. */
export interface Club {
  state: ClubState
  /** From and until when there is such a club, the end left out. Null: no such bound. */
  startsAt: Date | null
  endsAt: Date | null
  /** Only for customers of one of these groups; none: for everybody. */
  customerGroupIds: string[]
}

/** A club that has once been open never becomes a draft again: it may have members. */
export function canBecome(from: ClubState, to: ClubState): boolean {
  return from === to || to !== "draft"
}

/** Null where one may come in. */
export function refusalToJoin(
  { state, startsAt, endsAt, customerGroupIds }: Club,
  groupIds: readonly string[],
  at: Date,
): "club_not_found" | "club_closed" | "club_restricted" | null {
  if (state === "draft") return "club_not_found"
  const isOn = (startsAt === null || startsAt <= at) && (endsAt === null || at < endsAt)
  if (state === "closed" || !isOn) return "club_closed"
  const isFor = customerGroupIds.length === 0 || customerGroupIds.some((id) => groupIds.includes(id))
  return isFor ? null : "club_restricted"
}
