import { toPoints } from "../../src/modules/loyalty/domain/points"
import type { RestorationPolicy, ReversalPolicy } from "../../src/modules/loyalty/domain/program"
import { day, describeLedger, refusalOf } from "./ledger-database"

describeLedger("points that are spent", (shop) => {
  it("are those that expire soonest; those that never expire go last", async () => {
    const { id } = await shop.customer()
    await shop.earns(id, 0, 100)
    await shop.earns(id, 0, 100, 300)
    await shop.earns(id, 0, 100, 100)

    await shop.holds(id, 1, 230)

    expect(await shop.remaining(id)).toEqual([70, 0, 0])
    expect(await shop.balance(id)).toEqual({ available: 70, pending: 0, held: 230 })
  })

  it("are the older ones where two expire on the same day", async () => {
    const { id } = await shop.customer()
    await shop.earns(id, 1, 100, 300)
    await shop.earns(id, 0, 100, 300)

    await shop.holds(id, 2, 30)

    expect(await shop.remaining(id)).toEqual([100, 70])
  })

  it("come back to their own lots when the cart is abandoned", async () => {
    const { id } = await shop.customer()
    await shop.earns(id, 0, 100, 100)
    await shop.earns(id, 0, 100, 200)
    const redemptionId = await shop.holds(id, 1, 150)

    await shop.ledger.release({ redemptionId, ending: "lapse" }, shop.posting(2))

    expect(await shop.remaining(id)).toEqual([100, 100])
    expect(await shop.balance(id)).toEqual({ available: 200, pending: 0, held: 0 })
  })

  it("can be changed on the same cart, where the first amount goes back in the same posting", async () => {
    const { id } = await shop.customer()
    await shop.earns(id, 0, 100)
    await shop.holds(id, 1, 80, { cartId: "cart_of_ada" })

    await shop.holds(id, 1, 90, { cartId: "cart_of_ada" })

    expect(await shop.balance(id)).toEqual({ available: 10, pending: 0, held: 90 })
  })

  it("stay on the cart as they were when another amount is refused", async () => {
    const { id } = await shop.customer()
    await shop.earns(id, 0, 100)
    await shop.holds(id, 1, 80, { cartId: "cart_of_eve" })

    const refusal = await refusalOf(shop.holds(id, 1, 101, { cartId: "cart_of_eve" }))

    expect(refusal).toBe("insufficient_points")
    expect(await shop.balance(id)).toEqual({ available: 20, pending: 0, held: 80 })
  })

  it("are only as many as the order needs: the latest to expire come back", async () => {
    const { id } = await shop.customer()
    await shop.earns(id, 0, 100, 100)
    await shop.earns(id, 0, 100, 200)
    const redemptionId = await shop.holds(id, 1, 150)

    await shop.captures(redemptionId, 1, 120)

    expect(await shop.remaining(id)).toEqual([0, 80])
    expect(await shop.balance(id)).toEqual({ available: 80, pending: 0, held: 0 })
  })

  it("are not spent from a frozen account, from points of yesterday, or beyond what is there", async () => {
    const { id, publicId } = await shop.customer()
    await shop.earns(id, 0, 100, 10)

    expect(await refusalOf(shop.holds(id, 5, 101))).toBe("insufficient_points")
    expect(await refusalOf(shop.holds(id, 11, 1))).toBe("insufficient_points")
    await shop.accounts.setStatus(publicId, "frozen")
    expect(await refusalOf(shop.holds(id, 5, 1))).toBe("account_frozen")
    expect(await shop.balance(id)).toEqual({ available: 100, pending: 0, held: 0 })
  })

  it("do not vanish under a hold when their day comes, but do once they are given back", async () => {
    const { id } = await shop.customer()
    await shop.earns(id, 0, 100, 10)
    const redemptionId = await shop.holds(id, 9, 60)

    await shop.ledger.expireDue(day(10), 100)
    expect(await shop.balance(id)).toEqual({ available: 0, pending: 0, held: 60 })

    await shop.ledger.release({ redemptionId, ending: "release" }, shop.posting(11))
    await shop.ledger.expireDue(day(11), 100)
    expect(await shop.balance(id)).toEqual({ available: 0, pending: 0, held: 0 })
  })

  it("are nobody's redemption where there is none", async () => {
    expect(await refusalOf(shop.captures(999_999, 1, 10))).toBe("redemption_not_found")
    expect(
      await refusalOf(shop.ledger.release({ redemptionId: 999_999, ending: "release" }, shop.posting(1))),
    ).toBe("redemption_not_found")
    expect(await refusalOf(shop.earns(999_999, 1, 10))).toBe("account_not_found")
  })
})

