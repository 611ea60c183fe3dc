import { toPoints, type Points } from "../../src/modules/loyalty/domain/points"
import { eventually } from "../helpers/eventually"
import { day, describeLedger, type LoyaltyProcess, refusalOf } from "./ledger-database"

describeLedger("earnings that are asked for at the same time", (shop) => {
  const earn = async (accountId: number, key: string, points = 10, by: LoyaltyProcess = shop) =>
    await by.ledger.earn({ accountId, points: toPoints(points), pending: false }, shop.posting(1, key))

  let another: number

  beforeAll(async () => {
    another = (await shop.customer()).id
  })

  /** Somebody asks first, by himself: what is asked for in the same breath goes together. */
  const besideAnother = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const first = earn(another, shop.cause("first"))
    const result = await work()
    await first
    return result
  }

  const sound = async () => {
    expect((await shop.verification.verify()).discrepancies).toEqual([])
  }

  it("go to the database in a few calls, and everybody is answered of their own", async () => {
    const members = await shop.customers(60)
    const store = shop.startProcess()
    const calls = jest.spyOn(store.database, "call")

    const receipts = await Promise.all(
      members.map((member, number) => earn(member, shop.cause("many"), number + 1, store)),
    )

    expect(calls.mock.calls.map(([, , [accounts]]) => accounts)).toEqual([
      members.slice(0, 32),
      members.slice(32),
    ])
    expect(receipts.map(({ available, sequence, replayed }) => ({ available, sequence, replayed }))).toEqual(
      members.map((_, number) => ({ available: number + 1, sequence: 1, replayed: false })),
    )
    expect(new Set(receipts.map(({ entryId }) => entryId)).size).toBe(60)
    await sound()
  })

  it("are written as an earning by itself is, with all that was said of it", async () => {
    const alone = await shop.customer()
    const together = await shop.customer()
    const posted = async (member: number) => {
      const awardId = await shop.award(member)
      const said = {
        ...shop.posting(1),
        orderId: "order_1",
        correctsEntryId: 1,
        actor: "user_1",
        reason: 'a reason, {with} "signs" and \\',
      }
      const detail = { note: 'подарок, {"a"}', list: [1, { two: null }], none: null }
      const command = {
        accountId: member,
        points: toPoints(7),
        pending: true,
        awardId,
        expiresAt: day(9),
        detail,
      }
      return await shop.ledger.earn(command, said)
    }

    await posted(alone.id)
    await besideAnother(() => posted(together.id))

    const written = async (member: number) =>
      await shop.rows(
        `select e.type, e.available_change, e.pending_change, e.available_after, e.pending_after, e.sequence, e.reason, e.actor,
           e.order_id, e.corrects_entry_id, e.detail, e.expires_at, e.occurred_at, l.points, l.remaining, l.state, l.open,
           l.earned_at, l.expires_at as lot_expires_at, w.earned, e.award_id = w.id as is_of_award, l.award_id = w.id as is_lot_of_award
         from loyalty_entry e join loyalty_lot l on l.entry_id = e.id join loyalty_award w on w.account_id = e.account_id
         where e.account_id = $1`,
        [member],
      )
    expect(await written(together.id)).toEqual(await written(alone.id))
    await sound()
  })

  it("of one member follow each other as they were asked for", async () => {
    const [member, other] = await shop.customers(2)

    const receipts = await Promise.all([
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((points) => earn(member, shop.cause("queue"), points)),
      earn(other, shop.cause("beside")),
    ])

    expect(receipts.slice(0, 8).map(({ sequence, available }) => [sequence, available])).toEqual([
      [1, 1],
      [2, 3],
      [3, 6],
      [4, 10],
      [5, 15],
      [6, 21],
      [7, 28],
      [8, 36],
    ])
    await sound()
  })

  it("are refused one by one, and nobody for another's fault", async () => {
    const [member, other, tooRich] = await shop.customers(3)
    const notTheirs = await shop.award(other)
    await earn(member, "spoken for")
    const most = Number.MAX_SAFE_INTEGER
    await earn(tooRich, "all there are", most)
    const one = { accountId: member, points: toPoints(1), pending: false }
    const asked = [
      () => shop.ledger.earn({ ...one, points: 0 as Points }, shop.posting(1)),
      () => shop.ledger.earn({ ...one, points: -5 as Points }, shop.posting(1)),
      () => shop.ledger.earn({ ...one, accountId: 999_999_999 }, shop.posting(1)),
      () => shop.ledger.earn({ ...one, points: toPoints(11) }, shop.posting(1, "spoken for")),
      () => shop.ledger.earn({ ...one, accountId: tooRich }, shop.posting(1)),
      () => shop.ledger.earn({ ...one, awardId: notTheirs }, shop.posting(1)),
      () => shop.ledger.earn({ ...one, points: 1.5 as Points }, shop.posting(1)),
      () => shop.ledger.earn({ ...one, points: Number.NaN as Points }, shop.posting(1)),
    ]
    const refusals: unknown[] = []

    for (const ask of asked) {
      const alone = await refusalOf(ask())
      const together = await besideAnother(() =>
        Promise.all([refusalOf(ask()), refusalOf(earn(other, shop.cause("fine")))]),
      )
      refusals.push(alone)
      expect(together).toEqual([alone, null])
    }

    expect(refusals.slice(0, 5)).toEqual([
      "invalid_points",
      "invalid_points",
      "account_not_found",
      "idempotency_key_reused",
      "invalid_points",
    ])
    expect(refusals).not.toContain(null)
    expect(await Promise.all([member, other, tooRich].map((id) => shop.balance(id)))).toMatchObject(
      [10, 10 * asked.length, most].map((available) => ({ available })),
    )
    await sound()
  })

  it("are all posted but those that cannot be, and only these are asked for again", async () => {
    const [fine, other, known, nobody] = await shop.customers(4)
    await earn(known, "given before")
    const store = shop.startProcess()
    const calls = jest.spyOn(store.database, "call")

    const answers = await Promise.all([
      refusalOf(earn(fine, "given now", 10, store)),
      refusalOf(earn(other, "given now", 10, store)),
      refusalOf(earn(known, "given before", 10, store)),
      refusalOf(earn(nobody, shop.cause("nothing"), 0, store)),
      refusalOf(earn(nobody, shop.cause("fine"), 10, store)),
    ])

    expect(answers).toEqual([null, "idempotency_key_reused", null, "invalid_points", null])
    expect(calls.mock.calls.map(([, , [who]]) => who)).toEqual([
      [fine, other, known, nobody, nobody],
      other,
      known,
      nobody,
    ])
    await sound()
  })

  it("with one key are one earning, whoever asks, and another member's is refused", async () => {
    const [member, other] = await shop.customers(2)
    const second = shop.startProcess()

    const receipts = await besideAnother(() =>
      Promise.all([shop, shop, second, second].map((by) => earn(member, "asked four times", 10, by))),
    )
    const refused = await besideAnother(() =>
      Promise.all([earn(member, "taken", 10), refusalOf(earn(other, "taken", 10))]),
    )

    expect(new Set(receipts.map(({ entryId }) => entryId)).size).toBe(1)
    expect(receipts.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(refused[1]).toBe("idempotency_key_reused")
    expect(await shop.balance(member)).toMatchObject({ available: 20 })
    expect(await shop.balance(other)).toMatchObject({ available: 0 })
    await sound()
  })

  it("do not wait for a member whom somebody holds: only that member's own do", async () => {
    const [held, ...free] = await shop.customers(6)
    const answered: number[] = []

    await shop.intrude(async (client) => {
      for (const lock of [
        "select loyalty_lock_account($1)",
        "select from loyalty_account where id = $1 for no key update",
        "select pg_advisory_xact_lock(hashint8extended($1, 7305))",
      ]) {
        answered.length = 0
        await client.query("begin")
        await client.query(lock, [held])
        const first = earn(another, shop.cause("first"))
        const waiting = earn(held, shop.cause("waits")).then(() => answered.push(held))
        await Promise.all([
          first,
          ...free.map((member) => earn(member, shop.cause("goes")).then(() => answered.push(member))),
        ])
        await eventually(async () => {
          expect(await shop.rows("select from pg_locks where not granted")).toHaveLength(1)
        })
        expect([...answered].sort()).toEqual([...free].sort())
        await client.query("commit")
        await waiting
        expect(answered).toContain(held)
      }
    })

    expect(await shop.balance(held)).toMatchObject({ available: 30 })
    await sound()
  })

  it("pay what a member owes first", async () => {
    const [owing, other] = await shop.customers(2)
    const awardId = await shop.award(owing)
    await shop.earnsFor(awardId, owing, 0, 100)
    await shop.activates(awardId, owing, 0)
    await shop.spends(owing, 0, 60)
    const policy = "allow_negative"
    await shop.ledger.reverse({ accountId: owing, awardId, points: toPoints(100), policy }, shop.posting(0))
    expect(await shop.balance(owing)).toMatchObject({ available: -60 })

    const receipts = await besideAnother(() =>
      Promise.all([
        earn(owing, shop.cause("pays"), 50),
        earn(owing, shop.cause("pays"), 50),
        earn(other, shop.cause("beside")),
      ]),
    )

    expect(receipts.map(({ available }) => available)).toEqual([-10, 40, 10])
    const lots = await shop.rows<{ remaining: string }>(
      "select remaining from loyalty_lot where account_id = $1 and open",
      [owing],
    )
    expect(lots.map(({ remaining }) => Number(remaining))).toEqual([40])
    await sound()
  })

  it("of several processes to the same members lose nothing and wait in no circle", async () => {
    const members = await shop.customers(12)
    const processes = [shop, shop.startProcess(), shop.startProcess()]

    await Promise.all(
      processes.flatMap((by, process) =>
        [0, 1, 2, 3, 4, 5, 6, 7].map(async (caller) => {
          for (let turn = 0; turn < 15; turn++) {
            const member = members[(caller * 5 + turn * 7 + process) % members.length]
            if (turn % 5 === 4) {
              const credits = [...members].reverse().map((accountId) => ({
                accountId,
                points: toPoints(1),
                key: shop.cause("batch"),
              }))
              await by.ledger.earnBatch({ credits, pending: false }, shop.posting(1))
            } else await earn(member, shop.cause("crowd"), 1, by)
          }
        }),
      ),
    )

    const balances = await Promise.all(members.map((id) => shop.balance(id)))
    const total = balances.reduce((sum, { available }) => sum + available, 0)
    expect(total).toBe(3 * 8 * (12 + 3 * 12))
    await sound()
  })
})
