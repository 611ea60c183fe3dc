import type { Command } from "../../../src/modules/loyalty/domain/ledger"
import type { LoyaltyProcess } from "../../module/ledger-database"
import type { AskedRecord } from "./lane"
import type { Member } from "./member"
import { expectedOf, newReference, type Reference } from "./reference"
import { accountOf, accountOfModel, entriesOf, rowOf, withoutKeys, type EntryRow } from "./rows"

/** A moment of an account's history, and the request that led there; what expired by the clock, nobody asked of it. */
interface Moment {
  reference: Reference
  record: AskedRecord | null
}

/**
 * Proves what many did to one account at once. The order in which its entries were written is put to the model, one
 * command after the other: every entry, lot and balance must come out alike; whoever was answered before another
 * asked must have come first; and whatever was refused must have been right to refuse at a moment while it was asked.
 */
export class Proof {
  private last: Reference = newReference()
  private readonly proven: AskedRecord[] = []
  private readonly written = new Map<number, EntryRow>()

  constructor(
    private readonly database: LoyaltyProcess,
    private readonly member: Member,
  ) {}

  /** At a quiet point: nothing is at work. Takes what was asked of this member since the last one. */
  async proveSince(records: AskedRecord[]): Promise<void> {
    this.proven.push(...records)
    const history = await this.replay()
    this.last = history[history.length - 1].reference
    expectRealTimeOrder(history)
    for (const record of records) {
      this.expectKept(record)
      this.expectJustified(record, history)
    }
    await this.compareAccount()
  }

  private async replay(): Promise<Moment[]> {
    const history: Moment[] = [{ reference: this.last, record: null }]
    let reference = this.last
    for (const written of await this.transactionsSince(this.last.state.sequence)) {
      const record = this.recordOf(written)
      const command = commandOf(written, record)
      const expected = expectedOf(reference, command)
      const entries =
        "error" in expected ? expected : expected.entries.map((entry) => rowOf(entry, this.member))
      expect({ command, entries: written.map(withoutKeys) }).toEqual({ command, entries })
      if ("error" in expected) continue
      reference = expected.after
      history.push({ reference, record })
    }
    return history
  }

  /** What one command wrote it wrote in one transaction, and nothing else with it; but for earnings, which go together. */
  private async transactionsSince(sequence: number): Promise<EntryRow[][]> {
    const groups: EntryRow[][] = []
    for (const entry of await entriesOf(this.database, this.member, sequence)) {
      const group = groups[groups.length - 1]
      this.written.set(entry.id, entry)
      const isOfGroup = group?.[0].transaction === entry.transaction && entry.type !== "earn"
      if (isOfGroup && group[0].type !== "earn") group.push(entry)
      else groups.push([entry])
    }
    return groups
  }

  /** Who wrote this: he who was told so; where nobody lived to be told, he who asked under that key. */
  private recordOf(written: EntryRow[]): AskedRecord | null {
    if (written.every(({ type }) => type === "expire")) return null
    const ids = written.map(({ id }) => id)
    const keys = written.map(({ key }) => key)
    const told = this.proven.find(
      ({ answer }) => answer?.kind === "posted" && ids.includes(answer.receipt.entryId),
    )
    const own = this.proven.filter(({ command }) => keys.includes(this.member.postingOf(command).key))
    // Where an answer was lost, one of those who asked more than once wrote it.
    const asked = told ?? own.find(({ answer, tries }) => answer?.kind === "replayed" && tries > 1) ?? own[0]
    expect({ keys, asked: asked !== undefined }).toEqual({ keys, asked: true })
    if (asked.command.type === "hold") this.learnRedemption(asked.command.redemptionId, written)
    return asked
  }

  private learnRedemption(name: string, written: EntryRow[]): void {
    const held = written.find(({ type }) => type === "hold")
    if (held?.redemption) this.member.redemptionKeys.set(name, held.redemption)
  }

