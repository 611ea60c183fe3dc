import fc from "fast-check"
import {
  applyCommand,
  brokenPromisesOf,
  differencesAfterReplay,
  emptyLedger,
  openLots,
  type Command,
  type Entry,
  type LedgerState,
} from "../ledger"
import { arbitraryCommands, daysLater } from "./arbitrary-commands"

interface Life {
  state: LedgerState
  entries: Entry[]
  answers: string[]
}

function live(commands: readonly Command[], from: LedgerState = emptyLedger()): Life {
  const life: Life = { state: from, entries: [], answers: [] }
  for (const command of commands) {
    const answer = applyCommand(life.state, command)
    if ("error" in answer) {
      life.answers.push(answer.error)
      continue
    }
    life.answers.push(answer.outcome)
    life.state = answer.state
    life.entries.push(...answer.entries)
  }
  return life
}

/** A command under a key of its own. */
let keys = 0
const fresh = <Fields extends object>(day: number, fields: Fields) => {
  keys += 1
  return { ...fields, key: `fresh_${keys}`, fingerprint: "", at: daysLater(day) }
}

/** After all that `arbitraryCommands` can draw, so that time only moves forward. */
const longAfter = 2_000

const withoutKeys = ({ keys: _keys, sequence: _sequence, redemptions: _redemptions, ...rest }: LedgerState) =>
  rest

