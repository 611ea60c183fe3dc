import { DataSource } from "typeorm"
import { migrations } from "../../migrations"
import { buildDataSource } from "../../src/modules/loyalty/data-source"
import { generateMigration, revertMigration, runMigrations } from "../../src/modules/loyalty/migrate"
import { createEmptyDatabase, databaseUrl, dropDatabase, withClient } from "../helpers/database"
import { day, LedgerShop } from "./ledger-database"

const names = migrations.map(({ name }) => name)
const databases: string[] = []

async function emptyDatabase(): Promise<string> {
  const name = await createEmptyDatabase()
  databases.push(name)
  return databaseUrl(name)
}

afterAll(async () => {
  for (const name of databases) await dropDatabase(name)
})

/** Everything that a schema can hold, but for TypeORM's own list of what has run, which stays. */
async function contentsOf(url: string, schema = "public"): Promise<string[]> {
  return await withClient(url, async (client) => {
    const { rows } = await client.query<{ what: string }>(
      `with own as (
         select oid, relname from pg_class where relnamespace = $1::regnamespace
           and coalesce((select indrelid from pg_index where indexrelid = pg_class.oid), oid)::regclass::text
             not like '%loyalty_migrations%'
       )
       select 'relation ' || relname as what from own
       union all select 'constraint ' || conname from pg_constraint where conrelid in (select oid from own)
       union all select 'trigger ' || tgname from pg_trigger where not tgisinternal and tgrelid in (select oid from own)
       union all select 'function ' || oid::regprocedure from pg_proc where pronamespace = $1::regnamespace
       union all select 'type ' || typname from pg_type where typnamespace = $1::regnamespace
         and typname not like '%loyalty_migrations'
       order by what`,
      [schema],
    )
    return rows.map(({ what }) => what)
  })
}

/** The schema as the first migrations of the list leave it. */
async function contentsAfterFirst(count: number): Promise<string[]> {
  const url = await emptyDatabase()
  const source = new DataSource({
    ...buildDataSource({ databaseUrl: url }).options,
    migrations: migrations.slice(0, count),
  })
  await source.initialize()
  try {
    await source.runMigrations()
  } finally {
    await source.destroy()
  }
  return await contentsOf(url)
}

describe("the schema's history", () => {
  it("runs once: the next start of the store finds nothing to do", async () => {
    const options = { databaseUrl: await emptyDatabase() }

    expect(await runMigrations({ options })).toEqual(names.map((name) => ({ name })))
    expect(await runMigrations({ options })).toEqual([])
  })

  it("leaves nothing behind when all of it is undone, and can be run again", async () => {
    const url = await emptyDatabase()
    const options = { databaseUrl: url }
    const before = await contentsOf(url)
    await runMigrations({ options })
    const migrated = await contentsOf(url)

    await revertMigration({ options, migrationNames: names })
    expect(await contentsOf(url)).toEqual(before)
    await runMigrations({ options })
    expect(await contentsOf(url)).toEqual(migrated)
  })

  it("is undone step by step: each migration takes away what it brought and nothing else", async () => {
    const url = await emptyDatabase()
    const options = { databaseUrl: url }
    await runMigrations({ options })

    for (let left = migrations.length - 1; left >= 0; left--) {
      await revertMigration({ options })
      expect(await contentsOf(url)).toEqual(await contentsAfterFirst(left))
    }
  })

  it("can be undone on a ledger with entries, which no other way can remove", async () => {
    const shop = new LedgerShop()
    await shop.open()
    try {
      const { id } = await shop.customer()
      await shop.earns(id, 0, 100)
      await shop.holds(id, 1, 40)
      const url = databaseUrl(shop.databaseName)

      await revertMigration({ options: { databaseUrl: url }, migrationNames: names })

      expect(await contentsOf(url)).toEqual([])
    } finally {
      await shop.close()
    }
  })

  it("is written by hand: asking for a generated migration says so and changes nothing", async () => {
    const said: string[] = []
    const logger = { info: (message: string) => said.push(message) }

    await generateMigration({ logger: logger as never })

    expect(said).toEqual([expect.stringContaining("written by hand")])
  })
})

