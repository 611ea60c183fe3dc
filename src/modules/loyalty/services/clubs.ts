import { generateEntityId } from "@medusajs/framework/utils"
import type { EntityManager, SelectQueryBuilder } from "typeorm"
import { checkWindow, type ClubChanges, type ClubSettings } from "../club-settings/schema"
import type { LoyaltyDatabase } from "../data-source"
import { canBecome, refusalToJoin, type ClubState } from "../domain/clubs"
import { LoyaltyError } from "../domain/errors"
import type { AccountRow } from "../persistence/account.schema"
import { ClubMembershipSchema, ClubSchema, type ClubRow } from "../persistence/club.schema"
import { invalid } from "../settings-units"
import type { Page } from "./accounts"

export interface ClubFilters {
  programId?: string
  state?: ClubState
  /** Part of the name or of the handle. */
  q?: string
}

export interface CountedClub extends ClubRow {
  /** How many are in it now. */
  members: number
}

/** A club as somebody in front of the counter sees it. */
export interface VisibleClub extends CountedClub {
  /** Since when he is in it. Null: he is not. */
  joinedAt: Date | null
}

export interface StayFilters {
  /** Stays that last, or those that are over. */
  present?: boolean
  customerId?: string
}

export interface ClubStay {
  accountPublicId: string
  customerId: string
  joinedAt: Date
  leftAt: Date | null
}

/** A club that somebody counts as a member of. */
export interface MembersClub {
  id: string
  handle: string
  name: string
  state: ClubState
  endsAt: Date | null
  /** Null: he has not joined it himself. */
  joinedAt: Date | null
  /** Until when a membership that he bought has him in it. Null: none does. */
  boughtUntil: Date | null
}

/** A program's clubs and their members. Who joins or leaves twice has joined or left once; every stay is kept. */
export class Clubs {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /** As a draft. Throws `handle_taken`, and `invalid_request` naming the field. */
  async create(programId: string, settings: ClubSettings): Promise<CountedClub> {
    const id = generateEntityId("", "lclub")
    const row = { id, programId, state: "draft" as const, ...rowOf(settings) }
    checkWindow(row)
    return await this.database.manager(async (manager) => {
      await manager.insert(ClubSchema, row)
      return await counted(manager, id)
    })
  }

  /** The newest first. */
  async listAndCount(filters: ClubFilters, page: Page): Promise<[CountedClub[], number]> {
    return await this.database.manager(async (manager) => {
      const [clubs, count] = await filtered(manager.createQueryBuilder(ClubSchema, "club"), filters)
        .orderBy("club.createdAt", "DESC")
        .addOrderBy("club.id", "DESC")
        .skip(page.skip)
        .take(page.take)
        .getManyAndCount()
      return [await withMembers(manager, clubs), count]
    })
  }

  /** Throws `club_not_found`. */
  async retrieve(id: string): Promise<CountedClub> {
    return await this.database.manager((manager) => counted(manager, id))
  }

  /** Settings left out stay. Throws `club_not_found`, `handle_taken`, and `invalid_request` naming the field. */
  async update(id: string, { state, ...changes }: ClubChanges): Promise<CountedClub> {
    return await this.database.transaction(async (manager) => {
      const club = await locked(manager, id)
      const next = { ...club, ...rowOf(changes), state: state ?? club.state }
      checkWindow(next)
      if (!canBecome(club.state, next.state))
        throw invalid("state", `a club that is ${club.state} cannot become ${next.state}`)
      await manager.update(ClubSchema, { id }, { ...rowOf(changes), state: next.state })
      return await counted(manager, id)
    })
  }

