import {
  applyCommand,
  brokenPromisesOf,
  differencesAfterReplay,
  emptyLedger,
  type Command,
  type Entry,
  type LedgerState,
} from "../ledger"
import { daysLater } from "./arbitrary-commands"

type Unkeyed = Command extends infer One
  ? One extends Command
    ? Omit<One, "key" | "fingerprint" | "at">
    : never
  : never

/** One customer's account, told as a story: what is claimed of it is checked after every sentence. */
class Account {
  state: LedgerState = emptyLedger()
  entries: Entry[] = []
  private commands = 0

  does(day: number, command: Unkeyed): this {
    const answer = this.asks(day, command)
    if ("error" in answer) throw new Error(`${command.type} was refused: ${answer.error}`)
    this.state = answer.state
    this.entries.push(...answer.entries)
    expect(brokenPromisesOf(this.state)).toEqual([])
    expect(differencesAfterReplay(this.entries, this.state)).toEqual([])
    return this
  }

  asks(day: number, command: Unkeyed) {
    this.commands += 1
    const key = `key_${this.commands}`
    return applyCommand(this.state, { ...command, key, fingerprint: key, at: daysLater(day) })
  }

  refusal(day: number, command: Unkeyed): string | null {
    const answer = this.asks(day, command)
    return "error" in answer ? answer.error : null
  }

  earns(day: number, points: number, expiresOn: number | null = null, awardId: number | null = null): this {
    const expiresAt = expiresOn === null ? null : daysLater(expiresOn)
    return this.does(day, { type: "earn", points, pending: false, expiresAt, awardId })
  }

  earnsPending(day: number, points: number, awardId: number): this {
    return this.does(day, { type: "earn", points, pending: true, expiresAt: null, awardId })
  }

  holds(day: number, points: number, redemptionId = "r1"): this {
    return this.does(day, { type: "hold", redemptionId, points })
  }

  captures(day: number, points: number, redemptionId = "r1"): this {
    return this.does(day, { type: "capture", redemptionId, points })
  }

  get balance() {
    const { available, pending, held } = this.state
    return { available, pending, held }
  }

  get remaining() {
    return this.state.lots.map((lot) => lot.remaining)
  }

  get last(): Entry {
    return this.entries[this.entries.length - 1]
  }

  get types() {
    return this.entries.map((entry) => entry.type)
  }
}

const account = () => new Account()

describe("earning", () => {
  it("makes points available at once, or pending until the award is activated", () => {
    const shopper = account().earns(0, 30).earnsPending(0, 100, 1)
    expect(shopper.balance).toEqual({ available: 30, pending: 100, held: 0 })

    shopper.does(14, { type: "activate", awardId: 1, expiresAt: daysLater(379) })

    expect(shopper.balance).toEqual({ available: 130, pending: 0, held: 0 })
    expect(shopper.state.lots[1]).toMatchObject({ state: "available", expiresAt: daysLater(379) })
  })

  it("activates an award once; a second time there is nothing to do and nothing is written", () => {
    const shopper = account()
      .earnsPending(0, 100, 1)
      .does(14, { type: "activate", awardId: 1, expiresAt: null })

    const again = shopper.asks(15, { type: "activate", awardId: 1, expiresAt: null })

    expect(again).toEqual({ state: shopper.state, entries: [], outcome: "nothing_to_do" })
  })

  it.each([0, -1, 0.5, NaN])("of %p points is refused", (points) => {
    expect(account().refusal(0, { type: "earn", points, pending: false, expiresAt: null })).toBe(
      "invalid_points",
    )
  })
})