describeLedger("spent points of returned goods", (shop) => {
  const restores = async (
    redemptionId: number,
    onDay: number,
    points: number,
    policy: RestorationPolicy = "grace",
    reissuedUntil = onDay + 30,
  ) =>
    await shop.ledger.restore(
      { redemptionId, points: toPoints(points), policy, reissueExpiresAt: day(reissuedUntil) },
      shop.posting(onDay),
    )

  const lotsOf = async (accountId: number) => {
    const lots = await shop.rows<{ remaining: string; expires_at: Date }>(
      `select remaining, expires_at from loyalty_lot where account_id = $1 order by id`,
      [accountId],
    )
    return lots.map(({ remaining, expires_at }) => ({
      points: Number(remaining),
      expiresOn: Math.round((expires_at.getTime() - day(0).getTime()) / 86_400_000),
    }))
  }

  it("go back to the lots they came from and expire when they would have", async () => {
    const { id } = await shop.customer()
    await shop.earns(id, 0, 100, 100)
    await shop.earns(id, 0, 100, 200)
    const redemptionId = await shop.spends(id, 1, 150)

    await restores(redemptionId, 20, 90)

    expect(await lotsOf(id)).toEqual([
      { points: 40, expiresOn: 100 },
      { points: 100, expiresOn: 200 },
    ])
  })

  it("come back in parts as they would have come in one", async () => {
    const { id } = await shop.customer()
    await shop.earns(id, 0, 100, 100)
    await shop.earns(id, 0, 100, 200)
    const redemptionId = await shop.spends(id, 1, 150)

    for (const points of [30, 30, 30]) await restores(redemptionId, 20, points)

    expect(await lotsOf(id)).toEqual([
      { points: 40, expiresOn: 100 },
      { points: 100, expiresOn: 200 },
    ])
  })

  it("are never more than were spent", async () => {
    const { id } = await shop.customer()
    await shop.earns(id, 0, 100)
    const redemptionId = await shop.spends(id, 1, 60)
    await restores(redemptionId, 2, 50)

    expect(await refusalOf(restores(redemptionId, 3, 11))).toBe("invalid_points")
    await restores(redemptionId, 3, 10)
    expect(await shop.balance(id)).toEqual({ available: 100, pending: 0, held: 0 })
  })

  it("get some days of grace where their lot has expired meanwhile", async () => {
    const { id } = await shop.customer()
    await shop.earns(id, 0, 100, 10)
    await shop.earns(id, 0, 100, 200)
    const redemptionId = await shop.spends(id, 9, 130)

    await restores(redemptionId, 20, 130, "grace")

    expect(await lotsOf(id)).toEqual([
      { points: 0, expiresOn: 10 },
      { points: 100, expiresOn: 200 },
      { points: 100, expiresOn: 50 },
    ])
  })

  it("get a new life where the program reissues them", async () => {
    const { id } = await shop.customer()
    await shop.earns(id, 0, 100, 10)
    const redemptionId = await shop.spends(id, 9, 40)

    await restores(redemptionId, 20, 40, "reissue", 385)

    expect(await lotsOf(id)).toEqual([
      { points: 60, expiresOn: 10 },
      { points: 40, expiresOn: 385 },
    ])
  })

  it("stay expired where the program says so", async () => {
    const { id } = await shop.customer()
    await shop.earns(id, 0, 100, 10)
    const redemptionId = await shop.spends(id, 9, 100)

    await restores(redemptionId, 20, 100, "stay_expired")
    await shop.ledger.expireDue(day(20), 100)

    expect(await lotsOf(id)).toEqual([{ points: 0, expiresOn: 10 }])
    expect(await shop.balance(id)).toEqual({ available: 0, pending: 0, held: 0 })
  })
})