describe("a store with a schema of its own", () => {
  it("has all of loyalty's tables there, none in public, and points work", async () => {
    const url = await emptyDatabase()
    await withClient(url, (client) => client.query("create schema points"))
    const options = { databaseUrl: url, databaseSchema: "points" }

    await runMigrations({ options })

    expect(await contentsOf(url)).toEqual([])
    expect(await contentsOf(url, "points")).toEqual(expect.arrayContaining(["relation loyalty_entry"]))
    await expectPointsToWork(new LedgerShop(databases.at(-1), options))
    await revertMigration({ options, migrationNames: names })
    expect(await contentsOf(url, "points")).toEqual([])
  })

  it("shares no member with a store beside it in the same database", async () => {
    const url = await emptyDatabase()
    await withClient(url, (client) => client.query("create schema points"))
    const beside = [{ databaseUrl: url }, { databaseUrl: url, databaseSchema: "points" }]
    for (const options of beside) await runMigrations({ options })

    for (const options of beside) await expectPointsToWork(new LedgerShop(databases.at(-1), options))
  })

  it("may be told of by Medusa's own settings, where an empty name means public", async () => {
    const url = await emptyDatabase()
    await runMigrations({ options: { database: { clientUrl: url, schema: "" } } })

    expect(await contentsOf(url)).toEqual(expect.arrayContaining(["relation loyalty_entry"]))
  })
})

async function expectPointsToWork(shop: LedgerShop): Promise<void> {
  await shop.programs.ensureDefault({})
  const { id } = await shop.customer()
  await shop.earns(id, 0, 100, 10)
  const redemptionId = await shop.holds(id, 1, 70)
  await shop.captures(redemptionId, 1, 60)
  await shop.ledger.expireDue(day(10), 100)

  const { accounts_checked, entries_checked, discrepancies } = await shop.verification.verify()
  expect({ accounts_checked, entries_checked, discrepancies }).toEqual({
    accounts_checked: 1,
    entries_checked: 5,
    discrepancies: [],
  })
  await shop.database.close()
}

