/** What became of the points of a lot: what remains of them, or, where nothing does, what took the last of them. */
export type LotState = "pending" | "available" | "held" | "spent" | "expired" | "reversed" | "adjusted"

/** In which members can be listed. A minus: the largest or the latest first. */
export const accountOrders = [
  "created_at",
  "-created_at",
  "available",
  "-available",
  "pending",
  "-pending",
  "updated_at",
  "-updated_at",
] as const

export type AccountOrder = (typeof accountOrders)[number]
