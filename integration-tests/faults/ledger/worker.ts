/** A process that does with a few members whatever comes to its mind, tells of it line by line, and waits to be killed. */
import fc from "fast-check"
import fs from "node:fs"
import { setTimeout as pause } from "node:timers/promises"
import { buildDataSource, LoyaltyDatabase } from "../../../src/modules/loyalty/data-source"
import { Ledger } from "../../../src/modules/loyalty/services/ledger"
import { Outbox } from "../../../src/modules/loyalty/services/outbox"
import { Programs } from "../../../src/modules/loyalty/services/programs"
import { Redemptions } from "../../../src/modules/loyalty/services/redemptions"
import { deedOf } from "./deeds"
import { arbitraryIntent } from "./intents"
import { Member } from "./member"
import { nameOf } from "./event-names"
import type { WorkerMessage, WorkerTask } from "./worker-messages"

/** So long it takes to tell a few events: time enough to be killed meanwhile. */
const tellingMs = 20
const eventsPerDrain = 10
/** More than anybody lets it do. */
const deedsMax = 2_000

const task = JSON.parse(process.env.WORKER_TASK ?? "{}") as WorkerTask
const database = new LoyaltyDatabase(
  buildDataSource({ databaseUrl: task.databaseUrl, pool: { max: task.lanes + 1 } }),
)
const ledger = new Ledger({ database })
const programs = new Programs({ database })
const door = { ledger, redemptions: new Redemptions({ database, ledger, programs }) }
const outbox = new Outbox({ database })
const members = task.members.map((identity) => new Member(identity, { mark: task.mark }))
let asked = 0

/** Written when this returns: what the process has said survives it. */
function say(message: WorkerMessage): void {
  fs.writeSync(1, `${JSON.stringify(message)}\n`)
}

async function live(seed: number): Promise<void> {
  for (const [index, intent] of fc.sample(arbitraryIntent, { seed, numRuns: deedsMax }).entries()) {
    const member = intent.member % members.length
    const { command } = deedOf({ ...intent, manner: "new" }, members[member], index)
    if (command === null) continue
    const number = (asked += 1)
    say({ said: "asked", number, member, command })
    const answer = await members[member].ask(door, command)
    members[member].learn(command, answer)
    say({
      said: "answered",
      number,
      answer: "error" in answer ? { kind: answer.kind, code: answer.code } : answer,
    })
  }
}

async function tell(): Promise<never> {
  for (;;) {
    await outbox.drain(async (events) => {
      say({ said: "published", names: events.map(nameOf) })
      await pause(tellingMs)
    }, eventsPerDrain)
  }
}

void tell()
for (let lane = 0; lane < task.lanes; lane++) void live(task.seed + lane)