describeLedger("earned points of returned goods", (shop) => {
  const reverses = async (
    awardId: number,
    accountId: number,
    points: number,
    policy: ReversalPolicy = "within_balance",
  ) => await shop.ledger.reverse({ accountId, awardId, points: toPoints(points), policy }, shop.posting(50))

  const awardOf = async (awardId: number) => {
    const [award] = await shop.rows<Record<"reversed" | "expired_forgiven" | "shortfall", string>>(
      `select reversed, expired_forgiven, shortfall from loyalty_award where id = $1`,
      [awardId],
    )
    return {
      reversed: Number(award.reversed),
      expired: Number(award.expired_forgiven),
      shortfall: Number(award.shortfall),
    }
  }

  /** 100 points of an order, available, of which 70 are spent; 20 others are left beside the 30. */
  const orderMostlySpent = async (): Promise<{ id: number; awardId: number }> => {
    const { id } = await shop.customer()
    const awardId = await shop.award(id)
    await shop.earnsFor(awardId, id, 0, 100)
    await shop.activates(awardId, id, 14, 100)
    await shop.spends(id, 15, 70)
    await shop.earns(id, 16, 20, 90)
    return { id, awardId }
  }

  it("are the order's own pending points before any that can be spent", async () => {
    const { id } = await shop.customer()
    const awardId = await shop.award(id)
    await shop.earnsFor(awardId, id, 0, 60)
    await shop.activates(awardId, id, 14, 400)
    await shop.earnsFor(awardId, id, 20, 40)
    await shop.earns(id, 0, 500, 90)

    await reverses(awardId, id, 50)

    expect(await shop.balance(id)).toEqual({ available: 550, pending: 0, held: 0 })
    expect(await shop.remaining(id)).toEqual([50, 0, 500])
  })

  it("stay with the member once they are available, where only pending points are taken", async () => {
    const { id, awardId } = await orderMostlySpent()

    await reverses(awardId, id, 100, "only_pending")

    expect(await shop.balance(id)).toEqual({ available: 50, pending: 0, held: 0 })
    expect(await awardOf(awardId)).toEqual({ reversed: 100, expired: 0, shortfall: 100 })
  })

  it("are taken from other points too, but never below zero, within the balance", async () => {
    const { id, awardId } = await orderMostlySpent()

    await reverses(awardId, id, 100, "within_balance")

    expect(await shop.balance(id)).toEqual({ available: 0, pending: 0, held: 0 })
    expect(await awardOf(awardId)).toEqual({ reversed: 100, expired: 0, shortfall: 50 })
  })

  it("take the balance below zero where the owner allows it, and the next points pay the debt first", async () => {
    const { id, awardId } = await orderMostlySpent()

    await reverses(awardId, id, 100, "allow_negative")
    expect(await shop.balance(id)).toEqual({ available: -50, pending: 0, held: 0 })
    expect(await refusalOf(shop.holds(id, 51, 1))).toBe("insufficient_points")

    await shop.earns(id, 51, 80)
    expect(await shop.balance(id)).toEqual({ available: 30, pending: 0, held: 0 })
    expect(await shop.remaining(id)).toEqual([0, 0, 30])
    expect(await awardOf(awardId)).toEqual({ reversed: 100, expired: 0, shortfall: 0 })
  })

  it("pay the debt also when they become available and when spent points come back", async () => {
    const { id, awardId } = await orderMostlySpent()
    const other = await shop.award(id)
    await shop.earnsFor(other, id, 17, 30)
    const redemptionId = await shop.spends(id, 18, 40)
    await reverses(awardId, id, 100, "allow_negative")
    expect(await shop.balance(id)).toEqual({ available: -90, pending: 30, held: 0 })

    await shop.activates(other, id, 60)
    expect(await shop.balance(id)).toEqual({ available: -60, pending: 0, held: 0 })
    await shop.ledger.restore(
      { redemptionId, points: toPoints(40), policy: "grace", reissueExpiresAt: null },
      shop.posting(61),
    )

    expect(await shop.balance(id)).toEqual({ available: -20, pending: 0, held: 0 })
    expect(await shop.remaining(id)).toEqual([0, 0, 0])
  })

  it("are not taken a second time where they had expired by themselves", async () => {
    const { id } = await shop.customer()
    const awardId = await shop.award(id)
    await shop.earnsFor(awardId, id, 0, 100)
    await shop.activates(awardId, id, 14, 30)
    await shop.ledger.expireDue(day(30), 100)
    await shop.earns(id, 31, 500)

    await reverses(awardId, id, 100, "allow_negative")

    expect(await shop.balance(id)).toEqual({ available: 500, pending: 0, held: 0 })
    expect(await awardOf(awardId)).toEqual({ reversed: 100, expired: 100, shortfall: 0 })
  })

  it("are never more than the order earned", async () => {
    const { id } = await shop.customer()
    const awardId = await shop.award(id)
    await shop.earnsFor(awardId, id, 0, 100)
    await reverses(awardId, id, 60)

    expect(await refusalOf(reverses(awardId, id, 41))).toBe("invalid_points")
    expect(await shop.balance(id)).toEqual({ available: 0, pending: 40, held: 0 })
  })

  it("are not those of an order that somebody else made", async () => {
    const { id: ada } = await shop.customer()
    const { id: eve } = await shop.customer()
    const awardId = await shop.award(ada)
    await shop.earnsFor(awardId, ada, 0, 100)

    expect(await refusalOf(shop.earnsFor(awardId, eve, 0, 100))).toBe("ledger_fault")
    expect(await refusalOf(reverses(awardId, eve, 100))).toBe("ledger_fault")
    expect(await shop.activates(awardId, eve, 14)).toBeNull()
    expect(await shop.balance(eve)).toEqual({ available: 0, pending: 0, held: 0 })
  })
})

