import type { LoyaltyDatabase } from "../data-source"
import type { OrderFacts } from "../domain/earning/facts"
import { LoyaltyError } from "../domain/errors"
import { allocate } from "../domain/money"
import { toPoints, type Points } from "../domain/points"
import { ruleOf, type RuleConfig } from "../domain/rules/config"
import { needsAnything, needsOf, type Needs } from "../domain/rules/needs"
import { ready, unlimited, type ReadyRule } from "../domain/rules/programme"
import type { Rule } from "../domain/rules/rule"
import { noContext, noMembership, type RuleContext } from "../domain/rules/scene"
import { completedWith, inTier, missingOf } from "../domain/simulation/context"
import { judge, type Judged } from "../domain/simulation/judge"
import { programIdOf } from "../domain/simulation/program"
import { RunLimits } from "../domain/simulation/limits"
import { Tally, type Given } from "../domain/simulation/tally"
import type { ProgramRow } from "../persistence/program.schema"
import { termsWith } from "../program-settings"
import { ruleConfigOf } from "../rule-settings/config"
import { invalid } from "../settings-units"
import type { SimulationRequest } from "../simulation-settings"
import type { OrderToTry, SimulationResult, SimulationRun } from "../types/simulation"
import type { Memberships } from "./memberships"
import type { Programs } from "./programs"
import type { Rules } from "./rules"

const dayMs = 86_400_000
const periodDaysMax = 366
/** In one process: each keeps orders, members and products in memory and asks the database all the time. */
const runsMax = 2

/** What the ledger knows of an order, and of whoever it belongs to now. */
interface KnownRow {
  order_id: string
  program_id: string | null
  earns: boolean
  rule_set_id: string | null
  context: RuleContext | null
  given: string
  lines: { lineId: string; earned: number }[] | null
  grants: { ruleId: string; kept: number }[] | null
}

/** What rules would have given for past orders. Nothing is written. */
export class Simulations {
  private readonly database: LoyaltyDatabase
  private readonly programs: Programs
  private readonly rules: Rules
  private readonly memberships: Memberships
  private readonly running = new Set<SimulationRun>()

  constructor(cradle: {
    database: LoyaltyDatabase
    programs: Programs
    rules: Rules
    memberships: Memberships
  }) {
    this.database = cradle.database
    this.programs = cradle.programs
    this.rules = cradle.rules
    this.memberships = cradle.memberships
  }

  /**
   * To be ended by `end`, whatever comes between. Throws `invalid_request` naming the field, `program_not_found`,
   * `rule_not_found`, and `simulations_busy` while as many run as one process may.
   */
  async begin(request: SimulationRequest): Promise<SimulationRun> {
    const { from, to, program_id: programId, products: productsMax } = request
    if (from >= to) throw invalid("to", "is not after from")
    if (to.getTime() - from.getTime() > periodDaysMax * dayMs)
      throw invalid("to", `is more than ${periodDaysMax} days after from`)
    const programs = await this.programs.list()
    const program =
      programId === undefined
        ? await this.programs.forSalesChannel(null)
        : await this.programs.retrieve(programId)
    const terms = termsWith(request.program ?? {}, program.terms)
    const rules = await this.rulesOf(request, program)
    const run: SimulationRun = {
      program,
      programs,
      terms,
      rules,
      needs: needsOf(rules),
      limits: new RunLimits(terms.timeZone),
      tally: new Tally(rules.map(({ id }) => id)),
      approximate: new Set(),
      from,
      to,
      productsMax,
    }
    if (this.running.size >= runsMax) throw new LoyaltyError("simulations_busy")
    this.running.add(run)
    return run
  }

  end(run: SimulationRun): void {
    this.running.delete(run)
  }

  /** Tries the orders, which have to come in the order of their placement. Ends early where the signal says so. */
  async add(run: SimulationRun, orders: OrderToTry[], signal?: AbortSignal): Promise<void> {
    const { program, tally } = run
    const known = await this.knownOf(orders.map(({ facts }) => facts.orderId))
    const accounts = await this.accountsOf(program.id, orders)
    for (const order of orders) {
      signal?.throwIfAborted()
      const { facts } = order
      const row = known.get(facts.orderId)
      if ((row?.program_id ?? programIdOf(run.programs, facts)) !== program.id) continue
      const accountId = facts.customerId === null ? null : (accounts.get(facts.customerId) ?? null)
      const memberId = program.joining === "automatic" || accountId !== null ? facts.customerId : null
      const { context, tierId } = await this.contextOf(run, order, row, {
        isMember: memberId !== null,
        accountId,
      })
      tally.add({
        currencyCode: facts.currencyCode,
        memberId,
        tierId,
        isBeforeStart: facts.placedAt < program.startsAt,
        judged: memberId === null ? null : judged(run, facts, context, memberId),
        given: givenOf(row),
      })
    }
  }

  resultOf({
    program,
    terms,
    rules,
    from,
    to,
    tally,
    approximate,
    productsMax,
  }: SimulationRun): SimulationResult {
    const outcome = tally.outcome(productsMax)
    if (outcome.hasReturnsUnderLimits) approximate.add("limits_after_returns")
    return { program, terms, rules, from, to, outcome, approximate: [...approximate].sort() }
  }

