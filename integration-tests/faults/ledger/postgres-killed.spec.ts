import fc from "fast-check"
import { setTimeout as pause } from "node:timers/promises"
import { withClient } from "../../helpers/database"
import { LedgerShop, refusalOf, type LoyaltyProcess } from "../../module/ledger-database"
import { Bus, expectAllHeard } from "./bus"
import { deedOf } from "./deeds"
import { howMany, patienceMs } from "../how-much"
import { arbitraryIntents, play, type Intent } from "./intents"
import { ask, askAgain, faultsAmong, type AskedRecord } from "./lane"
import { isKeyed, type Member } from "./member"
import { MortalServer } from "./mortal-server"
import { memberOf } from "./people"
import { Proof } from "./proof"
import { runMigrations } from "../../../src/modules/loyalty/migrate"

jest.setTimeout(patienceMs(180_000))

const deathsMax = howMany(6)
const processesCount = 4
const lanesPerProcess = 2
const membersCount = 3
const deedsPerLane = 24
/** How long an answer may take while the server is being started again; a caller gives up some day too. */
const triesMax = 150
const pauseMaxMs = 300
const tellingsApartMs = 10
const eventsPerDrain = 8

const arbitraryRound = fc.record({
  lanes: fc.array(arbitraryIntents(deedsPerLane), {
    minLength: processesCount * lanesPerProcess,
    maxLength: processesCount * lanesPerProcess,
  }),
  /** The server dies after so many answers, or in the middle of so manieth telling of events. */
  after: fc.integer({ min: 20, max: 90 }),
})

type Round = typeof arbitraryRound extends fc.Arbitrary<infer Drawn> ? Drawn : never

/** Once it is over, nobody could tell from the answers; so what carries no key is not asked for here. */
const keyless = ["commit", "reopen", "freeze", "unfreeze"]
const keyed = (intent: Intent): Intent => {
  const operation = keyless.includes(intent.operation) ? "hold" : intent.operation
  return { ...intent, operation, manner: intent.manner === "again" ? "again" : "new" }
}

