import fc from "fast-check"
import { describeLedger, type LoyaltyProcess } from "../../module/ledger-database"
import { deedOf } from "./deeds"
import { howMany, patienceMs } from "../how-much"
import { arbitraryIntents, play, type Intent } from "./intents"
import { ask, faultsAmong, nextMoment, type AskedRecord } from "./lane"
import type { Member } from "./member"
import { memberOf } from "./people"
import { Proof } from "./proof"

jest.setTimeout(patienceMs(180_000))

const stormsMax = howMany(16)
const processesCount = 6
const lanesPerProcess = 2
const membersCount = 3
/** Deeds of a lane between two quiet points, and how many quiet points a storm has. */
const deedsPerWave = 10
const waves = 3

/** What each lane is going to do, wave after wave. */
const arbitraryStorm = fc.array(arbitraryIntents(deedsPerWave * waves), {
  minLength: processesCount * lanesPerProcess,
  maxLength: processesCount * lanesPerProcess,
})

interface StatusChange {
  member: Member
  status: "active" | "frozen"
  asked: number
  answered: number
}

describeLedger("several processes that do everything to the same few members at once", (shop) => {
  const processes: LoyaltyProcess[] = []
  const tally = { operations: 0, posted: 0, replayed: 0, refused: 0 }

  beforeAll(() => {
    for (let count = 0; count < processesCount; count++) {
      processes.push(shop.startProcess({ pool: { max: lanesPerProcess, connectionTimeoutMs: 30_000 } }))
    }
  })

  const setStatus = async (door: LoyaltyProcess, member: Member, status: "active" | "frozen") => {
    const asked = nextMoment()
    await door.accounts.setStatus(member.identity.publicId, status)
    member.guess = { ...member.guess, state: { ...member.guess.state, status } }
    return { member, status, asked, answered: nextMoment() }
  }

  const runLane = async (
    door: LoyaltyProcess,
    members: Member[],
    intents: Intent[],
    start: number,
    records: AskedRecord[],
    changes: StatusChange[],
  ): Promise<void> => {
    for (const [index, intent] of intents.entries()) {
      const member = members[intent.member % members.length]
      const deed = deedOf(intent, member, start + index)
      if (deed.command !== null) await ask(door, member, deed.command, records)
      else changes.push(await setStatus(door, member, deed.operation === "freeze" ? "frozen" : "active"))
    }
  }

  const runStorm = async (lanes: Intent[][]): Promise<void> => {
    const members = await Promise.all(Array.from({ length: membersCount }, () => memberOf(shop, true)))
    const proofs = members.map((member) => new Proof(shop, member))
    const changes: StatusChange[] = []
    const all: AskedRecord[] = []
    for (let wave = 0; wave < waves; wave++) {
      const records: AskedRecord[] = []
      const start = wave * deedsPerWave
      await Promise.all(
        lanes.map((intents, index) =>
          runLane(
            processes[index % processes.length],
            members,
            intents.slice(start, start + deedsPerWave),
            start,
            records,
            changes,
          ),
        ),
      )
      all.push(...records)
      expect(faultsAmong(records)).toEqual([])
      for (const [index, member] of members.entries()) {
        await proofs[index].proveSince(records.filter((record) => record.member === member))
      }
      expect(spentWhileFrozen(records, changes)).toEqual([])
      expect(lapsedWhileCommitted(all)).toEqual([])
      expect(
        (await shop.verification.verify(members.map(({ identity }) => identity.publicId))).discrepancies,
      ).toEqual([])
      await expectConservation(members)
      for (const { answer } of records) {
        tally.operations += 1
        if (answer?.kind === "refused") tally.refused += 1
        else if (answer?.kind === "replayed") tally.replayed += 1
        else tally.posted += 1
      }
    }
  }

  /** Every point that was ever given is available, pending, held, spent or gone for a reason that an entry states. */
  const expectConservation = async (members: Member[]): Promise<void> => {
    const kept = await shop.rows<Record<"changes" | "balances" | "lots", string>>(
      `select
         (select coalesce(sum(available_change + pending_change + held_change), 0) from loyalty_entry
           where account_id = a.id) as changes,
         available + pending + held as balances,
         (select coalesce(sum(remaining), 0) from loyalty_lot where account_id = a.id)
           + least(available, 0) + held as lots
       from loyalty_account a where id = any ($1)`,
      [members.map(({ identity }) => identity.accountId)],
    )
    for (const { changes, balances, lots } of kept)
      expect({ balances, lots }).toEqual({ balances: changes, lots: changes })
  }

  it("meet no deadlock, and what they are told could have been told one after another", async () => {
    await play(stormsMax, arbitraryStorm, runStorm)

    expect(Math.min(tally.posted, tally.replayed, tally.refused)).toBeGreaterThan(stormsMax)
    for (const { database } of processes) await database.close()
    const [{ deadlocks }] = await shop.rows<{ deadlocks: string }>(
      "select deadlocks from pg_stat_database where datname = current_database()",
    )
    expect(Number(deadlocks)).toBe(0)
    process.stdout.write(
      `ledger stormed by ${processesCount} processes: ${stormsMax} storms of ${processesCount * lanesPerProcess} ` +
        `sequences, ${stormsMax * waves} quiet points, ${tally.operations} operations, ${tally.posted} accepted, ` +
        `${tally.refused} refused, ${tally.replayed} replayed\n`,
    )
  })
})

const accepted = ({ answer }: AskedRecord): boolean =>
  answer?.kind === "posted" || answer?.kind === "accepted"

interface Span {
  asked: number
  answered: number
}

/** Whether something was set before the span began, and nobody tried to undo it until the span was over. */
const heldAllAlong = (span: Span, set: Span[], undone: Span[]): boolean =>
  set.some(
    (one) =>
      one.answered < span.asked &&
      !undone.some((other) => other.answered > one.asked && other.asked < span.answered),
  )

/** Points put on a cart, or a cart made an order, while the account was frozen from before till after. */
function spentWhileFrozen(records: AskedRecord[], changes: StatusChange[]): AskedRecord["command"][] {
  const of = (member: Member, status: StatusChange["status"]) =>
    changes.filter((change) => change.member === member && change.status === status)
  return records
    .filter((record) => record.command.type === "hold" || record.command.type === "commit")
    .filter(accepted)
    .filter((record) => heldAllAlong(record, of(record.member, "frozen"), of(record.member, "active")))
    .map(({ command }) => command)
}

/** Redemptions that a clock took away from an order in the making. */
function lapsedWhileCommitted(records: AskedRecord[]): AskedRecord["command"][] {
  return records.filter(accepted).flatMap((record) => {
    const { member, command } = record
    if (command.type !== "lapse") return []
    const of = (type: "commit" | "reopen") =>
      records.filter(
        (other) =>
          other.member === member &&
          other.command.type === type &&
          other.command.redemptionId === command.redemptionId &&
          accepted(other),
      )
    return heldAllAlong(record, of("commit"), of("reopen")) ? [command] : []
  })
}
