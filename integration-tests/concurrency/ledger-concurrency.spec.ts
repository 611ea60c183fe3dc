import { toPoints } from "../../src/modules/loyalty/domain/points"
import type { Posting, Receipt } from "../../src/modules/loyalty/types/ledger"
import { eventually } from "../helpers/eventually"
import { day, describeLedger, type LoyaltyProcess } from "../module/ledger-database"

const processesCount = 4
const poolMax = 6

/** The codes with which parallel requests may be refused. A deadlock or a broken constraint would be `ledger_fault`. */
const ordinaryRefusals = ["insufficient_points", "redemption_ended", "redemption_not_found", "invalid_points"]

interface Tally {
  done: number
  replayed: number
  refused: Record<string, number>
}

async function tallyOf(requests: Promise<Receipt | null>[]): Promise<Tally> {
  const tally: Tally = { done: 0, replayed: 0, refused: {} }
  for (const outcome of await Promise.allSettled(requests)) {
    if (outcome.status === "fulfilled") {
      if (outcome.value?.replayed) tally.replayed += 1
      else tally.done += 1
    } else {
      const code = String((outcome.reason as { code?: unknown }).code)
      tally.refused[code] = (tally.refused[code] ?? 0) + 1
    }
  }
  return tally
}

describeLedger("many processes at once", (shop) => {
  const processes: LoyaltyProcess[] = []
  const at = (index: number) => processes[index % processes.length]
  const times = <Result>(count: number, request: (index: number) => Result): Result[] =>
    Array.from({ length: count }, (_, index) => request(index))

  const posting = (key: string, onDay = 1): Posting => ({
    key,
    at: day(onDay),
    reason: "test",
    actor: "system",
  })

  const hold = async (index: number, accountId: number, points: number, key: string, cartId = key) =>
    await at(index).ledger.hold(
      {
        accountId,
        token: `${key}:${index}`,
        cartId,
        points: toPoints(points),
        currencyCode: "eur",
        termsId: 1,
        expiresAt: day(2),
      },
      posting(key),
    )

  beforeAll(() => {
    for (let count = 0; count < processesCount; count++) {
      processes.push(shop.startProcess({ pool: { max: poolMax, connectionTimeoutMs: 30_000 } }))
    }
  })

  it("never spend more than there is: of fifty carts that want 30 of 1,000 points, 33 get them", async () => {
    const { id } = await shop.customer()
    for (const points of [400, 300, 200, 100]) await shop.earns(id, 0, points, 100 + points)

    const tally = await tallyOf(times(50, (index) => hold(index, id, 30, shop.cause("cart"))))

    expect(tally).toEqual({ done: 33, replayed: 0, refused: { insufficient_points: 17 } })
    expect(await shop.balance(id)).toEqual({ available: 10, pending: 0, held: 990 })
  })

  it("do once what is asked for forty times under one key, and give everybody the same answer", async () => {
    const { id } = await shop.customer()
    await shop.earns(id, 0, 1_000)
    const earn = { accountId: id, points: toPoints(10), pending: false }

    const earned = await Promise.all(times(40, (index) => at(index).ledger.earn(earn, posting("the_earn"))))
    const held = await Promise.all(times(40, (index) => hold(index, id, 25, "the_hold", "the_cart")))
    const captured = await Promise.all(
      times(40, (index) =>
        at(index).ledger.capture(
          { redemptionId: held[0].redemptionId ?? 0, points: toPoints(20), shares: [] },
          posting("the_capture"),
        ),
      ),
    )

    for (const receipts of [earned, held, captured]) {
      expect(receipts.filter(({ replayed }) => !replayed).length).toBe(1)
      expect(new Set(receipts.map(({ entryId, available }) => `${entryId}:${available}`)).size).toBe(1)
    }
    expect(await shop.balance(id)).toEqual({ available: 990, pending: 0, held: 0 })
  })

  it("let one of two requests have a key that both use for something else, also on two accounts", async () => {
    const accounts = [await shop.customer(), await shop.customer()]

    const tally = await tallyOf(
      times(20, (index) =>
        at(index).ledger.earn(
          { accountId: accounts[index % 2].id, points: toPoints(10), pending: false },
          posting("one_key"),
        ),
      ),
    )

    expect(tally).toEqual({ done: 1, replayed: 9, refused: { idempotency_key_reused: 10 } })
    const balances = await Promise.all(accounts.map(({ id }) => shop.balance(id)))
    expect(balances.reduce((sum, { available }) => sum + available, 0)).toBe(10)
  })

  it("leave one redemption on a cart that everybody changes at once", async () => {
    const { id } = await shop.customer()
    await shop.earns(id, 0, 1_000)

    const tally = await tallyOf(
      times(30, (index) => hold(index, id, 10 + index, shop.cause("change"), "the_only_cart")),
    )

    expect(tally).toEqual({ done: 30, replayed: 0, refused: {} })
    const open = await shop.rows<{ points: string }>(
      `select points from loyalty_redemption where account_id = $1 and status = 'open'`,
      [id],
    )
    expect(open.length).toBe(1)
    const { available, held } = await shop.balance(id)
    expect({ held, whole: available + held }).toEqual({ held: Number(open[0].points), whole: 1_000 })
  })

  it("end a redemption once, whether an order, its removal or the clock comes first", async () => {
    const { id } = await shop.customer()
    await shop.earns(id, 0, 1_000)
    const endings = { capture: 0, release: 0, lapse: 0 }

    for (let round = 0; round < 12; round++) {
      const redemptionId = await shop.holds(id, 1, 40)
      const outcomes = await Promise.allSettled([
        at(0).ledger.capture({ redemptionId, points: toPoints(15), shares: [] }, shop.posting(2)),
        at(1).ledger.release({ redemptionId, ending: "release" }, shop.posting(2)),
        at(2).ledger.release({ redemptionId, ending: "lapse" }, shop.posting(2)),
      ])

      expect(outcomes.filter(({ status }) => status === "fulfilled").length).toBe(1)
      const first = outcomes.findIndex(({ status }) => status === "fulfilled")
      endings[(["capture", "release", "lapse"] as const)[first]] += 1
    }

    expect(await shop.balance(id)).toEqual({
      available: 1_000 - 15 * endings.capture,
      pending: 0,
      held: 0,
    })
  })

  it("complete a cart or let its points lapse, but never both", async () => {
    const { id, customerId } = await shop.customer()
    await shop.earns(id, 0, 1_000)
    const won = { completion: 0, lapse: 0 }

    for (let round = 0; round < 20; round++) {
      const token = shop.cause("racing")
      const redemptionId = await shop.holds(id, 1, 10, { token })
      const [completion, lapse] = await Promise.allSettled([
        at(round).redemptions.commit(token, customerId, toPoints(10)),
        at(round + 1).ledger.release({ redemptionId, ending: "lapse" }, shop.posting(2)),
      ])

      expect([completion.status, lapse.status].sort()).toEqual(["fulfilled", "rejected"])
      const { status } = await shop.redemptions.retrieve(redemptionId)
      expect(status).toBe(completion.status === "fulfilled" ? "committed" : "lapsed")
      won[completion.status === "fulfilled" ? "completion" : "lapse"] += 1
    }

    expect(won.completion + won.lapse).toBe(20)
    expect(await shop.balance(id)).toEqual({
      available: 1_000 - 10 * won.completion,
      pending: 0,
      held: 10 * won.completion,
    })
  })

  it.each(["release", "lapse", "restore"] as const)(
    "let a %s wait for the expiry of many, which holds its member's account, and not in a circle with it",
    async (verb) => {
      const { id } = await shop.customer()
      await shop.earns(id, 0, 100, 2)
      const redemptionId = (await hold(0, id, 40, shop.cause("hold"))).redemptionId ?? 0
      const shares = [{ lineId: "line", points: toPoints(40) }]
      if (verb === "restore")
        await at(0).ledger.capture(
          { redemptionId, points: toPoints(40), shares },
          posting(shop.cause("capture")),
        )
      const gives = async (): Promise<Receipt> => {
        const asked = posting(shop.cause(verb))
        if (verb !== "restore") return await at(1).ledger.release({ redemptionId, ending: verb }, asked)
        const kept = { policy: "stay_expired", reissueExpiresAt: null } as const
        return await at(1).ledger.restore({ redemptionId, points: toPoints(40), ...kept }, asked)
      }

      let given: Promise<Receipt> | null = null
      await at(2).database.transaction(async (manager) => {
        expect(await manager.query("select loyalty_lock_due($1, 1000) as accounts", [day(3)])).toEqual([
          { accounts: expect.arrayContaining([String(id)]) as unknown },
        ])
        given = gives()
        await eventually(async () => {
          const waiting = await shop.rows(
            "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
          )
          expect(waiting).toHaveLength(1)
        })
        await manager.query("select loyalty_expire_batch($1, 1000)", [day(3)])
      })

      await expect(given).resolves.toMatchObject({ replayed: false })
      expect(await shop.balance(id)).toEqual({ available: 40, pending: 0, held: 0 })
    },
  )

  it("give back no more than was spent, however many returns arrive together", async () => {
    const { id } = await shop.customer()
    await shop.earns(id, 0, 100)
    const redemptionId = await shop.spends(id, 1, 100)

    const tally = await tallyOf(
      times(20, (index) =>
        at(index).ledger.restore(
          { redemptionId, points: toPoints(15), policy: "grace", reissueExpiresAt: null },
          posting(shop.cause("return")),
        ),
      ),
    )

    expect(tally).toEqual({ done: 6, replayed: 0, refused: { invalid_points: 14 } })
    expect(await shop.balance(id)).toEqual({ available: 90, pending: 0, held: 0 })
  })

  it("keep every point accounted for while everything happens to a few members at once", async () => {
    const members = await Promise.all(
      times(3, async () => {
        const { id } = await shop.customer()
        return { id, awardId: await shop.award(id) }
      }),
    )
    for (const { id, awardId } of members) {
      await shop.earns(id, 0, 500, 40)
      await shop.earnsFor(awardId, id, 0, 300)
    }
    const redemptions = members.map(() => [] as number[])
    let drawn = 7
    /** The same storm in each run, as far as processes let it be. */
    const random = (below: number) => {
      drawn = (drawn * 48_271) % 2_147_483_647
      return drawn % below
    }

    const refused: Record<string, number> = {}
    let posted = 0
    for (let wave = 0; wave < 6; wave++) {
      const requests = times(60, (index) => {
        const who = random(members.length)
        const { id, awardId } = members[who]
        const { ledger } = at(index)
        const by = posting(shop.cause("storm"), wave * 10)
        const known = redemptions[who]
        const redemptionId = known.length === 0 ? 0 : known[random(known.length)]
        switch (random(9)) {
          case 0:
            return ledger.earn(
              {
                accountId: id,
                points: toPoints(1 + random(40)),
                pending: false,
                expiresAt: day(wave * 10 + random(30)),
              },
              by,
            )
          case 1:
            return ledger.earn(
              { accountId: id, points: toPoints(1 + random(40)), pending: true, awardId },
              by,
            )
          case 2:
            return ledger.activate({ accountId: id, awardId, expiresAt: day(90) }, by)
          case 3:
            return ledger.reverse(
              { accountId: id, awardId, points: toPoints(1 + random(10)), policy: "within_balance" },
              by,
            )
          case 4:
            return ledger.expireDue(by.at, 50).then(() => null)
          case 5:
            return ledger.capture({ redemptionId, points: toPoints(1 + random(10)), shares: [] }, by)
          case 6:
            return ledger.restore(
              { redemptionId, points: toPoints(1 + random(5)), policy: "grace", reissueExpiresAt: day(90) },
              by,
            )
          case 7:
            return ledger.release({ redemptionId, ending: random(2) === 0 ? "release" : "lapse" }, by)
          default:
            return hold(index, id, 1 + random(60), by.key).then((receipt) => {
              known.push(receipt.redemptionId ?? 0)
              return receipt
            })
        }
      })
      const tally = await tallyOf(requests)
      posted += tally.done
      for (const [code, count] of Object.entries(tally.refused)) refused[code] = (refused[code] ?? 0) + count

      // Between two waves nothing is at work: what the shop owes must be what its entries and lots say.
      for (const { id } of members) {
        const [kept] = await shop.rows<
          Record<"credited" | "spent" | "available" | "pending" | "held", string>
        >(
          `select available, pending, held,
             (select sum(available_change + pending_change) from loyalty_entry
              where account_id = a.id and type in ('earn', 'expire', 'reverse')) as credited,
             (select coalesce(sum(captured - restored), 0) from loyalty_redemption where account_id = a.id) as spent
           from loyalty_account a where id = $1`,
          [id],
        )
        expect(Number(kept.available) + Number(kept.pending) + Number(kept.held)).toBe(
          Number(kept.credited) - Number(kept.spent),
        )
        expect(
          Math.min(Number(kept.available), Number(kept.pending), Number(kept.held)),
        ).toBeGreaterThanOrEqual(0)
      }
      expect((await shop.verification.verify()).discrepancies).toEqual([])
    }

    expect(posted).toBeGreaterThan(100)
    expect(Object.keys(refused).filter((code) => !ordinaryRefusals.includes(code))).toEqual([])
  })

  it("settle orders that touch two accounts each, in any order, without waiting in a circle", async () => {
    const accounts = await shop.customers(4)
    const settle = async (index: number): Promise<void> => {
      const pair = [accounts[index % 4], accounts[(index * 3 + 1) % 4]].sort((one, other) => one - other)
      await at(index).database.transaction(async (manager) => {
        for (const accountId of pair) {
          await at(index).ledger.earn(
            { accountId, points: toPoints(1), pending: false, expiresAt: day(5) },
            posting(shop.cause("settlement")),
            manager,
          )
        }
      })
    }

    await Promise.all([...times(40, settle), ...times(10, (index) => at(index).ledger.expireDue(day(6), 20))])
    while ((await shop.ledger.expireDue(day(6), 100)) > 0) continue

    const balances = await Promise.all(accounts.map((id) => shop.balance(id)))
    expect(balances.map(({ available }) => available)).toEqual([0, 0, 0, 0])
  })
})