describe("a PostgreSQL server that is killed again and again while points change hands", () => {
  let server: MortalServer
  let shop: LedgerShop
  const processes: LoyaltyProcess[] = []
  const bus = new Bus()
  const tally = { deaths: 0, operations: 0, posted: 0, unanswered: 0, replayed: 0 }

  beforeAll(async () => {
    server = await MortalServer.start()
    await withClient(server.url("postgres"), (client) => client.query("create database shop"))
    const databaseUrl = server.url("shop")
    await runMigrations({ options: { databaseUrl } })
    shop = new LedgerShop("shop", { databaseUrl })
    await shop.programs.ensureDefault({})
    for (let count = 0; count < processesCount; count++) {
      processes.push(shop.startProcess({ pool: { max: lanesPerProcess + 1 } }))
    }
  })

  afterAll(async () => {
    for (const { database } of [shop, ...processes]) await database.close()
    await server.dispose()
  })

  /** A process of the store that comes up while its database is down says so, and goes on. */
  const startDuringOutage = async (): Promise<LoyaltyProcess> => {
    const newcomer = shop.startProcess({ pool: { max: 1 } })
    expect(await refusalOf(newcomer.ledger.knows("anything"))).toBe("ledger_unavailable")
    return newcomer
  }

  const reviveFor = async (newcomer: LoyaltyProcess): Promise<void> => {
    await server.revive()
    expect(await newcomer.ledger.knows("anything")).toBe(false)
    await newcomer.database.close()
  }

  const untilAnswered = async (door: LoyaltyProcess, record: AskedRecord): Promise<void> => {
    while (record.answer === null) {
      if (record.tries >= triesMax) throw new Error("The ledger did not come back.")
      // As a good caller does: hundreds of knocks a second would only keep the server from coming up.
      await pause(Math.min(2 ** record.tries, pauseMaxMs))
      await askAgain(door, record)
    }
  }

  const liveRound = async ({ lanes, after }: Round): Promise<void> => {
    const members = await Promise.all(Array.from({ length: membersCount }, () => memberOf(shop, true)))
    const records: AskedRecord[] = []
    const round: { answers: number; tellings: number; over: boolean; death: Promise<void> | null } = {
      answers: 0,
      tellings: 0,
      over: false,
      death: null,
    }
    // One death in two comes in the middle of a telling: events were published, and are not yet taken out.
    const amidTelling = tally.deaths % 2 === 1
    const whom = tally.deaths % 3 === 0 ? "postmaster" : "everything"
    const die = (): Promise<void> => {
      tally.deaths += 1
      round.death = server.kill(whom).then(startDuringOutage).then(reviveFor)
      return round.death
    }

    const runLane = async (door: LoyaltyProcess, intents: Intent[]): Promise<void> => {
      for (const [index, intent] of intents.entries()) {
        const member = members[intent.member % members.length]
        const { command } = deedOf(keyed(intent), member, index)
        // A frozen member would be thawed first; nobody is frozen here.
        if (command === null) continue
        const record = await ask(door, member, command, records)
        await untilAnswered(door, record)
        round.answers += 1
        if (!amidTelling && round.death === null && round.answers >= after) void die()
      }
    }

    const tell = async (door: LoyaltyProcess): Promise<void> => {
      while (!round.over) {
        await door.outbox
          .drain(async (events) => {
            await bus.publish(events)
            round.tellings += 1
            if (amidTelling && round.death === null && round.tellings >= after / 20) await die()
            if (round.tellings % 7 === 0) throw new Error("The bus is full.")
          }, eventsPerDrain)
          .catch(async (error: Error & { code?: string }) => {
            if (error.code === "ledger_unavailable") return await pause(pauseMaxMs)
            if (error.message !== "The bus is full.") throw error
          })
        await pause(tellingsApartMs)
      }
    }

    const tellings = processes.slice(0, 2).map(tell)
    try {
      await Promise.all(lanes.map((intents, index) => runLane(processes[index % processes.length], intents)))
    } finally {
      round.over = true
      await Promise.all(tellings)
      await round.death
    }
    await expectKept(members, records)
  }

  const expectKept = async (members: Member[], records: AskedRecord[]): Promise<void> => {
    expect(faultsAmong(records)).toEqual([])
    for (const member of members) {
      const own = records.filter((record) => record.member === member)
      await new Proof(shop, member).proveSince(own)
    }
    expect((await shop.verification.verify()).discrepancies).toEqual([])
    await expectReplayed(records)
    for (const { tries, answer } of records) {
      tally.operations += 1
      if (answer?.kind === "posted") tally.posted += 1
      if (tries > 1) tally.unanswered += 1
      if (tries > 1 && answer?.kind === "replayed") tally.replayed += 1
    }
  }

  /** Whoever asks once more, of another process, hears what he heard the first time. */
  const expectReplayed = async (records: AskedRecord[]): Promise<void> => {
    const entries = async () => await shop.rows("select count(*) from loyalty_entry")
    const before = await entries()
    for (const [index, { member, command, answer }] of records.entries()) {
      if (!isKeyed(command) || answer === null || !("receipt" in answer)) continue
      const again = await member.ask(processes[index % processes.length], command)
      expect({ command, again }).toEqual({
        command,
        again: { kind: "replayed", receipt: { ...answer.receipt, replayed: true } },
      })
    }
    expect(await entries()).toEqual(before)
  }

  it("keeps what it has acknowledged, does nothing twice, and is used again without anything being restarted", async () => {
    await play(deathsMax, arbitraryRound, liveRound)

    expect(tally.deaths).toBe(deathsMax)
    expect(tally.unanswered).toBeGreaterThan(0)
    await expectAllHeard(shop, bus)
    expect(bus.heardTwice).toBeGreaterThan(0)
    process.stdout.write(
      `PostgreSQL killed ${tally.deaths} times under ${tally.operations} operations of ${processesCount} processes: ` +
        `${tally.unanswered} were left without an answer, of which ${tally.replayed} had been done; ` +
        `${bus.heard.size} events were told, ${bus.heardTwice} of them more than once\n`,
    )
  })
})
