import { withClient } from "../helpers/database"
import { describeShop } from "../helpers/medusa"
import { type Page, Points } from "../helpers/points"
import { expectRefused } from "../helpers/refusals"

interface Rule {
  id: string
  program_id: string
  state: string
  version: number
  name: string
  priority: number
  created_at: string
  updated_at: string
  usage?: object
}

const teaTwice = {
  name: "Tea twice at the weekend",
  trigger: { code: "order" },
  priority: 10,
  exclusive_group: "weekend",
  starts_at: "2027-03-01T00:00:00.000Z",
  ends_at: "2027-04-01T00:00:00.000Z",
  pilot: { customer_group_ids: ["cusgroup_1"] },
  conditions: {
    all: [
      { code: "category", in: ["pcat_tea"] },
      { any: [{ code: "weekday", in: [6, 7] }, { not: { code: "promo_code" } }] },
      { some_line: { code: "line_amount", currency_code: "eur", min: 9.99 } },
    ],
  },
  effect: { code: "multiplier", factor: 2.5 },
  rounding: "up",
  limits: {
    per_order: 500,
    per_member: [{ points: 1_000, times: 3, per: "month" }],
    budget: 100_000,
    members: 50,
  },
  activation: { after_days: 3 },
  expiry: { on_day: "03-08" },
}
const plain = {
  name: "Fifty for three",
  trigger: { code: "order" },
  conditions: { code: "order_quantity", min: 3 },
  effect: { code: "fixed_points", points: 50 },
}
const anyTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string
const path = "/admin/loyalty/rules"