describe("spending", () => {
  it("empties the lot that expires soonest first, then the oldest, and the one that never expires last", () => {
    const shopper = account().earns(0, 10).earns(1, 10, 90).earns(2, 10, 30).earns(3, 10, 30)

    shopper.holds(4, 25)

    expect(shopper.last.uses).toEqual([
      { lotId: 3, points: -10 },
      { lotId: 4, points: -10 },
      { lotId: 2, points: -5 },
    ])
    expect(shopper.balance).toEqual({ available: 15, pending: 0, held: 25 })
  })

  it("takes the older of two lots that expire together, whichever was booked first", () => {
    const shopper = account().earns(2, 10, 30).earns(1, 10, 30).holds(4, 5)

    expect(shopper.last.uses).toEqual([{ lotId: 2, points: -5 }])
  })

  it("never reaches for pending points or for more than there is", () => {
    const shopper = account().earns(0, 10).earnsPending(0, 100, 1)

    expect(shopper.refusal(1, { type: "hold", redemptionId: "r1", points: 11 })).toBe("insufficient_points")
  })

  it("does not reach points that expired by now, though no job has run yet", () => {
    const shopper = account().earns(0, 10, 5).earns(0, 10, 50)
    expect(shopper.refusal(6, { type: "hold", redemptionId: "r1", points: 11 })).toBe("insufficient_points")

    shopper.holds(6, 10)

    expect(shopper.types).toEqual(["earn", "earn", "expire", "hold"])
    expect(shopper.balance).toEqual({ available: 0, pending: 0, held: 10 })
  })

  it("is refused while the account is frozen, and so is completing the order", () => {
    const shopper = account().earns(0, 10).holds(0, 5)
    shopper.state = { ...shopper.state, status: "frozen" }

    expect(shopper.refusal(1, { type: "hold", redemptionId: "r2", points: 5 })).toBe("account_frozen")
    expect(shopper.refusal(1, { type: "commit", redemptionId: "r1" })).toBe("account_frozen")
  })

  it("keeps the points drawn first and gives back the last drawn when the order took fewer", () => {
    const shopper = account().earns(0, 10, 30).earns(0, 10, 90).holds(1, 20)

    shopper.captures(2, 13)

    expect(shopper.types.slice(-2)).toEqual(["capture", "release"])
    expect(shopper.remaining).toEqual([0, 7])
    expect(shopper.balance).toEqual({ available: 7, pending: 0, held: 0 })
  })

  it("of nothing leaves only the release on record", () => {
    const shopper = account().earns(0, 10).holds(1, 10).captures(2, 0)

    expect(shopper.types).toEqual(["earn", "hold", "release"])
    expect(shopper.balance.available).toBe(10)
  })

  it.each([-1, 6, 0.5])("cannot capture %p of 5 held points", (points) => {
    const shopper = account().earns(0, 10).holds(1, 5)

    expect(shopper.refusal(2, { type: "capture", redemptionId: "r1", points })).toBe("invalid_points")
  })
})

describe("a redemption", () => {
  it.each(["capture", "release", "lapse"] as const)(
    "ends once: after %s nothing else can end it",
    (ending) => {
      const shopper = account().earns(0, 10).holds(1, 5)
      shopper.does(2, { type: ending, redemptionId: "r1", points: 5 })

      for (const type of ["capture", "release", "lapse", "commit"] as const) {
        expect(shopper.refusal(3, { type, redemptionId: "r1", points: 5 })).toBe("redemption_ended")
      }
    },
  )

  it("does not lapse while its order is being made, and lapses again when that failed", () => {
    const shopper = account().earns(0, 10).holds(1, 5).does(2, { type: "commit", redemptionId: "r1" })
    expect(shopper.refusal(3, { type: "lapse", redemptionId: "r1" })).toBe("redemption_ended")
    expect(shopper.refusal(3, { type: "commit", redemptionId: "r1" })).toBe("redemption_ended")

    shopper.does(3, { type: "reopen", redemptionId: "r1" }).does(4, { type: "lapse", redemptionId: "r1" })

    expect(shopper.balance).toEqual({ available: 10, pending: 0, held: 0 })
    expect(shopper.asks(5, { type: "reopen", redemptionId: "r1" })).toMatchObject({
      outcome: "nothing_to_do",
    })
  })

  it("that nobody opened cannot be found", () => {
    for (const type of ["capture", "release", "lapse", "commit", "reopen", "restore"] as const) {
      expect(account().refusal(0, { type, redemptionId: "r9", points: 1 } as Unkeyed)).toBe(
        "redemption_not_found",
      )
    }
  })

  it("is replaced by the cart's next one in one posting, and stays if that one is refused", () => {
    const shopper = account()
      .earns(0, 10)
      .does(1, { type: "hold", redemptionId: "r1", points: 8, cartId: "cart" })
    const tooMuch: Unkeyed = { type: "hold", redemptionId: "r2", points: 11, cartId: "cart" }
    expect(shopper.refusal(2, tooMuch)).toBe("insufficient_points")
    expect(shopper.state.redemptions.get("r1")?.status).toBe("open")

    shopper.does(2, { ...tooMuch, points: 10 })

    expect(shopper.types).toEqual(["earn", "hold", "release", "hold"])
    expect(shopper.state.redemptions.get("r1")?.status).toBe("released")
    expect(shopper.balance).toEqual({ available: 0, pending: 0, held: 10 })
  })

  it("of one cart lets that of another cart be", () => {
    const shopper = account()
      .earns(0, 10)
      .does(1, { type: "hold", redemptionId: "r1", points: 4, cartId: "one" })

    shopper.does(1, { type: "hold", redemptionId: "r2", points: 6, cartId: "two" })

    expect(shopper.balance).toEqual({ available: 0, pending: 0, held: 10 })
  })

  it("is not replaced while its order is being made", () => {
    const shopper = account()
      .earns(0, 10)
      .does(1, { type: "hold", redemptionId: "r1", points: 8, cartId: "cart" })
    shopper.does(1, { type: "commit", redemptionId: "r1" })

    expect(shopper.refusal(2, { type: "hold", redemptionId: "r2", points: 1, cartId: "cart" })).toBe(
      "cart_completed",
    )
  })

  it("keeps its name to itself", () => {
    const shopper = account().earns(0, 10).holds(1, 5)

    expect(shopper.refusal(2, { type: "hold", redemptionId: "r1", points: 5 })).toBe("redemption_mismatch")
  })
})

