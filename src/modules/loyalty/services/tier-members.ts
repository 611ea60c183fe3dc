import type { EntityManager } from "typeorm"
import type { LoyaltyDatabase } from "../data-source"
import { LoyaltyError } from "../domain/errors"
import { toPoints } from "../domain/points"
import { localTime } from "../domain/rules/scene"
import type { Ladder, Step } from "../domain/tiers/ladder"
import { windowStart } from "../domain/tiers/periods"
import type { Contribution } from "../domain/tiers/progress"
import { assess, type Standing } from "../domain/tiers/standing"
import { TierChangeSchema, type TierChangeRow } from "../persistence/tier.schema"
import { standingOf, type MeasuredStanding, type StandingRow } from "../persistence/tier-standing"
import type { Page } from "./accounts"

/** A program's ladder with its steps. */
export interface ProgramLadder {
  programId: string
  ladder: Ladder
  version: number
  steps: Step[]
  timeZone: string
}

/** A customer group that a tier's member ought to be in, and the one that he was put into for a tier. */
export interface TierGroup {
  accountId: number
  customerId: string
  wanted: string | null
  joined: string | null
}

interface Move extends Standing {
  of: MeasuredStanding
  reason: TierChangeRow["reason"]
  actor: string
  at: Date
  orderId?: string
  ladderVersion?: number
  reviewedOn?: string
}

interface ClaimedRow extends Record<"account_id" | "revision" | "customer_id", string> {
  tier_id: string | null
  since: Date | null
  locked_until: Date | null
  below_since: Date | null
}

/** Two settlements and a review may look at one member at the same moment; who comes late looks again. */
const attemptsMax = 10
/** New members are looked at by the review in batches of so many. */
const newcomersPerBatch = 5_000
const newcomerBatchesMax = 20

/**
 * Which member holds which tier. Where he stands is decided from what his orders amount to, under a lock or at a revision, so
 * that nobody is moved twice for one reason; each change is kept and told.
 */
export class TierMembers {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /**
   * After a settlement: a tier that the order reached is the member's at once, one that he no longer deserves is left to the
   * review. Answers whether his tier has changed. Where nothing has, nothing is written.
   */
  async follow(
    { programId, ladder, steps, timeZone }: ProgramLadder,
    standing: MeasuredStanding,
    { orderId, at }: { orderId: string | undefined; at: Date },
  ): Promise<boolean> {
    for (let attempt = 1, now = standing; attempt <= attemptsMax; attempt++) {
      const next = assess(ladder, steps, now, { measure: now.measure, at, timeZone, mayLower: false })
      if (isSame(next, now)) return false
      const move = { ...next, of: now, reason: "reached" as const, actor: "system", at, orderId }
      if ((await this.apply([move])).length > 0) return next.tierId !== now.tierId
      now = await this.standing(programId, now.accountId, ladder, at, timeZone)
    }
    return false
  }

  /** As after a settlement, for who has just joined. */
  async look(of: ProgramLadder, accountId: number, at: Date): Promise<boolean> {
    const standing = await this.standing(of.programId, accountId, of.ladder, at, of.timeZone)
    return await this.follow(of, standing, { orderId: undefined, at })
  }

  /**
   * Looks at the next members whom nobody has looked at on this day of the program's time zone, or under its present ladder.
   * Answers their customers; none where all have been looked at. Several processes each take others.
   */
  async review(of: ProgramLadder, at: Date, membersMax: number): Promise<string[]> {
    const { programId, ladder, steps, timeZone, version } = of
    const reviewedOn = localTime(at, timeZone).toISODate()
    return await this.database.transaction(async (manager) => {
      const claimed = await this.database.query<ClaimedRow>(
        `select m.account_id, m.revision, m.tier_id, m.since, m.locked_until, m.below_since, a.customer_id
         from loyalty_tier_member m join loyalty_account a on a.id = m.account_id
         where m.program_id = $1 and (m.ladder_version, m.reviewed_on) < ($2, $3::date)
         order by m.ladder_version, m.reviewed_on, m.account_id limit $4 for update of m skip locked`,
        [programId, version, reviewedOn, membersMax],
        manager,
      )
      const measures = await this.measuresOf(claimed, ladder, at, timeZone, manager)
      const moves = claimed.map((row): Move => {
        const of = claimedStanding(row, measures)
        const next = assess(ladder, steps, of, { measure: of.measure, at, timeZone, mayLower: true })
        const reason = rankOf(steps, next) < rankOf(steps, of) ? "fell" : "reached"
        return { ...next, of, reason, actor: "system", at, ladderVersion: version, reviewedOn }
      })
      if (moves.length > 0) await this.apply(moves, manager)
      return claimed.map(({ customer_id }) => customer_id)
    })
  }