describe("the tables", () => {
  const shop = new LedgerShop()
  beforeAll(async () => {
    await shop.open()
    const { id } = await shop.customer()
    await shop.award(id)
    await shop.earns(id, 0, 100)
    await shop.holds(id, 1, 10)
    const [{ id: programId }] = await shop.programs.list()
    await shop.rows(
      `insert into loyalty_membership_plan (id, program_id, name, variant_ids, term, club_ids, sold_from)
       values ('lplan_1', $1, 'A year', '{variant}', '{"months": 12}', '{club}', now())`,
      [programId],
    )
    await shop.rows(
      `with rule as (insert into loyalty_rule (id, program_id, state, config) values ('lrul_1', $1, 'draft', '{}'))
       insert into loyalty_rule_version (rule_id, version, config, actor) values ('lrul_1', 1, '{}', 'system')`,
      [programId],
    )
    await shop.rows(
      `insert into loyalty_club (id, program_id, handle, name) values ('lclub_1', $1, 'tea', 'Tea')`,
      [programId],
    )
    await shop.rows(
      `insert into loyalty_club_membership (club_id, account_id, joined_at) values ('lclub_1', 1, now())`,
    )
    await shop.rows(
      `with offer as (
         insert into loyalty_cashback_offer (id, program_id, name, period, categories, choose_up_to, applies,
           opens_days_before, fallback, replaces_base, priority)
         values ('lcash_1', $1, 'Tea', 'month', '[{"id": "tea"}]', 1, 'at_once', 0, 'base_rate', true, 0)
       )
       insert into loyalty_cashback_choice (account_id, offer_id, period, starts_at, ends_at)
       values (1, 'lcash_1', '2027-03', '2027-03-01', '2027-04-01')`,
      [programId],
    )
    await shop.rows(
      `insert into loyalty_cashback_pick (choice_id, category_id, counts_from, counts_until)
       select id, 'tea', starts_at, ends_at from loyalty_cashback_choice`,
    )
    await shop.rows(
      `with tier as (insert into loyalty_tier (id, program_id, handle, threshold, config) values ('ltier_1', $1, 'silver', 5, '{}'))
       insert into loyalty_tier_version (tier_id, version, config, actor) values ('ltier_1', 1, '{}', 'system')`,
      [programId],
    )
    await shop.rows(`insert into loyalty_tier_terms values (1, 'ltier_1', 1, 2)`)
    await shop.rows(
      `insert into loyalty_tier_member (account_id, program_id, tier_id, since) values (1, $1, 'ltier_1', now())`,
      [programId],
    )
    await shop.rows(
      `insert into loyalty_tier_measure (order_id, account_id, placed_at, points) values ('order', 1, now(), 5)`,
    )
    await shop.rows(
      `with dry as (
         insert into loyalty_backfill (public_id, program_id, state, from_at, to_at, terms_id, actor, orders)
         values ('lbfill_1', $1, 'proposed', now() - interval '1 day', now(), 1, 'system', 1) returning id
       )
       insert into loyalty_backfill_order (backfill_id, order_id, state) select id, 'order', 'planned' from dry`,
      [programId],
    )
  })
  afterAll(async () => {
    await shop.close()
  })

  const backfill = (id: string, period: string) => `
    insert into loyalty_backfill (public_id, program_id, confirms_id, state, from_at, to_at, terms_id, actor, orders)
    select '${id}', program_id, id, 'running', ${period}, 1, 'system', 1 from loyalty_backfill where public_id = 'lbfill_1'`

  const entry = (values: string) => `
    insert into loyalty_entry (account_id, sequence, type, available_change, pending_change, held_change,
      available_after, pending_after, held_after, reason, actor, idempotency_key, fingerprint, occurred_at,
      hash)
    values (1, ${values}, 'test', 'test', 'key', '', now(), '')`

  const grant = (values: string) => `
    insert into loyalty_rule_grant (source_id, rule_id, account_id, wanted, given, kept, rule_version, day)
    values ${values.replaceAll(")", ", 1, now())")}`

  const event = `insert into loyalty_member_event
    (program_id, account_id, trigger, source, key, occurred_at, terms_id)
    select id, 1, 'birthday', 'clock', 'key', now(), 1 from loyalty_program`

  const segment = (orders: string, currency: string) => `insert into loyalty_segment
    (id, program_id, name, orders_min, spent_currency_code)
    select 'lseg_1', id, 'Regulars', ${orders}, ${currency} from loyalty_program limit 1`
  const pastSale = (until: string) => `insert into loyalty_membership_past_sale
    (plan_id, variant_ids, term, club_ids, sold_from, sold_until)
    select id, variant_ids, '{}', club_ids, now() - interval '1 hour', ${until} from loyalty_membership_plan`
  const purchase = (units: string, endsAt = "now()") => `insert into loyalty_membership_purchase
    (plan_id, account_id, order_id, line_id, units, term, bought_at, starts_at, ends_at)
    select id, 1, 'order', 'line', ${units}, '{}', now(), now(), ${endsAt} from loyalty_membership_plan`

  const birthdayOn = (monthAndDay: string) =>
    `insert into loyalty_profile (account_id, birth_month, birth_day) values (1, ${monthAndDay})`

  const referral = (fields: string, values: string) => `
    insert into loyalty_referral (public_id, program_id, qualifying, attributed_at, expires_at,
      referrer_account_id, friend_account_id, state${fields})
    select 'lref_1', id, '[]', now(), now(), ${values} from loyalty_program`
  const anotherAccount =
    "insert into loyalty_account (public_id, program_id, customer_id) select 'x', program_id, 'x' from loyalty_account"
  const both = "1, (select max(id) from loyalty_account), 'joined'"
  const referralCode = (code: string) =>
    `insert into loyalty_referral_code (account_id, program_id, code) select id, program_id, '${code}' from loyalty_account`

  /** What the ledger's functions never do, and what would refuse it all the same. */
  const guards: [constraint: string, statement: string][] = [
    ["ck_loyalty_account_available", "update loyalty_account set available = -1"],
    ["ck_loyalty_balance", "update loyalty_account set pending = -1"],
    ["ck_loyalty_balance", "update loyalty_account set held = -1"],
    [
      "uq_loyalty_account_member",
      "insert into loyalty_account (public_id, program_id, customer_id) select 'x', program_id, customer_id from loyalty_account",
    ],
    [
      "uq_loyalty_account_public_id",
      "insert into loyalty_account (public_id, program_id, customer_id) select public_id, program_id, 'x' from loyalty_account",
    ],
    ["ck_loyalty_program_joining", "update loyalty_program set joining = 'forced'"],
    ["ck_loyalty_program_version", "update loyalty_program set version = 0"],
    [
      "uq_loyalty_program_handle",
      "insert into loyalty_program (id, handle, name, unit_names, joining, terms) select 'x', handle, '', '{}', joining, '{}' from loyalty_program",
    ],
    [
      "uq_loyalty_program_default",
      "insert into loyalty_program (id, handle, name, unit_names, joining, terms, is_default) select 'x', 'x', '', '{}', joining, '{}', true from loyalty_program",
    ],
    ["ck_loyalty_quantity", entry("0, 'earn', 0, 0, 0, 0, 0, 0")],
    ["ck_loyalty_balance", entry("3, 'earn', 0, 0, 0, 0, -1, 0")],
    ["ck_loyalty_balance", entry("3, 'earn', 0, 0, 0, 0, 0, -1")],
    ["uq_loyalty_entry_sequence", entry("1, 'earn', 0, 0, 0, 0, 0, 0")],
    [
      "uq_loyalty_entry_idempotency_key",
      `${entry("3, 'earn', 0, 0, 0, 0, 0, 0")}; ${entry("4, 'earn', 0, 0, 0, 0, 0, 0")}`,
    ],
    ["ck_loyalty_quantity", "update loyalty_lot set points = 0, remaining = 0, open = false"],
    ["ck_loyalty_balance", "update loyalty_lot set remaining = -1"],
    ["ck_loyalty_movement", "insert into loyalty_lot_use values (1, 1, 0)"],
    ["pk_loyalty_lot_use", "insert into loyalty_lot_use values (1, 1, 1), (1, 1, 1)"],
    ["ck_loyalty_entry_note_length", "insert into loyalty_entry_note values (1, repeat('x', 1001))"],
    ["ck_loyalty_quantity", "update loyalty_redemption set points = 0"],
    ["ck_loyalty_balance", "update loyalty_redemption set captured = -1"],
    ["ck_loyalty_balance", "update loyalty_redemption set restored = -1"],
    ["pk_loyalty_hold", "insert into loyalty_hold select cart_id, 1, now() from loyalty_hold"],
    [
      "uq_loyalty_redemption_token",
      `insert into loyalty_redemption (id, token, account_id, cart_id, points, currency_code, terms_id, expires_at)
       select -id, token, account_id, 'x', 1, 'eur', 1, now() from loyalty_redemption`,
    ],
    ["ck_loyalty_settlement_revision", "update loyalty_settlement set revision = -1"],
    ["ck_loyalty_award_reversed", "update loyalty_award set reversed = earned + 1"],
    ["ck_loyalty_award_uncollected", "update loyalty_award set shortfall = 1"],
    [
      "uq_loyalty_award_order",
      "insert into loyalty_award (order_id, account_id) select order_id, account_id from loyalty_award",
    ],
    ["ck_loyalty_award_source", "update loyalty_award set order_id = null"],
    ["ck_loyalty_award_source", "update loyalty_award set event_id = 1"],
    ["uq_loyalty_award_event", "insert into loyalty_award (event_id, account_id) values (1, 1), (1, 2)"],
    ["uq_loyalty_member_event_key", `${event}; ${event}`],
    ["ck_loyalty_segment_criteria", segment("null", "null")],
    ["ck_loyalty_segment_spent", segment("2", "'eur'")],
    ["ck_loyalty_membership_plan_grants", "update loyalty_membership_plan set club_ids = '{}'"],
    ["pk_loyalty_membership_past_sale", `${pastSale("now()")}; ${pastSale("now()")}`],
    ["ck_loyalty_membership_past_sale_span", pastSale("now() - interval '1 day'")],
    ["uq_loyalty_membership_purchase_line", `${purchase("1")}; ${purchase("1")}`],
    ["ck_loyalty_membership_purchase_units", purchase("-1")],
    ["ck_loyalty_membership_purchase_span", purchase("1", "now() - interval '1 day'")],
    ["ck_loyalty_profile_birthday", birthdayOn("2, 30")],
    ["ck_loyalty_profile_birthday", birthdayOn("4, 31")],
    ["ck_loyalty_profile_birthday", birthdayOn("13, 1")],
    ["ck_loyalty_profile_birthday", birthdayOn("5, null")],
    ["ck_loyalty_referral_code", referralCode("abc")],
    ["uq_loyalty_referral_code", `${anotherAccount}; ${referralCode("BCDFGHJK")}`],
    ["ck_loyalty_referral_two", referral("", "1, 1, 'joined'")],
    ["ck_loyalty_referral_state", referral("", "1, 2, 'lost'")],
    ["ck_loyalty_referral_state", referral("", "1, 2, 'rejected'")],
    ["ck_loyalty_referral_state", referral("", "1, 2, 'completed'")],
    ["ck_loyalty_referral_state", referral(", reason", "1, 2, 'joined', 'email'")],
    [
      "uq_loyalty_referral_friend",
      `${anotherAccount}; ${referral("", both)}; ${referral("", both).replace("lref_1", "lref_2")}`,
    ],
    ["uq_loyalty_referral_public_id", `${anotherAccount}; ${referral("", both)}; ${referral("", both)}`],
    [
      "ck_loyalty_balance",
      "insert into loyalty_award_line select id, 0, 'line', 1, 0, -1, '[]' from loyalty_award",
    ],
    ["ck_loyalty_rule_version", "update loyalty_rule set version = 0"],
    [
      "uq_loyalty_rule_version",
      "insert into loyalty_rule_version (rule_id, version, config, actor) select rule_id, version, config, '' from loyalty_rule_version",
    ],
    ["uq_loyalty_rule_grant", grant("('order', 'lrul_1', 1, 5, 5, 5), ('order', 'lrul_1', 1, 6, 6, 6)")],
    ["ck_loyalty_rule_grant_given", grant("('order', 'lrul_1', 1, 5, 6, 5)")],
    [
      "pk_loyalty_rule_counter",
      "insert into loyalty_rule_counter (rule_id, account_id, period) select id, 1, 'life' from loyalty_rule, generate_series(1, 2)",
    ],
    [
      "ck_loyalty_rule_counter",
      "insert into loyalty_rule_counter (rule_id, account_id, period, points) select id, 1, 'life', -1 from loyalty_rule",
    ],
    [
      "ck_loyalty_rule_counter",
      "insert into loyalty_rule_counter (rule_id, account_id, period, times) select id, 1, 'life', -1 from loyalty_rule",
    ],
    ["ck_loyalty_tier_threshold", "update loyalty_tier set threshold = -1"],
    [
      "uq_loyalty_tier_handle",
      "insert into loyalty_tier (id, program_id, handle, threshold, config) select 'x', program_id, handle, 6, '{}' from loyalty_tier",
    ],
    [
      "uq_loyalty_tier_threshold",
      "insert into loyalty_tier (id, program_id, handle, threshold, config) select 'x', program_id, 'x', threshold, '{}' from loyalty_tier",
    ],
    [
      "uq_loyalty_tier_version",
      "insert into loyalty_tier_version (tier_id, version, config, actor) select tier_id, version, config, '' from loyalty_tier_version",
    ],
    ["pk_loyalty_tier_terms", "insert into loyalty_tier_terms select * from loyalty_tier_terms"],
    ["pk_loyalty_tier_member", "insert into loyalty_tier_member select * from loyalty_tier_member"],
    ["ck_loyalty_tier_member_since", "update loyalty_tier_member set since = null"],
    ["pk_loyalty_tier_measure", "insert into loyalty_tier_measure select * from loyalty_tier_measure"],
    ["uq_loyalty_backfill_public_id", backfill("lbfill_1", "now() - interval '1 day', now()")],
    [
      "uq_loyalty_backfill_confirms",
      ["lbfill_2", "lbfill_3"].map((id) => backfill(id, "now() - interval '1 day', now()")).join(";"),
    ],
    ["ck_loyalty_backfill_period", backfill("lbfill_2", "now(), now()")],
    [
      "uq_loyalty_backfill_order",
      "insert into loyalty_backfill_order (backfill_id, order_id, state) select backfill_id, order_id, 'planned' from loyalty_backfill_order",
    ],
    ["ck_loyalty_backfill_order_points", "update loyalty_backfill_order set points = -1"],
    ["ck_loyalty_backfill_order_points", "update loyalty_backfill_order set pending = points + 1"],
    ["ck_loyalty_backfill_order_points", "update loyalty_backfill_order set uncollected = reversed + 1"],
    [
      "uq_loyalty_club_handle",
      "insert into loyalty_club (id, program_id, handle, name) select 'x', program_id, handle, '' from loyalty_club",
    ],
    ["ck_loyalty_club_window", "update loyalty_club set starts_at = now(), ends_at = now()"],
    [
      "uq_loyalty_club_membership_present",
      "insert into loyalty_club_membership (club_id, account_id, joined_at) values ('lclub_1', 1, now())",
    ],
    [
      "ck_loyalty_club_membership_end",
      "update loyalty_club_membership set left_at = joined_at - interval '1 second'",
    ],
    ["ck_loyalty_cashback_offer_choices", "update loyalty_cashback_offer set choose_up_to = 0"],
    ["ck_loyalty_cashback_offer_choices", "update loyalty_cashback_offer set choose_up_to = 2"],
    [
      "ck_loyalty_cashback_offer_window",
      "update loyalty_cashback_offer set starts_at = now(), ends_at = now() - interval '1 second'",
    ],
    [
      "uq_loyalty_cashback_choice",
      `insert into loyalty_cashback_choice (account_id, offer_id, period, starts_at, ends_at)
       select account_id, offer_id, period, starts_at, ends_at from loyalty_cashback_choice`,
    ],
    ["ck_loyalty_cashback_choice_period", "update loyalty_cashback_choice set ends_at = starts_at"],
    ["ck_loyalty_cashback_choice_changes", "update loyalty_cashback_choice set changes = -1"],
    [
      "uq_loyalty_cashback_pick_present",
      `insert into loyalty_cashback_pick (choice_id, category_id, counts_from, counts_until)
       select choice_id, category_id, counts_from, counts_until from loyalty_cashback_pick`,
    ],
    [
      "ck_loyalty_cashback_pick_counts",
      "update loyalty_cashback_pick set counts_until = counts_from - interval '1 second'",
    ],
    [
      "pk_loyalty_award_line",
      "insert into loyalty_award_line select id, 0, 'line', 1, 0, 1, '[]' from loyalty_award, generate_series(1, 2)",
    ],
  ]

  it.each(guards)("are guarded by %s: %s", async (constraint, statement) => {
    await expect(shop.intrude((client) => client.query(statement))).rejects.toMatchObject({ constraint })
  })

  it.each([
    "update loyalty_account set status = 'closed'",
    entry("3, 'gift', 0, 0, 0, 0, 0, 0"),
    "update loyalty_lot set state = 'gone'",
    "update loyalty_redemption set status = 'lost'",
    "update loyalty_rule set state = 'asleep'",
    "update loyalty_club set state = 'full'",
    "update loyalty_cashback_offer set period = 'week'",
    "update loyalty_cashback_offer set applies = 'later'",
    "update loyalty_cashback_offer set fallback = 'nothing'",
    "update loyalty_backfill set state = 'paused'",
    "update loyalty_backfill_order set state = 'lost'",
  ])("know their own words only: %s", async (statement) => {
    await expect(shop.intrude((client) => client.query(statement))).rejects.toMatchObject({ code: "22P02" })
  })

  it("have no guard that this list forgets", async () => {
    const named = await shop.rows<{ name: string }>(
      `select conname as name from pg_constraint where connamespace = 'public'::regnamespace
       union select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'i'`,
    )

    const guarding = named.map(({ name }) => name).filter((name) => /^(ck|uq|pk)_loyalty/.test(name))
    expect(guarding.sort()).toEqual([...new Set(guards.map(([constraint]) => constraint))].sort())
  })

  it("have no index on what every posting changes, so that rows are updated in place", async () => {
    const indexes = await shop.rows<{ definition: string }>(
      `select pg_get_indexdef(indexrelid) as definition from pg_index
       where indrelid in ('loyalty_account'::regclass, 'loyalty_lot'::regclass)`,
    )

    expect(indexes.length).toBeGreaterThan(5)
    const changing = /available\b(?!')|pending\b(?!')|held|sequence|last_hash|remaining|expired/
    expect(indexes.map(({ definition }) => definition).filter((each) => changing.test(each))).toEqual([])
  })
})