  private async rulesOf(
    { rules: wanted, ignore_schedules: ignoresSchedules }: SimulationRequest,
    program: ProgramRow,
  ): Promise<ReadyRule[]> {
    const live = wanted.live ? await this.rules.setOf(program.ruleSetId) : []
    const chosen = new Map<string, Rule>(live.map((rule) => [rule.id, rule]))
    for (const ruleId of wanted.without) chosen.delete(ruleId)
    for (const [index, ruleId] of wanted.drafts.entries()) {
      const { id, version, config, programId } = await this.rules.retrieve(ruleId)
      const field = `rules.drafts[${index}]`
      if (programId !== program.id) throw invalid(field, "is a rule of another program")
      checkTrigger(config, field)
      chosen.set(id, ruleOf(id, version, config))
    }
    for (const [index, settings] of wanted.inline.entries()) {
      const field = `rules.inline[${index}]`
      const config = inField(field, () => ruleConfigOf(settings, program.terms.precision))
      checkTrigger(config, field)
      // As if it had been written last: among equals it is looked at after the others.
      const id = `new_${String(index).padStart(2, "0")}`
      chosen.set(id, ruleOf(id, 0, config))
    }
    const rules = [...chosen.values()]
    return ready(ignoresSchedules ? rules.map((rule) => ({ ...rule, startsAt: null, endsAt: null })) : rules)
  }

  /**
   * What the order's day kept, and the rest as it is now. An order that was settled has the tier that was frozen with it, or
   * none; any other the one that its member held when it was placed.
   */
  private async contextOf(
    run: SimulationRun,
    { facts, contextOf }: OrderToTry,
    row: KnownRow | undefined,
    { isMember, accountId }: { isMember: boolean; accountId: number | null },
  ): Promise<{ context: RuleContext; tierId: string | null }> {
    const isSettled = row?.earns === true
    const frozen = isSettled ? row.context : null
    const kept = frozen === null ? null : await this.keptNeeds(row?.rule_set_id ?? null)
    const missing = missingOf(
      run.needs,
      frozen,
      kept,
      facts.lines.map(({ lineId }) => lineId),
    )
    const isAsked = isMember && (!isSettled || missing.needs.membership)
    const membership = isAsked
      ? await this.memberships.of(accountId, facts.placedAt, run.program.id)
      : noMembership
    const tier = isSettled ? null : (membership.tier ?? null)
    const tierId = frozen?.member?.tierId ?? membership.tierId
    if (!needsAnything(missing.needs)) return { context: inTier(frozen ?? noContext, tier), tierId }

    for (const name of missing.approximate) run.approximate.add(name)
    const found = await contextOf(missing.needs, missing.lineIds)
    if (found.member !== null && missing.needs.membership) {
      const { clubIds, chosenCategoryIds } = membership
      found.member = { ...found.member, tierId: membership.tierId, clubIds, chosenCategoryIds }
    }
    return { context: inTier(completedWith(frozen, kept, found, missing), tier), tierId }
  }

  /** What the rules of the order's day asked, which is what its first settlement looked up. */
  private async keptNeeds(ruleSetId: string | null): Promise<Needs> {
    return needsOf(await this.rules.setOf(ruleSetId === null ? null : Number(ruleSetId)))
  }

  private async knownOf(orderIds: string[]): Promise<Map<string, KnownRow>> {
    const rows = await this.database.call<KnownRow>(
      "loyalty_simulation_known",
      `select s.order_id, s.program_id, s.earns, s.rule_set_id, s.context, s.outcome -> 'lines' as lines,
         (select coalesce(sum(w.earned - w.reversed), 0) from loyalty_award w where w.order_id = s.order_id) as given,
         (select json_agg(json_build_object('ruleId', g.rule_id, 'kept', g.kept)) from loyalty_rule_grant g
          where g.source_id = s.order_id and g.kept <> 0) as grants
       from loyalty_settlement s where s.order_id = any ($1)`,
      [orderIds],
    )
    return new Map(rows.map((row) => [row.order_id, row]))
  }

  private async accountsOf(programId: string, orders: OrderToTry[]): Promise<Map<string, number>> {
    const customerIds = [...new Set(orders.flatMap(({ facts }) => facts.customerId ?? []))]
    const rows = await this.database.call<{ id: string; customer_id: string }>(
      "loyalty_simulation_accounts",
      `select id, customer_id from loyalty_account where program_id = $1 and customer_id = any ($2)`,
      [programId, customerIds],
    )
    return new Map(rows.map(({ id, customer_id }) => [customer_id, Number(id)]))
  }
}

function judged(
  { terms, rules, limits }: SimulationRun,
  facts: OrderFacts,
  context: RuleContext,
  memberId: string,
): Judged {
  const allowance = facts.canceled ? unlimited : limits.allowanceFor(memberId, facts.placedAt)
  return judge(facts, terms, { rules, context, allowance })
}

function givenOf(row: KnownRow | undefined): Given {
  const points = toPoints(Number(row?.given ?? 0))
  const lines = row?.lines ?? []
  const weights = lines.map(({ earned }) => BigInt(earned))
  const isSplit = points > 0 && weights.some((weight) => weight > 0n)
  const parts = isSplit ? allocate(BigInt(points), weights) : []
  return {
    points,
    byLine: new Map(parts.map((part, index) => [lines[index].lineId, toPoints(Number(part))])),
    byRule: sumByRule(row?.grants ?? []),
  }
}

function sumByRule(grants: readonly { ruleId: string; kept: number }[]): Map<string, Points> {
  const sums = new Map<string, Points>()
  for (const { ruleId, kept } of grants) sums.set(ruleId, toPoints((sums.get(ruleId) ?? 0) + kept))
  return sums
}

function checkTrigger({ trigger }: RuleConfig, field: string): void {
  if (trigger.code !== "order") throw invalid(`${field}.trigger`, "is no rule for orders")
}

/** A fault of a rule, told where the rule stands in the request. */
function inField<Result>(field: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof LoyaltyError) || typeof error.details.field !== "string") throw error
    const inside = error.details.field
    const message = error.message.slice(inside.length + 2).replace(/\.$/, "")
    throw invalid(`${field}.${inside}`, message)
  }
}
