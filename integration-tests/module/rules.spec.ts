import { parse } from "../../src/modules/loyalty/validation"
import type { RuleRow } from "../../src/modules/loyalty/persistence/rule.schema"
import { ruleSettings, type RuleSettings } from "../../src/modules/loyalty/rule-settings/schema"
import { describeLedger, refusalOf } from "./ledger-database"

const settings = (changes: object = {}): RuleSettings =>
  parse(ruleSettings, {
    name: "Tea twice",
    trigger: { code: "order" },
    effect: { code: "multiplier", factor: 2 },
    ...changes,
  })

describeLedger("the rules of a program", (shop) => {
  let programId: string
  beforeEach(async () => {
    await shop.rows("update loyalty_program set rule_set_id = null")
    for (const table of ["counter", "grant", "set", "version"])
      await shop.rows(`delete from loyalty_rule_${table}`)
    await shop.rows("delete from loyalty_rule")
    programId = (await shop.programs.list())[0].id
  })

  const draft = (changes: object = {}) => shop.rules.create(programId, settings(changes), "user:ada")
  const active = async (changes: object = {}): Promise<RuleRow> =>
    await shop.rules.update((await draft(changes)).id, { state: "active" }, "user:ada")
  const setsCount = async () => (await shop.rows("select from loyalty_rule_set")).length
  const namesOf = (rules: { name: string; version: number }[]) =>
    rules.map(({ name, version }) => `${name} ${version}`)
  const present = async () => namesOf((await shop.rules.activeSet(programId)).rules)

  it("are none before the first is active, for which no set is needed", async () => {
    await draft()

    expect(await shop.rules.activeSet(programId)).toEqual({ id: null, rules: [] })
    expect(await setsCount()).toBe(0)
  })

  it("that are active together are a set: each change of them makes the next one, and the earlier ones stay", async () => {
    const tea = await active({ name: "tea" })
    const first = await shop.rules.activeSet(programId)
    const cups = await active({ name: "cups", priority: 5 })
    const second = await shop.rules.activeSet(programId)
    await shop.rules.update(tea.id, { effect: { code: "multiplier", factor: 3 } }, "user:bob")
    const third = await shop.rules.activeSet(programId)
    await shop.rules.update(cups.id, { state: "paused" }, "user:bob")
    const fourth = await shop.rules.activeSet(programId)
    await shop.rules.update(tea.id, { state: "ended" }, "user:bob")
    const last = await shop.rules.activeSet(programId)

    const sets = [first, second, third, fourth, last]
    expect(sets.map(({ rules }) => namesOf(rules))).toEqual([
      ["tea 1"],
      ["cups 1", "tea 1"],
      ["cups 1", "tea 2"],
      ["tea 2"],
      [],
    ])
    const ids = sets.map(({ id }) => id ?? 0)
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
    for (const { id, rules } of sets) {
      const elsewhere = await shop.startProcess().rules.setOf(id)
      expect(namesOf(elsewhere)).toEqual(namesOf(rules))
      expect(namesOf(await shop.rules.setOf(id))).toEqual(namesOf(rules))
    }
    expect(third.rules[1].effect).toEqual({ code: "multiplier", millionths: 3_000_000 })
    expect(second.rules[1].effect).toEqual({ code: "multiplier", millionths: 2_000_000 })
  })

  it("of orders are not asked about birthdays, nor the other way round", async () => {
    const effect = { code: "fixed_points", points: 300 }
    const { id } = await draft({ name: "birthday", trigger: { code: "birthday" }, effect })
    await shop.rows("update loyalty_rule set state = 'active' where id = $1", [id])
    await active({ name: "tea" })

    expect(await present()).toEqual(["tea 1"])
    expect(namesOf((await shop.rules.activeSet(programId, "birthday")).rules)).toEqual(["birthday 1"])
  })

  it("keep their dates and their pilot group when they are read back", async () => {
    await active({ starts_at: "2027-03-01T00:00:00+03:00", pilot: { customer_group_ids: ["cusgroup_1"] } })

    const { rules } = await shop.startProcess().rules.activeSet(programId)
    expect(rules[0].startsAt).toEqual(new Date("2027-02-28T21:00:00Z"))
    expect(rules[0].conditions).toEqual({
      all: [{ code: "customer_group", in: ["cusgroup_1"] }, { all: [] }],
    })
  })

  it("that say the same as before make neither a version nor a set", async () => {
    const tea = await active({ limits: { per_member: [{ times: 1, per: "day" }] } })
    const same = settings({ limits: { per_member: [{ times: 1, per: "day" }] } })

    expect(await shop.rules.update(tea.id, { ...same, state: "active" }, "user:bob")).toEqual(tea)
    expect(await shop.rules.versionsOf(tea.id, { skip: 0, take: 10 })).toMatchObject([[{ version: 1 }], 1])
    expect(await setsCount()).toBe(1)
  })

  it("that are changed while they are not active make a version and no set", async () => {
    const tea = await draft()

    expect(await shop.rules.update(tea.id, { name: "Green tea" }, "user:bob")).toMatchObject({ version: 2 })
    expect(await setsCount()).toBe(0)
    const [versions] = await shop.rules.versionsOf(tea.id, { skip: 0, take: 10 })
    expect(versions.map(({ version, actor, config }) => [version, actor, config.name])).toEqual([
      [2, "user:bob", "Green tea"],
      [1, "user:ada", "Tea twice"],
    ])
  })

  it("changed by several processes at once: no change is lost, and of two sets one is the later", async () => {
    const rules = await Promise.all(["a", "b", "c", "d"].map((name) => draft({ name })))
    const processes = [shop, shop.startProcess(), shop.startProcess()]
    const clerk = (index: number) => processes[index % processes.length].rules

    await Promise.all([
      ...rules.map(({ id }, index) => clerk(index).update(id, { state: "active" }, "user:ada")),
      ...Array.from({ length: 12 }, (_, index) =>
        clerk(index).update(rules[index % 4].id, { priority: index + 1 }, "user:bob"),
      ),
    ])

    const [listed] = await shop.rules.listAndCount({ programId }, { skip: 0, take: 10 })
    const versions = await shop.rows<{ rule_id: string; versions: number[] }>(
      `select rule_id, array_agg(version order by version) as versions from loyalty_rule_version group by rule_id`,
    )
    expect(versions.map((row) => row.versions)).toEqual(Array(4).fill([1, 2, 3, 4]))
    expect(listed.map((rule) => rule.version)).toEqual([4, 4, 4, 4])
    expect((await present()).sort()).toEqual(["a 4", "b 4", "c 4", "d 4"])

    const sets = await shop.rows<{ id: string; versions: string[] }>(
      `select id, version_ids as versions from loyalty_rule_set order by id`,
    )
    const [program] = await shop.rows<{ rule_set_id: string }>("select rule_set_id from loyalty_program")
    expect(program.rule_set_id).toBe(sets.at(-1)?.id)
    // One version a step, or one rule more: a set written from what another process had not yet changed would differ in two.
    let before: string[] = []
    for (const set of sets) {
      const fresh = set.versions.filter((version) => !before.includes(version))
      expect(fresh).toHaveLength(1)
      before = set.versions
    }
  })

  it("are five hundred at most that are active: one more is refused and nothing of it is kept", async () => {
    const one = await draft({ name: "one" })
    await shop.rows(
      `insert into loyalty_rule (id, program_id, state, config)
       select 'lrul_many_' || n, program_id, 'active', config from loyalty_rule, generate_series(1, 499) n`,
    )
    const more = await draft({ name: "one more" })

    await shop.rules.update(one.id, { state: "active" }, "user:ada")
    expect(await refusalOf(shop.rules.update(more.id, { state: "active" }, "user:ada"))).toBe(
      "invalid_request",
    )
    expect(await shop.rules.retrieve(more.id)).toEqual(more)
  })

  it("are deleted as drafts only, and never once they have given anything", async () => {
    const [fresh, given, used] = [await draft(), await draft(), await active()]
    await shop.rows(
      `insert into loyalty_rule_grant (rule_id, rule_version, account_id, source_id, day, wanted, given, kept)
       values ($1, 1, 1, 'order_1', '2026-01-01', 5, 5, 5)`,
      [given.id],
    )

    await shop.rules.delete(fresh.id)
    expect(await refusalOf(shop.rules.retrieve(fresh.id))).toBe("rule_not_found")
    expect(await refusalOf(shop.rules.delete(fresh.id))).toBe("rule_not_found")
    expect(await refusalOf(shop.rules.delete(given.id))).toBe("rule_in_use")
    expect(await refusalOf(shop.rules.delete(used.id))).toBe("rule_in_use")
    expect(await present()).toEqual(["Tea twice 1"])
  })

  it("show what they have given, what of it stayed, to how many, and what the budget still has", async () => {
    const tea = await active({ limits: { budget: 1_000 } })
    expect(await shop.rules.usageOf(tea)).toEqual({
      given: 0,
      kept: 0,
      times: 0,
      members: 0,
      budgetLeft: 1_000,
    })
    await shop.rows(
      `insert into loyalty_rule_grant (rule_id, rule_version, account_id, source_id, day, wanted, given, kept)
       values ($1, 1, 1, 'order_1', '2026-01-01', 50, 40, 40), ($1, 1, 1, 'order_2', '2026-01-02', 10, 10, 4),
         ($1, 1, 2, 'order_3', '2026-01-02', 7, 7, 0)`,
      [tea.id],
    )
    await shop.rows(
      `insert into loyalty_rule_counter (rule_id, account_id, period, points, times)
       values ($1, 0, 'life', 40, 2), ($1, 1, 'life', 44, 2), ($1, 0, 'members', 0, 2)`,
      [tea.id],
    )

    expect(await shop.rules.usageOf(tea)).toEqual({
      given: 57,
      kept: 44,
      times: 2,
      members: 1,
      budgetLeft: 960,
    })
    expect(await shop.rules.usageOf(await draft())).toMatchObject({ given: 0, budgetLeft: null })
  })

  it("are found by state, trigger and a part of the name, the newest first", async () => {
    const effect = { code: "fixed_points", points: 300 }
    await draft({ name: "Чай 100%" })
    await draft({ name: "Day of birth", trigger: { code: "birthday" }, effect })
    await active({ name: "Black TEA" })
    const found = async (filters: object, page = { skip: 0, take: 10 }) => {
      const [rules, count] = await shop.rules.listAndCount(filters, page)
      return [rules.map(({ config }) => config.name), count]
    }

    expect(await found({})).toEqual([["Black TEA", "Day of birth", "Чай 100%"], 3])
    expect(await found({}, { skip: 1, take: 1 })).toEqual([["Day of birth"], 3])
    expect(await found({ state: "active" })).toEqual([["Black TEA"], 1])
    expect(await found({ trigger: "birthday" })).toEqual([["Day of birth"], 1])
    expect(await found({ q: "tea" })).toEqual([["Black TEA"], 1])
    expect(await found({ q: "%" })).toEqual([["Чай 100%"], 1])
    expect(await found({ q: "чай", state: "active" })).toEqual([[], 0])
    expect(await found({ programId: "lprog_other" })).toEqual([[], 0])
  })
})
