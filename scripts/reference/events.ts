import fs from "node:fs"
import path from "node:path"
import type { QueryRunner } from "typeorm"
import { migrations } from "../../migrations"
import { root } from "./source"

export interface LoyaltyEvent {
  name: string
  when: string
  /** The fields of its data. */
  carries: string[]
}

/** When each is written. What the code writes and what is told here have to be the same names. */
const whenOf: Record<string, string> = {
  "loyalty.account_created": "A customer became a member.",
  "loyalty.account_frozen": "Staff froze the account: its points cannot be spent.",
  "loyalty.account_unfrozen": "Staff unfroze the account.",
  "loyalty.club_joined": "A member joined a club; `id` is the club's.",
  "loyalty.club_left": "A member left a club; `id` is the club's.",
  "loyalty.categories_chosen":
    "A member chose categories for a period, or others than before; `id` is the offer's.",
  "loyalty.membership_changed":
    "A membership that somebody bought began, was extended, or ended with what came back.",
  "loyalty.points_earned":
    "An order, or an event of a member's, earned points. An order's are pending; an event's are available unless its rule says otherwise.",
  "loyalty.points_activated": "Pending points became available.",
  "loyalty.points_redeemed": "An order kept points that were held for its cart.",
  "loyalty.points_reversed": "Points that an order had earned were taken back.",
  "loyalty.points_restored": "Points that an order had spent were given back.",
  "loyalty.points_expiring":
    "Some of the member's points expire within fourteen days. How many and when: `GET /store/loyalty/account`.",
  "loyalty.points_expired": "Available points passed their time and are gone.",
  "loyalty.points_adjusted": "Staff, or a program of the store's own, gave or took points by hand.",
  "loyalty.redemption_opened": "Points were put on a cart and are held.",
  "loyalty.redemption_captured":
    "A redemption ended as part of an order. Comes beside `loyalty.points_redeemed`.",
  "loyalty.redemption_released":
    "Points that were held went back: taken off the cart, replaced, or not needed by the order.",
  "loyalty.tier_changed": "A member holds another tier; `null` is none.",
  "loyalty.redemption_lapsed": "An abandoned cart lost its points; they went back.",
}

/** Every event that postings are told by and that functions and services write to the outbox, with its data's fields. */
export async function readEvents(): Promise<LoyaltyEvent[]> {
  const texts = [...(await sqlOfMigrations()), ...sourcesOf("services")]
  const carries = new Map<string, string[]>()
  const told = texts.filter((text) => text.includes("create view loyalty_event"))
  const written = texts.flatMap((text) => text.split("insert into loyalty_outbox (name, data)").slice(1))
  for (const statement of [...told.flatMap((view) => view.split("union all").slice(1)), ...written]) {
    const fields = fieldsOf(statement)
    for (const name of namesIn(statement, texts)) carries.set(name, fields)
  }

  const found = [...carries.keys()].sort()
  const described = Object.keys(whenOf).sort()
  if (found.join() !== described.join()) {
    throw new Error(
      `The code writes the events ${found.join(", ")}; the reference tells of ${described.join(", ")}.`,
    )
  }
  return described.map((name) => ({ name, when: whenOf[name], carries: carries.get(name) ?? [] }))
}

/** All that the migrations say to the database, without one. */
async function sqlOfMigrations(): Promise<string[]> {
  const said: string[] = []
  const runner = { query: (sql: string) => Promise.resolve(said.push(sql)) } as unknown as QueryRunner
  for (const Migration of migrations) await new Migration().up(runner)
  return said
}

function sourcesOf(folder: string): string[] {
  const full = path.join(root, "src", "modules", "loyalty", folder)
  return fs.readdirSync(full).map((file) => fs.readFileSync(path.join(full, file), "utf8"))
}

function namesIn(statement: string, texts: string[]): string[] {
  if (statement.includes("loyalty_event_of(")) {
    const [body = ""] = texts.filter((text) => text.includes("create function loyalty_event_of("))
    return [...body.matchAll(/then '(loyalty\.\w+)'/g)].map(([, name]) => name)
  }
  const branched = /'(loyalty\.\w+_)' \|\| case \S+ when '\w+' then '(\w+)' else '(\w+)' end/.exec(statement)
  if (branched) return [branched[1] + branched[2], branched[1] + branched[3]]
  const name = /'(loyalty\.\w+)'/.exec(statement)?.[1]
  if (name === undefined) throw new Error(`An event without a name: ${statement.slice(0, 200)}`)
  return [name]
}

function fieldsOf(statement: string): string[] {
  const start = statement.indexOf("jsonb_build_object(")
  let depth = 0
  let end = start
  do {
    if (statement[end] === "(") depth += 1
    if (statement[end] === ")") depth -= 1
    end += 1
  } while (end < statement.length && (depth > 0 || !statement.slice(start, end).includes("(")))
  const inside = statement.slice(statement.indexOf("(", start) + 1, end)
  return [...inside.matchAll(/(?:^|,)\s*'(\w+)',/g)].map(([, field]) => field)
}