describe("expiry", () => {
  it("takes everything that is due in one entry and nothing that is not", () => {
    const shopper = account().earns(0, 10, 5).earns(0, 20, 6).earns(0, 30, 7).earns(0, 40)

    shopper.does(6, { type: "expire" })

    expect(shopper.remaining).toEqual([0, 0, 30, 40])
    expect(shopper.last).toMatchObject({ type: "expire", available: -30 })
    expect(shopper.asks(6, { type: "expire" })).toMatchObject({ outcome: "nothing_to_do" })
  })

  it("does not take points from under a hold; they expire when they come back", () => {
    const shopper = account().earns(0, 10, 5).holds(4, 10).does(6, { type: "expire" })
    expect(shopper.balance).toEqual({ available: 0, pending: 0, held: 10 })

    shopper.does(7, { type: "release", redemptionId: "r1" }).does(8, { type: "expire" })

    expect(shopper.balance).toEqual({ available: 0, pending: 0, held: 0 })
    expect(shopper.state.lots[0]).toMatchObject({ expired: 10, open: false })
  })
})

describe("giving back spent points", () => {
  const spentTwoLots = () => account().earns(0, 10, 30).earns(0, 10, 90).holds(1, 20).captures(2, 20)
  const restore = (
    points: number,
    expiredPolicy: "stay_expired" | "grace" | "reissue",
    until: number | null = null,
  ) =>
    ({
      type: "restore",
      redemptionId: "r1",
      points,
      expiredPolicy,
      reissueExpiresAt: until === null ? null : daysLater(until),
    }) as const

  it("goes to the lots they came from, the last drawn first, with their own expiry", () => {
    const shopper = spentTwoLots().does(3, restore(4, "grace", 99))
    expect(shopper.remaining).toEqual([0, 4])

    shopper.does(4, restore(9, "grace", 99))

    expect(shopper.remaining).toEqual([3, 10])
    expect(shopper.state.lots[0].expiresAt).toEqual(daysLater(30))
  })

  it.each(["grace", "reissue"] as const)(
    "under %s replaces what expired meanwhile by one new lot",
    (policy) => {
      const shopper = spentTwoLots().does(100, restore(20, policy, 130))

      expect(shopper.remaining).toEqual([0, 0, 20])
      expect(shopper.state.lots[2]).toMatchObject({ expiresAt: daysLater(130), awardId: null })
      expect(shopper.last).toMatchObject({ type: "restore", available: 20, lotId: 3, uses: [] })
    },
  )

  it("replaces only the part that expired", () => {
    const shopper = spentTwoLots().does(50, restore(15, "grace", 80))

    expect(shopper.remaining).toEqual([0, 10, 5])
  })

  it("under stay_expired leaves them to the next expiry", () => {
    const shopper = spentTwoLots().does(50, restore(15, "stay_expired"))
    expect(shopper.remaining).toEqual([5, 10])

    shopper.does(51, { type: "expire" })

    expect(shopper.remaining).toEqual([0, 10])
    expect(shopper.balance.available).toBe(10)
  })

  it("never gives back more than is still spent, nor what was never captured", () => {
    const shopper = spentTwoLots().does(3, restore(15, "grace"))
    expect(shopper.refusal(4, restore(6, "grace"))).toBe("invalid_points")

    expect(account().earns(0, 9).holds(0, 9).refusal(1, restore(1, "grace"))).toBe("redemption_ended")
  })
})

