import { Client } from "pg"
import { startPostgres } from "../../integration-tests/helpers/embedded-postgres"
import { runMigrations } from "../../src/modules/loyalty/migrate"

export interface Table {
  name: string
  holds: string
  columns: { name: string; type: string; nullable: boolean; default: string }[]
  /** Constraints, indexes and triggers, as PostgreSQL words them. */
  rules: { name: string; definition: string }[]
}

export interface DatabaseSchema {
  tables: Table[]
  functions: string[]
}

/** What each table holds. Every table that the migrations make has to be told of, and no other. */
const holds: Record<string, string> = {
  loyalty_program:
    "Programs: their names, when they began, and the present terms as one document with a version.",
  loyalty_program_terms:
    "Every version of a program's terms. Orders and redemptions name the one that they were made under.",
  loyalty_account:
    "One customer's membership in one program, with the cached balances. No index holds a balance, so that updates stay cheap.",
  loyalty_entry: "The ledger. Rows are only appended; triggers refuse everything else.",
  loyalty_entry_note: "What staff wrote about an entry. Outside the chained row, so that it can be erased.",
  loyalty_lot: "Points from one credit: what remains of them and when they expire.",
  loyalty_lot_use: "What each entry took from a lot or gave back to it. Only appended.",
  loyalty_redemption: "Points that a customer put on a cart, from the request to its one ending.",
  loyalty_hold:
    "The redemptions that have not ended, one a cart: what a cart's refresh and the lapse of holds look at.",
  loyalty_settlement:
    "One row an order: which terms held on its day, the revision, what the order deserves and why.",
  loyalty_award: "What an account earned by an order or an event, and how much of it was taken back.",
  loyalty_award_line: "The reasons of an award, line by line. A changed order adds a revision.",
  loyalty_rule: "Earning rules as they are now: draft, active, paused or ended.",
  loyalty_rule_version: "Every version of every rule. Awards name the one that gave them.",
  loyalty_rule_set:
    "Which versions were active together. An order keeps the set that held when it was placed.",
  loyalty_rule_grant: "What a rule gave for one order or event: wanted, given, and still kept after returns.",
  loyalty_rule_counter:
    "How much of its limits a rule has used: by member and period; account 0 is everybody.",
  loyalty_member_event:
    "What members did beside their orders and what came round for them, told once, with what each rule said to it.",
  loyalty_membership_plan:
    "Memberships that are sold: their variants, their term, the tier and the clubs that they grant.",
  loyalty_membership_past_sale:
    "What a plan granted before it was changed: an order buys what was sold when it was placed.",
  loyalty_membership_purchase:
    "What members bought of memberships, line by line, and from when until when it lasts.",
  loyalty_profile: "What rules need to know of members and the store does not: the day of their birthday.",
  loyalty_segment:
    "Members told apart by what they have bought and since when they are members; rules ask for it.",
  loyalty_club: "Clubs that members join.",
  loyalty_club_membership: "One row a stay in a club; who comes back begins another.",
  loyalty_cashback_offer:
    "Categories from which members choose for a period, with their rates and the terms of choosing. Fixed once activated.",
  loyalty_cashback_choice: "One row a member, offer and period in which he chose, with its bounds.",
  loyalty_cashback_pick: "Which categories were chosen, and from when until when each counts.",
  loyalty_tier: "Tiers as they are now; one that is deleted stays for the history that names it.",
  loyalty_tier_version: "Every version of every tier. Orders keep what the tier was on their day.",
  loyalty_tier_terms:
    "Which terms a redemption keeps that was opened under a program's terms by a member of a tier with terms of its own.",
  loyalty_tier_member:
    "Where each member stands: his tier, since when, until when it is locked, since when it is no longer deserved.",
  loyalty_tier_change: "Every change of a member's tier, and why. Only appended.",
  loyalty_tier_measure:
    "What each order counts for, for its present owner, as it stands now. Written with its settlement.",
  loyalty_referral_code: "Each member's own code, made when he first looks at it.",
  loyalty_referral:
    "Who came by whom, and what became of it: joined, completed by which order, or rejected and why. A member comes by one other at most.",
  loyalty_referral_attempt: "How many codes a member has tried of late.",
  loyalty_backfill:
    "Points for orders from before the program's start: dry runs, the runs that carry them out, and how far each is.",
  loyalty_backfill_order: "What a dry run would give an order, or what a run gave it and took back.",
  loyalty_checkpoint: "How far the clock's jobs have looked.",
  loyalty_outbox: "Events that are not published yet.",
}

