import type { Client } from "pg"
import { newClub } from "../../src/modules/loyalty/club-settings/schema"
import type { CountedClub } from "../../src/modules/loyalty/services/clubs"
import { parse } from "../../src/modules/loyalty/validation"
import { day, describeLedger, refusalOf } from "./ledger-database"

describeLedger("the clubs of a program", (shop) => {
  const club = async (changes: object = {}): Promise<CountedClub> => {
    const programId = (await shop.programs.list())[0].id
    const { program_id: _, ...settings } = parse(newClub, {
      handle: shop.cause("club").replace("_", "-"),
      name: "Tea",
      ...changes,
    })
    const { id } = await shop.clubs.create(programId, settings)
    return await shop.clubs.update(id, { state: "open" })
  }
  const clubsOf = async (accountId: number, onDay: number) =>
    (await shop.memberships.of(accountId, day(onDay))).clubIds

  it("are those that a member was in at that moment, however often he came and went", async () => {
    const [tea, cups] = [await club(), await club()]
    const ada = await shop.customer()
    await shop.clubs.join(tea.id, ada, [], day(1))
    await shop.clubs.join(cups.id, ada, [], day(2))
    await shop.clubs.leave(tea.id, ada.id, day(3))
    await shop.clubs.join(tea.id, ada, [], day(5))

    const both = [tea.id, cups.id].sort()
    const told = await Promise.all([0, 1, 2, 3, 4, 5, 6].map((onDay) => clubsOf(ada.id, onDay)))
    expect(told).toEqual([[], [tea.id], both, [cups.id], [cups.id], both, both])
    expect(await shop.clubs.staysIn(tea.id, {}, { skip: 0, take: 10 })).toEqual([
      [
        { accountPublicId: ada.publicId, customerId: ada.customerId, joinedAt: day(5), leftAt: null },
        { accountPublicId: ada.publicId, customerId: ada.customerId, joinedAt: day(1), leftAt: day(3) },
      ],
      2,
    ])
    const page = { skip: 0, take: 10 }
    expect((await shop.clubs.staysIn(tea.id, { present: false }, page))[1]).toBe(1)
    expect((await shop.clubs.staysIn(tea.id, { customerId: ada.customerId }, page))[1]).toBe(2)
    expect((await shop.clubs.staysIn(tea.id, { customerId: "cus_nobody" }, page))[1]).toBe(0)
    expect(await shop.memberships.of(null, day(6))).toMatchObject({ clubIds: [] })
  })

  it("are told with the day of joining, by name and page by page, to whoever looks at the member", async () => {
    const [tea, cups, over] = [
      await club({ name: "Tea" }),
      await club({ name: "Cups" }),
      await club({ name: "Over", ends_at: day(4) }),
    ]
    const ada = await shop.customer()
    for (const one of [tea, cups, over]) await shop.clubs.join(one.id, ada, [], day(1))
    await shop.clubs.leave(tea.id, ada.id, day(2))
    await shop.clubs.join(tea.id, ada, [], day(3))

    const [clubs, count] = await shop.clubs.ofMember(ada.id, day(5), { skip: 0, take: 10 })
    expect(clubs.map(({ name, joinedAt, boughtUntil }) => [name, joinedAt, boughtUntil])).toEqual([
      ["Cups", day(1), null],
      ["Tea", day(3), null],
    ])
    expect(count).toBe(2)
    const [second, ofAll] = await shop.clubs.ofMember(ada.id, day(5), { skip: 1, take: 1 })
    expect([second.map(({ name }) => name), ofAll]).toEqual([["Tea"], 2])
    expect((await shop.clubs.ofMember(ada.id, day(3.5), { skip: 0, take: 10 }))[1]).toBe(3)
    expect(await shop.clubs.ofMember((await shop.customer()).id, day(5), { skip: 0, take: 10 })).toEqual([
      [],
      0,
    ])
  })

  it("count in their time only: before and after it nobody is in them, whoever has joined", async () => {
    const spring = await club({ starts_at: day(10), ends_at: day(20) })
    const ada = await shop.customer()
    expect(await refusalOf(shop.clubs.join(spring.id, ada, [], day(9)))).toBe("club_closed")
    await shop.clubs.join(spring.id, ada, [], day(10))

    expect(await clubsOf(ada.id, 19)).toEqual([spring.id])
    expect(await clubsOf(ada.id, 20)).toEqual([])
  })

  it("have everybody once, however many requests of two processes ask at the same moment", async () => {
    const tea = await club()
    const members = await Promise.all(Array.from({ length: 4 }, () => shop.customer()))
    const processes = [shop, shop.startProcess()]
    const asked = members.flatMap((member) => [0, 1, 2].map((turn) => ({ member, turn })))

    const joined = await Promise.all(
      asked.map(({ member, turn }) => processes[turn % 2].clubs.join(tea.id, member, [], day(1))),
    )

    expect(joined.filter(Boolean)).toHaveLength(4)
    expect((await shop.clubs.retrieve(tea.id)).members).toBe(4)
    const left = await Promise.all(asked.map(({ member }) => shop.clubs.leave(tea.id, member.id, day(2))))
    expect(left.filter(Boolean)).toHaveLength(4)
    expect(await shop.clubs.retrieve(tea.id)).toMatchObject({ members: 0 })
    const told = await shop.rows<{ name: string; count: string }>(
      `select name, count(*) from loyalty_outbox where data ->> 'id' = $1 group by name order by name`,
      [tea.id],
    )
    expect(told).toEqual([
      { name: "loyalty.club_joined", count: "4" },
      { name: "loyalty.club_left", count: "4" },
    ])
  })

  it("let nobody in who comes while they are being closed", async () => {
    const tea = await club()
    const ada = await shop.customer()

    const refusal = await shop.intrude(async (client) => {
      await client.query("begin")
      await client.query("select from loyalty_club where id = $1 for update", [tea.id])
      const joining = refusalOf(shop.clubs.join(tea.id, ada, [], day(1)))
      await expectSomebodyToWait(client)
      await client.query("update loyalty_club set state = 'closed' where id = $1", [tea.id])
      await client.query("commit")
      return await joining
    })

    expect(refusal).toBe("club_closed")
    expect((await shop.clubs.retrieve(tea.id)).members).toBe(0)
  })

  it("of another program are no clubs to a member of this one", async () => {
    const tea = await club()
    const ada = await shop.customer()
    const elsewhere = { ...ada, programId: "lprog_other" }

    expect(await refusalOf(shop.clubs.join(tea.id, elsewhere, []))).toBe("club_not_found")
    expect(await refusalOf(shop.clubs.refuseToJoin(tea.id, { ...elsewhere, groupIds: [] }))).toBe(
      "club_not_found",
    )
    expect(await refusalOf(shop.clubs.seenBy(ada.id, "lprog_other", tea.id))).toBe("club_not_found")
  })

  it("are seen by name, page by page: those to be joined and those one is in, with their members", async () => {
    await shop.rows("delete from loyalty_club_membership")
    await shop.rows("delete from loyalty_club")
    const tea = await club({ name: "Tea" })
    await club({ name: "Cups" })
    await club({ name: "Friends", customer_group_ids: ["cusgroup_1"] })
    const ada = await shop.customer()
    await shop.clubs.join(tea.id, ada, [], day(1))
    await shop.clubs.update(tea.id, { state: "closed" })
    const seen = async (accountId: number | null, groupIds: string[], page = { skip: 0, take: 10 }) => {
      const where = { programId: tea.programId, groupIds, at: day(5) }
      const [clubs, count] = await shop.clubs.visibleTo(accountId, where, page)
      return [clubs.map(({ name, members, joinedAt }) => [name, members, joinedAt]), count]
    }

    expect(await seen(ada.id, [])).toEqual([
      [
        ["Cups", 0, null],
        ["Tea", 1, day(1)],
      ],
      2,
    ])
    expect(await seen(null, [])).toEqual([[["Cups", 0, null]], 1])
    expect(await seen(null, ["cusgroup_1"], { skip: 1, take: 1 })).toEqual([[["Friends", 0, null]], 2])
  })
})

/** Until another session of the database waits for a lock. */
async function expectSomebodyToWait(client: Client): Promise<void> {
  for (;;) {
    const { rowCount } = await client.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    if (rowCount !== null && rowCount > 0) return
  }
}
