import fc from "fast-check"
import { databaseUrl } from "../../helpers/database"
import { describeLedger } from "../../module/ledger-database"
import { Bus, expectAllHeard } from "./bus"
import { howMany, patienceMs } from "../how-much"
import { play } from "./intents"
import { askAgain, faultsAmong, nextMoment, type AskedRecord } from "./lane"
import { isKeyed, Member } from "./member"
import { MortalWorker } from "./mortal-worker"
import { identityIn } from "./people"
import { Proof } from "./proof"
import { untilQuiet } from "./quiet"
import type { WorkerMessage } from "./worker-messages"

jest.setTimeout(patienceMs(180_000))

const roundsMax = howMany(3)
const workersAtOnce = 3
const lanesPerWorker = 2
const membersCount = 3

/** Each worker dies upon the so manieth time that it says this: when it asks, is answered, or tells of events. */
const arbitraryDeaths = fc.array(
  fc.record({
    seed: fc.nat(),
    upon: fc.constantFrom("asked" as const, "answered" as const, "published" as const),
    times: fc.integer({ min: 1, max: 60 }),
  }),
  { minLength: workersAtOnce, maxLength: workersAtOnce },
)

type Death = (typeof arbitraryDeaths extends fc.Arbitrary<infer Drawn> ? Drawn : never)[number]

describeLedger("workers that are killed again and again while points change hands", (shop) => {
  const bus = new Bus()
  const tally = { deaths: 0, operations: 0, unanswered: 0, done: 0 }

  const work = async (
    { seed, upon, times }: Death,
    members: Member[],
    records: AskedRecord[],
    mark: string,
  ): Promise<void> => {
    const born = nextMoment()
    const own = new Map<number, AskedRecord>()
    const hear = (message: WorkerMessage): void => {
      if (message.said === "published") return bus.hear(message.names)
      if (message.said === "asked") {
        const member = members[message.member]
        const { command } = message
        // Heard of later than it was asked: all that is certain is that the worker lived.
        const record: AskedRecord = {
          member,
          command,
          asked: born,
          answered: Infinity,
          answer: null,
          tries: 1,
        }
        own.set(message.number, record)
        records.push(record)
        return
      }
      const record = own.get(message.number)
      if (record === undefined) throw new Error(`Worker ${mark} was answered what it had not asked.`)
      const { answer } = message
      record.answered = nextMoment()
      record.answer = answer.kind === "refused" ? { ...answer, error: null } : answer
      const { member, command } = record
      if (command.type === "hold" && "receipt" in answer && answer.receipt.redemptionId !== null) {
        member.redemptionKeys.set(command.redemptionId, answer.receipt.redemptionId)
      }
    }

    const identities = members.map(({ identity }) => identity)
    const task = {
      databaseUrl: databaseUrl(shop.databaseName),
      mark,
      seed,
      members: identities,
      lanes: lanesPerWorker,
    }
    let left = upon === "published" ? Math.ceil(times / 6) : times
    const worker = new MortalWorker(task, (message) => {
      hear(message)
      if (message.said === upon && (left -= 1) === 0) worker.kill()
    })
    await worker.death
    tally.deaths += 1
  }

  const liveRound = async (deaths: Death[]): Promise<void> => {
    const members: Member[] = []
    for (let count = 0; count < membersCount; count++) members.push(new Member(await identityIn(shop)))
    const records: AskedRecord[] = []
    await Promise.all(
      deaths.map((death, index) => work(death, members, records, `worker${tally.deaths}_${index}_`)),
    )
    tally.operations += records.length

    // Somebody else takes up what they left without an answer, under the same key.
    for (const record of records.filter(({ answer }) => answer === null)) {
      tally.unanswered += 1
      await askAgain(shop, record)
      if (record.answer?.kind === "replayed") tally.done += 1
    }
    expect(faultsAmong(records)).toEqual([])
    await untilQuiet(shop)
    for (const member of members) {
      await new Proof(shop, member).proveSince(records.filter((record) => record.member === member))
    }
    for (const { member, command, answer } of records) {
      if (!isKeyed(command) || answer === null || !("receipt" in answer)) continue
      expect(await member.ask(shop, command)).toEqual({
        kind: "replayed",
        receipt: { ...answer.receipt, replayed: true },
      })
    }
  }

  it("have done what they said they had, once, and others go on where they were stopped", async () => {
    await play(roundsMax, arbitraryDeaths, liveRound)

    expect(tally.deaths).toBe(roundsMax * workersAtOnce)
    expect(tally.unanswered).toBeGreaterThan(0)
    await expectAllHeard(shop, bus)
    process.stdout.write(
      `workers killed: ${tally.deaths}, under ${tally.operations} operations: ${tally.unanswered} were left without an ` +
        `answer, of which ${tally.done} had been done; ${bus.heard.size} events were told, ${bus.heardTwice} of them more than once\n`,
    )
  })
})