describe("taking back earned points", () => {
  const reverse = (points: number, policy: "only_pending" | "within_balance" | "allow_negative") =>
    ({ type: "reverse", awardId: 1, points, policy }) as const
  /** 100 pending and 40 available from the order itself, 30 from elsewhere that expire sooner. */
  const wellOff = () => account().earns(0, 30, 20, 2).earns(0, 40, 90, 1).earnsPending(0, 100, 1)

  it("takes the order's own pending points first", () => {
    expect(wellOff().does(1, reverse(60, "allow_negative")).remaining).toEqual([30, 40, 40])
  })

  it("then its own available ones, then others", () => {
    const shopper = wellOff().does(1, reverse(150, "within_balance"))

    expect(shopper.remaining).toEqual([20, 0, 0])
    expect(shopper.last).toMatchObject({ pending: -100, available: -50, shortfall: 0 })
  })

  it("stops at the pending ones under only_pending and says what was missing", () => {
    const shopper = wellOff().does(1, reverse(150, "only_pending"))

    expect(shopper.remaining).toEqual([30, 40, 0])
    expect(shopper.last).toMatchObject({ pending: -100, available: 0, shortfall: 50 })
  })

  it("stops at zero under within_balance", () => {
    const shopper = wellOff().does(1, reverse(200, "within_balance"))

    expect(shopper.balance).toEqual({ available: 0, pending: 0, held: 0 })
    expect(shopper.last.shortfall).toBe(30)
  })

  it("goes below zero under allow_negative", () => {
    const shopper = wellOff().does(1, reverse(200, "allow_negative"))

    expect(shopper.balance).toEqual({ available: -30, pending: 0, held: 0 })
    expect(shopper.last.shortfall).toBe(0)
  })

  it("leaves points alone that another checkout holds", () => {
    const shopper = account().earns(0, 40, null, 1).holds(1, 40).does(2, reverse(40, "within_balance"))

    expect(shopper.balance).toEqual({ available: 0, pending: 0, held: 40 })
    expect(shopper.last.shortfall).toBe(40)
  })

  it("does not take a second time what has expired by itself, and forgives it only once", () => {
    const shopper = account().earns(0, 50, 5, 1).earns(0, 100, null, 2).does(6, { type: "expire" })

    shopper.does(7, reverse(30, "allow_negative"))
    expect(shopper.last).toMatchObject({ available: 0, forgiven: 30, shortfall: 0 })
    shopper.does(8, reverse(30, "allow_negative"))

    expect(shopper.last).toMatchObject({ available: -10, forgiven: 20 })
    expect(shopper.remaining).toEqual([0, 90])
  })

  it("is on record even where nothing could be taken", () => {
    const shopper = account().does(0, reverse(10, "within_balance"))

    expect(shopper.last).toMatchObject({ type: "reverse", available: 0, pending: 0, shortfall: 10 })
  })
})

