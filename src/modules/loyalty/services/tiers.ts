import { isDeepStrictEqual } from "node:util"
import { generateEntityId } from "@medusajs/framework/utils"
import { IsNull, type EntityManager } from "typeorm"
import type { LoyaltyDatabase } from "../data-source"
import { LoyaltyError } from "../domain/errors"
import { inRank, type Ladder } from "../domain/tiers/ladder"
import { progressOf, type Progress } from "../domain/tiers/progress"
import { noStanding, type Standing } from "../domain/tiers/standing"
import { changesTerms, termsInTier, tierIdPrefix, type HeldTier, type TierConfig } from "../domain/tiers/tier"
import type { ProgramTerms } from "../domain/program"
import { ProgramSchema, type ProgramRow } from "../persistence/program.schema"
import { TierSchema, TierVersionSchema, type TierRow, type TierVersionRow } from "../persistence/tier.schema"
import { invalid } from "../settings-units"
import { ladderOf, ladderSettingsOf, tierConfigOf, tierSettingsOf } from "../tier-settings/config"
import type { LadderChanges, LadderSettings, TierChanges, TierSettings } from "../tier-settings/schema"
import type { Page } from "./accounts"
import type { ProgramLadder, TierMembers } from "./tier-members"

/** More steps nobody can tell apart, and each settlement reads them. */
const tiersMax = 50

/**
 * A program's ladder and its tiers. What a tier says is a version, which never changes: orders are judged by the one of their
 * day. Every change takes the program's row and raises the version of its ladder, so that the review looks at all members anew.
 */
export class Tiers {
  /** Who holds which tier. */
  readonly members: TierMembers
  private readonly database: LoyaltyDatabase

  constructor(cradle: { database: LoyaltyDatabase; tierMembers: TierMembers }) {
    this.database = cradle.database
    this.members = cradle.tierMembers
  }

  /** Throws `program_not_found`, and `invalid_request` naming the field. */
  async setLadder(
    programId: string,
    settings: LadderSettings | LadderChanges,
  ): Promise<ProgramRow & { tierLadder: Ladder }> {
    return await this.database.transaction(async (manager) => {
      const program = await lockProgram(manager, programId)
      const before = program.tierLadder
      const ladder = ladderOf(
        before === null ? wholeOf(settings) : { ...ladderSettingsOf(before), ...settings },
      )
      if (before !== null && isDeepStrictEqual(before, ladder)) return { ...program, tierLadder: before }
      if (before !== null && !isDeepStrictEqual(before.qualification, ladder.qualification)) {
        const tiers = await this.tiersOf(programId, manager)
        if (tiers.length > 0)
          throw invalid("qualification", "cannot change while there are tiers, whose thresholds it measures")
      }
      return { ...(await raiseVersion(manager, program, ladder)), tierLadder: ladder }
    })
  }

