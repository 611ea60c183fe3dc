import { generateEntityId } from "@medusajs/framework/utils"
import type { EntityManager } from "typeorm"
import { offerOf, offerSettingsOf } from "../cashback-settings/offer"
import type { OfferChanges, OfferSettings } from "../cashback-settings/schema"
import type { LoyaltyDatabase } from "../data-source"
import { stateOf, type OfferState } from "../domain/cashback/offer"
import { dayBegins } from "../domain/cashback/periods"
import { rulesOf } from "../domain/cashback/rates"
import { LoyaltyError } from "../domain/errors"
import { CashbackOfferSchema, type CashbackOfferRow } from "../persistence/cashback.schema"
import { lockProgram } from "../persistence/lock-program"
import type { ProgramRow } from "../persistence/program.schema"
import { invalid } from "../settings-units"
import type { Page } from "./accounts"
import type { Rules } from "./rules"

export interface OfferFilters {
  programId?: string
  state?: OfferState
  /** Part of the name. */
  q?: string
}

/** What the store calls its categories, by their ids; a category that is not there does not exist. */
export type CategoryNames = ReadonlyMap<string, string>

/**
 * Cashback offers. One that was activated stays as it is, but for its end, so that nobody's choice is worth less than it was
 * when it was made. Its rates are rules of the program.
 */
export class CashbackOffers {
  private readonly database: LoyaltyDatabase
  private readonly rules: Rules

  constructor(cradle: { database: LoyaltyDatabase; rules: Rules }) {
    this.database = cradle.database
    this.rules = cradle.rules
  }

  /** As a draft. Throws `program_not_found`, and `invalid_request` naming the field. */
  async create(programId: string, settings: OfferSettings, names: CategoryNames): Promise<CashbackOfferRow> {
    const id = generateEntityId("", "lcash")
    const offer = offerOf(settings, names)
    return await this.database.manager(async (manager) => {
      await manager.insert(CashbackOfferSchema, { id, programId, ...offer })
      return await find(manager, id)
    })
  }

  /** The newest first; the state is the one of this moment. */
  async listAndCount(
    { programId, state, q }: OfferFilters,
    page: Page,
    at: Date = new Date(),
  ): Promise<[CashbackOfferRow[], number]> {
    return await this.database.manager(async (manager) => {
      const offers = manager.createQueryBuilder(CashbackOfferSchema, "offer")
      if (programId !== undefined) offers.andWhere("offer.programId = :programId", { programId })
      if (q !== undefined) offers.andWhere("strpos(lower(offer.name), lower(:q)) > 0", { q })
      if (state !== undefined) offers.andWhere(whereState[state], { at })
      return await offers
        .orderBy("offer.createdAt", "DESC")
        .addOrderBy("offer.id", "DESC")
        .skip(page.skip)
        .take(page.take)
        .getManyAndCount()
    })
  }

  /** Throws `offer_not_found`. */
  async retrieve(id: string): Promise<CashbackOfferRow> {
    return await this.database.manager((manager) => find(manager, id))
  }

  /**
   * A draft changes in all its settings, one that was activated in its end only. `active`: it is on from its first day, now
   * if it names none. `ended`: it is over now. Throws `offer_not_found`, `offer_fixed`, `offer_overlaps`, and
   * `invalid_request` naming the field.
   */
  async update(
    id: string,
    { state, ...changes }: OfferChanges,
    names: CategoryNames,
    actor: string,
    at: Date = new Date(),
  ): Promise<CashbackOfferRow> {
    return await this.database.transaction(async (manager) => {
      const { offer, program } = await lockOffer(manager, id)
      const isDraft = offer.activatedAt === null
      if (!isDraft) {
        const { ends_on, ...others } = changes
        await this.setEnd(manager, { offer, program }, { others, state, endsOn: ends_on }, actor, at)
        return await find(manager, id)
      }
      if (state === "ended") throw invalid("state", "an offer that is draft cannot become ended")
      const known = new Map(offer.categories.map((category) => [category.id, category.name]))
      const written = offerOf(
        { ...offerSettingsOf(offer), ...changes },
        changes.categories === undefined ? known : names,
      )
      await manager.update(CashbackOfferSchema, { id }, written)
      if (state === "active") await this.activate(manager, { ...offer, ...written }, program, actor, at)
      return await find(manager, id)
    })
  }

