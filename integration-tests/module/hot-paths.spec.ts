import { day, describeLedger } from "./ledger-database"

const lotsOfOne = 5_000
const lotsAtOnce = 100
/** Reading a lot or a page of them is fine; reading all that a member has is not. */
const lotsReadMax = 100

describeLedger(
  "in a large ledger",
  (shop) => {
    let accountId = 0
    let awardId = 0
    let heldId = 0
    let capturedId = 0

    beforeAll(async () => {
      accountId = (await shop.customer()).id
      const crowd = await shop.customers(600)
      const posting = (key: string) =>
        `(${key}, '', $2::timestamptz, 'test', 'system', null, null)::loyalty_posting`
      // In parts: the row versions that one transaction makes of an account stay until it ends.
      for (let first = 1; first <= lotsOfOne; first += lotsAtOnce) {
        await shop.rows(
          `select loyalty_earn($1, ${posting("'lot:' || n")}, 10, false, null,
           $2::timestamptz + (100 + n % 300) * interval '1 day', null) from generate_series($3::int, $4::int) n`,
          [accountId, day(0), first, first + lotsAtOnce - 1],
        )
      }
      await shop.rows(
        `select loyalty_earn(id, ${posting("'first:' || id")}, 10, false, null, null, null),
         loyalty_open_redemption(id, ${posting("'hold:' || id")}, 't' || id, 'c' || id, 5, 'eur', 1, $2)
       from unnest($1::bigint[]) id`,
        [crowd, day(0)],
      )
      await shop.rows(
        `with settlements as (
         insert into loyalty_settlement (order_id, program_id, terms_id, placed_at)
         select 'order_of_' || id, program_id, 1, $2 from loyalty_account where id = any ($1)
       ), awards as (
         insert into loyalty_award (order_id, account_id) select 'order_of_' || id, id from unnest($1::bigint[]) id
         returning id
       )
       insert into loyalty_award_line (award_id, revision, line_id, quantity, base_minor, points, reasons)
       select id, 0, 'line', 1, 0, 0, '[]' from awards`,
        [crowd, day(0)],
      )
      awardId = await shop.award(accountId)
      await shop.earnsFor(awardId, accountId, 0, 40)
      heldId = await shop.holds(accountId, 0, 25, { token: "held" })
      capturedId = await shop.spends(accountId, 0, 25)
      await shop.intrude((client) => client.query("analyze"))
    })

    /** What one posting makes the database read: tables from end to end, and rows of lots. Nothing of it is kept. */
    async function readBy(statement: string, parameters: unknown[]) {
      return await shop.intrude(async (client) => {
        await client.query("begin")
        await client.query(`select ${statement}`, parameters)
        const { rows } = await client.query<{ relname: string; seq_scan: string; idx_tup_fetch: string }>(
          `select relname, seq_scan, idx_tup_fetch from pg_stat_xact_user_tables where relname like 'loyalty%'`,
        )
        await client.query("rollback")
        const lots = rows.find(({ relname }) => relname === "loyalty_lot")
        return {
          wholeTables: rows.filter(({ seq_scan }) => Number(seq_scan) > 0).map(({ relname }) => relname),
          lotsRead: Number(lots?.idx_tup_fetch ?? 0),
        }
      })
    }

    /** As the text of a `loyalty_posting`. */
    const postingOf = (key: string) => `(${key},"",${day(1).toISOString()},test,system,,)`
    const posting = postingOf("new")

    it.each([
      [
        "earns points",
        "loyalty_earn($1, $2, 10, false, null, $3, null)",
        () => [accountId, posting, day(90)],
      ],
      [
        "earns for an order",
        "loyalty_earn($1, $2, 10, true, $3, null, null)",
        () => [accountId, posting, awardId],
      ],
      [
        "makes an order's points available",
        "loyalty_activate($1, $2, $3, null)",
        () => [accountId, posting, awardId],
      ],
      [
        "puts points on a cart",
        "loyalty_open_redemption($1, $2, 'token', 'cart', 25, 'eur', 1, $3)",
        () => [accountId, posting, day(2)],
      ],
      ["places an order", "loyalty_capture($1, $2, 20, '[]')", () => [heldId, posting]],
      ["abandons a cart", "loyalty_end_redemption($1, $2, 'lapse')", () => [heldId, posting]],
      [
        "begins an order",
        "loyalty_commit_redemption('held', customer_id, 1) from loyalty_account where id = $1",
        () => [accountId],
      ],
      [
        "returns goods bought with points",
        "loyalty_restore($1, $2, 20, 'grace', null)",
        () => [capturedId, posting],
      ],
      [
        "returns goods that earned points",
        "loyalty_reverse($1, $2, $3, 40, 'allow_negative', null)",
        () => [accountId, posting, awardId],
      ],
      ["is corrected by hand", "loyalty_adjust($1, $2, -25, null, null)", () => [accountId, posting]],
    ])(
      "a member who %s makes no one read a whole table, or all of his lots",
      async (_what, statement, parameters) => {
        const { wholeTables, lotsRead } = await readBy(statement, parameters())

        expect(wholeTables).toEqual([])
        expect(lotsRead).toBeLessThan(lotsReadMax)
      },
    )

    it("a batch of expiry reads what is due, not what is not", async () => {
      const { wholeTables, lotsRead } = await readBy("loyalty_expire_batch($1, 1000)", [day(100)])

      expect(wholeTables).toEqual([])
      expect(lotsRead).toBeLessThan(lotsReadMax)
    })

    // Programs are few, and the one whose order it is may be any.
    it.each([
      [
        "looks at an order that is new to it",
        "loyalty_settlement_state('new', null, 'cus', '{held}', 'cart', now())",
        [],
      ],
      [
        "looks at an order that it knows",
        "loyalty_settlement_state(order_id, null, customer_id, '{}', null, now()) from loyalty_award w join loyalty_account a on a.id = w.account_id where w.id = $1",
        () => [awardId],
      ],
    ])("a settlement that %s reads no whole table but the programs", async (_what, statement, parameters) => {
      const { wholeTables } = await readBy(
        statement,
        typeof parameters === "function" ? parameters() : parameters,
      )

      expect(wholeTables.filter((name) => !name.startsWith("loyalty_program"))).toEqual([])
    })

    it("an answer to a request that comes again costs hardly anything", async () => {
      const { wholeTables, lotsRead } = await readBy("loyalty_earn($1, $2, 10, false, null, null, null)", [
        accountId,
        postingOf("lot:1"),
      ])

      expect({ wholeTables, lotsRead }).toEqual({ wholeTables: [], lotsRead: 0 })
    })
  },
  { provable: false },
)
