import { toPoints } from "../../src/modules/loyalty/domain/points"
import type { Credit } from "../../src/modules/loyalty/services/ledger"
import { day, describeLedger, refusalOf } from "./ledger-database"

describeLedger("points for many members in one call", (shop) => {
  const campaign = { at: day(1), reason: "campaign", actor: "user:user_1" }

  const credit = (accountId: number, points: number, key = shop.cause("credit")): Credit => ({
    accountId,
    points: toPoints(points),
    key,
    expiresAt: day(100),
  })

  const give = async (credits: Credit[], pending = false) =>
    await shop.ledger.earnBatch({ credits, pending }, campaign)

  /** What somebody reads of the accounts: without ids, keys and hashes, which differ. */
  const told = async (accounts: number[]) =>
    await shop.rows(
      `select array_position($1::bigint[], e.account_id) as member, e.sequence, e.type, e.available_change, e.pending_change,
         e.available_after, e.pending_after, e.held_after, e.reason, e.actor, e.expires_at, e.occurred_at,
         l.points, l.remaining, l.state, l.open, l.earned_at, l.expires_at as lot_expires_at, u.points as used,
         (select count(*) from loyalty_outbox o where o.id = e.id) as events
       from loyalty_entry e left join loyalty_lot l on l.entry_id = e.id left join loyalty_lot_use u on u.entry_id = e.id
       where e.account_id = any ($1) order by 1, 2`,
      [accounts],
    )

  /** A member who owes 30 points: he spent what an order had earned him, and sent the goods back. */
  const debtor = async (): Promise<number> => {
    const { id } = await shop.customer()
    const award = await shop.award(id)
    await shop.earnsFor(award, id, 0, 30)
    await shop.activates(award, id, 0)
    await shop.spends(id, 0, 30)
    await shop.ledger.reverse(
      { accountId: id, awardId: award, points: toPoints(30), policy: "allow_negative" },
      shop.posting(0),
    )
    return id
  }

  it.each([
    ["available", false],
    ["pending", true],
  ])("come out as if each had been posted by itself, %s ones", async (_state, pending) => {
    const members = async () => [(await shop.customer()).id, await debtor(), (await shop.customer()).id]
    const [together, singly] = [await members(), await members()]
    const wished = (accounts: number[]) => [
      credit(accounts[2], 5),
      credit(accounts[0], 20),
      credit(accounts[1], 10),
      credit(accounts[1], 50),
      credit(accounts[2], 7),
      credit(accounts[1], 8),
    ]

    const receipts = await give(wished(together), pending)
    const expected = []
    for (const { key, ...command } of wished(singly)) {
      expected.push(await shop.ledger.earn({ ...command, pending }, { ...campaign, key }))
    }

    const withoutIds = (list: typeof receipts) => list.map(({ entryId: _entryId, ...receipt }) => receipt)
    expect(withoutIds(receipts)).toEqual(withoutIds(expected))
    expect(await told(together)).toEqual(await told(singly))
  })

  it("are given once, however often and by whichever call they are asked for", async () => {
    const { id } = await shop.customer()
    const other = (await shop.customer()).id
    const credits = [credit(id, 10, "import:1"), credit(other, 20, "import:2")]
    const first = await give(credits)
    const again = await give([...credits, credit(other, 1, "import:3")])
    const { key, ...command } = credits[0]
    const singly = await shop.ledger.earn({ ...command, pending: false }, { ...campaign, key })

    expect(again.slice(0, 2)).toEqual(first.map((receipt) => ({ ...receipt, replayed: true })))
    expect(again[2]).toMatchObject({ replayed: false, available: 21 })
    expect(singly).toEqual({ ...first[0], replayed: true })
    expect(await shop.balance(id)).toMatchObject({ available: 10 })
  })

  it("are refused all together where one of them is wrong, and nothing has changed", async () => {
    const { id } = await shop.customer()
    await give([credit(id, 10, "wage:1")])
    const before = await told([id])
    const wrong: [string, Credit[]][] = [
      ["account_not_found", [credit(id, 1), credit(0, 1)]],
      ["invalid_points", [credit(id, 1), { ...credit(id, 1), points: 0 as Credit["points"] }]],
      ["invalid_points", [credit(id, Number.MAX_SAFE_INTEGER)]],
      ["idempotency_key_reused", [credit(id, 1), credit(id, 11, "wage:1")]],
      ["invalid_request", [credit(id, 1, "wage:2"), credit(id, 2, "wage:2")]],
      ["invalid_request", Array.from({ length: 1_001 }, () => credit(id, 1))],
    ]

    for (const [code, credits] of wrong) {
      expect([code, await refusalOf(give(credits))]).toEqual([code, code])
    }
    expect(await told([id])).toEqual(before)
  })

  it("reach everybody once where imports, purchases and expiry meet on the same members", async () => {
    const members = await shop.customers(40)
    const others = [shop.startProcess(), shop.startProcess()]
    const inAnyOrder = (round: number) =>
      [...members].sort((one, other) => ((one * 7 + round) % 11) - ((other * 7 + round) % 11))

    const done = await Promise.allSettled([
      ...[1, 2, 3, 4].map((round) =>
        others[round % 2].ledger.earnBatch(
          {
            credits: inAnyOrder(round).map((id) => credit(id, 10, `rush:${id}:${round % 3}`)),
            pending: false,
          },
          campaign,
        ),
      ),
      ...members.map((id) => shop.earns(id, 0, 5, 1)),
      ...[1, 2, 3].map(() => shop.ledger.expireDue(day(2), 1_000)),
      ...members
        .slice(0, 20)
        .map((id) => shop.ledger.adjust({ accountId: id, points: toPoints(1) }, shop.posting(1))),
    ])
    await shop.ledger.expireDue(day(2), 1_000)

    expect(done.filter(({ status }) => status === "rejected")).toEqual([])
    const balances = await Promise.all(members.map(async (id) => (await shop.balance(id)).available))
    expect(balances).toEqual(members.map((_, index) => 30 + (index < 20 ? 1 : 0)))
  })
})
