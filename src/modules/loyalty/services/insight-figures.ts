import type { LoyaltyDatabase } from "../data-source"
import type { EntryType } from "../domain/ledger/types"
import { toPoints, type Points } from "../domain/points"

/** By the entries' own changes. Points that move between pending, available and held are counted nowhere but in `activated`. */
export interface PointsMoved {
  issued: Points
  activated: Points
  spent: Points
  restored: Points
  expired: Points
  reversed: Points
  adjusted: Points
}

export interface MembersMoved {
  active: number
  new: number
}

export interface Owed {
  available: Points
  pending: Points
  held: Points
  members: number
}

const figureOf = {
  earn: "issued",
  activate: "activated",
  capture: "spent",
  restore: "restored",
  expire: "expired",
  reverse: "reversed",
  adjust: "adjusted",
} as const satisfies Partial<Record<EntryType, keyof PointsMoved>>

const zero = toPoints(0)
const nothingMoved: PointsMoved = {
  issued: zero,
  activated: zero,
  spent: zero,
  restored: zero,
  expired: zero,
  reversed: zero,
  adjusted: zero,
}

/** What the ledger says of periods and of now, for a whole program. */
export class InsightFigures {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /**
   * What moved in each span from one bound to the next, by the moment at which it happened. Reads the entries of that time only.
   * The bounds have to ascend.
   */
  async pointsMoved(programId: string, bounds: Date[]): Promise<PointsMoved[]> {
    const rows = await this.database.query<{ span: number; type: keyof typeof figureOf; points: string }>(
      `select width_bucket(e.occurred_at, $2::timestamptz[]) as span, e.type,
         sum(case when e.type = 'activate' then e.available_change
           else e.available_change + e.pending_change + e.held_change end) as points
       from loyalty_entry e join loyalty_account a on a.id = e.account_id
       where e.occurred_at >= $3 and e.occurred_at < $4 and a.program_id = $1
         and e.type not in ('hold', 'release', 'lapse')
       group by 1, 2`,
      [programId, bounds, bounds.at(0), bounds.at(-1)],
    )
    const spans = bounds.slice(1).map(() => ({ ...nothingMoved }))
    for (const { span, type, points } of rows) {
      const sum = Number(points)
      const isTaken = type === "capture" || type === "expire" || type === "reverse"
      spans[span - 1][figureOf[type]] = toPoints(isTaken ? -sum : sum)
    }
    return spans
  }

  /** Who earned or spent points, and whose account was opened, from `from` on and before `to`. */
  async membersMoved(programId: string, from: Date, to: Date): Promise<MembersMoved> {
    const [row] = await this.database.query<{ active: string; new: string }>(
      `select
         (select count(distinct e.account_id) from loyalty_entry e join loyalty_account a on a.id = e.account_id
          where e.occurred_at >= $2 and e.occurred_at < $3 and e.type in ('earn', 'capture') and a.program_id = $1) as active,
         (select count(*) from loyalty_account a
          where a.created_at >= $2 and a.created_at < $3 and a.program_id = $1) as new`,
      [programId, from, to],
    )
    return { active: Number(row?.active ?? 0), new: Number(row?.new ?? 0) }
  }

  /** What all members of the program have now. */
  async owed(programId: string): Promise<Owed> {
    const [row] = await this.database.query<Record<keyof Owed, string>>(
      `select coalesce(sum(available), 0) as available, coalesce(sum(pending), 0) as pending,
         coalesce(sum(held), 0) as held, count(*) as members
       from loyalty_account where program_id = $1`,
      [programId],
    )
    const points = (name: "available" | "pending" | "held"): Points => toPoints(Number(row?.[name] ?? 0))
    return {
      available: points("available"),
      pending: points("pending"),
      held: points("held"),
      members: Number(row?.members ?? 0),
    }
  }

  /** How many redemptions of the program have not ended. */
  async openRedemptions(programId: string): Promise<number> {
    const [row] = await this.database.query<{ count: string }>(
      `select count(*) from loyalty_hold h
         join loyalty_redemption r on r.id = h.redemption_id join loyalty_account a on a.id = r.account_id
       where a.program_id = $1`,
      [programId],
    )
    return Number(row?.count ?? 0)
  }

  /** Which of the orders earned points in the program, or were paid with some, whatever came back later. */
  async ordersWithPoints(programId: string, orderIds: string[]): Promise<Set<string>> {
    const rows = await this.database.query<{ order_id: string }>(
      `select s.order_id from loyalty_settlement s
       where s.order_id = any ($2) and s.program_id = $1 and (
         exists (select from loyalty_award w where w.order_id = s.order_id and w.earned > 0)
         or exists (select from loyalty_redemption r where r.id = s.redemption_id and r.captured > 0))`,
      [programId, orderIds],
    )
    return new Set(rows.map(({ order_id }) => order_id))
  }
}
