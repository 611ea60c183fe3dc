import fc from "fast-check"
import { databaseUrl } from "../../helpers/database"
import { toPoints } from "../../../src/modules/loyalty/domain/points"
import { describeLedger, type LoyaltyProcess, refusalOf } from "../../module/ledger-database"
import { Bus, expectAllHeard } from "./bus"
import { deedOf } from "./deeds"
import { howMany, patienceMs } from "../how-much"
import { arbitraryIntent, play } from "./intents"
import { ask, askAgain, faultsAmong, type AskedRecord } from "./lane"
import { LossyLine, saying, type Loss } from "./lossy-line"
import { isKeyed, type Member } from "./member"
import { memberOf } from "./people"
import { Proof } from "./proof"
import { untilQuiet } from "./quiet"

jest.setTimeout(patienceMs(180_000))

const roundsMax = howMany(12)
const linesCount = 3
const membersCount = 2
const deedsPerLane = 20
const triesMax = 20

const arbitraryDeeds = fc.array(
  fc.record({
    intent: arbitraryIntent,
    /** One answer in three is lost on its way, and now and then the request, or either. */
    loss: fc.option(fc.constantFrom<Loss>("answer", "answer", "answer", "request", "either"), { freq: 2 }),
  }),
  { minLength: deedsPerLane, maxLength: deedsPerLane, size: "max" },
)

type LossyDeed = (typeof arbitraryDeeds extends fc.Arbitrary<infer Drawn> ? Drawn : never)[number]

interface Lane {
  line: LossyLine
  door: LoyaltyProcess
}

describeLedger("a line that loses what the ledger answers, after it has done what was asked", (shop) => {
  const lanes: Lane[] = []
  const tally: Record<Loss | "operations" | "doneUnanswered", number> = {
    operations: 0,
    answer: 0,
    request: 0,
    either: 0,
    doneUnanswered: 0,
  }

  beforeAll(async () => {
    for (let count = 0; count < linesCount; count++) {
      const line = await LossyLine.open(databaseUrl(shop.databaseName))
      // One connection, so that it is known what comes next on the line.
      const door = shop.startProcess({ databaseUrl: line.url, pool: { max: 1 } })
      lanes.push({ line, door })
    }
  })

  afterAll(async () => {
    for (const { line, door } of lanes) {
      await door.database.close()
      await line.close()
    }
  })

  /** Asks once with a loss on the way, and then as often as it takes. */
  const askOverLoss = async (
    { line, door }: Lane,
    member: Member,
    { command, loss }: { command: AskedRecord["command"]; loss: Loss | null },
    records: AskedRecord[],
  ): Promise<void> => {
    const lost = loss === null ? null : line.lose(loss)
    const record = await ask(door, member, command, records)
    await lost
    if (loss !== null && isKeyed(command)) {
      expect({ command, answer: record.answer }).toEqual({ command, answer: null })
      tally[loss] += 1
      // What has been done is done: whoever asks again hears of that, and of nothing new.
      const done = await shop.ledger.knows(member.postingOf(command).key)
      await askAgain(door, record)
      const answer: AskedRecord["answer"] = record.answer
      if (loss === "answer" && done) {
        tally.doneUnanswered += 1
        expect({ command, answer }).toMatchObject({ command, answer: { kind: "replayed" } })
      }
      if (loss !== "either" && !done)
        expect({ command, kind: answer?.kind }).not.toEqual({ command, kind: "replayed" })
    }
    while (record.answer === null && record.tries < triesMax) await askAgain(door, record)
  }

  const runLane = async (
    lane: Lane,
    members: Member[],
    deeds: LossyDeed[],
    records: AskedRecord[],
  ): Promise<void> => {
    for (const [index, { intent, loss }] of deeds.entries()) {
      const member = members[intent.member % members.length]
      const { command } = deedOf({ ...intent, manner: "new" }, member, index)
      if (command !== null) await askOverLoss(lane, member, { command, loss }, records)
    }
  }

  const liveRound = async (drawn: LossyDeed[][]): Promise<void> => {
    const members = await Promise.all(Array.from({ length: membersCount }, () => memberOf(shop)))
    const records: AskedRecord[] = []
    await Promise.all(lanes.map((lane, index) => runLane(lane, members, drawn[index], records)))
    tally.operations += records.length
    expect(faultsAmong(records)).toEqual([])
    await untilQuiet(shop)
    for (const member of members) {
      await new Proof(shop, member).proveSince(records.filter((record) => record.member === member))
    }
  }

  it("changes nothing: who asks again hears the first answer, and the ledger has done everything once", async () => {
    const arbitraryRound = fc.array(arbitraryDeeds, { minLength: linesCount, maxLength: linesCount })
    await play(roundsMax, arbitraryRound, liveRound)

    expect(tally.doneUnanswered).toBeGreaterThan(roundsMax)
    expect(Math.min(tally.request, tally.either)).toBeGreaterThan(0)
    process.stdout.write(
      `answers lost on the line: ${tally.operations} operations, ${tally.answer} answers lost (${tally.doneUnanswered} ` +
        `of something that was done), ${tally.request} requests lost, ${tally.either} either\n`,
    )
  })

  it("leaves a settlement of two members whole, when the answer to its commit is lost, and repeats none of it", async () => {
    const [{ line, door }] = lanes
    const [{ id: one }, { id: other }] = [await shop.customer(), await shop.customer()]
    const settle = async () =>
      await door.database.transaction(async (manager) => {
        const receipts = []
        for (const accountId of [one, other]) {
          const posting = shop.posting(1, `settlement_of_${accountId}`)
          const earn = { accountId, points: toPoints(70), pending: false }
          receipts.push(await door.ledger.earn(earn, posting, manager))
        }
        return receipts
      })

    const lost = line.lose("answer", saying("COMMIT"))
    expect(await refusalOf(settle())).toBe("ledger_unavailable")
    await lost
    const again = await settle()

    expect(again.map(({ replayed, available }) => ({ replayed, available }))).toEqual([
      { replayed: true, available: 70 },
      { replayed: true, available: 70 },
    ])
    expect(await Promise.all([one, other].map((id) => shop.balance(id)))).toMatchObject([
      { available: 70 },
      { available: 70 },
    ])
  })

  it("keeps no event from those who are to hear it, whether its telling or its taking out got lost", async () => {
    const [{ line, door }] = lanes
    const bus = new Bus()
    const member = await memberOf(shop)
    for (let count = 0; count < 30; count++) await shop.earns(member.identity.accountId, 1, 10)

    for (const [loss, what] of [
      ["request", "COMMIT"],
      ["answer", "COMMIT"],
      ["request", "START TRANSACTION"],
    ] as const) {
      const lost = line.lose(loss, saying(what))
      expect(await refusalOf(door.outbox.drain(bus.publish, 7))).toBe("ledger_unavailable")
      await lost
      expect(await refusalOf(door.outbox.drain(() => Promise.reject(new Error("full")), 7))).not.toBeNull()
    }
    // Between the telling and the taking out.
    const cut = async (events: Parameters<Bus["publish"]>[0]): Promise<void> => {
      await bus.publish(events)
      void line.lose("request")
    }
    expect(await refusalOf(door.outbox.drain(cut, 7))).toBe("ledger_unavailable")

    await expectAllHeard(shop, bus)
    expect(bus.heardTwice).toBeGreaterThan(0)
  })
})
