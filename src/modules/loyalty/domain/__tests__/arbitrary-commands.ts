import fc from "fast-check"
import type { Command } from "../ledger"

const dayMs = 86_400_000
export const firstDay = new Date("2026-01-01T00:00:00Z")
export const daysLater = (days: number, from = firstDay): Date => new Date(from.getTime() + days * dayMs)

/** The awards that the drawn commands speak of; a database must know them beforehand. */
export const awardIds = [1, 2, 3] as const

const points = fc.integer({ min: 1, max: 120 })
/** Checkouts are smaller than credits, so that they mostly succeed. */
const fewer = fc.integer({ min: 1, max: 50 })
const award = fc.constantFrom(...awardIds)
const lifetimeDays = fc.option(fc.integer({ min: 1, max: 40 }), { nil: null })
/** Which of the redemptions so far is meant, counted from the latest; now and then one that never was. */
const redemption = fc.oneof({ weight: 12, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.constant(99) })
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant("earn"),
      points,
      award: fc.option(award, { nil: null }),
      pending: fc.boolean(),
      lifetimeDays,
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("activate"), award, lifetimeDays }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("expire") }) },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("hold"),
      points: fewer,
      cart: fc.option(fc.nat(2), { nil: null }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom("commit", "reopen"), redemption }) },
  { weight: 5, arbitrary: fc.record({ type: fc.constant("capture"), redemption, points: fewer }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom("release", "lapse"), redemption }) },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant("restore"),
      redemption,
      points: fc.integer({ min: 1, max: 40 }),
      expiredPolicy: fc.constantFrom("stay_expired", "grace", "reissue"),
      lifetimeDays,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("reverse"),
      award,
      points,
      policy: fc.constantFrom("only_pending", "within_balance", "allow_negative"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("adjust"),
      points: fc.integer({ min: -60, max: 60 }),
      lifetimeDays,
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer Drawn> ? Drawn : never

const moment = fc.record({ step, daysPassed: fc.oneof(fc.constant(0), fc.nat(15)), keyReused: fc.nat(40) })

/**
 * A life of one account as plain commands, with time moving forward: the same list can be put to the model and
 * to the database. Some commands are senseless on purpose; both must refuse them with the same code.
 */
export const arbitraryCommands = (maxLength = 40): fc.Arbitrary<Command[]> =>
  fc.array(moment, { minLength: 1, maxLength, size: "max" }).map((moments) => {
    let day = 0
    let holds = 0
    return moments.map(({ step: drawn, daysPassed, keyReused }, index) => {
      day += daysPassed
      if (drawn.type === "hold") holds += 1
      // One command in forty comes under a key that another request used before.
      const keyIndex = keyReused === 0 ? Math.max(0, index - 1) : index
      return commandOf(
        drawn,
        { key: `key_${keyIndex}`, fingerprint: `request_${index}`, at: daysLater(day) },
        holds,
      )
    })
  })

function commandOf(
  step: Step,
  keyed: { key: string; fingerprint: string; at: Date },
  holds: number,
): Command {
  const expiry = (days: number | null) => (days === null ? null : daysLater(days, keyed.at))
  const idOf = (back: number) => `redemption_${Math.max(0, holds - back)}`
  switch (step.type) {
    case "earn":
      return {
        ...keyed,
        type: "earn",
        points: step.points,
        awardId: step.award,
        pending: step.pending,
        expiresAt: step.pending ? null : expiry(step.lifetimeDays),
      }
    case "activate":
      return { ...keyed, type: "activate", awardId: step.award, expiresAt: expiry(step.lifetimeDays) }
    case "expire":
      return { ...keyed, type: "expire" }
    case "hold":
      return {
        ...keyed,
        type: "hold",
        redemptionId: `redemption_${holds}`,
        points: step.points,
        cartId: step.cart === null ? null : `cart_${step.cart}`,
      }
    case "commit":
    case "reopen":
    case "release":
    case "lapse":
      return { ...keyed, type: step.type, redemptionId: idOf(step.redemption) }
    case "capture":
      return { ...keyed, type: "capture", redemptionId: idOf(step.redemption), points: step.points }
    case "restore":
      return {
        ...keyed,
        type: "restore",
        redemptionId: idOf(step.redemption),
        points: step.points,
        expiredPolicy: step.expiredPolicy,
        reissueExpiresAt: expiry(step.lifetimeDays),
      }
    case "reverse":
      return { ...keyed, type: "reverse", awardId: step.award, points: step.points, policy: step.policy }
    case "adjust":
      return { ...keyed, type: "adjust", points: step.points, expiresAt: expiry(step.lifetimeDays) }
  }
}
