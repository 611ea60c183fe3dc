import { stepsOfAward, stepsOfRedemption, type GivenAward, type GivenRedemption } from "../settlement/steps"
import { pts, terms } from "./shop"

const at = new Date("2026-03-01T00:00:00Z")
const inDays = (days: number): Date => new Date(at.getTime() + days * 86_400_000)

const award = (change: Partial<Record<"earned" | "reversed" | "shortfall", number>> = {}): GivenAward => ({
  portion: "",
  accountId: 3,
  earned: pts(change.earned ?? 0),
  reversed: pts(change.reversed ?? 0),
  shortfall: pts(change.shortfall ?? 0),
})

describe("what is left to do for an award", () => {
  const now = { terms: terms(), due: false, expiresAt: inDays(365) }
  const of = { accountId: 3, portion: "" }

  it("is nothing where the order has earned what it deserves", () => {
    expect(stepsOfAward(award({ earned: 60, reversed: 10 }), pts(50), now)).toEqual([])
  })

  it("is to earn what is missing, and to take back what is too much", () => {
    expect(stepsOfAward(award({ earned: 30 }), pts(50), now)).toEqual([{ verb: "earn", ...of, points: 20 }])
    expect(stepsOfAward(award({ earned: 60 }), pts(50), now)).toEqual([
      { verb: "reverse", ...of, points: 10, policy: "within_balance" },
    ])
  })

  it("is not to give twice what an earlier reversal could not collect", () => {
    const collected = award({ earned: 50, reversed: 50, shortfall: 20 })

    expect(stepsOfAward(collected, pts(15), now)).toEqual([{ verb: "keep", ...of, points: 15 }])
    expect(stepsOfAward(collected, pts(50), now)).toEqual([
      { verb: "keep", ...of, points: 20 },
      { verb: "earn", ...of, points: 30 },
    ])
  })

  it("ends with making available what waits, once that is due", () => {
    const due = { ...now, due: true }

    expect(stepsOfAward(award(), pts(50), due)).toEqual([
      { verb: "earn", ...of, points: 50 },
      { verb: "activate", ...of, expiresAt: inDays(365) },
    ])
  })
})

describe("what is left to do for a redemption", () => {
  const now = { terms: terms(), at }
  const of = { accountId: 3, redemptionId: 9 }
  const redemption = (change: Partial<GivenRedemption> = {}): GivenRedemption => ({
    id: 9,
    accountId: 3,
    captured: pts(0),
    restored: pts(0),
    capture: null,
    ...change,
  })

  it("is nothing where it has ended and the order deserves what it spent", () => {
    const captured = redemption({ captured: pts(40), restored: pts(10) })

    expect(stepsOfRedemption(captured, { spent: pts(30) }, now)).toEqual([])
  })

  it("is its capture, and to restore what has come back already", () => {
    const shares = [{ lineId: "a", points: pts(40) }]
    const held = redemption({ capture: { points: pts(40), shares } })

    expect(stepsOfRedemption(held, { spent: pts(25) }, now)).toEqual([
      { verb: "capture", ...of, points: 40, shares },
      { verb: "restore", ...of, points: 15, policy: "grace", expiresAt: inDays(30) },
    ])
  })

  it("is its release where the order shows nothing of it", () => {
    const held = redemption({ capture: { points: pts(0), shares: [] } })

    expect(stepsOfRedemption(held, { spent: pts(0) }, now)).toEqual([{ verb: "release", ...of }])
  })

  it("gives points a life of their own anew where the program says so", () => {
    const captured = redemption({ captured: pts(40) })
    const reissuing = { ...terms(), returns: { ...terms().returns, restoration: "reissue" as const } }

    expect(stepsOfRedemption(captured, { spent: pts(0) }, { terms: reissuing, at })).toEqual([
      { verb: "restore", ...of, points: 40, policy: "reissue", expiresAt: inDays(365) },
    ])
  })
})
