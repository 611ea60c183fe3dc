import fc from "fast-check"
import { newOffer } from "../../src/modules/loyalty/cashback-settings/schema"
import { choose, nothingChosen, type Standing } from "../../src/modules/loyalty/domain/cashback/choice"
import { seasonsAt } from "../../src/modules/loyalty/domain/cashback/periods"
import type { CashbackOfferRow } from "../../src/modules/loyalty/persistence/cashback.schema"
import { parse } from "../../src/modules/loyalty/validation"
import { day, describeLedger, refusalOf } from "./ledger-database"

const names = new Map(["tea", "cups", "toys", "books", "lamps"].map((id) => [id, id.toUpperCase()]))
const page = { skip: 0, take: 10 }

describeLedger("the cashback offers of a program", (shop) => {
  let programId = ""
  beforeEach(async () => {
    programId = (await shop.programs.list())[0].id
    await shop.rows("update loyalty_program set rule_set_id = null")
    for (const table of [
      "rule_set",
      "rule_version",
      "rule",
      "cashback_pick",
      "cashback_choice",
      "cashback_offer",
    ])
      await shop.rows(`delete from loyalty_${table}`)
    await shop.programs.update(programId, { time_zone: "UTC" })
  })

  const draft = async (changes: object = {}): Promise<CashbackOfferRow> => {
    const { program_id: _, ...settings } = parse(newOffer, {
      name: "Cashback",
      period: "month",
      choose_up_to: 2,
      categories: [...names.keys()].map((id, index) => ({ category_id: id, percent: index + 1 })),
      ...changes,
    })
    return await shop.cashbackOffers.create(programId, settings, names)
  }
  const active = async (onDay: number, changes: object = {}): Promise<CashbackOfferRow> =>
    await shop.cashbackOffers.update(
      (await draft(changes)).id,
      { state: "active" },
      names,
      "user:owner",
      day(onDay),
    )
  const ends = async ({ id }: CashbackOfferRow, onDay: number) =>
    await shop.cashbackOffers.update(id, { state: "ended" }, names, "user:owner", day(onDay))
  const counting = async (accountId: number, onDay: number) =>
    (await shop.memberships.of(accountId, day(onDay))).chosenCategoryIds
  const chooses = async (
    account: { id: number; programId: string },
    onDay: number,
    category_ids: string[],
    period?: string,
  ) => await refusalOf(shop.cashbackChoices.choose(account, { category_ids, period }, day(onDay)))
  const rulesOfOffers = async () =>
    await shop.rows<{ name: string; state: string; version: number }>(
      `select config ->> 'name' as name, state, version from loyalty_rule order by id`,
    )

  it("count from the choice to the period's end, at the moment that is asked about", async () => {
    await active(0)
    const ada = await shop.customer()
    expect(await chooses(ada, 9, ["tea"])).toBeNull()
    expect(await chooses(ada, 11, ["tea", "cups"])).toBeNull()

    // The 32nd day is the first of February.
    const told = [8, 9, 10, 11, 30, 31].map((onDay) => counting(ada.id, onDay))
    expect(await Promise.all(told)).toEqual([[], ["tea"], ["tea"], ["tea", "cups"], ["tea", "cups"], []])
    expect(await counting((await shop.customer()).id, 11)).toEqual([])
  })

  it("are chosen by one request after the other: of many at once none gets one more than may be chosen", async () => {
    await active(0, { changes_max: 2 })
    const ada = await shop.customer()
    const processes = [shop, shop.startProcess()]
    const pairs = [...names.keys()].flatMap((one, index, all) =>
      all.slice(index + 1).map((other) => [one, other]),
    )

    const answers = await Promise.all(
      pairs.map((pair, index) =>
        refusalOf(processes[index % 2].cashbackChoices.choose(ada, { category_ids: pair }, day(5))),
      ),
    )

    expect(answers.filter((refusal) => refusal === null).length).toBe(3)
    expect(new Set(answers)).toEqual(new Set([null, "choice_final"]))
    expect(await counting(ada.id, 6)).toHaveLength(2)
    const [choices, count] = await shop.cashbackChoices.choicesFrom((await offers())[0].id, {}, page)
    expect([choices[0].changes, choices[0].categoryIds.length, count]).toEqual([2, 2, 1])
    const others = { period: "2026-01", customerId: "cus_nobody" }
    expect((await shop.cashbackChoices.choicesFrom((await offers())[0].id, others, page))[1]).toBe(0)
  })

  const offers = async () => (await shop.cashbackOffers.listAndCount({}, page, day(5)))[0]

  it("are chosen for the next period ahead of it, as often as one likes, without a change of the present one", async () => {
    await active(0, { opens_days_before: 5 })
    const ada = await shop.customer()
    await chooses(ada, 3, ["tea", "cups"])
    expect(await chooses(ada, 25, ["toys"], "2026-02")).toBe("choice_not_open")
    expect(await chooses(ada, 26, ["toys"], "2026-02")).toBeNull()
    expect(await chooses(ada, 27, ["books", "lamps"], "2026-02")).toBeNull()
    expect(await chooses(ada, 31, ["books"], "2026-02")).toBe("choice_final")

    expect(await counting(ada.id, 30)).toEqual(["tea", "cups"])
    expect(await counting(ada.id, 31)).toEqual(["books", "lamps"])
  })

  it("without a choice fall back to nothing raised, or to the last choice as far as it is still offered", async () => {
    const first = await active(0, { fallback: "last_choice" })
    const [ada, bob] = [await shop.customer(), await shop.customer()]
    await chooses(ada, 3, ["cups", "lamps"])
    expect(await counting(ada.id, 2)).toEqual([])
    expect(await counting(ada.id, 40)).toEqual(["cups", "lamps"])
    expect(await counting(ada.id, 200)).toEqual(["cups", "lamps"])
    expect(await counting(bob.id, 40)).toEqual([])
    expect(await chooses(ada, 40, ["toys"])).toBeNull()
    expect(await counting(ada.id, 39)).toEqual(["cups", "lamps"])
    expect(await counting(ada.id, 40)).toEqual(["toys"])
    await chooses(ada, 41, ["toys", "lamps"])

    await ends(first, 59)
    expect(await counting(ada.id, 59)).toEqual([])
    const second = await active(59, {
      fallback: "last_choice",
      choose_up_to: 1,
      categories: [{ category_id: "lamps" }, { category_id: "cups" }],
    })
    expect(await counting(ada.id, 60)).toEqual(["lamps"])
    await ends(second, 70)
    await active(70)
    expect(await counting(ada.id, 71)).toEqual([])
  })

  it("that have ended take their choices with them, those made ahead of time too", async () => {
    const first = await active(0, { opens_days_before: 31 })
    const ada = await shop.customer()
    await chooses(ada, 3, ["tea"])
    await chooses(ada, 3, ["toys"], "2026-02")
    await ends(first, 10)
    await active(10, { fallback: "last_choice" })

    expect(await counting(ada.id, 9)).toEqual(["tea"])
    expect(await counting(ada.id, 10)).toEqual(["tea"])
    expect(await counting(ada.id, 40)).toEqual(["tea"])
  })

  it("are one at a time: another has to wait for the end of the one that is on", async () => {
    const first = await active(0, { ends_on: "2026-01-31" })
    const second = await draft()
    const activate = (onDay: number, starts_on?: string) =>
      refusalOf(
        shop.cashbackOffers.update(
          second.id,
          { state: "active", starts_on },
          names,
          "user:owner",
          day(onDay),
        ),
      )
    expect(first.endsAt).toEqual(day(31))
    expect(await activate(5)).toBe("offer_overlaps")
    expect(await activate(5, "2026-01-31")).toBe("offer_overlaps")
    expect(await activate(5, "2026-02-01")).toBeNull()
    const longer = shop.cashbackOffers.update(first.id, { ends_on: null }, names, "user:owner", day(6))
    expect(await refusalOf(longer)).toBe("offer_overlaps")
    const [scheduled] = await shop.cashbackOffers.listAndCount({ state: "scheduled" }, page, day(6))
    expect(scheduled.map(({ id }) => id)).toEqual([second.id])
  })

  it("that two owners activate at once are activated once", async () => {
    const drafts = [await draft(), await draft()]
    const answers = await Promise.all(
      drafts.map(({ id }) =>
        refusalOf(shop.cashbackOffers.update(id, { state: "active" }, names, "user:owner", day(1))),
      ),
    )
    expect(answers.sort()).toEqual(["offer_overlaps", null].sort())
  })

  it("are rules as long as they are on: in order of their rates, ended with them, cleared by the next", async () => {
    const first = await active(0, {
      categories: [
        { category_id: "tea", percent: 2 },
        { category_id: "cups", percent: 5 },
        { category_id: "toys" },
      ],
    })
    expect(await rulesOfOffers()).toEqual([
      { name: "Cashback: CUPS", state: "active", version: 1 },
      { name: "Cashback: TEA", state: "active", version: 1 },
    ])
    const { id: firstSet, rules } = await shop.rules.activeSet(programId)
    expect(rules.map(({ name }) => name)).toEqual(["Cashback: CUPS", "Cashback: TEA"])

    await shop.cashbackOffers.update(first.id, { ends_on: "2026-01-10" }, names, "user:owner", day(1))
    const cut = await shop.rules.activeSet(programId)
    expect(cut.rules.map(({ endsAt, version }) => [endsAt, version])).toEqual([
      [day(10), 2],
      [day(10), 2],
    ])
    const second = await active(20, {
      name: "Next",
      categories: [{ category_id: "toys", percent: 1 }],
      choose_up_to: 1,
    })
    expect((await shop.rules.activeSet(programId)).rules.map(({ name }) => name)).toEqual(["Next: TOYS"])
    await ends(second, 21)
    expect((await shop.rules.activeSet(programId)).rules).toEqual([])
    expect((await shop.rules.setOf(firstSet)).map(({ endsAt }) => endsAt)).toEqual([null, null])

    const [{ id }] = await shop.rows<{ id: string }>("select id from loyalty_rule limit 1")
    expect(await refusalOf(shop.rules.update(id, { priority: 5 }, "user:owner"))).toBe("rule_of_offer")
    expect(await refusalOf(shop.rules.delete(id))).toBe("rule_in_use")
  })

  it("keep the period that a choice was made for, though the program moves to another time zone", async () => {
    await active(0, { changes_max: null })
    const ada = await shop.customer()
    await chooses(ada, 5, ["tea", "cups"])
    await shop.programs.update(programId, { time_zone: "Pacific/Auckland" })
    await chooses(ada, 6, ["toys", "books"])

    expect(await counting(ada.id, 6)).toEqual(["toys", "books"])
    expect(await shop.rows("select from loyalty_cashback_choice")).toHaveLength(1)
    // The last evening in UTC is February in Auckland already.
    const eve = new Date("2026-01-31T20:00:00Z")
    await shop.cashbackChoices.choose(ada, { category_ids: ["lamps"] }, eve)
    expect((await shop.memberships.of(ada.id, eve)).chosenCategoryIds).toEqual(["lamps"])
  })

  it("are found for one member without a look at what others have chosen, or have joined", async () => {
    const { id: offerId } = await active(0, { fallback: "last_choice" })
    const ada = await shop.customer()
    await chooses(ada, 1, ["tea", "cups"])
    const crowd = [ada.id, ...(await shop.customers(3_000))]
    await shop.rows(
      `with club as (insert into loyalty_club (id, program_id, handle, name, state)
         values ('lclub_all', $1, 'all', 'All', 'open'))
       insert into loyalty_club_membership (club_id, account_id, joined_at) select 'lclub_all', id, $2
       from unnest($3::bigint[]) id`,
      [programId, day(0), crowd],
    )
    await shop.rows(
      `with choices as (
         insert into loyalty_cashback_choice (account_id, offer_id, period, starts_at, ends_at)
         select id, $1, '2026-01', $2, $3 from unnest($4::bigint[]) id on conflict do nothing returning *
       )
       insert into loyalty_cashback_pick (choice_id, category_id, counts_from, counts_until)
       select id, 'tea', starts_at, ends_at from choices`,
      [offerId, day(0), day(31), crowd],
    )

    const read = await shop.intrude(async (client) => {
      await client.query("analyze")
      await client.query("begin")
      const asked = [ada.id, day(40)]
      await client.query("select loyalty_clubs_of($1, $2), loyalty_categories_of($1, $2)", asked)
      const { rows } = await client.query<{ relname: string; seq_scan: string; idx_tup_fetch: string }>(
        `select relname, seq_scan, idx_tup_fetch from pg_stat_xact_user_tables
         where relname in ('loyalty_club_membership', 'loyalty_cashback_choice', 'loyalty_cashback_pick')`,
      )
      await client.query("rollback")
      return rows
    })

    expect(await counting(ada.id, 40)).toEqual(["tea", "cups"])
    expect(read.map(({ seq_scan }) => Number(seq_scan))).toEqual([0, 0, 0])
    expect(Math.max(...read.map(({ idx_tup_fetch }) => Number(idx_tup_fetch)))).toBeLessThan(20)
    await shop.rows("delete from loyalty_club_membership")
    await shop.rows("delete from loyalty_club")
  })

  it("answer for every moment as the rules of choosing have it, whatever was chosen in whatever order", async () => {
    const wish = fc.record({
      onDay: fc.integer({ min: 0, max: 120 }),
      wanted: fc.uniqueArray(fc.constantFrom(...names.keys(), "shoes"), { minLength: 1, maxLength: 3 }),
      ahead: fc.boolean(),
    })
    const settings = fc.record({
      changes_max: fc.option(fc.integer({ min: 0, max: 2 })),
      opens_days_before: fc.integer({ min: 1, max: 40 }),
      applies: fc.constantFrom("at_once", "next_period"),
      fallback: fc.constantFrom("base_rate", "last_choice"),
      period: fc.constantFrom("month", "quarter"),
    })
    await fc.assert(
      fc.asyncProperty(settings, fc.array(wish, { maxLength: 10 }), async (changes, wishes) => {
        const offer = await active(0, changes)
        const ada = await shop.customer()
        const standings = new Map<string, Standing>()
        const history: { period: string; made: Date; from: Date; until: Date; ids: string[] }[] = []
        for (const { onDay, wanted, ahead } of wishes.sort((a, b) => a.onDay - b.onDay)) {
          const { present, next } = seasonsAt([offer], day(onDay), "UTC")
          const season = ahead ? next : present
          if (season === null) continue
          const { name, endsAt } = season.period
          const standing = standings.get(name) ?? nothingChosen
          const choosing = choose(season, standing, wanted, day(onDay), "UTC")

          const refusal = await chooses(ada, onDay, wanted, name)
          expect(refusal).toBe(typeof choosing === "string" ? choosing : null)
          if (typeof choosing === "string") continue
          const ids = [...standing.categoryIds.filter((id) => !choosing.drop.includes(id)), ...choosing.add]
          standings.set(name, { categoryIds: ids, changes: choosing.changes })
          history.push({ period: name, made: day(onDay), from: choosing.from, until: endsAt, ids })
        }
        for (const onDay of [0, 15, 31, 45, 59, 75, 90, 119, 150]) {
          const at = day(onDay)
          const own = history.filter(({ from, until }) => from <= at && at < until).at(-1)
          const before = history.filter(({ until }) => until <= at)
          const latest = before
            .map(({ period }) => period)
            .sort()
            .at(-1)
          const last = before.filter(({ period }) => period === latest).at(-1)
          const expected = own?.ids ?? (changes.fallback === "last_choice" ? (last?.ids ?? []) : [])
          const found = await counting(ada.id, onDay)
          expect([...found].sort()).toEqual([...expected].sort())
          expect(found.length).toBeLessThanOrEqual(2)
        }
        await ends(offer, 0)
      }),
      { numRuns: 25 },
    )
  })
})