  /** Members of the program of whom nobody knows yet where they stand are so from now on. */
  async admitNewcomers(programId: string): Promise<void> {
    for (let batch = 0, last = "0"; batch < newcomerBatchesMax; batch++) {
      const rows = await this.database.query<{ account_id: string }>(
        `insert into loyalty_tier_member (account_id, program_id)
         select a.id, a.program_id from loyalty_account a left join loyalty_tier_member m on m.account_id = a.id
         where a.program_id = $1 and a.id > $3 and m.account_id is null order by a.id limit $2
         on conflict do nothing returning account_id`,
        [programId, newcomersPerBatch, last],
      )
      if (rows.length < newcomersPerBatch) return
      last = rows[rows.length - 1].account_id
    }
  }

  /** Whatever he deserves, the member holds the tier from now on, and is locked in it until then. Throws `account_not_found`. */
  async put(
    { programId, ladder, timeZone }: ProgramLadder,
    accountId: number,
    tierId: string | null,
    {
      until,
      actor,
      at,
      reason = "by_staff",
    }: { until: Date | null; actor: string; at: Date; reason?: "by_staff" | "bought" },
  ): Promise<void> {
    for (let attempt = 1; attempt <= attemptsMax; attempt++) {
      const of = await this.standing(programId, accountId, ladder, at, timeZone)
      const since = tierId === null ? null : tierId === of.tierId ? of.since : at
      const next = { tierId, since, lockedUntil: tierId === null ? null : until, belowSince: null }
      if ((await this.apply([{ ...next, of, reason, actor, at }])).length > 0) return
    }
    throw new LoyaltyError("settlement_conflict")
  }

  /** Everybody who holds the tier goes to another, or to none. */
  async moveAll(
    tierId: string,
    to: string | null,
    actor: string,
    at: Date,
    manager: EntityManager,
  ): Promise<void> {
    await this.database.query(
      `select loyalty_tier_apply(jsonb_agg(jsonb_build_object('account_id', m.account_id, 'revision', m.revision,
         'from_tier_id', m.tier_id, 'tier_id', $2::text, 'since', case when $2::text is null then null else $4::timestamptz end,
         'locked_until', case when $2::text is null then null else m.locked_until end,
         'reason', 'tier_deleted', 'actor', $3::text, 'at', $4::timestamptz)))
       from (select * from loyalty_tier_member where tier_id = $1 order by account_id for update) m having count(*) > 0`,
      [tierId, to, actor, at],
      manager,
    )
  }

  async countIn(tierIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.database.query<{ tier_id: string; count: string }>(
      `select tier_id, count(*) from loyalty_tier_member where tier_id = any ($1) group by tier_id`,
      [tierIds],
    )
    return new Map(rows.map(({ tier_id, count }) => [tier_id, Number(count)]))
  }

  /** Where the member stands as far as anybody has looked; null: nobody has. */
  async find(accountId: number): Promise<Standing | null> {
    const [row] = await this.database.query<Standing>(
      `select tier_id as "tierId", since, locked_until as "lockedUntil", below_since as "belowSince"
       from loyalty_tier_member where account_id = $1`,
      [accountId],
    )
    return row ?? null
  }

  /** What counts for the member at that moment. */
  async contributionsOf(
    { ladder, timeZone }: Pick<ProgramLadder, "ladder" | "timeZone">,
    accountId: number,
    at: Date,
  ): Promise<Contribution[]> {
    const rows = await this.database.query<{ placed_at: Date; value: string }>(
      `select placed_at, value from loyalty_tier_measured($1, $2, $3, $4) order by placed_at`,
      [accountId, ladder, windowStart(ladder.window, at, timeZone), at],
    )
    return rows.map(({ placed_at, value }) => ({ placedAt: placed_at, value: toPoints(Number(value)) }))
  }

  /** Every change of the member's tier, the newest first. */
  async historyOf(accountId: number, page: Page): Promise<[TierChangeRow[], number]> {
    return await this.database.manager((manager) =>
      manager.findAndCount(TierChangeSchema, {
        where: { accountId },
        order: { occurredAt: "desc", id: "desc" },
        skip: page.skip,
        take: page.take,
      }),
    )
  }