  /** Only a draft: one that was open may have had members. Throws `club_not_found` and `club_in_use`. */
  async delete(id: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      if ((await locked(manager, id)).state !== "draft") throw new LoyaltyError("club_in_use")
      await manager.delete(ClubSchema, { id })
    })
  }

  /** Every stay, the latest first; with `present`, those that last or those that are over. Throws `club_not_found`. */
  async staysIn(clubId: string, filters: StayFilters, page: Page): Promise<[ClubStay[], number]> {
    await this.retrieve(clubId)
    const which = `club_id = $1 and ($2::boolean is null or (left_at is null) = $2)
      and ($3::text is null or account_id in (select id from loyalty_account where customer_id = $3))`
    const asked = [clubId, filters.present ?? null, filters.customerId ?? null]
    const rows = await this.database.query<
      Record<"public_id" | "customer_id", string> & { joined_at: Date; left_at: Date | null }
    >(
      `select a.public_id, a.customer_id, m.joined_at, m.left_at
       from (select * from loyalty_club_membership where ${which} order by id desc offset $4 limit $5) m
         join loyalty_account a on a.id = m.account_id order by m.id desc`,
      [...asked, page.skip, page.take],
    )
    const [{ count }] = await this.database.query<{ count: string }>(
      `select count(*) from loyalty_club_membership where ${which}`,
      asked,
    )
    const stays = rows.map(({ public_id, customer_id, joined_at, left_at }) => ({
      accountPublicId: public_id,
      customerId: customer_id,
      joinedAt: joined_at,
      leftAt: left_at,
    }))
    return [stays, Number(count)]
  }

  /** What rules that ask for a club count him a member of at that moment: clubs that he joined, or bought with a membership. By name. */
  async ofMember(accountId: number, at: Date, page: Page): Promise<[MembersClub[], number]> {
    const [{ ids }] = await this.database.query<{ ids: string[] }>(
      `select array(select distinct unnest(loyalty_clubs_of($1, $2) || loyalty_bought_clubs_of($1, $2))) as ids`,
      [accountId, at],
    )
    const clubs = await this.database.query<MembersClub>(
      `select c.id, c.handle, c.name, c.state, c.ends_at as "endsAt",
         (select max(m.joined_at) from loyalty_club_membership m
          where m.club_id = c.id and m.account_id = $2 and m.joined_at <= $3
            and (m.left_at is null or m.left_at > $3)) as "joinedAt",
         (select max(p.ends_at) from loyalty_membership_purchase p
          where p.account_id = $2 and c.id = any (p.club_ids) and p.starts_at <= $3 and p.ends_at > $3) as "boughtUntil"
       from loyalty_club c where c.id = any ($1) order by c.name, c.id offset $4 limit $5`,
      [ids, accountId, at, page.skip, page.take],
    )
    return [clubs, ids.length]
  }

  /**
   * What somebody is shown: the clubs that he could join now, and those that he is in as long as they last. By name.
   * A guest, and who has not joined the program yet, has no account.
   */
  async visibleTo(
    accountId: number | null,
    { programId, groupIds, at }: { programId: string; groupIds: string[]; at: Date },
    page: Page,
  ): Promise<[VisibleClub[], number]> {
    return await this.database.manager(async (manager) => {
      const [clubs, count] = await manager
        .createQueryBuilder(ClubSchema, "club")
        .where("club.programId = :programId", { programId })
        .andWhere("(club.endsAt is null or club.endsAt > :at)", { at })
        .andWhere(
          `(club.state = 'open' and (club.startsAt is null or club.startsAt <= :at)
             and (club.customerGroupIds = '{}' or club.customerGroupIds && :groupIds)
           or club.state <> 'draft' and exists (select from loyalty_club_membership m
             where m.club_id = club.id and m.account_id = :accountId and m.left_at is null))`,
          { at, groupIds, accountId },
        )
        .orderBy("club.name", "ASC")
        .addOrderBy("club.id", "ASC")
        .skip(page.skip)
        .take(page.take)
        .getManyAndCount()
      const seen = await withMembers(manager, clubs)
      return [await seenBy(manager, accountId, seen), count]
    })
  }

  /** One club, as far as he may know of it. Throws `club_not_found`, for a club of another program too. */
  async seenBy(accountId: number | null, programId: string, id: string): Promise<VisibleClub> {
    return await this.database.manager(async (manager) => {
      const club = await counted(manager, id)
      if (club.programId !== programId || club.state === "draft") throw new LoyaltyError("club_not_found")
      return (await seenBy(manager, accountId, [club]))[0]
    })
  }

  /**
   * From now on he is in the club. Answers false where he was already. Throws `club_not_found`, `club_closed` and
   * `club_restricted`; who is in stays in, whatever has become of the club or of his groups.
   */
  async join(
    id: string,
    account: Pick<AccountRow, "id" | "programId">,
    groupIds: readonly string[],
    at: Date = new Date(),
  ): Promise<boolean> {
    return await this.database.transaction(async (manager) => {
      // Shared with others who join; the club's settings wait, so that nobody comes in after it has closed.
      const club = await manager.findOne(ClubSchema, { where: { id }, lock: { mode: "for_key_share" } })
      if (club?.programId !== account.programId) throw new LoyaltyError("club_not_found")
      const present = { clubId: id, accountId: account.id }
      const stays = await manager
        .createQueryBuilder(ClubMembershipSchema, "stay")
        .where("stay.clubId = :clubId and stay.accountId = :accountId and stay.leftAt is null", present)
        .getCount()
      if (stays > 0) return false
      const refusal = refusalToJoin(club, groupIds, at)
      if (refusal !== null) throw new LoyaltyError(refusal)
      const joined = await this.database.query(
        `with joined as (
           insert into loyalty_club_membership (club_id, account_id, joined_at) values ($1, $2, $3)
           on conflict (club_id, account_id) where left_at is null do nothing returning account_id, club_id
         ), told as (
           insert into loyalty_outbox (name, data)
           select 'loyalty.club_joined',
             jsonb_build_object('id', j.club_id, 'account_id', a.public_id, 'customer_id', a.customer_id)
           from joined j join loyalty_account a on a.id = j.account_id
         )
         select from joined`,
        [id, account.id, at],
        manager,
      )
      return joined.length > 0
    })
  }

  /** Throws what joining would be refused with. Nothing for who could join. */
  async refuseToJoin(
    id: string,
    { programId, groupIds }: { programId: string; groupIds: readonly string[] },
    at: Date = new Date(),
  ): Promise<void> {
    const club = await this.database.manager((manager) => manager.findOneBy(ClubSchema, { id, programId }))
    const refusal = club === null ? "club_not_found" : refusalToJoin(club, groupIds, at)
    if (refusal !== null) throw new LoyaltyError(refusal)
  }

  /** From now on he is not. Answers false where he was not in it. */
  async leave(id: string, accountId: number, at: Date = new Date()): Promise<boolean> {
    const left = await this.database.query(
      `with left_now as (
         update loyalty_club_membership set left_at = greatest(joined_at, $3::timestamptz)
         where club_id = $1 and account_id = $2 and left_at is null returning account_id, club_id
       ), told as (
         insert into loyalty_outbox (name, data)
         select 'loyalty.club_left',
           jsonb_build_object('id', l.club_id, 'account_id', a.public_id, 'customer_id', a.customer_id)
         from left_now l join loyalty_account a on a.id = l.account_id
       )
       select from left_now`,
      [id, accountId, at],
    )
    return left.length > 0
  }
}

