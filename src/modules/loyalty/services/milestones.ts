import type { LoyaltyDatabase } from "../data-source"
import { periodOf } from "../domain/rules/grants"
import { periodFrom } from "../domain/rules/periods"
import { nameOf } from "../domain/rules/event"
import type { Rule, Trigger } from "../domain/rules/rule"
import type { NewEvent } from "./member-events"

type Milestone = Extract<Trigger, { code: "spending_milestone" }>

interface Spent {
  account_id: string
  public_id: string
  placed_at: Date
}

/** Sums that members' paid orders of a period reach, gift cards and shipping left out, as tiers count money. */
export class Milestones {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /** The milestones that the order's member has reached in the periods in which it was placed. Each has one key a period. */
  async reachedBy(
    orderId: string,
    rules: readonly Pick<Rule, "trigger">[],
    timeZone: string,
    at: Date,
  ): Promise<NewEvent[]> {
    const milestones = milestonesOf(rules)
    if (milestones.length === 0) return []
    const [order] = await this.database.query<Spent>(
      `select m.account_id, a.public_id, m.placed_at
       from loyalty_tier_measure m join loyalty_account a on a.id = m.account_id where m.order_id = $1 and m.orders > 0`,
      [orderId],
    )
    if (order === undefined) return []
    const reached: NewEvent[] = []
    for (const milestone of milestones) {
      const minor = await this.spent(Number(order.account_id), milestone, order.placed_at, timeZone)
      if (minor >= milestone.amountMinor) reached.push(eventOf(milestone, order, minor, timeZone, at))
    }
    return reached
  }

  /** Orders of members that were placed in the two days before `at` or on the day after, by their ids. */
  async ordersAround(programId: string, at: Date, afterOrder: string, max: number): Promise<string[]> {
    const rows = await this.database.query<{ order_id: string }>(
      `select m.order_id from loyalty_tier_measure m join loyalty_account a on a.id = m.account_id
       where a.program_id = $1 and m.placed_at >= $2::timestamptz - interval '2 days'
         and m.placed_at < $2::timestamptz + interval '1 day' and m.orders > 0 and m.order_id > $3
       order by m.order_id limit $4`,
      [programId, at, afterOrder, max],
    )
    return rows.map(({ order_id }) => order_id)
  }

  private async spent(
    accountId: number,
    { currencyCode, per }: Milestone,
    at: Date,
    timeZone: string,
  ): Promise<number> {
    const { from, to } = periodFrom(per, at, timeZone)
    const [row] = await this.database.query<{ minor: string }>(
      `select coalesce(sum(minor), 0) as minor from loyalty_tier_measure
       where account_id = $1 and currency_code = $2 and paid and orders > 0
         and placed_at >= coalesce($3, '-infinity'::timestamptz) and placed_at < coalesce($4, 'infinity'::timestamptz)`,
      [accountId, currencyCode, from, to],
    )
    return Number(row?.minor ?? 0)
  }
}

function milestonesOf(rules: readonly Pick<Rule, "trigger">[]): Milestone[] {
  const milestones = rules.flatMap(({ trigger }) => (trigger.code === "spending_milestone" ? [trigger] : []))
  return [...new Map(milestones.map((milestone) => [nameOf(milestone), milestone])).values()]
}

function eventOf(
  milestone: Milestone,
  { account_id, public_id, placed_at }: Spent,
  spentMinor: number,
  timeZone: string,
  occurredAt: Date,
): NewEvent {
  const period = periodOf(milestone.per, placed_at, timeZone)
  const name = nameOf(milestone)
  return {
    accountId: Number(account_id),
    trigger: "spending_milestone",
    name,
    source: "clock",
    key: `spending_milestone:${name}:${public_id}:${period}`,
    // Told again after another order of the period, it is the same event: how much more it is by then is no part of it.
    data: { period, reached_minor: Math.min(spentMinor, milestone.amountMinor) },
    occurredAt,
  }
}
