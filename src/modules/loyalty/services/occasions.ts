import type { LoyaltyDatabase } from "../data-source"
import type { LocalDay } from "../domain/occasions"
import type { EventTrigger } from "../domain/rules/event"
import type { ProgramRow } from "../persistence/program.schema"
import type { NewEvent } from "./member-events"

/** What comes round by itself. */
export const occasionTriggers = ["birthday", "membership_anniversary"] as const satisfies EventTrigger[]

export type OccasionTrigger = (typeof occasionTriggers)[number]

/** A birthday that a member gave so shortly before counts from the next year on: nobody has one twice by choosing it. */
const birthdayNoticeDays = 7

interface Who {
  id: string
  public_id: string
  data: Record<string, unknown>
}

/** Finds the members for whom something comes round on a day. */
export class Occasions {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /** The next members, by the accounts' keys, whose day it is. Each has the event of the year under one key. */
  async next(
    trigger: OccasionTrigger,
    program: Pick<ProgramRow, "id" | "terms">,
    day: LocalDay,
    afterAccount: number,
    max: number,
  ): Promise<NewEvent[]> {
    const rows = await this.database.query<Who>(statements[trigger], [
      program.id,
      JSON.stringify(day.daysOfYear),
      afterAccount,
      max,
      ...(trigger === "birthday"
        ? [new Date(day.startsAt.getTime() - birthdayNoticeDays * 86_400_000)]
        : [program.terms.timeZone, day.year]),
    ])
    return rows.map(({ id, public_id, data }) => ({
      accountId: Number(id),
      trigger,
      name: null,
      source: "clock",
      key: `${trigger}:${public_id}:${day.year}`,
      data,
      occurredAt: day.startsAt,
    }))
  }
}

const statements: Record<OccasionTrigger, string> = {
  birthday: `
    select a.id, a.public_id, '{}'::jsonb as data
    from loyalty_profile p join loyalty_account a on a.id = p.account_id
    where a.program_id = $1 and a.id > $3 and coalesce(p.birthday_given_at <= $5, true)
      and (p.birth_month, p.birth_day) in (select month, day from jsonb_to_recordset($2) as d(month smallint, day smallint))
    order by a.id limit $4`,
  membership_anniversary: `
    select a.id, a.public_id, jsonb_build_object('years', $6 - extract(year from joined.at)::int) as data
    from loyalty_account a cross join lateral (select a.created_at at time zone $5 as at) joined
    where a.program_id = $1 and a.id > $3 and extract(year from joined.at) < $6::int
      and (extract(month from joined.at), extract(day from joined.at)) in
        (select month, day from jsonb_to_recordset($2) as d(month int, day int))
    order by a.id limit $4`,
}