/** The schema as the migrations leave it on a real PostgreSQL: the one that TEST_DATABASE_URL names, or one of its own. */
export async function readSchema(): Promise<DatabaseSchema> {
  const given = process.env.TEST_DATABASE_URL
  if (given) return await onScratchDatabase(given)
  const server = await startPostgres({})
  try {
    return await onScratchDatabase(server.adminUrl)
  } finally {
    await server.stop()
  }
}

async function onScratchDatabase(adminUrl: string): Promise<DatabaseSchema> {
  const name = `loyalty_reference_${process.pid}`
  const admin = new Client({ connectionString: adminUrl })
  await admin.connect()
  try {
    await admin.query(`create database ${name}`)
    const url = new URL(adminUrl)
    url.pathname = `/${name}`
    await runMigrations({ options: { databaseUrl: url.toString() } })
    const client = new Client({ connectionString: url.toString() })
    await client.connect()
    try {
      return await describe(client)
    } finally {
      await client.end()
    }
  } finally {
    await admin.query(`drop database if exists ${name} with (force)`)
    await admin.end()
  }
}

async function describe(client: Client): Promise<DatabaseSchema> {
  const rows = async <Row extends object>(sql: string): Promise<Row[]> => (await client.query<Row>(sql)).rows
  const ours = `c.relnamespace = 'public'::regnamespace and c.relname like 'loyalty\\_%' and c.relname <> 'loyalty_migrations'`
  const columns = await rows<{
    table: string
    name: string
    type: string
    nullable: boolean
    default: string
  }>(`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      not a.attnotnull as nullable,
      case when a.attidentity <> '' then 'identity' else coalesce(pg_get_expr(d.adbin, d.adrelid), '') end as default
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relkind = 'r' and ${ours} order by c.relname, a.attnum`)
  const rules = await rows<{ table: string; name: string; definition: string }>(`
    select c.relname as table, o.conname as name, pg_get_constraintdef(o.oid) as definition
    from pg_constraint o join pg_class c on c.oid = o.conrelid where o.contype <> 'n' and ${ours}
    union all
    select c.relname, i.relname, regexp_replace(pg_get_indexdef(x.indexrelid), '^CREATE (UNIQUE )?INDEX \\S+ ON \\S+ USING (btree )?', '\\1')
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
    where ${ours} and not exists (select from pg_constraint o where o.conindid = x.indexrelid)
    union all
    select c.relname, t.tgname, regexp_replace(pg_get_triggerdef(t.oid), '^CREATE TRIGGER \\S+ ', '')
    from pg_trigger t join pg_class c on c.oid = t.tgrelid where ${ours} and not t.tgisinternal
    order by 1, 2`)
  const functions = await rows<{ name: string }>(`
    select p.proname || '(' || pg_get_function_arguments(p.oid) || ')' as name from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proname like 'loyalty\\_%' order by 1`)

  const tables = [...new Set(columns.map(({ table }) => table))]
  const told = Object.keys(holds).sort()
  if ([...tables].sort().join() !== told.join()) {
    throw new Error(`The migrations make ${tables.join(", ")}; the reference tells of ${told.join(", ")}.`)
  }
  return {
    tables: tables.map((name) => ({
      name,
      holds: holds[name],
      columns: columns.filter(({ table }) => table === name),
      rules: rules.filter(({ table }) => table === name),
    })),
    functions: functions.map(({ name }) => name),
  }
}
