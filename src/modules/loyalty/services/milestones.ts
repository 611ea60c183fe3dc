import type { LoyaltyDatabase } from "../data-source"
import { toPoints } from "../domain/points"
import { expiryOf } from "../domain/rules/dates"
import { periodOf } from "../domain/rules/grants"
import { periodFrom } from "../domain/rules/periods"
import { milestoneOf, nameOf } from "../domain/rules/event"
import { programDates, type Rule, type Trigger } from "../domain/rules/rule"
import type { Ledger } from "./ledger"
import type { NewEvent } from "./member-events"
import type { Programs } from "./programs"
import type { Rules } from "./rules"

type Milestone = Extract<Trigger, { code: "spending_milestone" }>

interface Spent {
  account_id: string
  public_id: string
  placed_at: Date
}

/** What a member was given for a milestone in one of the periods that an order may count for. */
interface Gift {
  id: string
  account_id: string
  portion: string
  earned: string
  reversed: string
  /** What reversals could not collect, and what of it had expired. */
  kept: string
  given: string
  name: string
  period: string
  terms_id: string
  rule_set_id: string
  placed_at: Date
}

/** Sums that members' paid orders of a period reach, gift cards and shipping left out, as tiers count money. */
export class Milestones {
  private readonly database: LoyaltyDatabase
  private readonly ledger: Ledger
  private readonly programs: Programs
  private readonly rules: Rules

  constructor(cradle: { database: LoyaltyDatabase; ledger: Ledger; programs: Programs; rules: Rules }) {
    this.database = cradle.database
    this.ledger = cradle.ledger
    this.programs = cradle.programs
    this.rules = cradle.rules
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

  /**
   * Takes back what was given for a milestone that the order's period no longer reaches, and gives it again where it does:
   * by the terms and rules of the day it was reached. Done again, it changes nothing. Answers how many gifts it moved.
   */
  async follow(orderId: string, at: Date): Promise<number> {
    let moved = 0
    for (const gift of await this.giftsAround(orderId)) {
      const terms = await this.programs.termsOf(Number(gift.terms_id))
      const milestone = milestoneOf(gift.name)
      const accountId = Number(gift.account_id)
      if (periodOf(milestone.per, gift.placed_at, terms.timeZone) !== gift.period) continue
      const spent = await this.spent(accountId, milestone, gift.placed_at, terms.timeZone)
      const [earned, reversed] = [Number(gift.earned), Number(gift.reversed)]
      const award = { accountId, awardId: Number(gift.id) }
      const posting = { at, actor: "system" as const }
      if (spent < milestone.amountMinor && earned > reversed) {
        await this.ledger.reverse(
          { ...award, points: toPoints(earned - reversed), policy: terms.returns.reversal },
          { ...posting, key: `event_award:${gift.id}:lost:${reversed}`, reason: "milestone_lost" },
        )
        moved += 1
      }
      // What a reversal could not collect he has had: it is not given twice.
      const missing = Number(gift.given) - (earned - reversed + Number(gift.kept))
      if (spent >= milestone.amountMinor && missing > 0) {
        const rules = await this.rules.setOf(Number(gift.rule_set_id), "spending_milestone")
        const dates = rules.find(({ id }) => id === gift.portion)?.dates ?? programDates
        await this.ledger.earn(
          { ...award, points: toPoints(missing), pending: false, expiresAt: expiryOf(dates, at, terms) },
          { ...posting, key: `event_award:${gift.id}:again:${earned}`, reason: "spending_milestone" },
        )
        moved += 1
      }
    }
    return moved
  }

  private async giftsAround(orderId: string): Promise<Gift[]> {
    return await this.database.query<Gift>(
      `select w.id, w.account_id, w.portion, w.earned, w.reversed, w.shortfall + w.expired_forgiven as kept, l.points as given,
         e.name, e.data ->> 'period' as period, e.terms_id, e.rule_set_id, m.placed_at
       from loyalty_tier_measure m
         join loyalty_member_event e on e.account_id = m.account_id and e.trigger = 'spending_milestone'
         join loyalty_award w on w.event_id = e.id
         join loyalty_award_line l on l.award_id = w.id and l.revision = 0
       where m.order_id = $1 order by w.id`,
      [orderId],
    )
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
