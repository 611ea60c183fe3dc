import fc from "fast-check"
import { arbitraryCommands } from "../../src/modules/loyalty/domain/__tests__/arbitrary-commands"
import { entryTypes } from "../../src/modules/loyalty/domain/ledger"
import { describeLedger } from "./ledger-database"
import { Life, type Request } from "./life"

/** Lives of an account that are lived twice, in the model and in PostgreSQL. For more: LEDGER_MODEL_LIVES=2000. */
const lives = Number(process.env.LEDGER_MODEL_LIVES ?? 60)

const refusalsMet = [
  "account_frozen",
  "idempotency_key_reused",
  "insufficient_points",
  "redemption_ended",
  "redemption_not_found",
]

const commandsMax = 40
const arbitraryLife = fc.record({
  commands: arbitraryCommands(commandsMax),
  frozen: fc.record({ from: fc.nat(100), until: fc.nat(60) }),
  /** One request in eight comes a second time at once, one in eight comes a second time at the end. */
  retries: fc.array(fc.nat(7), { minLength: commandsMax, maxLength: commandsMax }),
  /** One command in four stays as it was drawn, however senseless. */
  senses: fc.array(fc.nat(3), { minLength: commandsMax, maxLength: commandsMax }),
})

type DrawnLife = typeof arbitraryLife extends fc.Arbitrary<infer Drawn> ? Drawn : never

/** The same request is the same object: that is how a retry is known. */
function requestsOf({ commands, retries, senses }: DrawnLife): Request[] {
  const requests = commands.map((command, index) => ({ command, sensible: senses[index] > 0 }))
  const retried = requests.flatMap((request, index) =>
    retries[index] === 0 ? [request, request] : [request],
  )
  return [...retried, ...requests.filter((_, index) => retries[index] === 1)]
}

describeLedger("the ledger in PostgreSQL and its model", (shop) => {
  it(`agree after every command of ${lives} arbitrary lives, in what they accept, write and refuse`, async () => {
    const met = new Map<string, number>()
    let commandsLived = 0
    await fc.assert(
      fc.asyncProperty(arbitraryLife, async (drawn) => {
        const life = await Life.begin(shop)
        for (const [index, request] of requestsOf(drawn).entries()) {
          if (index === drawn.frozen.from) await life.setStatus("frozen")
          if (index === drawn.frozen.until) await life.setStatus("active")
          for (const what of await life.live(request)) met.set(what, (met.get(what) ?? 0) + 1)
          commandsLived += 1
        }
        expect((await shop.verification.verify([life.publicId])).discrepancies).toEqual([])
      }),
      // The first command that differs is the story; to cut its life short would take minutes.
      { numRuns: lives, endOnFailure: true },
    )

    // An agreement about nothing would be worth nothing: the lives must have been eventful.
    expect(commandsLived).toBeGreaterThan(lives * 10)
    expect([...entryTypes, ...refusalsMet, "replayed"].filter((what) => !met.has(what))).toEqual([])
  })
})
