import { randomInt } from "node:crypto"
import { generateEntityId } from "@medusajs/framework/utils"
import type { EntityManager, FindOptionsWhere } from "typeorm"
import type { LoyaltyDatabase } from "../data-source"
import { LoyaltyError } from "../domain/errors"
import { toPoints, type Points } from "../domain/points"
import type { ProgramTerms } from "../domain/program"
import { codeLength, codeLetters } from "../domain/referral/code"
import type { ActivatedOrder } from "../domain/referral/order"
import type { Suspicion } from "../domain/referral/suspicion"
import { defaultReferralTerms, type ReferralTerms } from "../domain/referral/terms"
import { activationDate } from "../domain/settlement/dates"
import type { AccountRow } from "../persistence/account.schema"
import { ReferralSchema, type ReferralRow, type ReferralState } from "../persistence/referral.schema"
import { referralTermsWith, type ReferralSettings } from "../referral-settings"
import type { Page } from "./accounts"

export interface NewReferral {
  programId: string
  referrerAccountId: number
  friendAccountId: number
  /** Null: believed so far. */
  reason: Suspicion | null
  attributedAt: Date
  terms: Pick<ReferralTerms, "attributionDays" | "qualifying">
}

/** What staff say of a referral, and who. */
export interface Decision {
  actor: string
  note: string | null
  at: Date
}

export interface ReferralFilters {
  state?: ReferralState
  referrerAccountId?: number
  friendAccountId?: number
}

/** What a member's invitations have come to. */
export interface Invitations {
  joined: number
  completed: number
  points: Points
}

const attemptsMax = 10
const attemptsPerHours = 1
const codeTriesMax = 5
const ordersMax = 500
const dayMs = 86_400_000

/**
 * Who invited whom. A member comes by one other at most, and a referral is completed once; what it gives is for earning rules,
 * which are told of it as of any event.
 */
export class Referrals {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /** Throws `program_not_found`. */
  async termsOf(programId: string): Promise<ReferralTerms> {
    return await this.termsIn(programId)
  }

  /** Those that are named; the others stay. Throws `program_not_found` and `invalid_request`, naming the field. */
  async changeTerms(programId: string, settings: ReferralSettings): Promise<ReferralTerms> {
    return await this.database.transaction(async (manager) => {
      const terms = referralTermsWith(settings, await this.termsIn(programId, manager))
      await this.database.query(
        `update loyalty_program set referral = $2, updated_at = clock_timestamp() where id = $1`,
        [programId, terms],
        manager,
      )
      return terms
    })
  }

  /** The member's own code; the first look makes it, and it stays. */
  async codeOf({ id, programId }: Pick<AccountRow, "id" | "programId">): Promise<string> {
    for (let attempt = 0; attempt < codeTriesMax; attempt++) {
      const [kept] = await this.database.query<{ code: string }>(
        `with made as (
           insert into loyalty_referral_code (account_id, program_id, code) values ($1, $2, $3)
           on conflict do nothing returning code
         )
         select code from loyalty_referral_code where account_id = $1 union all select code from made`,
        [id, programId, newCode()],
      )
      // Neither: the code is another's already, or the account's was made at this moment.
      if (kept !== undefined) return kept.code
    }
    throw new LoyaltyError("ledger_fault")
  }

  /**
   * The account whose code it is. Each call counts as an attempt of the asking member's. Throws `referral_attempts_exhausted` for
   * the eleventh within an hour, otherwise `referral_code_not_found`, also where the account is frozen.
   */
  async accountOfCode(
    programId: string,
    code: string | null,
    askedBy: number,
    at: Date,
  ): Promise<{ id: number; customerId: string }> {
    const [{ attempts }] = await this.database.query<{ attempts: number }>(
      `insert into loyalty_referral_attempt as t (account_id, since, attempts) values ($1, $2, 1)
       on conflict (account_id) do update set
         attempts = case when t.since <= $2::timestamptz - make_interval(hours => $3) then 1 else t.attempts + 1 end,
         since = case when t.since <= $2::timestamptz - make_interval(hours => $3) then $2 else t.since end
       returning attempts`,
      [askedBy, at, attemptsPerHours],
    )
    if (attempts > attemptsMax) throw new LoyaltyError("referral_attempts_exhausted")
    const [found] = await this.database.query<{ id: string; customer_id: string }>(
      `select a.id, a.customer_id from loyalty_referral_code c join loyalty_account a on a.id = c.account_id
       where c.program_id = $1 and c.code = $2 and a.status = 'active'`,
      [programId, code ?? ""],
    )
    if (found === undefined) throw new LoyaltyError("referral_code_not_found")
    return { id: Number(found.id), customerId: found.customer_id }
  }

  async ofFriend(accountId: number): Promise<ReferralRow | null> {
    return await this.findBy({ friendAccountId: accountId })
  }

