import type { Points } from "../domain/points"

/** Why points move, by whom and when. The key makes the posting happen once, however often it is asked for. */
export interface Posting {
  /** Derived from the cause, at most 200 characters. */
  key: string
  at: Date
  /** A short code, shown to the member through a translation. */
  reason: string
  /** `system`, or a kind and an id: `customer:cus_…`, `user:user_…`. Never a name or an address. */
  actor: string
  orderId?: string
  /** The entry that this one mends. */
  correctsEntryId?: number
}

/** What the ledger answers: the entry and the balances after it. `replayed`: the key was known, nothing changed. */
export interface Receipt {
  entryId: number
  replayed: boolean
  redemptionId: number | null
  sequence: number
  available: Points
  pending: Points
  held: Points
}
