import { toPoints } from "../../src/modules/loyalty/domain/points"
import type { AccountRow } from "../../src/modules/loyalty/persistence/account.schema"
import { describeLedger, type LedgerShop } from "./ledger-database"

/** An account with seven entries: earned, earned and activated, held and captured, some given back, some on hold. */
async function eventfulAccount(shop: LedgerShop): Promise<AccountRow> {
  const account = await shop.customer()
  await shop.earns(account.id, 0, 100, 100)
  const awardId = await shop.award(account.id)
  await shop.earnsFor(awardId, account.id, 1, 50)
  await shop.activates(awardId, account.id, 15, 200)
  const redemptionId = await shop.holds(account.id, 16, 60)
  await shop.captures(redemptionId, 16, 60)
  await shop.ledger.restore(
    { redemptionId, points: toPoints(10), policy: "grace", reissueExpiresAt: null },
    shop.posting(20),
  )
  await shop.holds(account.id, 21, 20)
  return account
}

describeLedger("the database", (shop) => {
  beforeAll(async () => {
    await eventfulAccount(shop)
  })

  const refused = [
    "update loyalty_entry set available_change = 0",
    "delete from loyalty_entry",
    "truncate loyalty_entry cascade",
    "update loyalty_lot_use set points = 1",
    "delete from loyalty_lot_use",
    "truncate loyalty_lot_use",
    "truncate loyalty_account cascade",
  ]

  it.each(refused)("refuses its owner: %s", async (statement) => {
    const attempt = shop.intrude((client) => client.query(statement))

    await expect(attempt).rejects.toMatchObject({
      code: "LY900",
      message: expect.stringContaining("append-only"),
    })
  })

  it.each(refused)("refuses one who silences triggers for a session: %s", async (statement) => {
    const attempt = shop.intrude(async (client) => {
      await client.query("set session_replication_role = replica")
      await client.query(statement)
    })

    await expect(attempt).rejects.toMatchObject({ code: "LY900" })
  })

  it("tells the module's callers nothing of its tables when it refuses", async () => {
    const attempt = shop.rows("delete from loyalty_entry")

    await expect(attempt).rejects.toMatchObject({
      code: "ledger_fault",
      message: expect.not.stringContaining("loyalty_"),
    })
  })
})

