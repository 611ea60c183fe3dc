import type { LoyaltyErrorCode } from "../../../src/modules/loyalty/domain/errors"
import { describeLedger } from "../../module/ledger-database"
import { deedOf, type Deed } from "./deeds"
import { howMany, patienceMs } from "../how-much"
import { arbitraryIntents, neverRefused, operations, play, type Intent } from "./intents"
import type { Member } from "./member"
import { memberOf } from "./people"
import { expectedOf, type Reference } from "./reference"
import { accountOf, accountOfModel, digestOf, entriesOf, rowOf, withoutKeys } from "./rows"

jest.setTimeout(patienceMs(180_000))

const sequencesMax = howMany(36)
const sequenceLength = 60

const refusalsMet: LoyaltyErrorCode[] = [
  "account_frozen",
  "cart_completed",
  "idempotency_key_reused",
  "insufficient_points",
  "invalid_points",
  "redemption_ended",
  "redemption_not_found",
]

describeLedger("a member to whom anything may happen, on clocks that disagree", (shop) => {
  const accepted = new Map<string, number>()
  const refused = new Map<string, number>()
  const count = (tally: Map<string, number>, what: string) => tally.set(what, (tally.get(what) ?? 0) + 1)
  let sequences = 0
  let deeds = 0

  const setStatus = async (member: Member, operation: "freeze" | "unfreeze"): Promise<void> => {
    const status = operation === "freeze" ? "frozen" : "active"
    await shop.accounts.setStatus(member.identity.publicId, status)
    member.guess = { ...member.guess, state: { ...member.guess.state, status } }
    count(accepted, operation)
  }

  /** Alone at work, nobody can know more than the guess: it is the model, and what it says must come true. */
  const live = async (member: Member, { operation, command }: Deed): Promise<void> => {
    if (command === null) return await setStatus(member, operation)
    const expected = expectedOf(member.guess, command)
    const before = await digestOf(shop, member)

    const answer = await member.ask(shop, command)

    const told = { operation, command }
    if ("error" in expected) {
      expect({ ...told, answer }).toMatchObject({
        ...told,
        answer: { kind: "refused", code: expected.error },
      })
      count(refused, operation)
      count(refused, expected.error)
    } else {
      const outcome = "receipt" in answer || answer.kind !== "accepted" ? expected.outcome : "accepted"
      expect({ ...told, answer }).toMatchObject({ ...told, answer: { kind: outcome } })
      member.learn(command, answer)
      count(accepted, expected.outcome === "replayed" ? "replayed" : operation)
      if ("receipt" in answer)
        expect({ ...told, ...balancesOf(answer.receipt) }).toEqual({
          ...told,
          ...firstAnswer(member.guess, command.key),
        })
    }
    const changed = (await digestOf(shop, member)) !== before
    expect({ ...told, changed }).toEqual({
      ...told,
      changed: !("error" in expected) && expected.outcome === "posted",
    })
  }

  /** What no sequence has reached yet. */
  const missed = (): string[] => [
    ...[...operations, "replayed"].filter((what) => !accepted.has(what)).map((what) => `${what} accepted`),
    ...operations
      .filter((operation) => !neverRefused.includes(operation) && !refused.has(operation))
      .map((what) => `${what} refused`),
    ...refusalsMet.filter((code) => !refused.has(code)),
  ]

  const liveAll = async (intents: Intent[]): Promise<void> => {
    // What was told of members before is not looked at again, and would only be in the way.
    await shop.rows("delete from loyalty_outbox")
    const member = await memberOf(shop)
    sequences += 1
    for (const [index, intent] of intents.entries()) {
      await live(member, deedOf(intent, member, index))
      deeds += 1
    }
    expect((await entriesOf(shop, member, 0)).map(withoutKeys)).toEqual(
      member.guess.entries.map((entry) => rowOf(entry, member)),
    )
    expect(await accountOf(shop, member)).toEqual(accountOfModel(member.guess, member))
    expect((await shop.verification.verify([member.identity.publicId])).discrepancies).toEqual([])
  }

  it("gets from PostgreSQL what the model says, command by command; what is refused leaves every row as it was", async () => {
    // Chance may leave something out; then it gets another chance, so that a red run always means something.
    for (let pass = 0; pass < 3 && (pass === 0 || missed().length > 0); pass++) {
      await play(sequencesMax, arbitraryIntents(sequenceLength), liveAll)
    }

    expect(missed()).toEqual([])
    const sum = (among: readonly string[], tally: Map<string, number>) =>
      among.reduce((total, what) => total + (tally.get(what) ?? 0), 0)
    process.stdout.write(
      `ledger against its model, one after another: ${sequences} sequences, ${deeds} operations, ` +
        `${sum(operations, accepted)} accepted, ${sum(operations, refused)} refused, ` +
        `${accepted.get("replayed")} replayed\n`,
    )
  })
})

const balancesOf = ({
  available,
  pending,
  held,
  sequence,
}: Record<"available" | "pending" | "held" | "sequence", number>) => ({
  balances: [available, pending, held],
  sequence,
})

/** What was answered when the key was new: the balances after the entry of that name. */
function firstAnswer({ entries }: Reference, key: string) {
  const written = entries.filter((entry) => entry.key === key)
  // Of all that one command wrote, the entry that it is named after: a capture's own, or the last.
  const entry = written.find(({ type }) => type === "capture") ?? written[written.length - 1]
  return { balances: [entry.availableAfter, entry.pendingAfter, entry.heldAfter], sequence: entry.sequence }
}
