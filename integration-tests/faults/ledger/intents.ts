import fc from "fast-check"

/** Every way in which points can be asked to change hands. A draw names one of them; see `deeds.ts` for how it is fitted. */
export const operations = [
  "earn_pending",
  "earn_available",
  "activate",
  "hold",
  "replace_hold",
  "capture_whole",
  "capture_part",
  "capture_nothing",
  "release",
  "lapse",
  "restore_stay_expired",
  "restore_grace",
  "restore_reissue",
  "reverse_only_pending",
  "reverse_within_balance",
  "reverse_allow_negative",
  "adjust_up",
  "adjust_down",
  "expire",
  "commit",
  "reopen",
  "freeze",
  "unfreeze",
] as const

export type Operation = (typeof operations)[number]

/** These can only be asked for, never be refused: they find something to do or they do not. */
export const neverRefused: readonly Operation[] = ["expire", "reopen", "freeze", "unfreeze"]

/** What is drawn before anything is known of the ledger it is meant for. */
export interface Intent {
  operation: Operation
  /** A new request; one that was made before, once more; or a new one under a key that another had. */
  manner: "new" | "again" | "key_reused"
  /** Whether it is fitted to what the ledger has at that moment, or asks for what nobody can have. */
  fitting: boolean
  amount: number
  /** Which member, award, redemption or former request is meant, of those there are. */
  member: number
  pick: number
  /** Days by which the clock of whoever asks is ahead of the others, or behind them. */
  clockSkewDays: number
  lifetimeDays: number | null
}

/** What others need to be there, and what seldom finds its occasion, is drawn more often. */
const often: Partial<Record<Operation, number>> = {
  earn_available: 3,
  hold: 3,
  earn_pending: 2,
  replace_hold: 2,
  commit: 2,
}

export const arbitraryIntent: fc.Arbitrary<Intent> = fc.record({
  operation: fc.oneof(
    ...operations.map((operation) => ({
      weight: often[operation] ?? 1,
      arbitrary: fc.constant(operation),
    })),
  ),
  manner: fc.oneof(
    { weight: 18, arbitrary: fc.constant("new" as const) },
    { weight: 3, arbitrary: fc.constant("again" as const) },
    { weight: 2, arbitrary: fc.constant("key_reused" as const) },
  ),
  fitting: fc.oneof(
    { weight: 4, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
  amount: fc.integer({ min: 1, max: 120 }),
  member: fc.nat(59),
  pick: fc.nat(59),
  clockSkewDays: fc.integer({ min: -12, max: 12 }),
  lifetimeDays: fc.option(fc.integer({ min: 1, max: 40 }), { nil: null }),
})

/** Sequences of one length: where what is told is a crowd, a short life would only be a lesser crowd. */
export const arbitraryIntents = (length: number): fc.Arbitrary<Intent[]> =>
  fc.array(arbitraryIntent, { minLength: length, maxLength: length, size: "max" })

/** As many runs as asked; of a failure the seed and the cause, but not a page of draws that nobody could read. */
export async function play<Drawn>(
  runs: number,
  drawn: fc.Arbitrary<Drawn>,
  live: (drawn: Drawn) => Promise<void>,
): Promise<void> {
  const played = await fc.check(fc.asyncProperty(drawn, live), { numRuns: runs, endOnFailure: true })
  if (!played.failed) return
  const cause = played.errorInstance
  const story = cause instanceof Error ? cause.message : String(cause)
  throw new Error(`Run ${played.counterexamplePath} of seed ${played.seed} failed:\n${story}`, { cause })
}
