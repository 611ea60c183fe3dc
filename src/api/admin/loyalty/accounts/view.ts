import type { AccountStatus } from "../../../../modules/loyalty/persistence/account.schema"
import type { LotState } from "../../../../modules/loyalty/types/insight"
import type { Balance } from "../../../views"

/** Who a member is, as the store's customers have it; the ledger keeps no personal data. */
export interface MemberCustomer {
  id: string
  first_name: string | null
  last_name: string | null
  email: string | null
  phone: string | null
}

/** One member: account, customer and tier. Points in display units. */
export interface Member {
  id: string
  program_id: string
  customer_id: string
  status: AccountStatus
  balance: Balance
  /** Null where the store knows the customer no more. */
  customer: MemberCustomer | null
  /** Null where the program has no tiers, or he holds none. */
  tier: { id: string; name: string; translations: Record<string, string> } | null
  created_at: Date | string
  updated_at: Date | string
}

export interface MembersAnswer {
  accounts: Member[]
  count: number
  limit: number
  offset: number
  /** More customers match `q` than are looked through: only the accounts of some of them are here. */
  is_cut: boolean
}

/** Points of one credit and what became of them. `points` = remaining + held + spent + expired + taken. */
export interface Lot {
  id: string
  points: number
  remaining: number
  /** Set aside for a cart. */
  held: number
  spent: number
  expired: number
  /** Reversed, taken by the staff, or gone towards what the member owed. */
  taken: number
  state: LotState
  /** Pending points: when they can become available, if what they wait for is paid. Others: since when they are. */
  available_at: Date | string | null
  /** Null: never, or pending still. */
  expires_at: Date | string | null
  order_id: string | null
  created_at: Date | string
}

export interface LotsAnswer {
  lots: Lot[]
  count: number
  limit: number
  offset: number
}

/** An order as the member's account knows it, in display units; money in major units. */
export interface MemberOrder {
  order_id: string
  /** Null where the store has the order no more, as the currency and the total. */
  display_id: number | null
  placed_at: Date | string
  currency_code: string | null
  /** As it stands now. */
  total: number | null
  earned: number
  reversed: number
  /** Of what was earned, what waits to become available. */
  pending: number
  spent: number
  restored: number
}

export interface MemberOrdersAnswer {
  orders: MemberOrder[]
  count: number
  limit: number
  offset: number
}
