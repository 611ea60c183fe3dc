import type { EntityManager } from "typeorm"
import type { ChosenCategories } from "../cashback-settings/schema"
import type { LoyaltyDatabase } from "../data-source"
import { choose, isOpen, nothingChosen, type Choosing, type Standing } from "../domain/cashback/choice"
import { seasonsAt, type Season } from "../domain/cashback/periods"
import { LoyaltyError } from "../domain/errors"
import type { AccountRow } from "../persistence/account.schema"
import { CashbackOfferSchema, type CashbackOfferRow } from "../persistence/cashback.schema"
import { ProgramSchema, type ProgramRow } from "../persistence/program.schema"
import type { Page } from "./accounts"
import type { CashbackOffers } from "./cashback-offers"

/** A season as one member sees it; to a guest, nothing is chosen. */
export interface MemberSeason extends Season<CashbackOfferRow> {
  standing: Standing
  /** What counts now, or from the season's beginning on as things stand: his choice, or what stands in for it. */
  countingIds: string[]
}

/** What one member has chosen from an offer for one period. */
export interface CashbackChoice {
  accountPublicId: string
  customerId: string
  period: string
  categoryIds: string[]
  changes: number
  updatedAt: Date
}

/** What members choose from cashback offers, period by period. What counted for an order is kept with the order. */
export class CashbackChoices {
  private readonly database: LoyaltyDatabase
  private readonly cashbackOffers: CashbackOffers

  constructor(cradle: { database: LoyaltyDatabase; cashbackOffers: CashbackOffers }) {
    this.database = cradle.database
    this.cashbackOffers = cradle.cashbackOffers
  }

  /** The present period and the next one, as the member sees them; null where there is no offer. */
  async seasonsOf(
    { id: programId, terms }: Pick<ProgramRow, "id" | "terms">,
    accountId: number | null,
    at: Date = new Date(),
  ): Promise<{ present: MemberSeason | null; next: MemberSeason | null }> {
    return await this.database.manager(async (manager) => {
      const { present, next } = seasonsAt(await runningOffers(manager, programId, at), at, terms.timeZone)
      const seen = async (season: Season<CashbackOfferRow> | null): Promise<MemberSeason | null> => {
        if (season === null) return null
        if (accountId === null) return { ...season, standing: nothingChosen, countingIds: [] }
        const [found] = await this.database.query<{
          categoryIds: string[]
          changes: number
          counting: string[]
        }>(
          `select loyalty_categories_of($1, $4) as counting, coalesce(c.changes, 0) as changes, array(
             select p.category_id from loyalty_cashback_pick p
             where p.choice_id = c.id and p.dropped_at is null order by p.id) as "categoryIds"
           from (select) one left join loyalty_cashback_choice c
             on c.account_id = $1 and c.offer_id = $2 and c.period = $3`,
          [
            accountId,
            season.offer.id,
            season.period.name,
            new Date(Math.max(at.getTime(), season.startsAt.getTime())),
          ],
        )
        return { ...season, standing: found, countingIds: found.counting }
      }
      return { present: await seen(present), next: await seen(next) }
    })
  }

  /**
   * From now on, or from the beginning of a period to come, exactly these categories are the member's. However many ask at
   * once, one is answered after the other. Throws `offer_not_found` where nothing can be chosen, `category_not_offered`,
   * `too_many_categories`, `choice_not_open` and `choice_final`.
   */
  async choose(
    account: Pick<AccountRow, "id" | "programId">,
    wanted: ChosenCategories,
    at: Date = new Date(),
  ): Promise<void> {
    await this.database.transaction(async (manager) => {
      const { season, timeZone } = await seasonFor(manager, account.programId, wanted, at)
      const choiceId = await this.lockChoice(manager, account.id, season)
      const choosing = choose(season, await standingOf(manager, choiceId), wanted.category_ids, at, timeZone)
      if (typeof choosing === "string") throw new LoyaltyError(choosing)
      if (choosing.add.length + choosing.drop.length > 0)
        await this.keep(manager, { choiceId, season, choosing, at })
    })
  }

  /** Throws what a first choice would be refused with. Nothing where it would be taken. */
  async refuseToChoose(programId: string, wanted: ChosenCategories, at: Date = new Date()): Promise<void> {
    await this.database.manager(async (manager) => {
      const { season, timeZone } = await seasonFor(manager, programId, wanted, at)
      const choosing = choose(season, nothingChosen, wanted.category_ids, at, timeZone)
      if (typeof choosing === "string") throw new LoyaltyError(choosing)
    })
  }