describe("an account in debt", () => {
  const owing = (points: number) =>
    account().does(0, { type: "reverse", awardId: 1, points, policy: "allow_negative" })

  it("pays with the next points it gets, and keeps what is left of them", () => {
    const shopper = owing(30).earns(1, 20)
    expect([shopper.balance.available, shopper.remaining]).toEqual([-10, [0]])

    shopper.earns(2, 20)

    expect([shopper.balance.available, shopper.remaining]).toEqual([10, [0, 10]])
    expect(shopper.last.uses).toEqual([{ lotId: 2, points: -10 }])
  })

  it("pays with activated points, soonest expiry first", () => {
    const shopper = owing(15).earnsPending(1, 10, 2).earnsPending(2, 10, 2)

    shopper.does(3, { type: "activate", awardId: 2, expiresAt: daysLater(60) })

    expect([shopper.balance.available, shopper.remaining]).toEqual([5, [0, 5]])
  })

  it("pays with points that a redemption gives back", () => {
    const shopper = account().earns(0, 10, 30).earns(0, 10, 90).holds(1, 20)
    shopper.does(2, { type: "reverse", awardId: 7, points: 12, policy: "allow_negative" })

    shopper.does(3, { type: "release", redemptionId: "r1" })

    expect([shopper.balance.available, shopper.remaining]).toEqual([8, [0, 8]])
  })

  it("pays with restored points, reissued ones included", () => {
    const shopper = account().earns(0, 10, 5).holds(1, 10).captures(2, 10)
    shopper.does(3, { type: "reverse", awardId: 7, points: 4, policy: "allow_negative" })

    shopper.does(9, {
      type: "restore",
      redemptionId: "r1",
      points: 10,
      expiredPolicy: "reissue",
      reissueExpiresAt: null,
    })

    expect([shopper.balance.available, shopper.remaining]).toEqual([6, [0, 6]])
  })

  it("pays with points given by hand", () => {
    expect(owing(3).does(1, { type: "adjust", points: 10 }).remaining).toEqual([7])
  })

  it("has nothing to spend", () => {
    expect(owing(3).refusal(1, { type: "hold", redemptionId: "r1", points: 1 })).toBe("insufficient_points")
    expect(owing(3).refusal(1, { type: "adjust", points: -1 })).toBe("insufficient_points")
  })
})

describe("adjusting by hand", () => {
  it("gives a lot of its own, with an expiry if one is named", () => {
    const shopper = account().does(0, { type: "adjust", points: 10, expiresAt: daysLater(5) })

    expect(shopper.state.lots).toMatchObject([{ points: 10, awardId: null, expiresAt: daysLater(5) }])
  })

  it("takes what is available and no more, expired points not counted", () => {
    const shopper = account().earns(0, 10, 5).earns(0, 10)
    expect(shopper.refusal(6, { type: "adjust", points: -11 })).toBe("insufficient_points")

    expect(shopper.does(6, { type: "adjust", points: -10 }).balance.available).toBe(0)
  })

  it.each([0, 1.5])("by %p points is refused", (points) => {
    expect(account().refusal(0, { type: "adjust", points })).toBe("invalid_points")
  })
})

describe("a command that comes twice", () => {
  const earn: Command = {
    type: "earn",
    key: "order:1:award",
    fingerprint: "abc",
    at: daysLater(0),
    points: 10,
    pending: false,
    expiresAt: null,
  }
  const once = applyCommand(emptyLedger(), earn) as { state: LedgerState }

  it("has its effect once and says that it is a replay", () => {
    expect(applyCommand(once.state, { ...earn, at: daysLater(3) })).toEqual({
      state: once.state,
      entries: [],
      outcome: "replayed",
    })
  })

  it("under the key of another request is an error", () => {
    expect(applyCommand(once.state, { ...earn, fingerprint: "xyz" })).toEqual({
      error: "idempotency_key_reused",
    })
  })

  it("remembers where its first entry stands, though an expiry came before it", () => {
    const shopper = account().earns(0, 10, 5).earns(0, 10).holds(6, 5)

    expect(shopper.state.keys.get(shopper.last.key)?.firstSequence).toBe(3)
    expect(shopper.types).toEqual(["earn", "earn", "expire", "hold"])
  })
})

describe("an auditor", () => {
  const shopper = account().earns(0, 30, 20).holds(1, 10).captures(2, 5)

  it("finds a balance that was changed behind the ledger's back", () => {
    const forged = { ...shopper.state, available: 999 }

    expect(brokenPromisesOf(forged)).toHaveLength(1)
    expect(differencesAfterReplay(shopper.entries, forged)).toEqual([
      "What is available is not what the entries say.",
    ])
  })

  it("finds a changed, a missing and a foreign entry, and a changed lot", () => {
    const [first, second, ...rest] = shopper.entries
    const forgedLot = { ...shopper.state, lots: [{ ...shopper.state.lots[0], remaining: 30 }] } as LedgerState

    expect(differencesAfterReplay([{ ...first, available: 31 }, second, ...rest], shopper.state)).not.toEqual(
      [],
    )
    expect(differencesAfterReplay([first, ...rest], shopper.state)).not.toEqual([])
    expect(differencesAfterReplay([...shopper.entries, second], shopper.state)).not.toEqual([])
    expect(differencesAfterReplay(shopper.entries, forgedLot)).toEqual([
      "Lot 1 does not keep what its uses left.",
    ])
  })
})
