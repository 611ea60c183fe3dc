import { DateTime } from "luxon"
import type { LoyaltyDatabase } from "../data-source"
import type { LocalDay } from "../domain/occasions"
import { nameOf, type EventTrigger } from "../domain/rules/event"
import type { Rule } from "../domain/rules/rule"
import type { ProgramRow } from "../persistence/program.schema"
import type { NewEvent } from "./member-events"

/** What comes round by itself. */
export const occasionTriggers = [
  "birthday",
  "membership_anniversary",
  "inactivity",
] as const satisfies EventTrigger[]

export type OccasionTrigger = (typeof occasionTriggers)[number]

/** One of the things that come round on a day: for inactivity, one for each length of it that a rule waits for. */
export interface Occasion {
  trigger: OccasionTrigger
  name: string | null
}

/** A birthday that a member gave so shortly before counts from the next year on: nobody has one twice by choosing it. */
const birthdayNoticeDays = 7

interface Who {
  id: string
  public_id: string
  /** What makes the occasion one and the same: its year, or the day since when the member has not bought. */
  since: string
  data: Record<string, unknown>
}

/** What the rules wait for, each once. */
export function occasionsOf(rules: readonly Pick<Rule, "trigger">[]): Occasion[] {
  const occasions = new Map<string, Occasion>()
  for (const { trigger } of rules) {
    const known = occasionTriggers.find((code) => code === trigger.code)
    if (known !== undefined)
      occasions.set(`${known}:${nameOf(trigger)}`, { trigger: known, name: nameOf(trigger) })
  }
  return [...occasions.values()]
}

/** That the member's account was opened. */
export function welcomeOf(accountId: number, publicId: string, occurredAt: Date): NewEvent {
  return {
    accountId,
    trigger: "account_created",
    name: null,
    source: "clock",
    key: `account_created:${publicId}`,
    data: {},
    occurredAt,
  }
}

/** Finds the members for whom something comes round on a day. */
export class Occasions {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /** The next members, by the accounts' keys, whose day it is. Told again, each event has the same key. */
  async next(
    { trigger, name }: Occasion,
    program: Pick<ProgramRow, "id" | "terms">,
    day: LocalDay,
    afterAccount: number,
    max: number,
  ): Promise<NewEvent[]> {
    const rows = await this.database.query<Who>(statements[trigger], [
      program.id,
      afterAccount,
      max,
      ...parametersOf(trigger, name, program, day),
    ])
    return rows.map(({ id, public_id, since, data }) => ({
      accountId: Number(id),
      trigger,
      name,
      source: "clock",
      key: [trigger, ...(name === null ? [] : [name]), public_id, since].join(":"),
      data,
      occurredAt: day.startsAt,
    }))
  }

  /** Who joined of late and was not told of: the event was lost on its way. */
  async unwelcomed(programId: string, at: Date, max: number): Promise<NewEvent[]> {
    const rows = await this.database.query<{ id: string; public_id: string; created_at: Date }>(
      `select a.id, a.public_id, a.created_at from loyalty_account a
       where a.program_id = $1 and a.created_at >= $2::timestamptz - interval '3 days'
         and a.created_at < $2::timestamptz - interval '10 minutes'
         and not exists (select from loyalty_member_event e
           where e.program_id = $1 and e.source = 'clock' and e.key = 'account_created:' || a.public_id)
       order by a.id limit $3`,
      [programId, at, max],
    )
    return rows.map(({ id, public_id, created_at }) => welcomeOf(Number(id), public_id, created_at))
  }
}

function parametersOf(
  trigger: OccasionTrigger,
  name: string | null,
  { terms: { timeZone } }: Pick<ProgramRow, "terms">,
  day: LocalDay,
): unknown[] {
  switch (trigger) {
    case "birthday":
      return [
        JSON.stringify(day.daysOfYear),
        String(day.year),
        new Date(day.startsAt.getTime() - birthdayNoticeDays * 86_400_000),
      ]
    case "membership_anniversary":
      return [JSON.stringify(day.daysOfYear), day.year, timeZone]
    case "inactivity": {
      const lastBought = DateTime.fromJSDate(day.startsAt, { zone: timeZone }).minus({ days: Number(name) })
      return [
        lastBought.startOf("day").toJSDate(),
        lastBought.plus({ days: 1 }).startOf("day").toJSDate(),
        lastBought.toISODate(),
      ]
    }
  }
}

const statements: Record<OccasionTrigger, string> = {
  birthday: `
    select a.id, a.public_id, $5::text as since, '{}'::jsonb as data
    from loyalty_profile p join loyalty_account a on a.id = p.account_id
    where a.program_id = $1 and a.id > $2 and coalesce(p.birthday_given_at <= $6, true)
      and (p.birth_month, p.birth_day) in (select month, day from jsonb_to_recordset($4) as d(month smallint, day smallint))
    order by a.id limit $3`,
  membership_anniversary: `
    select a.id, a.public_id, $5::text as since,
      jsonb_build_object('years', $5::int - extract(year from joined.at)::int) as data
    from loyalty_account a cross join lateral (select a.created_at at time zone $6 as at) joined
    where a.program_id = $1 and a.id > $2 and extract(year from joined.at) < $5::int
      and (extract(month from joined.at), extract(day from joined.at)) in
        (select month, day from jsonb_to_recordset($4) as d(month int, day int))
    order by a.id limit $3`,
  inactivity: `
    select a.id, a.public_id, $6::text as since, jsonb_build_object('last_order_at', last.at) as data
    from (
      select account_id, max(placed_at) as at from loyalty_tier_measure
      where orders > 0 and placed_at >= $4 and placed_at < $5 and account_id > $2 group by account_id
    ) last join loyalty_account a on a.id = last.account_id
    where a.program_id = $1 and not exists (
      select from loyalty_tier_measure m where m.account_id = a.id and m.orders > 0 and m.placed_at >= $5)
    order by a.id limit $3`,
}
