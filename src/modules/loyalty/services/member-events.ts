import { isDeepStrictEqual } from "node:util"
import type { FindOptionsWhere } from "typeorm"
import type { LoyaltyDatabase } from "../data-source"
import { LoyaltyError } from "../domain/errors"
import type { ProgramTerms } from "../domain/program"
import { expiryOf } from "../domain/rules/dates"
import { judgeEvent, reasonsOf, type EventTrigger, type EventVerdict } from "../domain/rules/event"
import { periodOf } from "../domain/rules/grants"
import { needsOf } from "../domain/rules/needs"
import type { ReadyRule } from "../domain/rules/programme"
import { newMember, type MemberFacts } from "../domain/rules/scene"
import { MemberEventSchema, type EventSource, type MemberEventRow } from "../persistence/member-event.schema"
import { judgedWithLeave, takeLeave } from "../persistence/rule-limits"
import type { Page } from "./accounts"
import type { Ledger } from "./ledger"
import type { Memberships } from "./memberships"
import type { Programs } from "./programs"
import type { Rules } from "./rules"

/** Something that happened to a member, as its source tells it. The key is the source's own: told twice is told once. */
export interface NewEvent {
  accountId: number
  trigger: EventTrigger
  /** A custom event's; null where there is only one kind. */
  name: string | null
  source: EventSource
  key: string
  data: Record<string, unknown>
  occurredAt: Date
}

export interface ToldEvent extends MemberEventRow {
  customerId: string
  isNew: boolean
}

export interface EventFilters {
  programId?: string
  accountId?: number
  trigger?: EventTrigger
  source?: EventSource
  key?: string
}

/** Looks up the customer groups of many customers at once. */
export type GroupsOf = (customerIds: string[]) => Promise<Map<string, string[]>>

interface Gift {
  verdict: EventVerdict
  activatesAt: Date | null
  expiresAt: Date | null
}

interface DueAward {
  id: string
  account_id: string
  portion: string
  terms_id: string
  rule_set_id: string
  trigger: EventTrigger
}

const dayMs = 86_400_000
const eventsMax = 1_000

/**
 * What members do beside their orders, and what comes round for them. An event is told once and settled once, by the
 * rules and terms of the moment it happened: what it gives is an award with its reasons.
 */
export class MemberEvents {
  private readonly database: LoyaltyDatabase
  private readonly programs: Programs
  private readonly rules: Rules
  private readonly memberships: Memberships
  private readonly ledger: Ledger

  constructor(
    cradle: Record<"database", LoyaltyDatabase> & {
      programs: Programs
      rules: Rules
      memberships: Memberships
      ledger: Ledger
    },
  ) {
    this.database = cradle.database
    this.programs = cradle.programs
    this.rules = cradle.rules
    this.memberships = cradle.memberships
    this.ledger = cradle.ledger
  }

  /**
   * Takes note of up to 1,000 events with keys of their own; they give nothing before they are settled. Throws
   * `idempotency_key_reused` where a key was told before of something else, and then has noted nothing.
   */
  async tell(programId: string, events: NewEvent[]): Promise<ToldEvent[]> {
    const keys = new Set(events.map(({ source, key }) => `${source}:${key}`))
    if (events.length > eventsMax || keys.size < events.length) throw new LoyaltyError("invalid_request")
    return await this.database.transaction(async (manager) => {
      const rows = await this.database.call<StoredEvent>(
        "loyalty_tell_events",
        "select (t.event).*, t.customer_id, t.is_new from loyalty_tell_events($1, $2) t",
        [programId, JSON.stringify(events.map(inColumns))],
        manager,
      )
      const told = rows.map(toldOf)
      if (told.some((event, index) => !isSame(event, events[index])))
        throw new LoyaltyError("idempotency_key_reused")
      return told
    })
  }

