import { isDeepStrictEqual } from "node:util"
import { generateEntityId } from "@medusajs/framework/utils"
import type { EntityManager, SelectQueryBuilder } from "typeorm"
import type { LoyaltyDatabase } from "../data-source"
import { LoyaltyError } from "../domain/errors"
import { toPoints, type Points } from "../domain/points"
import { ruleOf, type RuleConfig } from "../domain/rules/config"
import { ready, type ReadyRule } from "../domain/rules/programme"
import type { Trigger } from "../domain/rules/rule"
import { canBecome, type RuleState } from "../domain/rules/state"
import { lockProgram } from "../persistence/lock-program"
import { ProgramSchema, type ProgramRow } from "../persistence/program.schema"
import {
  configOf,
  RuleSchema,
  RuleVersionSchema,
  type RuleRow,
  type RuleVersionRow,
  type StoredConfig,
} from "../persistence/rule.schema"
import { ruleConfigOf, ruleSettingsOf } from "../rule-settings/config"
import type { RuleChanges, RuleSettings } from "../rule-settings/schema"
import { invalid } from "../settings-units"
import type { Page } from "./accounts"

export interface RuleFilters {
  programId?: string
  state?: RuleState
  trigger?: Trigger["code"]
  /** Part of the name. */
  q?: string
}

/** What a rule has done by now. Points that came back count as given and not as kept. */
export interface RuleUsage {
  given: Points
  kept: Points
  times: number
  members: number
  /** As the limit counts it, which is since the rule has a budget. Null: it has none. */
  budgetLeft: Points | null
}

/** What every order has to be measured by: more could not be evaluated while somebody waits. */
const activeMax = 500
/** A set never changes; beside the present one, orders of the last days ask for theirs. */
const setsKept = 32

/**
 * A program's earning rules. What a rule says is a version, which never changes. Which versions are active together is a
 * set, which never changes either: orders keep the set that held when they were placed. Every change takes the
 * program's row, so that of two sets one is the later.
 */
export class Rules {
  private readonly database: LoyaltyDatabase
  /** The least recently asked for first. */
  private readonly sets = new Map<number, ReadyRule[]>()

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /** As a draft. Throws `program_not_found`, and `invalid_request` naming the field. */
  async create(programId: string, settings: RuleSettings, actor: string): Promise<RuleRow> {
    return await this.database.transaction(async (manager) => {
      const program = await lockProgram(manager, programId)
      const config = ruleConfigOf(settings, program.terms.precision)
      const id = generateEntityId("", "lrul")
      await manager.insert(RuleSchema, { id, programId, state: "draft", version: 1, config })
      await manager.insert(RuleVersionSchema, { ruleId: id, version: 1, config, actor })
      return await manager.findOneByOrFail(RuleSchema, { id })
    })
  }

  /** The newest first. */
  async listAndCount(filters: RuleFilters, page: Page): Promise<[RuleRow[], number]> {
    return await this.database.manager((manager) =>
      filtered(manager.createQueryBuilder(RuleSchema, "rule"), filters)
        .orderBy("rule.createdAt", "DESC")
        .addOrderBy("rule.id", "DESC")
        .skip(page.skip)
        .take(page.take)
        .getManyAndCount(),
    )
  }

  /** Throws `rule_not_found`. */
  async retrieve(id: string): Promise<RuleRow> {
    return await this.database.manager((manager) => find(manager, id))
  }

  /** Every version that the rule has had, the newest first. */
  async versionsOf(ruleId: string, page: Page): Promise<[RuleVersionRow[], number]> {
    return await this.database.manager((manager) =>
      manager.findAndCount(RuleVersionSchema, {
        where: { ruleId },
        order: { version: "desc" },
        skip: page.skip,
        take: page.take,
      }),
    )
  }

  /**
   * Settings that differ make a new version; those left out stay. Throws `rule_not_found`, `rule_of_offer`, `rule_ended`,
   * and `invalid_request` naming the field.
   */
  async update(id: string, { state, ...changes }: RuleChanges, actor: string): Promise<RuleRow> {
    return await this.database.transaction(async (manager) => {
      const { rule, program } = await lockRule(manager, id)
      if (rule.cashbackOfferId !== null) throw new LoyaltyError("rule_of_offer")
      if (rule.state === "ended") throw new LoyaltyError("rule_ended")
      const { precision } = program.terms
      const config = ruleConfigOf({ ...ruleSettingsOf(rule.config, precision), ...changes }, precision)
      const isChanged = !isSame(config, rule.config)
      const next = { state: state ?? rule.state, version: rule.version + (isChanged ? 1 : 0), config }
      if (!canBecome(rule.state, next.state)) {
        throw invalid("state", `a rule that is ${rule.state} cannot become ${next.state}`)
      }
      if (!isChanged && next.state === rule.state) return rule
      if (isChanged) {
        await manager.insert(RuleVersionSchema, { ruleId: id, version: next.version, config, actor })
      }
      await manager.update(RuleSchema, { id }, next)
      await this.keepSet(manager, program.id)
      return await find(manager, id)
    })
  }

