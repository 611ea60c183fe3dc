import { withClient } from "../../helpers/database"
import { type Lived } from "./lives"

/** What a life has left in the ledger, apart from names and the hour of the day. */
export interface Outcome {
  people: {
    available: number
    pending: number
    held: number
    /** What remains of the points, by the day on which they expire. */
    lots: { state: string; remaining: number; expiresInDays: number | null }[]
    /** What orders have given the member for good. */
    earned: number
    shortfall: number
  }[]
  redemption: { status: string; spent: number } | null
}

interface LotRow {
  state: string
  remaining: string
  days: string | null
}

export async function outcomeOf(databaseUrl: string, { people, order }: Lived): Promise<Outcome> {
  return await withClient(databaseUrl, async (client) => {
    const members: Outcome["people"] = []
    for (const { id } of people) {
      const balance = await client.query<Record<"available" | "pending" | "held", string>>(
        `select available, pending, held from loyalty_account where customer_id = $1`,
        [id],
      )
      const lots = await client.query<LotRow>(
        `select l.state, sum(l.remaining) as remaining,
           round(extract(epoch from l.expires_at - o.created_at) / 86400) as days
         from loyalty_lot l join loyalty_account a on a.id = l.account_id cross join "order" o
         where a.customer_id = $1 and l.open and o.id = $2 group by 1, 3 order by 1, 3`,
        [id, order.id],
      )
      const awards = await client.query<Record<"earned" | "shortfall", string>>(
        `select coalesce(sum(w.earned - w.reversed), 0) as earned, coalesce(sum(w.shortfall), 0) as shortfall
         from loyalty_award w join loyalty_account a on a.id = w.account_id where a.customer_id = $1`,
        [id],
      )
      const { available = 0, pending = 0, held = 0 } = balance.rows[0] ?? {}
      members.push({
        available: Number(available),
        pending: Number(pending),
        held: Number(held),
        lots: lots.rows.map(({ state, remaining, days }) => ({
          state,
          remaining: Number(remaining),
          expiresInDays: days === null ? null : Number(days),
        })),
        earned: Number(awards.rows[0].earned),
        shortfall: Number(awards.rows[0].shortfall),
      })
    }
    const redemptions = await client.query<{ status: string; spent: string }>(
      `select r.status, r.captured - r.restored as spent from loyalty_redemption r
       join order_cart c on c.cart_id = r.cart_id where c.order_id = $1`,
      [order.id],
    )
    const [redemption] = redemptions.rows.map(({ status, spent }) => ({ status, spent: Number(spent) }))
    return { people: members, redemption: redemption ?? null }
  })
}
