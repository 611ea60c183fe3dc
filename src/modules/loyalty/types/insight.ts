/** What became of the points of a lot: what remains of them, or, where nothing does, what took the last of them. */
export type LotState = "pending" | "available" | "held" | "spent" | "expired" | "reversed" | "adjusted"