  /** Only of a rule that has never been active. Throws `rule_not_found` and `rule_in_use`. */
  async delete(id: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      const { rule } = await lockRule(manager, id)
      if (rule.state !== "draft" || (await hasGiven(manager, id))) throw new LoyaltyError("rule_in_use")
      await manager.delete(RuleSchema, { id })
    })
  }

  /**
   * The rules that a cashback offer's rates are, in their order: active from now on, each within its schedule. Those of
   * offers that are over make room for them. The program's row has to be locked.
   */
  async addForOffer(
    manager: EntityManager,
    { programId, offerId }: { programId: string; offerId: string },
    configs: readonly RuleConfig[],
    actor: string,
    at: Date,
  ): Promise<void> {
    await this.database.query(
      `update loyalty_rule r set state = 'ended', updated_at = clock_timestamp() from loyalty_cashback_offer o
       where o.id = r.cashback_offer_id and o.ends_at <= $2 and r.program_id = $1 and r.state = 'active'`,
      [programId, at],
      manager,
    )
    // Among rules of one priority the smaller id goes first.
    const ids = configs.map(() => generateEntityId("", "lrul")).sort()
    for (const [index, config] of configs.entries()) {
      const rule = { id: ids[index], programId, cashbackOfferId: offerId, version: 1, config }
      await manager.insert(RuleSchema, { ...rule, state: "active" })
      await manager.insert(RuleVersionSchema, { ruleId: rule.id, version: 1, config, actor })
    }
    await this.keepSet(manager, programId)
  }

  /** Gives the offer's rules another end; one that has come ends them for good. The program's row has to be locked. */
  async endForOffer(
    manager: EntityManager,
    { programId, offerId }: { programId: string; offerId: string },
    endsAt: Date | null,
    actor: string,
    at: Date,
  ): Promise<void> {
    const state = endsAt !== null && endsAt <= at ? "ended" : "active"
    for (const rule of await manager.findBy(RuleSchema, { cashbackOfferId: offerId })) {
      const [version, config] = [rule.version + 1, { ...rule.config, endsAt }]
      await manager.insert(RuleVersionSchema, { ruleId: rule.id, version, config, actor })
      await manager.update(RuleSchema, { id: rule.id }, { version, config, state })
    }
    await this.keepSet(manager, programId)
  }

  async usageOf({ id, config }: Pick<RuleRow, "id" | "config">): Promise<RuleUsage> {
    const [row] = await this.database.query<Record<"given" | "kept" | "times" | "members" | "used", string>>(
      `select coalesce(sum(given), 0) as given, coalesce(sum(kept), 0) as kept,
         count(*) filter (where kept <> 0) as times, count(distinct account_id) filter (where kept <> 0) as members,
         coalesce((select points from loyalty_rule_counter
           where rule_id = $1 and account_id = 0 and period = 'life'), 0) as used
       from loyalty_rule_grant where rule_id = $1`,
      [id],
    )
    const { budget } = config.limits
    return {
      given: toPoints(Number(row.given)),
      kept: toPoints(Number(row.kept)),
      times: Number(row.times),
      members: Number(row.members),
      budgetLeft: budget === null ? null : toPoints(Math.max(0, budget - Number(row.used))),
    }
  }

  /** What orders placed now earn by, and the name to keep it by. Null where the program never had an active rule. Throws `program_not_found`. */
  async activeSet(
    programId: string,
    trigger?: Trigger["code"],
  ): Promise<{ id: number | null; rules: ReadyRule[] }> {
    const program = await this.database.manager((manager) =>
      manager.findOneBy(ProgramSchema, { id: programId }),
    )
    if (program === null) throw new LoyaltyError("program_not_found")
    const { ruleSetId } = program
    return { id: ruleSetId, rules: await this.setOf(ruleSetId, trigger) }
  }

  /** The rules of a set that wait for the trigger, in the order in which they are looked at. No set has no rules. */
  async setOf(setId: number | null, trigger: Trigger["code"] = "order"): Promise<ReadyRule[]> {
    if (setId === null) return []
    return (await this.wholeSet(setId)).filter((rule) => rule.trigger.code === trigger)
  }

  /** All rules that were active at a moment, whatever they waited for. */
  async setAt(programId: string, at: Date): Promise<ReadyRule[]> {
    const [row] = await this.database.query<{ id: string }>(
      `select id from loyalty_rule_set where program_id = $1 and created_at <= $2 order by id desc limit 1`,
      [programId, at],
    )
    return row === undefined ? [] : await this.wholeSet(Number(row.id))
  }

  private async wholeSet(setId: number): Promise<ReadyRule[]> {
    const rules = this.sets.get(setId) ?? (await this.readSet(setId))
    this.sets.delete(setId)
    this.sets.set(setId, rules)
    const [oldest] = this.sets.keys()
    if (oldest !== undefined && this.sets.size > setsKept) this.sets.delete(oldest)
    return rules
  }

  private async readSet(setId: number): Promise<ReadyRule[]> {
    const rows = await this.database.query<{ rule_id: string; version: number; config: StoredConfig }>(
      `select v.rule_id, v.version, v.config
       from loyalty_rule_set s join loyalty_rule_version v on v.id = any (s.version_ids) where s.id = $1`,
      [setId],
    )
    return ready(rows.map(({ rule_id, version, config }) => ruleOf(rule_id, version, configOf(config))))
  }

  /** Writes the set of what is active now, unless the last one says the same. The program's row has to be locked. */
  private async keepSet(manager: EntityManager, programId: string): Promise<void> {
    const [{ count }] = await this.database.query<{ count: string }>(
      `select count(*) from loyalty_rule where program_id = $1 and state = 'active'`,
      [programId],
      manager,
    )
    if (Number(count) > activeMax) throw invalid("state", `more than ${activeMax} rules would be active`)
    // By the clock of who places orders: the database's may go a little differently. Never before the last one.
    await this.database.query(
      `with active as (
         select coalesce(array_agg(v.id order by v.id), '{}') as ids
         from loyalty_rule r join loyalty_rule_version v on v.rule_id = r.id and v.version = r.version
         where r.program_id = $1 and r.state = 'active'
       ), last as (
         select coalesce((select s.version_ids from loyalty_program p join loyalty_rule_set s on s.id = p.rule_set_id
           where p.id = $1), '{}') as ids
       ), made as (
         insert into loyalty_rule_set (program_id, version_ids, created_at)
         select $1, active.ids, greatest($2, (select max(created_at) from loyalty_rule_set where program_id = $1))
         from active, last where active.ids <> last.ids returning id
       )
       update loyalty_program set rule_set_id = made.id from made where loyalty_program.id = $1`,
      [programId, new Date()],
      manager,
    )
  }
}

