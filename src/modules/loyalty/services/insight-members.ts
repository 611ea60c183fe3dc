import type { LoyaltyDatabase } from "../data-source"
import type { EntryType } from "../domain/ledger/types"
import { toPoints, type Points } from "../domain/points"
import type { LotState } from "../types/insight"
import type { Page } from "./accounts"

export interface MemberLot {
  id: number
  points: Points
  remaining: Points
  held: Points
  spent: Points
  expired: Points
  state: LotState
  availableAt: Date | null
  expiresAt: Date | null
  orderId: string | null
  earnedAt: Date
}

export interface MemberOrder {
  orderId: string
  placedAt: Date
  earned: Points
  reversed: Points
  pending: Points
  spent: Points
  restored: Points
}

/** `translations`: the name by language. */
export interface NamedTier {
  id: string
  name: string
  translations: Record<string, string>
}

interface LotRow extends Record<"id" | "points" | "remaining" | "expired" | "held" | "spent", string> {
  state: "pending" | "available"
  open: boolean
  last_type: EntryType | null
  available_at: Date | null
  expires_at: Date | null
  order_id: string | null
  earned_at: Date
}

type OrderRow = Record<"order_id" | "earned" | "reversed" | "pending" | "spent" | "restored", string> & {
  placed_at: Date
}

/** The orders that moved an account's points, and those that were settled for it without any. */
const ordersOfAccount = `
  select e.order_id from loyalty_entry e where e.account_id = $1 and e.order_id is not null
  union select m.order_id from loyalty_tier_measure m where m.account_id = $1`

/** What staff see of a member beside the ledger itself. */
export class InsightMembers {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /**
   * The account's lots, and how many there are: those that are open in the order in which they would be spent, otherwise the
   * newest first. When a pending lot becomes available is the moment at which its order is looked at next.
   */
  async lots(
    accountId: number,
    { open, at }: { open: boolean | undefined; at: Date },
    page: Page,
  ): Promise<[MemberLot[], number]> {
    const where = `l.account_id = $1 and ($2::boolean is null or l.open = $2)`
    const [found] = await this.database.query<{ count: string }>(
      `select count(*) from loyalty_lot l where ${where}`,
      [accountId, open ?? null],
    )
    const rows = await this.database.query<LotRow>(
      `select l.id, l.points, l.remaining, l.expired, l.state, l.open, l.earned_at, l.expires_at, w.order_id,
         case l.state when 'available' then coalesce(a.occurred_at, l.earned_at)
           else coalesce(w.activates_at, s.activates_at) end as available_at,
         coalesce(used.held, 0) as held, coalesce(used.spent, 0) as spent,
         (select e.type from loyalty_lot_use u join loyalty_entry e on e.id = u.entry_id
          where u.lot_id = l.id order by u.entry_id desc limit 1) as last_type
       from loyalty_lot l
         left join loyalty_award w on w.id = l.award_id
         left join loyalty_settlement s on s.order_id = w.order_id
         left join loyalty_entry a on a.id = l.activation_entry_id
         left join lateral (
           select -sum(u.points) filter (where r.status in ('open', 'committed')) as held,
             -sum(u.points) filter (where r.status not in ('open', 'committed')) as spent
           from loyalty_lot_use u join loyalty_entry e on e.id = u.entry_id
             join loyalty_redemption r on r.id = e.redemption_id
           where u.lot_id = l.id
         ) used on true
       where ${where}
       order by ${open === true ? "l.state desc, l.expires_at, l.earned_at, l.id" : "l.id desc"}
       limit $3 offset $4`,
      [accountId, open ?? null, page.take, page.skip],
    )
    return [rows.map((row) => lotOf(row, at)), Number(found?.count ?? 0)]
  }

  /** The orders that concern the account, the newest first, and how many there are. */
  async orders(accountId: number, page: Page): Promise<[MemberOrder[], number]> {
    const [found] = await this.database.query<{ count: string }>(
      `select count(*) from (${ordersOfAccount}) o`,
      [accountId],
    )
    const rows = await this.database.query<OrderRow>(
      `select o.order_id, coalesce(s.placed_at, moved.since) as placed_at, moved.*
       from (${ordersOfAccount}) o
         left join loyalty_settlement s on s.order_id = o.order_id
         cross join lateral (
           select min(e.occurred_at) as since, coalesce(sum(e.pending_change), 0) as pending,
             coalesce(sum(e.available_change + e.pending_change) filter (where e.type = 'earn'), 0) as earned,
             coalesce(-sum(e.available_change + e.pending_change) filter (where e.type = 'reverse'), 0) as reversed,
             coalesce(-sum(e.held_change) filter (where e.type = 'capture'), 0) as spent,
             coalesce(sum(e.available_change) filter (where e.type = 'restore'), 0) as restored
           from loyalty_entry e where e.order_id = o.order_id and e.account_id = $1
         ) moved
       order by 2 desc, o.order_id desc limit $2 offset $3`,
      [accountId, page.take, page.skip],
    )
    return [rows.map(orderOf), Number(found?.count ?? 0)]
  }

  /** Which tier each of the accounts holds; those without one are missing. */
  async tiersOf(accountIds: number[]): Promise<Map<number, NamedTier>> {
    const rows = await this.database.query<NamedTier & { account_id: string }>(
      `select m.account_id, t.id, t.config ->> 'name' as name, t.config -> 'translations' as translations
       from loyalty_tier_member m join loyalty_tier t on t.id = m.tier_id where m.account_id = any ($1)`,
      [accountIds],
    )
    return new Map(rows.map(({ account_id, ...tier }) => [Number(account_id), tier]))
  }
}

function lotOf(row: LotRow, at: Date): MemberLot {
  const points = (name: "points" | "remaining" | "expired" | "held" | "spent"): Points =>
    toPoints(Number(row[name]))
  return {
    id: Number(row.id),
    points: points("points"),
    remaining: points("remaining"),
    held: points("held"),
    spent: points("spent"),
    expired: points("expired"),
    state: stateOf(row, at),
    availableAt: row.available_at,
    expiresAt: row.expires_at,
    orderId: row.order_id,
    earnedAt: row.earned_at,
  }
}

function stateOf({ state, open, held, expires_at, last_type }: LotRow, at: Date): LotState {
  // What is past its time is nobody's to spend, whether the job has come to it or not.
  if (open) return state === "available" && expires_at !== null && expires_at <= at ? "expired" : state
  if (Number(held) > 0) return "held"
  switch (last_type) {
    case "expire":
      return "expired"
    case "adjust":
      return "adjusted"
    case "hold":
    case "capture":
    case "release":
    case "lapse":
    case "restore":
      return "spent"
    // A credit that went towards a debt has been taken back by the reversal that made the debt.
    default:
      return "reversed"
  }
}

function orderOf(row: OrderRow): MemberOrder {
  const points = (name: "earned" | "reversed" | "pending" | "spent" | "restored"): Points =>
    toPoints(Number(row[name]))
  return {
    orderId: row.order_id,
    placedAt: row.placed_at,
    earned: points("earned"),
    reversed: points("reversed"),
    pending: points("pending"),
    spent: points("spent"),
    restored: points("restored"),
  }
}