  /** Gives what is due for events that were told. Those that are settled already are left alone. Answers how many gifts there were. */
  async settle(events: readonly ToldEvent[], groupsOf: GroupsOf, at: Date = new Date()): Promise<number> {
    const unsettled = events.filter(({ settledAt }) => settledAt === null)
    const outcomes: object[] = []
    const gifts: object[] = []
    for (const group of groupedBy(unsettled, ({ programId, termsId, ruleSetId, trigger }) =>
      [programId, termsId, ruleSetId, trigger].join(" "),
    )) {
      const [{ termsId, programId, ruleSetId, trigger }] = group
      const { startsAt } = await this.programs.retrieve(programId)
      const terms = await this.programs.termsOf(termsId)
      const rules = await this.rules.setOf(ruleSetId, trigger)
      const members = await this.membersOf(group, rules, groupsOf)
      for (const event of group) {
        const isOurs = rules.length > 0 && event.occurredAt >= startsAt
        const verdicts = isOurs
          ? await this.judge(event, rules, members.get(event.id) ?? newMember, terms)
          : []
        const given = verdicts.map((verdict) => giftOf(verdict, event, at, terms))
        outcomes.push({ event_id: event.id, outcome: given.map(outcomeOf) })
        gifts.push(
          ...given.filter(({ verdict }) => verdict.wanted > 0).map((gift) => inGift(gift, event, terms)),
        )
      }
    }
    if (outcomes.length === 0) return 0
    const [row] = await this.database.call<{ posted: number }>(
      "loyalty_settle_events",
      "select loyalty_settle_events($1, $2, $3) as posted",
      [JSON.stringify(outcomes), JSON.stringify(gifts), at],
    )
    return row.posted
  }

  /** Told and not settled: a crash came in between. The oldest first. */
  async listUnsettled(before: Date, afterId: number, max: number): Promise<ToldEvent[]> {
    const rows = await this.database.query<StoredEvent>(
      `select e.*, a.customer_id, false as is_new from loyalty_member_event e join loyalty_account a on a.id = e.account_id
       where e.settled_at is null and e.created_at < $1 and e.id > $2 order by e.id limit $3`,
      [before, afterId, max],
    )
    return rows.map(toldOf)
  }

  /** Makes pending points of events available whose time has come; answers how many awards there were. */
  async activateDue(at: Date, awardsMax: number): Promise<number> {
    const due = await this.database.query<DueAward>(
      `select w.id, w.account_id, w.portion, e.terms_id, e.rule_set_id, e.trigger
       from loyalty_award w join loyalty_member_event e on e.id = w.event_id
       where w.activates_at <= $1 order by w.activates_at, w.id limit $2`,
      [at, awardsMax],
    )
    const known = new Map<string, ProgramTerms>()
    for (const award of due) {
      const terms = known.get(award.terms_id) ?? (await this.programs.termsOf(Number(award.terms_id)))
      known.set(award.terms_id, terms)
      const rules = await this.rules.setOf(Number(award.rule_set_id), award.trigger)
      const rule = rules.find(({ id }) => id === award.portion)
      const expiresAt = rule === undefined ? null : expiryOf(rule.dates, at, terms)
      await this.ledger.activate(
        { accountId: Number(award.account_id), awardId: Number(award.id), expiresAt },
        { key: `event_award:${award.id}:activate`, at, reason: award.trigger, actor: "system" },
      )
      await this.database.query(`update loyalty_award set activates_at = null where id = $1`, [award.id])
    }
    return due.length
  }

  /** The newest first. */
  async listAndCount(filters: EventFilters, page: Page): Promise<[MemberEventRow[], number]> {
    const where: FindOptionsWhere<MemberEventRow> = {}
    for (const [field, value] of Object.entries(filters)) {
      if (value !== undefined) Object.assign(where, { [field]: value })
    }
    return await this.database.manager((manager) =>
      manager.findAndCount(MemberEventSchema, {
        where,
        skip: page.skip,
        take: page.take,
        order: { id: "desc" },
      }),
    )
  }

  private async judge(
    event: ToldEvent,
    rules: readonly ReadyRule[],
    member: MemberFacts,
    { timeZone }: ProgramTerms,
  ): Promise<EventVerdict[]> {
    const occasion = {
      sourceId: `event:${event.id}`,
      accountId: event.accountId,
      at: event.occurredAt,
      timeZone,
    }
    return await judgedWithLeave(
      [],
      (allowance) => judgeEvent(rules, { ...event, member }, timeZone, allowance),
      async (asks) => await takeLeave(this.database, occasion, asks),
    )
  }

