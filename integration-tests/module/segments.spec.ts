import type { AccountRow } from "../../src/modules/loyalty/persistence/account.schema"
import { newRule } from "../../src/modules/loyalty/rule-settings/schema"
import { newSegment } from "../../src/modules/loyalty/segment-settings/schema"
import type { Segments } from "../../src/modules/loyalty/services/segments"
import { parse } from "../../src/modules/loyalty/validation"
import { servicesOn } from "../helpers/loyalty-services"
import { describeLedger, refusalOf } from "./ledger-database"

const dayMs = 86_400_000
const at = new Date("2027-06-15T12:00:00Z")
const page = { skip: 0, take: 100 }

interface Bought {
  daysAgo: number
  minor?: number
  currency?: string
  paid?: boolean
  canceled?: boolean
}

describeLedger("segments", (shop) => {
  let programId = ""
  const segments = (): Segments => servicesOn(shop.database).segments
  const settings = (criteria: object) => {
    const { program_id: _, ...known } = parse(newSegment, { name: "Some", ...criteria })
    return known
  }
  const memberWho = async (orders: readonly Bought[], memberDays = 400): Promise<AccountRow> => {
    const account = await shop.customer()
    await shop.rows(`update loyalty_account set created_at = $2 where id = $1`, [
      account.id,
      new Date(at.getTime() - memberDays * dayMs),
    ])
    for (const { daysAgo, minor = 1_000, currency = "eur", paid = true, canceled = false } of orders) {
      await shop.rows(
        `insert into loyalty_tier_measure (order_id, account_id, placed_at, points, currency_code, minor, orders, paid)
         values ($1, $2, $3, 0, $4, $5, $6, $7)`,
        [
          shop.cause("order"),
          account.id,
          new Date(at.getTime() - daysAgo * dayMs),
          currency,
          minor,
          canceled ? 0 : 1,
          paid,
        ],
      )
    }
    return account
  }

  beforeAll(async () => {
    programId = (await shop.programs.forSalesChannel(null)).id
  })

  it.each<[string, object, readonly Bought[], boolean]>([
    ["so many orders", { orders: { min: 2 } }, [{ daysAgo: 1 }, { daysAgo: 300 }], true],
    ["fewer orders", { orders: { min: 2 } }, [{ daysAgo: 1 }, { daysAgo: 2, canceled: true }], false],
    [
      "orders of the last days only",
      { days: 30, orders: { min: 2 } },
      [{ daysAgo: 1 }, { daysAgo: 31 }],
      false,
    ],
    ["an order just so long ago", { days: 30, orders: { max: 1, min: 1 } }, [{ daysAgo: 30 }], true],
    ["not yet the order of this moment", { orders: { max: 0 } }, [{ daysAgo: 0 }], true],
    ["no order of after it", { orders: { max: 0 } }, [{ daysAgo: -1 }], true],
    ["so much money", { spent: { currency_code: "EUR", min: 20 } }, [{ daysAgo: 1 }, { daysAgo: 2 }], true],
    [
      "money in that currency that was paid",
      { spent: { currency_code: "eur", min: 20 } },
      [{ daysAgo: 1 }, { daysAgo: 2, paid: false }, { daysAgo: 3, currency: "usd" }],
      false,
    ],
    ["more money than that", { spent: { currency_code: "eur", max: 9.99 } }, [{ daysAgo: 1 }], false],
    ["staying away", { last_order_days: { min: 60 } }, [{ daysAgo: 60 }, { daysAgo: 90 }], true],
    ["an order since", { last_order_days: { min: 60 } }, [{ daysAgo: 59 }, { daysAgo: 90 }], false],
    ["an order of late", { last_order_days: { max: 7 } }, [{ daysAgo: 7 }], true],
    ["never an order", { last_order_days: { min: 0 } }, [], false],
    ["a long membership", { member_days: { min: 400 } }, [], true],
    ["too long a membership", { member_days: { max: 399 } }, [], false],
    ["all of several things", { orders: { min: 1 }, last_order_days: { max: 3 } }, [{ daysAgo: 5 }], false],
  ])("tell by %s, one by one and all together", async (_, criteria, orders, isIn) => {
    const account = await memberWho(orders)
    const { id } = await segments().create(programId, settings(criteria))

    const { segmentIds } = await servicesOn(shop.database).memberships.of(account.id, at)
    const [members, count] = await segments().membersOf(id, at, { skip: 0, take: 1_000 })
    expect(segmentIds?.includes(id)).toBe(isIn)
    expect(members.some(({ accountPublicId }) => accountPublicId === account.publicId)).toBe(isIn)
    expect(count).toBe(members.length)
  })

  it("know who is about to join as one who has bought nothing", async () => {
    const first = await segments().create(
      programId,
      settings({ orders: { max: 0 }, member_days: { max: 1 } }),
    )
    const loyal = await segments().create(programId, settings({ orders: { min: 1 } }))
    const { segmentIds } = await servicesOn(shop.database).memberships.of(null, at, programId)

    expect([first, loyal].map(({ id }) => segmentIds?.includes(id))).toEqual([true, false])
  })

  it("show their members page by page, with what they bought", async () => {
    const { id } = await segments().create(
      programId,
      settings({ days: 10, spent: { currency_code: "eur", min: 777 } }),
    )
    const bought = [{ daysAgo: 2, minor: 77_700 }, { daysAgo: 20 }]
    const members = [await memberWho(bought), await memberWho(bought), await memberWho(bought)]
    const [first, count] = await segments().membersOf(id, at, { skip: 0, take: 2 })
    const [second] = await segments().membersOf(id, at, { skip: 2, take: 2 })
    const [beyond, still] = await segments().membersOf(id, at, { skip: 9, take: 2 })

    expect([...first, ...second].map(({ accountPublicId }) => accountPublicId)).toEqual(
      members.map(({ publicId }) => publicId),
    )
    expect([count, beyond, still]).toEqual([3, [], 3])
    expect(first[0]).toMatchObject({ orders: 1, spent: 777, lastOrderAt: new Date(at.getTime() - 2 * dayMs) })
  })

  it("are changed a criterion at a time, and deleted when no rule asks for them any more", async () => {
    const { id } = await segments().create(programId, settings({ orders: { min: 2 }, days: 30 }))
    expect(await segments().update(id, { orders: null, member_days: { max: 5 } })).toMatchObject({
      ordersMin: null,
      memberDaysMax: 5,
      days: 30,
    })
    expect(await refusalOf(segments().update(id, { member_days: null }))).toBe("invalid_request")
    const { program_id: _, ...rule } = parse(newRule, {
      name: "For them",
      trigger: { code: "order" },
      effect: { code: "fixed_points", points: 5 },
      conditions: { any: [{ not: { code: "segment", in: [id] } }, { code: "order_number", is: [1] }] },
    })
    const { id: ruleId } = await shop.rules.create(programId, rule, "user:owner")
    expect(await refusalOf(segments().delete(id))).toBe("segment_in_use")
    await shop.rules.update(ruleId, { state: "active" }, "user:owner")
    await shop.rules.update(ruleId, { state: "ended" }, "user:owner")
    await segments().delete(id)
    expect(await refusalOf(segments().retrieve(id))).toBe("segment_not_found")
    expect((await segments().listAndCount({ programId }, page))[0].map((one) => one.id)).not.toContain(id)
  })

  it.each([
    [{}, "orders"],
    [{ days: 30 }, "orders"],
    [{ orders: {} }, "orders"],
    [{ orders: { min: 3, max: 2 } }, "orders.max"],
    [{ spent: { min: 3 } }, "spent.currency_code"],
    [{ spent: { currency_code: "zzz", min: 3 } }, "spent.currency_code"],
    [{ last_order_days: { min: -1 } }, "last_order_days.min"],
    [{ days: 0, orders: { min: 1 } }, "days"],
  ])("are refused as %j, naming the field", async (criteria, field) => {
    const work = (async () => await segments().create(programId, settings(criteria)))()
    await expect(work).rejects.toMatchObject({ code: "invalid_request", details: { field } })
  })
})