  /** Whatever was answered is there, and as it was answered. */
  private expectKept({ command, answer }: AskedRecord): void {
    if (answer === null || !("receipt" in answer)) return
    const { entryId, sequence, available, pending, held } = answer.receipt
    const told = { command, entryId, sequence, after: [available, pending, held] }
    const entry = this.written.get(entryId)
    expect(told).toEqual({ command, entryId: entry?.id, sequence: entry?.sequence, after: entry?.after })
  }

  private expectJustified({ command, answer, ...record }: AskedRecord, history: Moment[]): void {
    const said = answer?.kind === "refused" ? answer.code : answer?.kind
    // Whether a cart is another member's is not in this member's model; what is neither refused nor empty is in the replay.
    const replayed = said === "posted" || said === "replayed" || said === undefined
    if (replayed || said === "redemption_mismatch" || command.type === "expire" || command.type === "reopen")
      return
    const first = lastIndexWhere(history, (moment) => (moment?.answered ?? Infinity) < record.asked)
    const beyond = history.findIndex(({ record: other }) => (other?.asked ?? -1) > record.answered)
    const window = history.slice(Math.max(0, first), beyond === -1 ? undefined : beyond)
    const possible = window.flatMap(({ reference }) =>
      this.variantsOf(reference).map((variant) => saidBy(variant, command)),
    )
    expect({ command, said, possible: [...new Set(possible)] }).toEqual({
      command,
      said,
      possible: expect.arrayContaining([said]) as unknown,
    })
  }

  /** Whether an account is frozen and whether an order is in the making is in no entry: it may have been, or not. */
  private variantsOf(reference: Reference): Reference[] {
    const { state } = reference
    const committed = new Map(
      [...state.redemptions].map(([name, redemption]) => [
        name,
        redemption.held > 0 ? { ...redemption, status: "committed" as const } : redemption,
      ]),
    )
    return [
      reference,
      { ...reference, state: { ...state, status: "frozen" } },
      { ...reference, state: { ...state, redemptions: committed } },
    ]
  }

  private async compareAccount(): Promise<void> {
    const { status, redemptions, ...rows } = await accountOf(this.database, this.member)
    const expected = accountOfModel(this.last, this.member)
    const uncommitted = redemptions.map((one) =>
      one.status === "committed" ? { ...one, status: "open" } : one,
    )
    expect({ ...rows, redemptions: uncommitted }).toEqual({
      ...rows,
      balances: expected.balances,
      sequence: expected.sequence,
      lots: expected.lots,
      awards: expected.awards,
      redemptions: expected.redemptions,
    })
    const statuses = new Map(redemptions.map((one) => [one.id, one.status]))
    const { state } = this.last
    const known = new Map(
      [...state.redemptions].map(([name, redemption]) => {
        const key = this.member.redemptionKeys.get(name) ?? Number.NaN
        return [name, { ...redemption, status: statuses.get(key) ?? redemption.status }]
      }),
    )
    this.member.guess = { ...this.last, state: { ...state, status, redemptions: known } }
  }
}

function commandOf(written: EntryRow[], record: AskedRecord | null): Command {
  const last = written[written.length - 1]
  const at = new Date(last.at)
  if (record === null) return { type: "expire", key: `expired_${last.id}`, fingerprint: "", at }
  return { ...record.command, at }
}

function saidBy(reference: Reference, command: Command): string {
  const expected = expectedOf(reference, command)
  if ("error" in expected) return expected.error
  return command.type === "commit" ? "accepted" : expected.outcome
}

/** Whoever had his answer before another asked cannot have been served after him. */
function expectRealTimeOrder(history: Moment[]): void {
  let latestAsked = -1
  for (const { record } of history) {
    if (record === null) continue
    const { command, asked, answered } = record
    expect({ command, late: answered < latestAsked }).toEqual({ command, late: false })
    latestAsked = Math.max(latestAsked, asked)
  }
}

function lastIndexWhere(history: Moment[], holds: (record: AskedRecord | null) => boolean): number {
  for (let index = history.length - 1; index >= 0; index--) if (holds(history[index].record)) return index
  return -1
}