  /** What the rules ask about the members, and nothing else. */
  private async membersOf(
    events: readonly ToldEvent[],
    rules: readonly ReadyRule[],
    groupsOf: GroupsOf,
  ): Promise<Map<number, MemberFacts>> {
    const needs = needsOf(rules)
    const groups = needs.customerGroups
      ? await groupsOf([...new Set(events.map(({ customerId }) => customerId))])
      : new Map<string, string[]>()
    const members = new Map<number, MemberFacts>()
    for (const { id, accountId, customerId, occurredAt } of events) {
      const membership = needs.membership ? await this.memberships.of(accountId, occurredAt) : {}
      members.set(id, { ...newMember, ...membership, groupIds: groups.get(customerId) ?? [] })
    }
    return members
  }
}

interface StoredEvent extends Record<
  "id" | "account_id" | "terms_id" | "program_id" | "customer_id" | "key",
  string
> {
  trigger: EventTrigger
  name: string | null
  source: EventSource
  data: Record<string, unknown>
  occurred_at: Date
  rule_set_id: string | null
  outcome: MemberEventRow["outcome"]
  settled_at: Date | null
  created_at: Date
  is_new: boolean
}

function toldOf(row: StoredEvent): ToldEvent {
  return {
    id: Number(row.id),
    programId: row.program_id,
    accountId: Number(row.account_id),
    customerId: row.customer_id,
    trigger: row.trigger,
    name: row.name,
    source: row.source,
    key: row.key,
    data: row.data,
    occurredAt: row.occurred_at,
    termsId: Number(row.terms_id),
    ruleSetId: row.rule_set_id === null ? null : Number(row.rule_set_id),
    outcome: row.outcome,
    settledAt: row.settled_at,
    createdAt: row.created_at,
    isNew: row.is_new,
  }
}

/** Whether a known event is what is told now. Of when, only the first telling counts: a retry comes later. */
function isSame(event: ToldEvent, told: NewEvent | undefined): boolean {
  return (
    told !== undefined &&
    event.accountId === told.accountId &&
    event.trigger === told.trigger &&
    event.name === told.name &&
    // What comes round is the same by its key alone: what is noted with it may read otherwise by now.
    (told.source === "clock" || isDeepStrictEqual(event.data, JSON.parse(JSON.stringify(told.data))))
  )
}

/** The program's waiting time is for goods that may come back; what an event gives waits only where its rule says so. */
function giftOf(
  verdict: EventVerdict,
  { occurredAt }: Pick<ToldEvent, "occurredAt">,
  at: Date,
  terms: ProgramTerms,
): Gift {
  const { dates } = verdict.rule
  const waitDays = dates.activatesAfterDays ?? 0
  const due = new Date(occurredAt.getTime() + waitDays * dayMs)
  if (verdict.given === 0) return { verdict, activatesAt: null, expiresAt: null }
  // Of several who settle at once, one may have looked at the clock just before another told of the event.
  if (waitDays > 0 && due > at) return { verdict, activatesAt: due, expiresAt: null }
  return { verdict, activatesAt: null, expiresAt: expiryOf(dates, at, terms) }
}

function outcomeOf({ verdict, activatesAt, expiresAt }: Gift): object {
  const { rule, wanted, given, limit, because } = verdict
  return {
    rule_id: rule.id,
    rule_version: rule.version,
    rule: rule.name,
    wanted,
    given,
    limit,
    because,
    activates_at: activatesAt,
    expires_at: expiresAt,
  }
}

function inGift(
  { verdict, activatesAt, expiresAt }: Gift,
  { id, occurredAt }: ToldEvent,
  { timeZone }: ProgramTerms,
): object {
  const { rule, wanted, given, limit } = verdict
  return {
    event_id: id,
    rule_id: rule.id,
    rule_version: rule.version,
    wanted,
    given,
    capped_by: limit,
    day: periodOf("day", occurredAt, timeZone),
    activates_at: activatesAt,
    expires_at: expiresAt,
    reasons: reasonsOf(verdict),
  }
}

function inColumns({ accountId, occurredAt, ...event }: NewEvent): object {
  return { ...event, account_id: accountId, occurred_at: occurredAt }
}

function groupedBy<Item>(items: readonly Item[], nameOf: (item: Item) => string): [Item, ...Item[]][] {
  const groups = new Map<string, [Item, ...Item[]]>()
  for (const item of items) {
    const group = groups.get(nameOf(item))
    if (group === undefined) groups.set(nameOf(item), [item])
    else group.push(item)
  }
  return [...groups.values()]
}