  /** Throws `referral_not_found`. */
  async retrieve(publicId: string): Promise<ReferralRow> {
    const found = await this.findBy({ publicId })
    if (found === null) throw new LoyaltyError("referral_not_found")
    return found
  }

  /** The newest first. */
  async listAndCount(filters: ReferralFilters, page: Page): Promise<[ReferralRow[], number]> {
    const where: FindOptionsWhere<ReferralRow> = {}
    for (const [field, value] of Object.entries(filters)) {
      if (value !== undefined) Object.assign(where, { [field]: value })
    }
    return await this.database.manager((manager) =>
      manager.findAndCount(ReferralSchema, {
        where,
        skip: page.skip,
        take: page.take,
        order: { id: "desc" },
      }),
    )
  }

  async invitationsOf(accountId: number): Promise<Invitations> {
    const [row] = await this.database.query<Record<keyof Invitations, string>>(
      `select count(*) filter (where state <> 'rejected') as joined, count(*) filter (where state = 'completed') as completed,
         (select coalesce(sum(w.earned - w.reversed), 0) from loyalty_member_event e join loyalty_award w on w.event_id = e.id
          where e.account_id = $1 and e.trigger = 'referral_completed' and e.name = 'referrer') as points
       from loyalty_referral where referrer_account_id = $1`,
      [accountId],
    )
    return {
      joined: Number(row.joined),
      completed: Number(row.completed),
      points: toPoints(Number(row.points)),
    }
  }

  /**
   * Keeps that the friend came by the referrer. Of many at once the first is kept, and every caller is answered with it. A decision
   * of staff's takes the place of a referral that was rejected.
   */
  async attribute(
    { programId, referrerAccountId, friendAccountId, reason, attributedAt, terms }: NewReferral,
    decision: Decision | null = null,
  ): Promise<ReferralRow> {
    await this.database.query(
      `insert into loyalty_referral as r (public_id, program_id, referrer_account_id, friend_account_id, state, reason, qualifying,
         attributed_at, expires_at, decided_by, decided_at, note)
       values ($1, $2, $3, $4, case when $5::text is null then 'joined' else 'rejected' end, $5, $6, $7, $8, $9, $10, $11)
       on conflict (friend_account_id) do update set referrer_account_id = excluded.referrer_account_id, state = 'joined',
         reason = null, qualifying = excluded.qualifying, attributed_at = excluded.attributed_at, order_id = null,
         expires_at = excluded.expires_at, decided_by = excluded.decided_by, decided_at = excluded.decided_at,
         note = excluded.note, seen_entry_id = 0, look_at = null, updated_at = clock_timestamp()
       where r.state = 'rejected' and excluded.decided_by is not null`,
      [
        generateEntityId("", "lref"),
        programId,
        referrerAccountId,
        friendAccountId,
        reason,
        JSON.stringify(terms.qualifying),
        attributedAt,
        new Date(attributedAt.getTime() + terms.attributionDays * dayMs),
        decision?.actor ?? null,
        decision?.at ?? null,
        decision?.note ?? null,
      ],
    )
    const kept = await this.ofFriend(friendAccountId)
    if (kept === null) throw new LoyaltyError("referral_not_found")
    return kept
  }

  /** Staff's word: `joined` past all checks, or `rejected`. Throws `referral_not_found` and `referral_completed`. */
  async decide(
    publicId: string,
    state: "joined" | "rejected",
    { actor, note, at }: Decision,
  ): Promise<ReferralRow> {
    await this.database.query(
      `update loyalty_referral set state = $2, reason = case $2 when 'rejected' then coalesce(reason, 'staff') end,
         decided_by = $3, decided_at = $4, note = $5, look_at = null, seen_entry_id = 0, updated_at = clock_timestamp()
       where public_id = $1 and state <> 'completed' and (state <> $2 or decided_by is null)`,
      [publicId, state, actor, at, note],
    )
    const referral = await this.retrieve(publicId)
    if (referral.state === "completed") throw new LoyaltyError("referral_completed")
    return referral
  }

  /** What is left to do about the friend with this account; null where there is nothing. It is asked of every activated order. */
  async openOf(publicAccountId: string): Promise<ReferralRow | null> {
    const [found] = await this.database.call<{ public_id: string }>(
      "loyalty_open_referral",
      `select r.public_id from loyalty_account a join loyalty_referral r on r.friend_account_id = a.id
       where a.public_id = $1 and (r.state = 'joined' or (r.state = 'completed' and r.rewarded_at is null))`,
      [publicAccountId],
    )
    return found === undefined ? null : await this.retrieve(found.public_id)
  }