describeLedger("a request that comes again", (shop) => {
  it("has one effect and the first answer, marked as a replay", async () => {
    const { id } = await shop.customer()
    const command = { accountId: id, points: toPoints(100), pending: false }
    const first = await shop.ledger.earn(command, shop.posting(0, "order:1:earn"))
    await shop.earns(id, 1, 50)

    const again = await shop.ledger.earn(command, shop.posting(7, "order:1:earn"))

    expect(again).toEqual({ ...first, replayed: true })
    expect(await shop.balance(id)).toEqual({ available: 150, pending: 0, held: 0 })
  })

  it("is an error where it asks for something else under the same key", async () => {
    const { id: ada } = await shop.customer()
    const { id: eve } = await shop.customer()
    await shop.holds(ada, 0, 1, { key: "retry" }).catch(() => undefined)
    await shop.earns(ada, 0, 100)
    await shop.earns(eve, 0, 100)
    await shop.holds(ada, 1, 10, { key: "retry", cartId: "cart_1" })

    expect(await refusalOf(shop.holds(ada, 1, 11, { key: "retry", cartId: "cart_1" }))).toBe(
      "idempotency_key_reused",
    )
    expect(await refusalOf(shop.holds(eve, 1, 10, { key: "retry", cartId: "cart_1" }))).toBe(
      "idempotency_key_reused",
    )
    expect(await shop.balance(ada)).toEqual({ available: 90, pending: 0, held: 10 })
    expect(await shop.balance(eve)).toEqual({ available: 100, pending: 0, held: 0 })
  })

  it("may find its redemption ended meanwhile and still gets the first answer", async () => {
    const { id } = await shop.customer()
    await shop.earns(id, 0, 100)
    const redemptionId = await shop.holds(id, 1, 40, { key: "apply", cartId: "cart_2" })
    await shop.ledger.release({ redemptionId, ending: "release" }, shop.posting(2))

    expect(await shop.holds(id, 3, 40, { key: "apply", cartId: "cart_2" })).toBe(redemptionId)
    expect(await shop.balance(id)).toEqual({ available: 100, pending: 0, held: 0 })
  })
})

describeLedger("a correction by hand", (shop) => {
  const adjusts = async (accountId: number, points: number, onDay = 1) =>
    await shop.ledger.adjust({ accountId, points: toPoints(points) }, shop.posting(onDay))

  it("gives points, and takes them only as far as they are there", async () => {
    const { id } = await shop.customer()
    await adjusts(id, 30)
    await adjusts(id, -10)

    expect(await refusalOf(adjusts(id, -21))).toBe("insufficient_points")
    expect(await refusalOf(adjusts(id, 0))).toBe("invalid_points")
    expect(await shop.balance(id)).toEqual({ available: 20, pending: 0, held: 0 })
  })

  it("never makes more points than can be counted exactly", async () => {
    const { id } = await shop.customer()
    await adjusts(id, Number.MAX_SAFE_INTEGER)

    expect(await refusalOf(adjusts(id, 1))).toBe("invalid_points")
    expect(await shop.balance(id)).toEqual({ available: Number.MAX_SAFE_INTEGER, pending: 0, held: 0 })
  })

  it("keeps what staff wrote beside the ledger, where it can be erased without breaking the proof", async () => {
    const { id } = await shop.customer()
    const note = "Ada called about her lost parcel."
    const { entryId } = await shop.ledger.adjust(
      { accountId: id, points: toPoints(30), note },
      shop.posting(1),
    )
    expect(await shop.rows(`select note from loyalty_entry_note where entry_id = $1`, [entryId])).toEqual([
      { note },
    ])

    await shop.rows(`delete from loyalty_entry_note where entry_id = $1`, [entryId])

    expect((await shop.verification.verify()).discrepancies).toEqual([])
  })
})