async function locked(manager: EntityManager, id: string): Promise<ClubRow> {
  const club = await manager.findOne(ClubSchema, { where: { id }, lock: { mode: "pessimistic_write" } })
  if (club === null) throw new LoyaltyError("club_not_found")
  return club
}

async function counted(manager: EntityManager, id: string): Promise<CountedClub> {
  const club = await manager.findOneBy(ClubSchema, { id })
  if (club === null) throw new LoyaltyError("club_not_found")
  return (await withMembers(manager, [club]))[0]
}

/** All of a page's numbers in one query. */
async function withMembers(manager: EntityManager, clubs: ClubRow[]): Promise<CountedClub[]> {
  const rows = await manager.query<{ club_id: string; members: string }[]>(
    `select club_id, count(*) as members from loyalty_club_membership
     where club_id = any ($1) and left_at is null group by club_id`,
    [clubs.map(({ id }) => id)],
  )
  const members = new Map(rows.map((row) => [row.club_id, Number(row.members)]))
  return clubs.map((club) => ({ ...club, members: members.get(club.id) ?? 0 }))
}

async function seenBy(
  manager: EntityManager,
  accountId: number | null,
  clubs: CountedClub[],
): Promise<VisibleClub[]> {
  const rows = await manager.query<{ club_id: string; joined_at: Date }[]>(
    `select club_id, joined_at from loyalty_club_membership
     where account_id = $1 and club_id = any ($2) and left_at is null`,
    [accountId, clubs.map(({ id }) => id)],
  )
  const since = new Map(rows.map((row) => [row.club_id, row.joined_at]))
  return clubs.map((club) => ({ ...club, joinedAt: since.get(club.id) ?? null }))
}

function filtered(
  clubs: SelectQueryBuilder<ClubRow>,
  { programId, state, q }: ClubFilters,
): SelectQueryBuilder<ClubRow> {
  if (programId !== undefined) clubs.andWhere("club.programId = :programId", { programId })
  if (state !== undefined) clubs.andWhere("club.state = :state", { state })
  if (q !== undefined) clubs.andWhere("strpos(lower(club.name || ' ' || club.handle), lower(:q)) > 0", { q })
  return clubs
}

/** What was said, under the names of the table; what was left out is not there. */
function rowOf(
  settings: ClubSettings,
): Omit<ClubRow, "id" | "programId" | "state" | "createdAt" | "updatedAt">
function rowOf(settings: ClubChanges): Partial<ClubRow>
function rowOf(settings: ClubChanges): Partial<ClubRow> {
  const { handle, name, description, starts_at, ends_at, customer_group_ids } = settings
  return {
    ...(handle === undefined ? {} : { handle }),
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(starts_at === undefined ? {} : { startsAt: starts_at }),
    ...(ends_at === undefined ? {} : { endsAt: ends_at }),
    ...(customer_group_ids === undefined ? {} : { customerGroupIds: customer_group_ids }),
  }
}