describeLedger(
  "what somebody changed behind the ledger's back, with its triggers switched off,",
  (shop) => {
    let account: AccountRow
    const known = new Set<string>()

    beforeEach(async () => {
      account = await eventfulAccount(shop)
    })

    /** Answers what the auditor says of it: the check and the number of the transaction, for this account alone. */
    async function foundAfter(...statements: string[]): Promise<string[]> {
      await shop.intrude(async (client) => {
        await client.query("alter table loyalty_entry disable trigger user")
        await client.query("alter table loyalty_lot_use disable trigger user")
        for (const statement of statements) {
          await client.query(statement.replaceAll(":account", String(account.id)))
        }
      })
      const { discrepancies } = await shop.verification.verify()
      const fresh = discrepancies.filter(({ account_id }) => !known.has(account_id))
      known.add(account.publicId)

      expect(new Set(fresh.map(({ account_id }) => account_id))).toEqual(new Set([account.publicId]))
      return fresh.map(({ check, transaction_id }) => {
        const kind = check.replace(/_\d+/, "")
        return transaction_id === null
          ? kind
          : `${kind} of ${transaction_id.replace(`${account.publicId}_`, "")}`
      })
    }

    const entry = (sequence: number) => `account_id = :account and sequence = ${sequence}`
    const trueHash = (sequence: number) => `
      update loyalty_entry e set hash = loyalty_hash_of(e, before.hash, null) from loyalty_entry before
      where before.account_id = e.account_id and before.sequence = e.sequence - 1
        and e.account_id = :account and e.sequence = ${sequence}`
    const firstLot = "id = (select min(id) from loyalty_lot where account_id = :account)"
    const firstRedemption = "id = (select min(id) from loyalty_redemption where account_id = :account)"

    it("is nothing at first", async () => {
      const report = await shop.verification.verify([account.publicId])

      expect(report).toEqual({ accounts_checked: 1, entries_checked: 7, discrepancies: [] })
    })

    it.each(["available", "pending", "held"])(
      "is named where it is the %s balance, with the transaction that knew better",
      async (balance) => {
        const found = await foundAfter(
          `update loyalty_account set ${balance} = ${balance} + 1000 where id = :account`,
        )

        expect(found).toContain(`${balance} of 7`)
      },
    )

    it("is named where it is a balance with its last transaction bent to match", async () => {
      const found = await foundAfter(
        `update loyalty_account set available = available + 1000 where id = :account`,
        `update loyalty_entry set available_after = available_after + 1000 where ${entry(7)}`,
      )

      expect(found).toEqual(expect.arrayContaining(["hash of 7", "available_after of 7", "open_lots of 7"]))
    })

    it.each([
      "available_change = available_change + 1",
      "held_after = held_after + 1",
      "type = 'adjust'",
      "reason = 'another'",
      "actor = 'user:user_1'",
      "order_id = 'order_9'",
      "award_id = 9",
      "detail = '{}'",
      "expires_at = now()",
      "occurred_at = occurred_at - interval '1 microsecond'",
      "created_at = created_at - interval '1 day'",
      "idempotency_key = 'another key'",
      "fingerprint = '\\x00'",
      "corrects_entry_id = 1",
    ])("is named where it is an entry: %s", async (change) => {
      expect(await foundAfter(`update loyalty_entry set ${change} where ${entry(1)}`)).toContain("hash of 1")
    })

    it("is named where words only moved from one column to the next", async () => {
      await shop.ledger.earn(
        { accountId: account.id, points: toPoints(1), pending: false },
        { ...shop.posting(30), reason: "gift|for", actor: "user:1" },
      )

      const found = await foundAfter(
        `update loyalty_entry set reason = 'gift', actor = 'for|user:1' where ${entry(8)}`,
      )

      expect(found).toContain("hash of 8")
    })

    it("is named where it is a whole entry with its hash calculated anew, by the next one's", async () => {
      const found = await foundAfter(
        `update loyalty_entry set actor = 'user:user_1' where ${entry(3)}`,
        trueHash(3),
      )

      expect(found).toEqual(["hash of 4"])
    })

    it("is named where the last entry is gone", async () => {
      const found = await foundAfter(`delete from loyalty_entry where ${entry(7)}`)

      expect(found).toEqual(expect.arrayContaining(["last_sequence of 7", "last_hash of 7", "held of 7"]))
    })

    it("is named where an entry in between is gone, by the one that followed it", async () => {
      const found = await foundAfter(`delete from loyalty_entry where ${entry(3)}`)

      expect(found).toEqual(expect.arrayContaining(["sequence of 4", "hash of 4"]))
      expect(found).not.toContain("sequence of 5")
    })

    it.each([
      ["expiry", "expires_at = expires_at + interval '1 year'", "lot_expires_at of 1"],
      ["expiry, taken away", "expires_at = null", "lot_expires_at of 1"],
      ["remainder", "remaining = remaining + 7", "lot_remaining of 1"],
      ["size", "points = points + 7, remaining = remaining + 7", "lots_moved of 1"],
      ["expired points", "expired = 7", "lot_expired of 1"],
      ["openness", "open = false", "lot_open of 1"],
      ["state", "state = 'pending'", "lot_state of 1"],
      ["age", "earned_at = earned_at - interval '1 day'", "lot_earned_at of 1"],
      ["award", "award_id = 999", "lot_award of 1"],
      ["entry", "entry_id = entry_id + 1", "lots_moved of 1"],
      ["activation", "activation_entry_id = 1", "lot_activation of 1"],
    ])("is named where it is a lot's %s", async (_what, change, expected) => {
      expect(await foundAfter(`update loyalty_lot set ${change} where ${firstLot}`)).toContain(expected)
    })

    it("is named where it is the expiry of points that an activation gave their time", async () => {
      const found = await foundAfter(
        `update loyalty_lot set expires_at = expires_at + interval '1 year'
         where account_id = :account and award_id is not null`,
      )

      expect(found).toEqual(["lot_expires_at of 3"])
    })

    it("is named where a lot is gone, and where one came from nowhere", async () => {
      expect(await foundAfter(`delete from loyalty_lot where ${firstLot}`)).toContain("lots_moved of 1")

      account = await eventfulAccount(shop)
      const found = await foundAfter(
        `insert into loyalty_lot (account_id, entry_id, points, remaining, state, open, earned_at)
         values (:account, 0, 1000, 1000, 'available', true, now())`,
      )
      expect(found).toEqual(expect.arrayContaining(["lot_account", "open_lots of 7"]))
    })

    it.each([
      ["was changed", "update loyalty_lot_use set points = points - 1"],
      ["is gone", "delete from loyalty_lot_use"],
    ])("is named where a use of a lot %s", async (_what, change) => {
      const found = await foundAfter(
        `${change} where entry_id = (select id from loyalty_entry where ${entry(4)})`,
      )

      expect(found).toEqual(expect.arrayContaining(["hash of 4", "lots_moved of 4", "lot_remaining of 1"]))
    })

    it("is named where a use of a lot belongs to no entry", async () => {
      const found = await foundAfter(
        `insert into loyalty_lot_use (entry_id, lot_id, points)
         select 0, id, 7 from loyalty_lot where ${firstLot}`,
      )

      expect(found).toEqual(["lot_remaining of 1"])
    })

    it.each([
      ["captured points", "captured = captured - 1, restored = 0", "redemption_captured of 4"],
      ["restored points", "restored = 0", "redemption_restored of 4"],
      ["held points", "points = points + 1", "redemption_points of 4"],
      ["ending", "status = 'released'", "redemption_status of 4"],
      ["owner", "account_id = 0", "redemption_account of 4"],
      ["key", "id = -id", "redemption_points of 4"],
    ])("is named where it is a redemption's %s", async (_what, change, expected) => {
      const found = await foundAfter(`update loyalty_redemption set ${change} where ${firstRedemption}`)

      expect(found).toContain(expected)
    })

    it("is named where a redemption is gone, though it had ended", async () => {
      const found = await foundAfter(`delete from loyalty_redemption where ${firstRedemption}`)

      expect(found).toContain("redemption_status of 4")
    })

    it.each([
      ["is gone", "delete from loyalty_hold"],
      ["names another redemption", "update loyalty_hold set redemption_id = 0"],
      ["is another cart's", "update loyalty_hold set cart_id = 'other:' || redemption_id"],
    ])("is named where a cart's hold %s", async (_what, change) => {
      const found = await foundAfter(
        `${change} where redemption_id = (select max(id) from loyalty_redemption where account_id = :account)`,
      )

      expect(found).toEqual(["holds of 7"])
    })

    it("is named where a cart holds what an order has captured", async () => {
      const found = await foundAfter(
        `insert into loyalty_hold select cart_id, id, now() from loyalty_redemption where ${firstRedemption}`,
      )

      expect(found).toEqual(["holds of 7"])
    })

    it("is named where an award was changed, or is gone", async () => {
      const found = await foundAfter(
        `update loyalty_award set earned = earned + 1 where account_id = :account`,
      )
      expect(found).toEqual(["award_earned of 2"])

      account = await eventfulAccount(shop)
      expect(await foundAfter(`delete from loyalty_award where account_id = :account`)).toContain(
        "award_earned of 2",
      )
    })

    const forgery = (hash: string) => `
      insert into loyalty_entry (account_id, sequence, type, available_change, pending_change, held_change,
        available_after, pending_after, held_after, reason, actor, idempotency_key, fingerprint, occurred_at,
        hash)
      select account_id, 8, 'adjust', 1000, 0, 0, available_after + 1000, pending_after, held_after, 'gift', 'system',
        'forged:' || account_id, '', now(), ${hash} from loyalty_entry where ${entry(7)}`

    it("is named where an entry was forged and the account told of it", async () => {
      const found = await foundAfter(
        forgery("sha256('x')"),
        `update loyalty_account a set available = available_after, sequence = e.sequence, last_hash = e.hash
         from loyalty_entry e where e.account_id = a.id and e.sequence = 8 and a.id = :account`,
      )

      expect(found).toEqual(expect.arrayContaining(["hash of 8", "lots_moved of 8", "open_lots of 8"]))
    })

    it("is named where an entry was forged with a true hash, and the account does not know it", async () => {
      const found = await foundAfter(forgery("'\\x'::bytea"), trueHash(8))

      expect(found).toEqual(expect.arrayContaining(["last_sequence of 8", "last_hash of 8"]))
      expect(found).not.toContain("hash of 8")
    })
  },
  { provable: false },
)