  /** Only a draft. Throws `offer_not_found` and `offer_fixed`. */
  async delete(id: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      const { offer } = await lockOffer(manager, id)
      if (offer.activatedAt !== null) throw new LoyaltyError("offer_fixed")
      await manager.delete(CashbackOfferSchema, { id })
    })
  }

  private async activate(
    manager: EntityManager,
    draft: CashbackOfferRow,
    { id: programId, terms }: ProgramRow,
    actor: string,
    at: Date,
  ): Promise<void> {
    const first = draft.startsOn === null ? at : dayBegins(draft.startsOn, terms.timeZone)
    const offer = {
      ...draft,
      activatedAt: at,
      startsAt: first > at ? first : at,
      endsAt: draft.endsOn === null ? null : dayBegins(draft.endsOn, terms.timeZone, true),
    }
    if (offer.endsAt !== null && offer.endsAt <= offer.startsAt) throw invalid("ends_on", "is over")
    await refuseOverlap(manager, offer)
    const { activatedAt, startsAt, endsAt } = offer
    await manager.update(CashbackOfferSchema, { id: offer.id }, { activatedAt, startsAt, endsAt })
    await this.rules.addForOffer(manager, { programId, offerId: offer.id }, rulesOf(offer), actor, at)
  }

  /** The end of an offer that was activated: by a day, or now. */
  private async setEnd(
    manager: EntityManager,
    { offer, program }: { offer: CashbackOfferRow; program: ProgramRow },
    { others, state, endsOn }: { others: object; state?: "active" | "ended"; endsOn?: string | null },
    actor: string,
    at: Date,
  ): Promise<void> {
    if (Object.keys(others).length > 0) throw new LoyaltyError("offer_fixed")
    const now = stateOf(offer, at)
    if (now === "ended") {
      if (state === "ended" && endsOn === undefined) return
      throw new LoyaltyError("offer_fixed")
    }
    const { startsAt } = offer
    const changed =
      state === "ended"
        ? { endsAt: at, startsAt: startsAt !== null && startsAt > at ? at : startsAt }
        : endsOn === undefined
          ? null
          : {
              endsAt: endsOn === null ? null : dayBegins(endsOn, program.terms.timeZone, true),
              endsOn,
              startsAt,
            }
    if (changed === null) return
    if (state !== "ended" && changed.endsAt !== null && changed.endsAt <= at)
      throw invalid("ends_on", "is over")
    if (state !== "ended" && changed.endsAt !== null && startsAt !== null && changed.endsAt <= startsAt)
      throw invalid("ends_on", "is before starts_on")
    await refuseOverlap(manager, { ...offer, ...changed })
    await manager.update(CashbackOfferSchema, { id: offer.id }, changed)
    const rules = { programId: program.id, offerId: offer.id }
    await this.rules.endForOffer(manager, rules, changed.endsAt, actor, at)
  }
}

const whereState: Record<OfferState, string> = {
  draft: "offer.activatedAt is null",
  scheduled: "offer.startsAt > :at and (offer.endsAt is null or offer.endsAt > :at)",
  active: "offer.startsAt <= :at and (offer.endsAt is null or offer.endsAt > :at)",
  ended: "offer.endsAt <= :at",
}

async function find(manager: EntityManager, id: string): Promise<CashbackOfferRow> {
  const offer = await manager.findOneBy(CashbackOfferSchema, { id })
  if (offer === null) throw new LoyaltyError("offer_not_found")
  return offer
}

/** The program first, as everywhere. Members who choose from the offer wait, too. */
async function lockOffer(
  manager: EntityManager,
  id: string,
): Promise<{ offer: CashbackOfferRow; program: ProgramRow }> {
  const program = await lockProgram(manager, (await find(manager, id)).programId)
  const offer = await manager.findOne(CashbackOfferSchema, {
    where: { id },
    lock: { mode: "pessimistic_write" },
  })
  if (offer === null) throw new LoyaltyError("offer_not_found")
  return { offer, program }
}

/** Of a program one offer is on at a time. The program's row has to be locked. */
async function refuseOverlap(
  manager: EntityManager,
  { id, programId, startsAt, endsAt }: CashbackOfferRow,
): Promise<void> {
  const found = await manager.query<unknown[]>(
    `select from loyalty_cashback_offer
     where program_id = $1 and id <> $2 and activated_at is not null
       and tstzrange(starts_at, ends_at) && tstzrange($3, $4) limit 1`,
    [programId, id, startsAt, endsAt],
  )
  if (found.length > 0) throw new LoyaltyError("offer_overlaps")
}
