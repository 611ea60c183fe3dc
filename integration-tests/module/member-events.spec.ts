import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import type { MedusaContainer } from "@medusajs/framework/types"
import { daysSince } from "../../src/modules/loyalty/domain/occasions"
import type { AccountRow } from "../../src/modules/loyalty/persistence/account.schema"
import { newRule } from "../../src/modules/loyalty/rule-settings/schema"
import LoyaltyModuleService from "../../src/modules/loyalty/service"
import type { NewEvent, ToldEvent } from "../../src/modules/loyalty/services/member-events"
import { parse } from "../../src/modules/loyalty/validation"
import { tellOfOccasions } from "../../src/workflows/occasions"
import { servicesOn } from "../helpers/loyalty-services"
import { day, describeLedger, refusalOf, type LoyaltyProcess } from "./ledger-database"

const dayMs = 86_400_000

describeLedger("what members do beside their orders", (shop) => {
  let programId = ""
  let activeRules: string[] = []

  beforeAll(async () => {
    programId = (await shop.programs.forSalesChannel(null)).id
    await shop.programs.update(programId, { starts_at: day(-1), time_zone: "Europe/Moscow" })
  })

  afterEach(async () => {
    for (const id of activeRules) await shop.rules.update(id, { state: "ended" }, "user:owner")
    activeRules = []
  })

  /** As if it had been active since the day before. */
  const rule = async (points: number, settings: object = {}, since = new Date(Date.now() - dayMs)) => {
    const known = parse(newRule, {
      name: "A review",
      trigger: { code: "review_approved" },
      effect: { code: "fixed_points", points },
      ...settings,
    })
    const { id } = await shop.rules.create(programId, known, "user:owner")
    await shop.rules.update(id, { state: "active" }, "user:owner")
    await shop.rows(
      `update loyalty_rule_set set created_at = $1 where id = (select rule_set_id from loyalty_program where id = $2)`,
      [since, programId],
    )
    activeRules.push(id)
    return id
  }

  const review = (account: Pick<AccountRow, "id">, change: Partial<NewEvent> = {}): NewEvent => ({
    accountId: account.id,
    trigger: "review_approved",
    name: null,
    source: "api",
    key: shop.cause("review"),
    data: { product: "shoes" },
    occurredAt: new Date(),
    ...change,
  })

  const noGroups = async (): Promise<Map<string, string[]>> =>
    await Promise.resolve(new Map<string, string[]>())

  const tell = async (events: NewEvent[], at?: Date, by: LoyaltyProcess = shop): Promise<ToldEvent[]> => {
    const told = await by.memberEvents.tell(programId, events)
    await by.memberEvents.settle(told, noGroups, at)
    return told
  }

  const outcomeOf = async ({ key }: Pick<NewEvent, "key">) =>
    (await shop.memberEvents.listAndCount({ key }, { skip: 0, take: 1 }))[0][0].outcome

  const entriesOf = async ({ id }: Pick<AccountRow, "id">) =>
    await shop.rows<{ type: string; reason: string; points: string }>(
      `select type, reason, available_change + pending_change as points from loyalty_entry where account_id = $1 order by id`,
      [id],
    )

  it("is given for once, however often it is told, with its reasons and the rule's name", async () => {
    const ada = await shop.customer()
    const ruleId = await rule(50)
    const written = review(ada)
    const first = await tell([written])
    const again = await tell([{ ...written, occurredAt: new Date() }])

    expect([first[0].isNew, again[0].isNew, again[0].id]).toEqual([true, false, first[0].id])
    expect(await shop.balance(ada.id)).toEqual({ available: 50, pending: 0, held: 0 })
    expect(await entriesOf(ada)).toEqual([{ type: "earn", reason: "review_approved", points: "50" }])
    expect(await outcomeOf(written)).toEqual([
      expect.objectContaining({ rule_id: ruleId, rule_version: 1, wanted: 50, given: 50, because: null }),
    ])
    const lines = await shop.rows(
      `select l.line_id, l.points, l.reasons from loyalty_award_line l join loyalty_award w on w.id = l.award_id
       where w.account_id = $1`,
      [ada.id],
    )
    expect(lines).toEqual([
      {
        line_id: "review_approved",
        points: "50",
        reasons: [{ code: "rule_applied", rule_id: ruleId, rule: "A review", rule_version: 1, points: 50 }],
      },
    ])
  })

  it("is refused where its key was told of something else, and then nothing is noted", async () => {
    const ada = await shop.customer()
    const written = review(ada)
    await tell([written])

    for (const change of [
      { data: { product: "book" } },
      { trigger: "survey_answered" as const },
      { name: "x" },
    ]) {
      const other = review(ada)
      expect(await refusalOf(tell([other, { ...written, ...change }]))).toBe("idempotency_key_reused")
      expect((await shop.memberEvents.listAndCount({ key: other.key }, { skip: 0, take: 1 }))[1]).toBe(0)
    }
    const other = await shop.customer()
    expect(await refusalOf(tell([{ ...written, accountId: other.id }]))).toBe("idempotency_key_reused")
    expect(await refusalOf(tell([written, written]))).toBe("invalid_request")
  })

  it("gives what each rule that waits for it allows: so many times a member, so many points in all", async () => {
    const [ada, bob] = [await shop.customer(), await shop.customer()]
    const twice = await rule(10, { limits: { per_member: [{ times: 2, per: "day" }] } })
    const budget = await rule(30, { limits: { budget: 70 } })
    for (const member of [ada, ada, ada, bob]) await tell([review(member)])

    expect((await shop.balance(ada.id)).available).toBe(10 + 10 + 30 + 30 + 10)
    expect((await shop.balance(bob.id)).available).toBe(10)
    expect((await shop.rules.usageOf(await shop.rules.retrieve(twice))).given).toBe(30)
    expect((await shop.rules.usageOf(await shop.rules.retrieve(budget))).budgetLeft).toBe(0)
    const third = review(ada)
    await tell([third])
    expect(await outcomeOf(third)).toEqual([
      expect.objectContaining({
        rule_id: twice,
        wanted: 10,
        given: 0,
        limit: "member_day",
        because: "member_day",
      }),
      expect.objectContaining({ rule_id: budget, wanted: 30, given: 0, limit: "budget", because: "budget" }),
    ])
  })

  it("keeps to a budget that two processes use up at once", async () => {
    const other = shop.startProcess()
    const members = await shop.customers(30)
    const id = await rule(10, { limits: { budget: 105 } })
    await Promise.all(
      members.map(
        async (accountId, index) =>
          await tell([review({ id: accountId })], undefined, index % 2 ? other : shop),
      ),
    )

    expect((await shop.rules.usageOf(await shop.rules.retrieve(id))).given).toBe(105)
    const [{ points }] = await shop.rows<{ points: string }>(
      `select sum(available) as points from loyalty_account where id = any ($1)`,
      [members],
    )
    expect(Number(points)).toBe(105)
  })

  it("is available at once where nothing waits, though who settles looked at the clock before who told of it", async () => {
    const ada = await shop.customer()
    await rule(40)
    const written = review(ada)
    await tell([written], new Date(written.occurredAt.getTime() - 1))

    expect(await shop.balance(ada.id)).toEqual({ available: 40, pending: 0, held: 0 })
  })

  it("waits only where its rule says so, and then becomes available once, until the rule's day", async () => {
    const ada = await shop.customer()
    await rule(40, { activation: { after_days: 3 }, expiry: { after_days: 10 } })
    const written = review(ada)
    const at = new Date()
    await tell([written], at)
    const due = new Date(written.occurredAt.getTime() + 3 * dayMs)

    expect(await shop.balance(ada.id)).toEqual({ available: 0, pending: 40, held: 0 })
    expect(await shop.memberEvents.activateDue(new Date(due.getTime() - 1), 10)).toBe(0)
    expect(await shop.memberEvents.activateDue(due, 10)).toBe(1)
    expect(await shop.memberEvents.activateDue(due, 10)).toBe(0)
    expect(await shop.balance(ada.id)).toEqual({ available: 40, pending: 0, held: 0 })
    const [expiring] = await shop.accounts.expiring(ada.id, due, 5)
    expect(expiring).toEqual({ points: 40, at: new Date(due.getTime() + 10 * dayMs) })
  })

  it("is judged by the rules of its moment: neither by later ones nor by those that had ended", async () => {
    const ada = await shop.customer()
    const early = review(ada, { occurredAt: new Date(Date.now() - 2 * dayMs) })
    const beforeAll = review(ada, { occurredAt: day(-2) })
    await rule(50)
    await tell([early, beforeAll])

    expect([await outcomeOf(early), await outcomeOf(beforeAll)]).toEqual([[], []])
    expect(await shop.balance(ada.id)).toEqual({ available: 0, pending: 0, held: 0 })
  })

  it("that a crash left unsettled is settled later, by two processes at once only once", async () => {
    const ada = await shop.customer()
    const other = shop.startProcess()
    await rule(50)
    const [told] = await shop.memberEvents.tell(programId, [review(ada)])
    expect((await shop.balance(ada.id)).available).toBe(0)

    const left = await other.memberEvents.listUnsettled(new Date(Date.now() + 1_000), 0, 10)
    expect(left.map(({ id }) => id)).toEqual([told.id])
    const gifts = await Promise.all(
      [shop, other, shop, other].map(async (by) => await by.memberEvents.settle(left, noGroups)),
    )

    expect(gifts.sort()).toEqual([0, 0, 0, 1])
    expect((await shop.balance(ada.id)).available).toBe(50)
    expect(await shop.memberEvents.listUnsettled(new Date(Date.now() + 1_000), 0, 10)).toEqual([])
  })

  it("pays a debt first", async () => {
    const ada = await shop.customer()
    const award = await shop.award(ada.id)
    await shop.earnsFor(award, ada.id, 0, 30)
    await shop.activates(award, ada.id, 0)
    await shop.spends(ada.id, 0, 30)
    await shop.ledger.reverse(
      { accountId: ada.id, awardId: award, points: 30 as never, policy: "allow_negative" },
      shop.posting(0),
    )
    await rule(50)
    await tell([review(ada)])

    expect((await shop.balance(ada.id)).available).toBe(20)
    expect((await shop.remaining(ada.id)).at(-1)).toBe(20)
  })

  describe("and what comes round", () => {
    /** The module's own service stands in this process; of the store, these rules ask nothing. */
    const store = (): MedusaContainer => {
      const service = new LoyaltyModuleService(servicesOn(shop.database))
      return { resolve: () => service } as unknown as MedusaContainer
    }
    const birthdays = async (
      accounts: number[],
      month: number,
      dayOfMonth: number,
      givenAt: Date | null = null,
    ) =>
      await shop.rows(
        `insert into loyalty_profile (account_id, birth_month, birth_day, birthday_given_at)
         select id, $2, $3, $4 from unnest($1::bigint[]) as u(id)`,
        [accounts, month, dayOfMonth, givenAt],
      )
    const toldOf = async (trigger: string, accounts: number[]): Promise<number> =>
      Number(
        (
          await shop.rows<{ count: string }>(
            `select count(*) from loyalty_member_event where trigger = $1 and account_id = any ($2)`,
            [trigger, accounts],
          )
        )[0].count,
      )
    const noon = (date: string): Date => new Date(`${date}T09:00:00Z`)
    /** The clock of these stories runs ahead of the day on which they are told. */
    const clockReached = async (date: string): Promise<unknown> =>
      await shop.rows(
        `insert into loyalty_checkpoint (name, reached_at) values ('occasions:' || $1, $2)
         on conflict (name) do update set reached_at = excluded.reached_at`,
        [programId, noon(date)],
      )

    it("is a birthday on the member's day in the program's zone, each year once, also after the clock stood still", async () => {
      const [leapling, may] = [await shop.customers(1), await shop.customers(1)]
      await birthdays(leapling, 2, 29)
      await birthdays(may, 3, 1)
      await rule(100, { trigger: { code: "birthday" } }, day(0))
      await clockReached("2027-02-25")
      const clock = store()

      await tellOfOccasions(clock, new Date("2027-02-27T20:59:59Z"))
      expect(await toldOf("birthday", leapling)).toBe(0)
      await tellOfOccasions(clock, new Date("2027-02-27T21:00:00Z"))
      expect((await shop.balance(leapling[0])).available).toBe(100)
      expect((await shop.balance(may[0])).available).toBe(0)
      await tellOfOccasions(clock, noon("2027-03-04"))
      await clockReached("2027-02-20")
      await tellOfOccasions(clock, noon("2027-03-05"))
      expect((await shop.balance(leapling[0])).available).toBe(100)
      expect((await shop.balance(may[0])).available).toBe(100)

      await clockReached("2028-02-26")
      await tellOfOccasions(clock, noon("2028-02-28"))
      expect((await shop.balance(leapling[0])).available).toBe(100)
      await tellOfOccasions(clock, noon("2028-02-29"))
      expect((await shop.balance(leapling[0])).available).toBe(200)
    })

    it("is no birthday that was given less than a week before, unless staff did", async () => {
      const [quick, early, byStaff] = [
        await shop.customers(1),
        await shop.customers(1),
        await shop.customers(1),
      ]
      await birthdays(quick, 5, 20, new Date("2027-05-14T12:00:00Z"))
      await birthdays(early, 5, 20, new Date("2027-05-10T12:00:00Z"))
      await birthdays(byStaff, 5, 20)
      await rule(100, { trigger: { code: "birthday" } }, day(0))
      await clockReached("2027-05-19")
      await tellOfOccasions(store(), noon("2027-05-20"))

      expect(
        await Promise.all([quick, early, byStaff].map(async ([id]) => (await shop.balance(id)).available)),
      ).toEqual([0, 100, 100])
    })

    it("is another year as a member, counted from the day of joining", async () => {
      const members = await shop.customers(2)
      await shop.rows(`update loyalty_account set created_at = '2026-08-09T22:00:00Z' where id = $1`, [
        members[0],
      ])
      await shop.rows(`update loyalty_account set created_at = '2028-08-10T01:00:00Z' where id = $1`, [
        members[1],
      ])
      await rule(25, { trigger: { code: "membership_anniversary" } }, day(0))
      await clockReached("2028-08-09")
      await tellOfOccasions(store(), noon("2028-08-10"))

      expect((await shop.balance(members[0])).available).toBe(25)
      expect((await shop.balance(members[1])).available).toBe(0)
      const [[event]] = await shop.memberEvents.listAndCount({ accountId: members[0] }, { skip: 0, take: 1 })
      expect(event.data).toEqual({ years: 2 })
    })

    it("is told of to nobody where no rule waits for it", async () => {
      const members = await shop.customers(3)
      await birthdays(members, 6, 6)
      await clockReached("2027-06-05")
      await tellOfOccasions(store(), noon("2027-06-06"))

      expect(await toldOf("birthday", members)).toBe(0)
    })

    const rightAmong = async (members: number[]): Promise<number> =>
      Number(
        (
          await shop.rows<{ count: string }>(
            `select count(*) from loyalty_account where id = any ($1) and available = 100 and sequence = 1`,
            [members],
          )
        )[0].count,
      )

    it("of one that fails hides neither the others nor the days behind it, and is tried again", async () => {
      const [may, june] = [await shop.customers(1), await shop.customers(1)]
      await birthdays(may, 5, 10)
      await birthdays(june, 5, 11)
      await rule(100, { trigger: { code: "birthday" } }, day(0))
      await clockReached("2027-05-09")
      const service = new LoyaltyModuleService(servicesOn(shop.database))
      const { tell: told } = service.memberEvents
      let fails = true
      service.memberEvents.tell = async (...batch) => {
        if (fails && batch[1].some(({ accountId }) => accountId === may[0])) throw new Error("refused")
        return await told.apply(service.memberEvents, batch)
      }
      const clock = {
        resolve: (name: string) => (name === "logger" ? { error: () => undefined } : service),
      } as unknown as MedusaContainer

      expect(await tellOfOccasions(clock, noon("2027-05-11"))).toEqual({ done: 1, failed: 1 })
      expect([(await shop.balance(may[0])).available, (await shop.balance(june[0])).available]).toEqual([
        0, 100,
      ])
      fails = false
      await tellOfOccasions(clock, noon("2027-05-12"))
      expect([(await shop.balance(may[0])).available, (await shop.balance(june[0])).available]).toEqual([
        100, 100,
      ])
    })

    it("welcomes by the clock whom a lost event left out, once", async () => {
      const [ada] = [await shop.customer()]
      await rule(70, { trigger: { code: "account_created" } }, new Date(Date.now() - dayMs))
      await shop.rows(`update loyalty_account set created_at = now() - interval '1 hour' where id = $1`, [
        ada.id,
      ])
      await tellOfOccasions(store(), new Date())
      await tellOfOccasions(store(), new Date())

      expect((await shop.balance(ada.id)).available).toBe(70)
    })

    it("comes once to each, whoever starts the clock twice, and where it was stopped in between", async () => {
      const members = await shop.customers(2_500)
      await birthdays(members, 8, 8)
      await rule(100, { trigger: { code: "birthday" } }, day(0))
      await clockReached("2027-08-07")
      const begun = new LoyaltyModuleService(servicesOn(shop.database))
      const [someDay] = daysSince(null, noon("2027-08-08"), "Europe/Moscow")
      const program = await begun.retrieveProgram(programId)
      await begun.memberEvents.tell(
        programId,
        await begun.occasions.next({ trigger: "birthday", name: null }, program, someDay, 0, 700),
      )
      await Promise.all(
        [store(), store()].map(async (clock) => await tellOfOccasions(clock, noon("2027-08-08"))),
      )

      expect(await toldOf("birthday", members)).toBe(2_500)
      expect(await rightAmong(members)).toBe(2_500)
      expect(await tellOfOccasions(store(), noon("2027-08-08"))).toEqual({ done: 0, failed: 0 })
    })

    it("comes to a hundred thousand members in bounded memory", async () => {
      setFlagsFromString("--expose-gc")
      const collect = runInNewContext("gc") as () => void
      const members = await shop.customers(100_000)
      await birthdays(members, 7, 7)
      await rule(100, { trigger: { code: "birthday" }, expiry: { after_days: 30 } }, day(0))
      await clockReached("2027-07-06")
      const used: number[] = []
      let batches = 0
      const services = servicesOn(shop.database)
      const { tell: told } = services.memberEvents
      services.memberEvents.tell = async (...batch) => {
        batches += 1
        if (batches % 20 === 1) {
          collect()
          used.push(process.memoryUsage().heapUsed)
        }
        return await told.apply(services.memberEvents, batch)
      }
      const service = new LoyaltyModuleService(services)
      const clock = { resolve: () => service } as unknown as MedusaContainer

      expect(await tellOfOccasions(clock, noon("2027-07-07"))).toEqual({ done: 100_000, failed: 0 })
      expect(await rightAmong(members)).toBe(100_000)
      expect(used).toHaveLength(5)
      expect(Math.max(...used) - used[0]).toBeLessThan(30 * 1_048_576)
    })
  })
})