async function find(manager: EntityManager, id: string): Promise<RuleRow> {
  const rule = await manager.findOneBy(RuleSchema, { id })
  if (rule === null) throw new LoyaltyError("rule_not_found")
  return rule
}

/** The program first, as everywhere; what the rule says is read after that. */
async function lockRule(manager: EntityManager, id: string): Promise<{ rule: RuleRow; program: ProgramRow }> {
  const { programId } = await find(manager, id)
  const program = await lockProgram(manager, programId)
  return { program, rule: await find(manager, id) }
}

function filtered(
  rules: SelectQueryBuilder<RuleRow>,
  { programId, state, trigger, q }: RuleFilters,
): SelectQueryBuilder<RuleRow> {
  if (programId !== undefined) rules.andWhere("rule.programId = :programId", { programId })
  if (state !== undefined) rules.andWhere("rule.state = :state", { state })
  if (trigger !== undefined) rules.andWhere("rule.config -> 'trigger' ->> 'code' = :trigger", { trigger })
  if (q !== undefined) rules.andWhere("strpos(lower(rule.config ->> 'name'), lower(:q)) > 0", { q })
  return rules
}

async function hasGiven(manager: EntityManager, ruleId: string): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `select from loyalty_rule_grant where rule_id = $1
     union all select from loyalty_rule_counter where rule_id = $1 limit 1`,
    [ruleId],
  )
  return rows.length > 0
}

/** Compared as they are kept: what is undefined is not there. */
function isSame(one: RuleConfig, other: RuleConfig): boolean {
  const [kept, keptOther] = [one, other].map((config) => JSON.parse(JSON.stringify(config)) as unknown)
  return isDeepStrictEqual(kept, keptOther)
}