  /** What members have chosen, the latest choice first. Throws `offer_not_found`. */
  async choicesFrom(
    offerId: string,
    { period, customerId }: { period?: string; customerId?: string },
    page: Page,
  ): Promise<[CashbackChoice[], number]> {
    await this.cashbackOffers.retrieve(offerId)
    const which = `offer_id = $1 and ($2::text is null or period = $2)
      and ($3::text is null or account_id in (select id from loyalty_account where customer_id = $3))`
    const asked = [offerId, period ?? null, customerId ?? null]
    const rows = await this.database.query<
      Record<"public_id" | "customer_id" | "period", string> & {
        category_ids: string[]
        changes: number
        updated_at: Date
      }
    >(
      `select a.public_id, a.customer_id, c.period, c.changes, c.updated_at, array(
         select p.category_id from loyalty_cashback_pick p
         where p.choice_id = c.id and p.dropped_at is null order by p.id) as category_ids
       from (select * from loyalty_cashback_choice where ${which} order by id desc offset $4 limit $5) c
         join loyalty_account a on a.id = c.account_id order by c.id desc`,
      [...asked, page.skip, page.take],
    )
    const [{ count }] = await this.database.query<{ count: string }>(
      `select count(*) from loyalty_cashback_choice where ${which}`,
      asked,
    )
    const choices = rows.map((row) => ({
      accountPublicId: row.public_id,
      customerId: row.customer_id,
      period: row.period,
      categoryIds: row.category_ids,
      changes: row.changes,
      updatedAt: row.updated_at,
    }))
    return [choices, Number(count)]
  }

  /** Whoever chooses for the same period after that waits. A choice that is refused leaves no row. */
  private async lockChoice(
    manager: EntityManager,
    accountId: number,
    { offer, period }: Season<CashbackOfferRow>,
  ): Promise<number> {
    const [{ id }] = await this.database.query<{ id: string }>(
      `insert into loyalty_cashback_choice as c (account_id, offer_id, period, starts_at, ends_at)
       values ($1, $2, $3, $4, $5)
       on conflict (account_id, offer_id, period) do update set period = c.period returning id`,
      [accountId, offer.id, period.name, period.startsAt, period.endsAt],
      manager,
    )
    return Number(id)
  }

  private async keep(
    manager: EntityManager,
    { choiceId, season, choosing, at }: { choiceId: number; season: Season; choosing: Choosing; at: Date },
  ): Promise<void> {
    const { add, drop, from, changes } = choosing
    await this.database.query(
      `with dropped as (
         update loyalty_cashback_pick set dropped_at = $5, counts_until = greatest(counts_from, $4::timestamptz)
         where choice_id = $1 and dropped_at is null and category_id = any ($3::text[])
       ), added as (
         insert into loyalty_cashback_pick (choice_id, category_id, counts_from, counts_until)
         select c.id, category_id, $4, greatest($4, c.ends_at)
         from loyalty_cashback_choice c, unnest($2::text[]) with ordinality as wanted (category_id, turn)
         where c.id = $1 order by turn
       ), told as (
         insert into loyalty_outbox (name, data)
         select 'loyalty.categories_chosen',
           jsonb_build_object('id', $6::text, 'account_id', a.public_id, 'customer_id', a.customer_id)
         from loyalty_cashback_choice c join loyalty_account a on a.id = c.account_id where c.id = $1
       )
       update loyalty_cashback_choice set changes = $7, updated_at = clock_timestamp() where id = $1`,
      [choiceId, add, drop, from, at, season.offer.id, changes],
      manager,
    )
  }
}

/** Those that are on or to come. They stay as they are until a transaction that asks ends. */
async function runningOffers(
  manager: EntityManager,
  programId: string,
  at: Date,
): Promise<CashbackOfferRow[]> {
  const offers = manager
    .createQueryBuilder(CashbackOfferSchema, "offer")
    .where("offer.programId = :programId and offer.activatedAt is not null", { programId })
    .andWhere("(offer.endsAt is null or offer.endsAt > :at)", { at })
    .orderBy("offer.startsAt", "ASC")
  if (manager.queryRunner?.isTransactionActive) offers.setLock("for_key_share")
  return await offers.getMany()
}

/** The season that a choice is for. Throws `offer_not_found` and `choice_not_open`. */
async function seasonFor(
  manager: EntityManager,
  programId: string,
  { period }: ChosenCategories,
  at: Date,
): Promise<{ season: Season<CashbackOfferRow>; timeZone: string }> {
  const { timeZone } = (await manager.findOneByOrFail(ProgramSchema, { id: programId })).terms
  const { present, next } = seasonsAt(await runningOffers(manager, programId, at), at, timeZone)
  const seasons = [present, next].flatMap((season) => season ?? [])
  if (seasons.length === 0) throw new LoyaltyError("offer_not_found")
  const season =
    period === undefined
      ? (seasons.find((one) => isOpen(one, at, timeZone)) ?? seasons[0])
      : seasons.find((one) => one.period.name === period)
  if (season === undefined) throw new LoyaltyError("choice_not_open")
  return { season, timeZone }
}

async function standingOf(manager: EntityManager, choiceId: number): Promise<Standing> {
  const [row] = await manager.query<{ category_ids: string[]; changes: number }[]>(
    `select c.changes, array(select p.category_id from loyalty_cashback_pick p
       where p.choice_id = c.id and p.dropped_at is null order by p.id) as category_ids
     from loyalty_cashback_choice c where c.id = $1`,
    [choiceId],
  )
  return { categoryIds: row.category_ids, changes: row.changes }
}