  /**
   * Referrals about which something is left to do that no event told of: a friend's points became available and nobody looked, it is
   * time to look again, or the rewards of a completed one are missing. By their keys, from the one after `afterId` on.
   */
  async listForgotten(at: Date, afterId: number, max: number): Promise<{ id: number; publicId: string }[]> {
    const rows = await this.database.query<{ id: string; public_id: string }>(
      `select id, public_id from (
         select r.id, r.public_id from loyalty_referral r
         where r.state = 'joined' and r.expires_at > $1::timestamptz - interval '1 year' and r.id > $2
           and (r.look_at <= $1 or exists (select from loyalty_entry e where e.account_id = r.friend_account_id
             and e.type = 'activate' and e.order_id is not null and e.id > r.seen_entry_id))
         union all
         select r.id, r.public_id from loyalty_referral r
         where r.state = 'completed' and r.rewarded_at is null and r.id > $2
       ) forgotten order by id limit $3`,
      [at, afterId, max],
    )
    return rows.map(({ id, public_id }) => ({ id: Number(id), publicId: public_id }))
  }

  /** The friend's orders of whose points some have become available, in that order; and how far the ledger was looked at. */
  async activatedOrders({
    friendAccountId,
    expiresAt,
  }: Pick<ReferralRow, "friendAccountId" | "expiresAt">): Promise<{
    orders: ActivatedOrder[]
    seenEntryId: number
  }> {
    // Before the orders: what comes in between is looked at again.
    const [{ seen }] = await this.database.query<{ seen: string }>(
      `select coalesce(max(id), 0) as seen from loyalty_entry
       where account_id = $1 and type = 'activate' and order_id is not null`,
      [friendAccountId],
    )
    const rows = await this.database.query<{
      order_id: string
      placed_at: Date
      terms: ProgramTerms
      activated_at: Date
    }>(
      `select e.order_id, s.placed_at, t.terms, e.activated_at
       from (select order_id, max(occurred_at) as activated_at, min(id) as first_entry
             from loyalty_entry where account_id = $1 and type = 'activate' and order_id is not null group by 1) e
         join loyalty_settlement s on s.order_id = e.order_id
         join loyalty_program_terms t on t.id = s.terms_id
       where s.placed_at < $3 order by e.first_entry limit $2`,
      [friendAccountId, ordersMax, expiresAt],
    )
    return {
      orders: rows.map((row) => ({
        orderId: row.order_id,
        activatedAt: row.activated_at,
        waitsUntil: activationDate(row.placed_at, row.terms),
      })),
      seenEntryId: Number(seen),
    }
  }

  /** Nothing completed it; it is looked at again when something new happens, or at `lookAt`. */
  async leave({ id }: Pick<ReferralRow, "id">, seenEntryId: number, lookAt: Date | null): Promise<void> {
    await this.database.query(
      `update loyalty_referral set seen_entry_id = greatest(seen_entry_id, $2), look_at = $3 where id = $1 and state = 'joined'`,
      [id, seenEntryId, lookAt],
    )
  }

  /** By this order. Answers the referral as it is then: of several at once the first has decided. */
  async complete({ id, publicId }: ReferralRow, orderId: string, at: Date): Promise<ReferralRow> {
    await this.database.query(
      `update loyalty_referral set state = 'completed', order_id = $2, completed_at = $3, updated_at = clock_timestamp()
       where id = $1 and state = 'joined'`,
      [id, orderId, at],
    )
    return await this.retrieve(publicId)
  }

  /** Found out by this order. What staff have decided stays. */
  async reject({ id }: Pick<ReferralRow, "id">, orderId: string, reason: Suspicion): Promise<void> {
    await this.database.query(
      `update loyalty_referral set state = 'rejected', reason = $3, order_id = $2, updated_at = clock_timestamp()
       where id = $1 and state = 'joined' and decided_by is null`,
      [id, orderId, reason],
    )
  }

  /** Both have been told of; what they were given stands with the events. */
  async markRewarded({ id }: Pick<ReferralRow, "id">, at: Date): Promise<void> {
    await this.database.query(
      `update loyalty_referral set rewarded_at = $2, updated_at = clock_timestamp()
       where id = $1 and state = 'completed' and rewarded_at is null`,
      [id, at],
    )
  }

  private async findBy(where: FindOptionsWhere<ReferralRow>): Promise<ReferralRow | null> {
    return await this.database.manager((manager) => manager.findOneBy(ReferralSchema, where))
  }

  private async termsIn(programId: string, manager?: EntityManager): Promise<ReferralTerms> {
    const [row] = await this.database.query<{ referral: ReferralTerms | null }>(
      `select referral from loyalty_program where id = $1 ${manager === undefined ? "" : "for update"}`,
      [programId],
      manager,
    )
    if (row === undefined) throw new LoyaltyError("program_not_found")
    return row.referral ?? defaultReferralTerms
  }
}

function newCode(): string {
  return Array.from({ length: codeLength }, () => codeLetters[randomInt(codeLetters.length)]).join("")
}