describe("the laws of the ledger", () => {
  it("every state keeps every promise, and the entries alone lead to it", () => {
    fc.assert(
      fc.property(arbitraryCommands(), (commands) => {
        let state = emptyLedger()
        const entries: Entry[] = []
        for (const command of commands) {
          const answer = applyCommand(state, command)
          if ("error" in answer) continue
          state = answer.state
          entries.push(...answer.entries)
          expect(brokenPromisesOf(state)).toEqual([])
        }
        expect(differencesAfterReplay(entries, state)).toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  it("only a return that may go below zero ever makes a debt", () => {
    fc.assert(
      fc.property(arbitraryCommands(), (commands) => {
        const careful = commands.map((command) =>
          command.type === "reverse" && command.policy === "allow_negative"
            ? { ...command, policy: "within_balance" as const }
            : command,
        )
        expect(live(careful).entries.every((entry) => entry.availableAfter >= 0)).toBe(true)
        for (const { type, available, availableAfter } of live(commands).entries) {
          if (type !== "reverse" && available < 0) expect(availableAfter).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })

  it("what is spent was once credited: no point is made out of nothing", () => {
    fc.assert(
      fc.property(arbitraryCommands(), (commands) => {
        const { state, entries } = live(commands)
        const moved = (types: string[]) =>
          entries
            .filter((entry) => types.includes(entry.type))
            .reduce((sum, entry) => sum + entry.available + entry.pending + entry.held, 0)
        const spent = [...state.redemptions.values()].reduce((sum, of) => sum + of.captured - of.restored, 0)
        expect(moved(["hold", "release", "lapse", "activate"])).toBe(0)
        expect(moved(["capture", "restore"]) + spent).toBe(0)
        expect(state.available + state.pending + state.held + spent).toBe(
          moved(["earn", "adjust", "reverse", "expire"]),
        )
      }),
    )
  })

  it("every command delivered twice has the effect of one", () => {
    fc.assert(
      fc.property(arbitraryCommands(), (commands) => {
        const posting = commands.filter(({ type }) => type !== "commit" && type !== "reopen")
        const once = live(posting)
        const twice = live(posting.flatMap((command) => [command, command]))
        expect(twice.state).toEqual(once.state)
        expect(twice.entries).toEqual(once.entries)
        twice.answers.forEach((answer, index) => {
          if (index % 2 === 1 && twice.answers[index - 1] === "posted") expect(answer).toBe("replayed")
        })
      }),
    )
  })

  it("the state that a command was asked about is never touched", () => {
    fc.assert(
      fc.property(arbitraryCommands(), (commands) => {
        const { state } = live(commands.slice(0, -1))
        const before = structuredClone(state)
        applyCommand(state, commands[commands.length - 1])
        expect(state).toEqual(before)
      }),
    )
  })

  it("nothing due is left after expiry", () => {
    fc.assert(
      fc.property(arbitraryCommands(), (commands) => {
        const { state } = live([...commands, fresh(longAfter, { type: "expire" as const })])
        expect(openLots(state.lots, "available").every((lot) => lot.expiresAt === null)).toBe(true)
      }),
    )
  })

  it("points drawn in two goes are the points drawn in one", () => {
    fc.assert(
      fc.property(
        arbitraryCommands(),
        fc.integer({ min: 1 }),
        fc.integer({ min: 1 }),
        (commands, some, more) => {
          const { state } = live([...commands, fresh(longAfter, { type: "expire" as const })])
          fc.pre(state.available >= 2)
          const first = 1 + (some % (state.available - 1))
          const second = 1 + (more % (state.available - first))
          const hold = (redemptionId: string, points: number) =>
            fresh(longAfter, { type: "hold" as const, redemptionId, points })

          const one = live([hold("once", first + second)], state)
          const two = live([hold("first", first), hold("second", second)], state)

          expect(one.answers).toEqual(["posted"])
          expect(withoutKeys(two.state)).toEqual(withoutKeys(one.state))
        },
      ),
    )
  })

  it("a checkout that comes to nothing leaves nothing behind", () => {
    fc.assert(
      fc.property(arbitraryCommands(), fc.constantFrom("release", "lapse"), (commands, ending) => {
        const { state } = live([...commands, fresh(longAfter, { type: "expire" as const })])
        fc.pre(state.available > 0)
        const after = live(
          [
            fresh(longAfter, { type: "hold" as const, redemptionId: "abandoned", points: state.available }),
            fresh(longAfter, { type: ending, redemptionId: "abandoned" }),
          ],
          state,
        )
        expect(withoutKeys(after.state)).toEqual(withoutKeys(state))
      }),
    )
  })

  it("points given back in two goes go where one would have brought them", () => {
    fc.assert(
      fc.property(arbitraryCommands(), fc.nat(), fc.nat(), fc.nat(), (commands, keep, some, more) => {
        const { state } = live([...commands, fresh(longAfter, { type: "expire" as const })])
        fc.pre(state.available >= 2)
        const captured = 2 + (keep % (state.available - 1))
        const first = 1 + (some % (captured - 1))
        const second = 1 + (more % (captured - first))
        const bought = live(
          [
            fresh(longAfter, { type: "hold" as const, redemptionId: "r", points: state.available }),
            fresh(longAfter, { type: "capture" as const, redemptionId: "r", points: captured }),
          ],
          state,
        ).state
        const restore = (points: number) =>
          fresh(longAfter, {
            type: "restore" as const,
            redemptionId: "r",
            points,
            expiredPolicy: "grace" as const,
            reissueExpiresAt: null,
          })

        const one = live([restore(first + second)], bought).state
        const two = live([restore(first), restore(second)], bought).state

        expect(withoutKeys(two)).toEqual(withoutKeys(one))
        expect(one.available).toBe(state.available - captured + first + second)
      }),
    )
  })

  it("an order that is wholly taken back leaves the other points as they were", () => {
    const pending = fc.boolean()
    const cut = fc.integer({ min: 1, max: 99 })
    fc.assert(
      fc.property(arbitraryCommands(), pending, cut, (commands, isPending, firstPart) => {
        const { state } = live(commands)
        fc.pre(state.available >= 0)
        const award = { awardId: 50, type: "reverse" as const, policy: "allow_negative" as const }
        const after = live(
          [
            fresh(longAfter, {
              type: "earn" as const,
              awardId: 50,
              points: 100,
              pending: isPending,
              expiresAt: null,
            }),
            fresh(longAfter, { ...award, points: firstPart }),
            fresh(longAfter, { ...award, points: 100 - firstPart }),
          ],
          state,
        ).state
        expect(after.lots.slice(0, -1)).toEqual(state.lots)
        expect([after.available, after.pending, after.held]).toEqual([
          state.available,
          state.pending,
          state.held,
        ])
      }),
    )
  })
})

describe("the commands that are drawn", () => {
  it("reach every kind of entry, every refusal and a debt, so that no law above is empty", () => {
    const lives = fc.sample(arbitraryCommands(), { numRuns: 300, seed: 7 }).map((commands) => live(commands))
    const types = new Set(lives.flatMap((life) => life.entries.map((entry) => entry.type)))
    const answers = new Set(lives.flatMap((life) => life.answers))

    expect([...types].sort()).toEqual(
      [
        "activate",
        "adjust",
        "capture",
        "earn",
        "expire",
        "hold",
        "lapse",
        "release",
        "restore",
        "reverse",
      ].sort(),
    )
    expect([...answers].sort()).toEqual(
      [
        "cart_completed",
        "idempotency_key_reused",
        "insufficient_points",
        "invalid_points",
        "nothing_to_do",
        "posted",
        "redemption_ended",
        "redemption_not_found",
      ].sort(),
    )
    const entries = lives.flatMap((life) => life.entries)
    expect(entries.some((entry) => entry.availableAfter < 0)).toBe(true)
    expect(entries.some((entry) => entry.forgiven > 0)).toBe(true)
    expect(entries.some((entry) => entry.shortfall > 0)).toBe(true)
    expect(entries.some((entry) => entry.type === "restore" && entry.lotId !== null)).toBe(true)
    expect(
      entries.some((entry) => entry.type === "release" && entry.available > 0 && entry.uses.length > 1),
    ).toBe(true)
  })
})