describeShop("earning rules behind the counter", (store) => {
  const points = new Points(store)

  const create = async (changes: object = {}): Promise<Rule> =>
    (await store.shop.admin.post<{ rule: Rule }>(path, { ...plain, ...changes })).rule
  const get = async (id: string): Promise<Rule> =>
    (await store.shop.admin.get<{ rule: Rule }>(`${path}/${id}`)).rule
  const change = async (id: string, changes: object): Promise<Rule> =>
    (await store.shop.admin.post<{ rule: Rule }>(`${path}/${id}`, changes)).rule
  const list = (query = "") => store.shop.admin.get<Page<"rules", Rule>>(`${path}?${query}`)
  const staff = async (): Promise<string> =>
    `user:${(await store.shop.admin.get<{ user: { id: string } }>("/admin/users/me")).user.id}`
  const setsOf = async (): Promise<string[][]> =>
    await withClient(store.databaseUrl, async (client) => {
      const { rows } = await client.query<{ names: string[] }>(
        `select array(select v.config->>'name' || ' ' || v.version from loyalty_rule_version v
           where v.id = any (s.version_ids) order by v.id) as names from loyalty_rule_set s order by s.id`,
      )
      return rows.map(({ names }) => names)
    })

  it("begin as drafts, are read as they were written, and have given nothing", async () => {
    const rule = await create(teaTwice)

    expect(rule).toEqual({
      ...teaTwice,
      id: expect.stringMatching(/^lrul_[A-Z0-9]+$/) as string,
      program_id: expect.stringMatching(/^lprog_/) as string,
      cashback_offer_id: null,
      state: "draft",
      version: 1,
      created_at: anyTime,
      updated_at: anyTime,
    })
    const usage = { points_given: 0, points_kept: 0, times: 0, members: 0, budget_left: 100_000 }
    expect(await get(rule.id)).toEqual({ ...rule, usage })
    const {
      id: _,
      state: _state,
      version: _version,
      created_at: _created,
      updated_at: _updated,
      cashback_offer_id: _offer,
      ...same
    } = rule as Rule & { cashback_offer_id: null }
    expect(await create(same)).toMatchObject(same)
  })

  it("say what they leave out", async () => {
    expect(await create()).toMatchObject({
      priority: 0,
      exclusive_group: null,
      starts_at: null,
      ends_at: null,
      pilot: null,
      rounding: null,
      limits: { per_order: null, per_member: [], budget: null, members: null },
      activation: null,
      expiry: null,
    })
  })

  it("are found page by page, by state, trigger and name", async () => {
    const gift = { trigger: { code: "birthday" }, conditions: { all: [] }, name: "Birthday" }
    const [fifty, birthday] = [await create(), await create(gift)]
    await change(fifty.id, { state: "active" })
    const names = async (query: string) => (await list(query)).rules.map(({ name }) => name)

    expect(await list()).toMatchObject({
      rules: [{ id: birthday.id }, { id: fifty.id }],
      count: 2,
      limit: 20,
      offset: 0,
    })
    expect(await list("limit=1&offset=1")).toMatchObject({
      rules: [{ id: fifty.id }],
      count: 2,
      limit: 1,
      offset: 1,
    })
    expect(await names("state=active")).toEqual(["Fifty for three"])
    expect(await names("trigger=birthday")).toEqual(["Birthday"])
    expect(await names("q=FIFTY")).toEqual(["Fifty for three"])
    expect(await names(`program_id=${fifty.program_id}&state=draft`)).toEqual(["Birthday"])
    expect(await names("program_id=lprog_other")).toEqual([])
  })

  it("live from draft to active, paused, active again and ended; what is active is a set each time", async () => {
    const { id } = await create()
    expect(await setsOf()).toEqual([])

    expect(await change(id, { state: "active" })).toMatchObject({ state: "active", version: 1 })
    expect(await change(id, { priority: 5 })).toMatchObject({ state: "active", version: 2, priority: 5 })
    expect(await change(id, { priority: 5 })).toMatchObject({ version: 2 })
    expect(await change(id, { state: "paused", name: "Sixty for three" })).toMatchObject({ version: 3 })
    expect(await change(id, { state: "active" })).toMatchObject({ state: "active", version: 3 })
    expect(await change(id, { state: "ended" })).toMatchObject({ state: "ended" })

    expect(await setsOf()).toEqual([
      ["Fifty for three 1"],
      ["Fifty for three 2"],
      [],
      ["Sixty for three 3"],
      [],
    ])
    type Versions = Page<"versions", object>
    const versions = await store.shop.admin.get<Versions>(`${path}/${id}/versions?limit=2`)
    const actor = await staff()
    expect(versions).toMatchObject({
      versions: [
        { version: 3, actor, name: "Sixty for three", priority: 5, created_at: anyTime },
        {
          version: 2,
          actor,
          name: "Fifty for three",
          priority: 5,
          effect: { code: "fixed_points", points: 50 },
        },
      ],
      count: 3,
      limit: 2,
      offset: 0,
    })
  })

  it("change each setting as a whole and leave the others", async () => {
    const { id } = await create(teaTwice)
    const limits = { per_order: null, per_member: [], budget: 7, members: null }

    expect(await change(id, { limits: { budget: 7 }, pilot: null, expiry: { never: true } })).toMatchObject({
      ...teaTwice,
      limits,
      pilot: null,
      expiry: { never: true },
    })
  })

  it("that have ended stay as they are, and a way back to an earlier state there is not", async () => {
    const { id } = await create()
    const refused = (changes: object, code: "rule_ended" | "invalid_request", said?: RegExp) =>
      expectRefused(points, () => store.shop.admin.send("post", `${path}/${id}`, changes), 400, code, said)

    for (const state of ["paused", "ended"]) await refused({ state }, "invalid_request", /^state: .*draft/)
    await refused({ state: "draft" }, "invalid_request", /^state: /)
    await change(id, { state: "active" })
    await refused({ state: "draft" }, "invalid_request", /^state: /)
    await change(id, { state: "ended" })
    for (const changes of [{ state: "active" }, { name: "Again" }, { state: "ended" }])
      await refused(changes, "rule_ended")
  })

  it("are deleted while they are drafts, and never after that", async () => {
    const [fresh, used] = [await create(), await create()]
    await change(used.id, { state: "active" })

    const deleted = { id: fresh.id, object: "loyalty_rule", deleted: true }
    expect(await store.shop.admin.delete(`${path}/${fresh.id}`)).toEqual(deleted)
    for (const method of ["get", "delete"] as const) {
      await expectRefused(
        points,
        () => store.shop.admin.send(method, `${path}/${fresh.id}`),
        404,
        "rule_not_found",
      )
    }
    for (const state of ["active", "paused", "ended"]) {
      await change(used.id, { ...(state === "active" ? {} : { state }) })
      await expectRefused(
        points,
        () => store.shop.admin.send("delete", `${path}/${used.id}`),
        400,
        "rule_in_use",
      )
    }
  })

  it("that are refused name the field, made or changed, and nothing changes", async () => {
    const { id } = await create()
    await change(id, { state: "active" })
    const faults: [changes: object, said: RegExp][] = [
      [{ colour: "red" }, /colour/],
      [{ name: "" }, /^name: /],
      [{ trigger: { code: "full_moon" } }, /^trigger\.code: /],
      [
        { conditions: { all: [{ code: "discounted" }, { code: "tag", in: [] }] } },
        /^conditions\.all\[1\]\.in: /,
      ],
      [
        { conditions: { not: { code: "line_amount", currency_code: "zzz", min: 1 } } },
        /^conditions\.not\.currency_code: /,
      ],
      [{ effect: { code: "fixed_points", points: 1.5 } }, /^effect\.points: /],
      [{ effect: { code: "percent_back", percent: 0.001 } }, /^effect\.percent: /],
      [{ trigger: { code: "birthday" } }, /^conditions: order_quantity has no order/],
      [{ starts_at: "2027-03-01T00:00:00Z", ends_at: "2026-03-01T00:00:00Z" }, /^ends_at: /],
      [{ limits: { per_member: [{ points: 1, per: "decade" }] } }, /^limits\.per_member\[0\]\.per: /],
      [{ expiry: { on_date: "2027-02-30" } }, /^expiry\.on_date: /],
    ]

    for (const [fault, said] of faults) {
      const make = () => store.shop.admin.send("post", path, { ...plain, ...fault })
      const alter = () => store.shop.admin.send("post", `${path}/${id}`, fault)
      await expectRefused(points, make, 400, "invalid_request", said)
      await expectRefused(points, alter, 400, "invalid_request", said)
    }
    for (const name of ["name", "trigger", "effect"] as const) {
      const { [name]: _, ...without } = plain
      const make = () => store.shop.admin.send("post", path, without)
      await expectRefused(points, make, 400, "invalid_request", new RegExp(`^${name}: `))
    }
    const elsewhere = { ...plain, program_id: "lprog_unknown" }
    await expectRefused(
      points,
      () => store.shop.admin.send("post", path, elsewhere),
      404,
      "program_not_found",
    )
    await expectRefused(
      points,
      () => store.shop.admin.send("get", `${path}?state=asleep`),
      400,
      "invalid_request",
      /^state: /,
    )
    await expectRefused(
      points,
      () => store.shop.admin.send("get", `${path}?trigger=moon`),
      400,
      "invalid_request",
      /^trigger: /,
    )
    await expectRefused(
      points,
      () => store.shop.admin.send("get", `${path}/lrul_1/versions`),
      404,
      "rule_not_found",
    )
  })

  it("of another program count in its points, cent by cent", async () => {
    await withClient(store.databaseUrl, (client) =>
      client.query(
        `insert into loyalty_program (id, handle, name, unit_names, joining, is_default, sales_channel_ids, terms, starts_at)
         select 'lprog_OUTLET', 'outlet', 'Cashback', unit_names, joining, false, '{}', terms || '{"precision": 2}', starts_at
         from loyalty_program where is_default`,
      ),
    )
    const exact = {
      program_id: "lprog_OUTLET",
      effect: { code: "fixed_points", points: 0.05 },
      limits: { budget: 1.5 },
    }
    const rule = await create(exact)
    await change(rule.id, { state: "active" })

    expect(await get(rule.id)).toMatchObject({ ...exact, usage: { budget_left: 1.5 } })
    expect((await list("program_id=lprog_OUTLET")).rules).toMatchObject([{ effect: exact.effect }])
    expect(await setsOf()).toEqual([["Fifty for three 1"]])
  })
})