  /** Throws `program_not_found`, `tier_ladder_not_found`, and `tier_ladder_in_use` while it has tiers. */
  async deleteLadder(programId: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      const program = await lockProgram(manager, programId)
      if (program.tierLadder === null) throw new LoyaltyError("tier_ladder_not_found")
      if ((await this.tiersOf(programId, manager)).length > 0) throw new LoyaltyError("tier_ladder_in_use")
      await raiseVersion(manager, program, null)
    })
  }

  /** Throws `program_not_found`, `tier_ladder_not_found`, and `invalid_request` naming the field. */
  async create(programId: string, settings: TierSettings, actor: string): Promise<TierRow> {
    return await this.database.transaction(async (manager) => {
      const program = await lockProgram(manager, programId)
      const ladder = ownLadder(program)
      const config = tierConfigOf(settings, ladder, program.terms.precision)
      const others = await this.tiersOf(programId, manager)
      if (others.length >= tiersMax) throw invalid("handle", `there are ${tiersMax} tiers already`)
      checkBeside(config, others)
      const id = generateEntityId("", tierIdPrefix)
      const { handle, threshold } = config
      await manager.insert(TierSchema, { id, programId, version: 1, handle, threshold, config })
      await manager.insert(TierVersionSchema, { tierId: id, version: 1, config, actor })
      await raiseVersion(manager, program, ladder)
      return await find(manager, id)
    })
  }

  /** Settings left out stay. Throws `tier_not_found`, and `invalid_request` naming the field. */
  async update(id: string, changes: TierChanges, actor: string): Promise<TierRow> {
    return await this.database.transaction(async (manager) => {
      const { program, tier } = await lockTier(manager, id)
      const ladder = ownLadder(program)
      const { precision } = program.terms
      const settings = { ...tierSettingsOf(tier.config, ladder, precision), ...changes }
      const config = tierConfigOf(settings, ladder, precision)
      if (isDeepStrictEqual(config, tier.config)) return tier
      const others = await this.tiersOf(program.id, manager)
      checkBeside(
        config,
        others.filter((other) => other.id !== id),
      )
      const version = tier.version + 1
      const { handle, threshold } = config
      await manager.insert(TierVersionSchema, { tierId: id, version, config, actor })
      await manager.update(TierSchema, { id }, { version, handle, threshold, config })
      await raiseVersion(manager, program, ladder)
      return await find(manager, id)
    })
  }

  /**
   * Those who hold it move to another tier of the program, or to none. Throws `tier_not_found`, `tier_in_use` where somebody
   * holds it and `moveTo` is not given, and `invalid_request` where that is no other tier of the program.
   */
  async delete(
    id: string,
    { moveTo, actor, at }: { moveTo: string | null | undefined; actor: string; at: Date },
  ): Promise<void> {
    await this.database.transaction(async (manager) => {
      const { program, tier } = await lockTier(manager, id)
      const others = (await this.tiersOf(program.id, manager)).filter((other) => other.id !== id)
      if (typeof moveTo === "string" && !others.some((other) => other.id === moveTo))
        throw invalid("move_to", "is no other tier of the program")
      const deletedAt = new Date()
      // Whoever reaches it from here on waits for this to end, and then looks again without it.
      await manager.update(TierSchema, { id }, { deletedAt, version: tier.version })
      if (moveTo !== undefined) await this.members.moveAll(id, moveTo, actor, at, manager)
      const held = await manager.query<unknown[]>(
        `select from loyalty_tier_member where tier_id = $1 limit 1`,
        [id],
      )
      if (held.length > 0) throw new LoyaltyError("tier_in_use")
      await raiseVersion(manager, program, program.tierLadder)
    })
  }

  /** The lowest first. Of all programs, where none is named. */
  async listAndCount({ programId }: { programId?: string }, page: Page): Promise<[TierRow[], number]> {
    return await this.database.manager((manager) =>
      manager.findAndCount(TierSchema, {
        where: { deletedAt: IsNull(), ...(programId === undefined ? {} : { programId }) },
        order: { programId: "asc", threshold: "asc" },
        skip: page.skip,
        take: page.take,
      }),
    )
  }

  /** Throws `tier_not_found`. */
  async retrieve(id: string): Promise<TierRow> {
    return await this.database.manager((manager) => find(manager, id))
  }

  /** What tiers are called, those that are no more included. */
  async namesOf(
    ids: readonly string[],
  ): Promise<Map<string, Pick<TierConfig, "handle" | "name" | "translations">>> {
    const rows = await this.database.query<
      Pick<TierConfig, "handle" | "name" | "translations"> & { id: string }
    >(
      `select id, handle, config ->> 'name' as name, config -> 'translations' as translations from loyalty_tier where id = any ($1)`,
      [ids],
    )
    return new Map(rows.map(({ id, ...names }) => [id, names]))
  }

  /** Every version that the tier has had, the newest first. */
  async versionsOf(tierId: string, page: Page): Promise<[TierVersionRow[], number]> {
    return await this.database.manager((manager) =>
      manager.findAndCount(TierVersionSchema, {
        where: { tierId },
        order: { version: "desc" },
        skip: page.skip,
        take: page.take,
      }),
    )
  }

  /** Null where the program has no ladder. */
  async ladderOf(program: ProgramRow): Promise<(ProgramLadder & { tiers: TierRow[] }) | null> {
    const { id: programId, tierLadder: ladder, tierLadderVersion: version, terms } = program
    if (ladder === null) return null
    const tiers = await this.database.manager((manager) => this.tiersOf(programId, manager))
    const steps = tiers.map(({ id, threshold }) => ({ id, threshold }))
    return { programId, ladder, version, steps, tiers, timeZone: terms.timeZone }
  }

  /** Where a member stands and what is missing; null: who has not joined yet. Throws `tier_ladder_not_found`. */
  async progressOf(
    program: ProgramRow,
    accountId: number | null,
    at: Date,
  ): Promise<{ standing: Standing; progress: Progress<TierRow> }> {
    const of = await this.ladderOf(program)
    if (of === null) throw new LoyaltyError("tier_ladder_not_found")
    const [found, contributions] =
      accountId === null
        ? [null, []]
        : await Promise.all([this.members.find(accountId), this.members.contributionsOf(of, accountId, at)])
    // Whom nobody has looked at holds what asks for nothing.
    const first = of.tiers.find(({ threshold }) => threshold === 0)
    const standing = found ?? { ...noStanding, tierId: first?.id ?? null }
    return {
      standing,
      progress: progressOf(of.ladder, of.tiers, standing, contributions, at, of.timeZone),
    }
  }

  /** The tier that the account holds, as it is at that moment; null: none. */
  async heldBy(programId: string, accountId: number | null, at: Date): Promise<HeldTier | null> {
    const [row] = await this.database.call<{ tier: HeldTier | null }>(
      "loyalty_tier_at",
      "select loyalty_tier_at($1, $2, $3) as tier",
      [programId, accountId, at],
    )
    return row.tier
  }

  /** The program as it is for the account: what points are worth, and the limits of spending them, may be its tier's. */
  async programFor(
    program: ProgramRow,
    accountId: number,
    at: Date,
  ): Promise<{ program: ProgramRow; tier: HeldTier | null }> {
    const tier = program.tierLadder === null ? null : await this.heldBy(program.id, accountId, at)
    if (tier === null || !changesTerms(tier, program.terms)) return { program, tier: null }
    return { program: { ...program, terms: termsInTier(program.terms, tier) }, tier }
  }

  /** The key by which a redemption keeps these terms; as `programFor` answered them. */
  async keptTermsId({ program, tier }: { program: ProgramRow; tier: HeldTier | null }): Promise<number> {
    if (tier === null) return program.termsId
    const key = [program.termsId, tier.id, tier.version]
    const known = await this.database.query<{ id: string }>(
      `select tier_terms_id as id from loyalty_tier_terms where terms_id = $1 and tier_id = $2 and tier_version = $3`,
      key,
    )
    if (known[0] !== undefined) return Number(known[0].id)
    return await this.keepTerms(program, key)
  }

  /** Of two who keep the same terms at once, one does: the other's are found and his own are nobody's. */
  private async keepTerms(
    { id, terms }: { id: string; terms: ProgramTerms },
    key: unknown[],
  ): Promise<number> {
    const [row] = await this.database.query<{ id: string }>(
      `with made as (
         insert into loyalty_program_terms (program_id, version, terms) values ($4, $5, $6) returning id
       )
       insert into loyalty_tier_terms as t (terms_id, tier_id, tier_version, tier_terms_id) select $1, $2, $3, id from made
       on conflict on constraint pk_loyalty_tier_terms do update set tier_terms_id = t.tier_terms_id
       returning tier_terms_id as id`,
      [...key, id, terms.version, terms],
    )
    return Number(row.id)
  }

  private async tiersOf(programId: string, manager: EntityManager): Promise<TierRow[]> {
    return inRank(await manager.findBy(TierSchema, { programId, deletedAt: IsNull() }))
  }
}