  /** The customers' memberships of tiers, and the groups of all tiers there are: nobody else's group is ours to touch. */
  async groupsOf(customerIds: readonly string[]): Promise<{ members: TierGroup[]; ofTiers: string[] }> {
    const [members, groups] = await Promise.all([
      this.database.query<Omit<TierGroup, "accountId"> & { accountId: string }>(
        `select a.id as "accountId", a.customer_id as "customerId", m.group_id as joined,
           t.config ->> 'customerGroupId' as wanted
         from loyalty_account a join loyalty_tier_member m on m.account_id = a.id left join loyalty_tier t on t.id = m.tier_id
         where a.customer_id = any ($1)`,
        [customerIds],
      ),
      this.database.query<{ id: string }>(
        `select distinct config ->> 'customerGroupId' as id from loyalty_tier
         where deleted_at is null and config ->> 'customerGroupId' is not null`,
      ),
    ])
    return {
      members: members.map((member) => ({ ...member, accountId: Number(member.accountId) })),
      ofTiers: groups.map(({ id }) => id),
    }
  }

  /** The member has been put into the group of his tier, or out of it. */
  async noteGroups(groups: readonly { accountId: number; groupId: string | null }[]): Promise<void> {
    await this.database.query(
      `update loyalty_tier_member m set group_id = x."groupId"
       from jsonb_to_recordset($1) as x("accountId" bigint, "groupId" text)
       where m.account_id = x."accountId" and m.group_id is distinct from x."groupId"`,
      [JSON.stringify(groups)],
    )
  }

  /** Orders settled before anything was measured, that are to be settled once more. */
  async unreadOrders(ordersMax: number): Promise<string[]> {
    const rows = await this.database.query<{ order_id: string }>(
      `select order_id from loyalty_tier_measure where currency_code is null order by order_id limit $1`,
      [ordersMax],
    )
    return rows.map(({ order_id }) => order_id)
  }

  /** The order cannot be settled any more: it counts as far as is known. */
  async giveUpReading(orderId: string): Promise<void> {
    await this.database.query(
      `update loyalty_tier_measure set currency_code = '' where order_id = $1 and currency_code is null`,
      [orderId],
    )
  }

  private async standing(
    programId: string,
    accountId: number,
    ladder: Ladder,
    at: Date,
    timeZone: string,
  ): Promise<MeasuredStanding> {
    const [{ standing }] = await this.database.call<{ standing: StandingRow }>(
      "loyalty_tier_standing",
      "select loyalty_tier_standing($1, $2, $3, $4, $5) as standing",
      [programId, accountId, JSON.stringify(ladder), windowStart(ladder.window, at, timeZone), at],
    )
    return standingOf(standing)
  }

  /** In a statement of its own, after the members are locked: what was counted before that is seen. */
  private async measuresOf(
    claimed: readonly ClaimedRow[],
    ladder: Ladder,
    at: Date,
    timeZone: string,
    manager: EntityManager,
  ): Promise<Map<string, number>> {
    const rows = await this.database.query<{ id: string; measure: string }>(
      `select a.id, (select coalesce(sum(value), 0) from loyalty_tier_measured(a.id, $2, $3, $4)) as measure
       from unnest($1::bigint[]) a (id)`,
      [claimed.map(({ account_id }) => account_id), ladder, windowStart(ladder.window, at, timeZone), at],
      manager,
    )
    return new Map(rows.map(({ id, measure }) => [id, Number(measure)]))
  }

  private async apply(moves: readonly Move[], manager?: EntityManager): Promise<string[]> {
    const rows = await this.database.call<{ id: string }>(
      "loyalty_tier_apply",
      "select loyalty_tier_apply($1) as id",
      [
        JSON.stringify(
          moves.map(({ of, ...next }) => ({
            account_id: of.accountId,
            revision: of.revision,
            from_tier_id: of.tierId,
            tier_id: next.tierId,
            since: next.since,
            locked_until: next.lockedUntil,
            below_since: next.belowSince,
            reason: next.reason,
            measure: of.measure,
            order_id: next.orderId,
            actor: next.actor,
            at: next.at,
            ladder_version: next.ladderVersion,
            reviewed_on: next.reviewedOn,
          })),
        ),
      ],
      manager,
    )
    return rows.map(({ id }) => id)
  }
}

function claimedStanding(row: ClaimedRow, measures: ReadonlyMap<string, number>): MeasuredStanding {
  return {
    accountId: Number(row.account_id),
    revision: Number(row.revision),
    tierId: row.tier_id,
    since: row.since,
    lockedUntil: row.locked_until,
    belowSince: row.below_since,
    measure: measures.get(row.account_id) ?? 0,
  }
}

/** Null is below all. */
function rankOf(steps: readonly Step[], { tierId }: Pick<Standing, "tierId">): number {
  return steps.find(({ id }) => id === tierId)?.threshold ?? -1
}

function isSame(one: Standing, other: Standing): boolean {
  const text = ({ tierId, since, lockedUntil, belowSince }: Standing): string =>
    JSON.stringify([tierId, since, lockedUntil, belowSince])
  return text(one) === text(other)
}