/** A ladder that is new says all that it has to. */
function wholeOf(settings: LadderSettings | LadderChanges): LadderSettings {
  for (const name of ["qualification", "window"] as const) {
    if (settings[name] === undefined) throw invalid(name, "is missing")
  }
  return {
    counts_when: "paid",
    grace_days: 0,
    downgrade: "to_measure",
    lock: "none",
    ...settings,
  } as LadderSettings
}

function checkBeside(config: TierConfig, others: readonly TierRow[]): void {
  const named = others.find(({ handle }) => handle === config.handle)
  if (named !== undefined) throw invalid("handle", `is that of ${named.config.name}`)
  const level = others.find(({ threshold }) => threshold === config.threshold)
  if (level !== undefined) throw invalid("threshold", `is that of ${level.config.name}`)
}

/** Throws `tier_ladder_not_found`. */
function ownLadder({ tierLadder }: ProgramRow): Ladder {
  if (tierLadder === null) throw new LoyaltyError("tier_ladder_not_found")
  return tierLadder
}

async function raiseVersion(
  manager: EntityManager,
  { id, tierLadderVersion }: ProgramRow,
  tierLadder: Ladder | null,
): Promise<ProgramRow> {
  await manager.update(
    ProgramSchema,
    { id },
    { tierLadder: tierLadder, tierLadderVersion: tierLadderVersion + 1 },
  )
  return await manager.findOneByOrFail(ProgramSchema, { id })
}

async function find(manager: EntityManager, id: string): Promise<TierRow> {
  const tier = await manager.findOneBy(TierSchema, { id, deletedAt: IsNull() })
  if (tier === null) throw new LoyaltyError("tier_not_found")
  return tier
}

/** Weaker than what changes the terms takes: who joins the program meanwhile need not wait. */
async function lockProgram(manager: EntityManager, id: string): Promise<ProgramRow> {
  const program = await manager.findOne(ProgramSchema, {
    where: { id },
    lock: { mode: "for_no_key_update" },
  })
  if (program === null) throw new LoyaltyError("program_not_found")
  return program
}

/** The program first, as everywhere; what the tier says is read after that. */
async function lockTier(manager: EntityManager, id: string): Promise<{ tier: TierRow; program: ProgramRow }> {
  const { programId } = await find(manager, id)
  const program = await lockProgram(manager, programId)
  return { program, tier: await find(manager, id) }
}
