import { awardIds, daysLater } from "../../../src/modules/loyalty/domain/__tests__/arbitrary-commands"
import type { Command, Redemption } from "../../../src/modules/loyalty/domain/ledger"
import type { Intent, Operation } from "./intents"
import { isKeyed, type Member } from "./member"
import { spendableAt, type Reference } from "./reference"

/** What is asked of whom. Freezing is no command of the ledger: staff do it to an account. */
export type Deed =
  { operation: Operation; command: Command } | { operation: "freeze" | "unfreeze"; command: null }

/** How the points of a deed come about: `fitted` asks for what is there, otherwise for what is not. */
interface Moment {
  intent: Intent
  member: Member
  reference: Reference
  at: Date
  key: string
}

const daysPerDeed = 1.5
const never = "never"
const fourthOf = (pick: number) => pick % 4 === 0

/**
 * The deed that an intent comes to at this moment. Drawn blindly, most would name what has ended or never was; a
 * fitting one is aimed at what it can apply to, and where there is nothing of the kind, it begins what is missing.
 */
export function deedOf(intent: Intent, member: Member, index: number): Deed {
  const at = daysLater(Math.max(0, index * daysPerDeed + intent.clockSkewDays))
  const former = member.asked.length === 0 ? null : member.asked[intent.pick % member.asked.length]
  // A retry asks for the same at a later time: when is no part of what is asked.
  if (intent.manner === "again" && former !== null)
    return { operation: named(former), command: { ...former, at } }

  const deed = fitted({ intent, member, reference: member.guess, at, key: member.name("key") })
  if (deed.command === null || !isKeyed(deed.command)) return deed
  const { command } = deed
  command.fingerprint = fingerprintOf(command)
  // Without a redemption there is no account whose keys could be looked at.
  if ("redemptionId" in command && command.redemptionId === never) return deed
  if (intent.manner === "key_reused" && former !== null) command.key = former.key
  member.asked.push(command)
  return deed
}

/** What the ledger compares: everything but when, and by which name a new redemption would go. */
function fingerprintOf(command: Command): string {
  const { key: _key, at: _at, fingerprint: _fingerprint, ...request } = command
  return JSON.stringify(request.type === "hold" ? { ...request, redemptionId: null } : request)
}

function fitted(moment: Moment): Deed {
  const { intent, reference } = moment
  const { operation } = intent
  const frozen = reference.state.status === "frozen"
  if (intent.fitting && frozen && ["hold", "replace_hold", "commit"].includes(operation)) {
    return { operation: "unfreeze", command: null }
  }
  switch (operation) {
    case "earn_pending":
    case "earn_available":
      return earning(moment, operation)
    case "activate":
      return { operation, command: { ...base(moment), type: "activate", ...activated(moment) } }
    case "hold":
      return holding(moment, operation, null)
    case "replace_hold":
      return replacing(moment)
    case "capture_whole":
    case "capture_part":
    case "capture_nothing":
      return capturing(moment, operation)
    case "release":
    case "lapse":
      return about(
        moment,
        operation,
        ({ status, held }) => held > 0 && (operation === "release" || status === "open"),
      )
    case "commit":
      return about(moment, operation, ({ status }) => status === "open")
    case "reopen":
      return about(moment, operation, ({ status }) => status === "committed")
    case "restore_stay_expired":
    case "restore_grace":
    case "restore_reissue":
      return restoring(moment, operation)
    case "reverse_only_pending":
    case "reverse_within_balance":
    case "reverse_allow_negative":
      return reversing(moment, operation)
    case "adjust_up":
    case "adjust_down":
      return adjusting(moment, operation)
    case "expire":
      return { operation, command: { ...base(moment), type: "expire" } }
    case "freeze":
    case "unfreeze":
      return { operation, command: null }
  }
}

const base = ({ key, at }: Moment) => ({ key, at, fingerprint: "" })

const expiryOf = ({ intent: { lifetimeDays }, at }: Moment) =>
  lifetimeDays === null ? null : daysLater(lifetimeDays, at)

const awardOf = ({ intent }: Moment) => awardIds[intent.pick % awardIds.length]

function earning(moment: Moment, operation: "earn_pending" | "earn_available"): Deed {
  const { intent } = moment
  const pending = operation === "earn_pending"
  const points = intent.fitting ? 2 * intent.amount : -(intent.amount % 2)
  const awardId = !pending && fourthOf(intent.pick) ? null : awardOf(moment)
  const expiresAt = pending ? null : expiryOf(moment)
  return { operation, command: { ...base(moment), type: "earn", points, pending, awardId, expiresAt } }
}

function activated(moment: Moment): { awardId: number; expiresAt: Date | null } {
  const { intent, reference } = moment
  const pending = reference.state.lots.filter(({ open, state }) => open && state === "pending")
  const awardId = intent.fitting && pending.length > 0 ? pending[intent.pick % pending.length].awardId : null
  return { awardId: awardId ?? awardOf(moment), expiresAt: expiryOf(moment) }
}

function holding(moment: Moment, operation: "hold" | "replace_hold", formerCart: string | null): Deed {
  const { intent, member, reference, at } = moment
  const room = spendableAt(reference, at)
  if (intent.fitting && room <= 0) return earning(moment, "earn_available")
  const points = intent.fitting ? Math.min(intent.amount, room) : (intent.amount % 3) * 10_000
  const redemptionId = member.name("redemption")
  const own =
    member.sharesCarts && intent.pick % 8 === 7 ? `shared_${intent.amount % 3}` : `cart_of_${redemptionId}`
  const cartId = formerCart ?? own
  return { operation, command: { ...base(moment), type: "hold", points, redemptionId, cartId } }
}

/** A cart whose points are changed; one time in three, where there is one, a cart that is becoming an order. */
function replacing(moment: Moment): Deed {
  const { pick } = moment.intent
  const committed = pick % 3 === 0 ? oneOf(moment, ({ status }) => status === "committed") : null
  const chosen = committed ?? oneOf(moment, ({ status }) => status === "open")
  return chosen === null ? holding(moment, "hold", null) : holding(moment, "replace_hold", chosen[1].cartId)
}

function capturing(moment: Moment, operation: "capture_whole" | "capture_part" | "capture_nothing"): Deed {
  const { intent } = moment
  const chosen = choose(moment, ({ held }) => held > (operation === "capture_part" ? 1 : 0))
  if (chosen === null) return holding(moment, "hold", null)
  const [redemptionId, { held }] = chosen
  const part = {
    capture_whole: held,
    capture_part: 1 + (intent.amount % (held - 1 || 1)),
    capture_nothing: 0,
  }
  const points = intent.fitting ? part[operation] : held + (intent.amount % 3) - 1
  return { operation, command: { ...base(moment), type: "capture", redemptionId, points } }
}

type About = "release" | "lapse" | "commit" | "reopen"

function about(moment: Moment, operation: About, fits: (redemption: Redemption) => boolean): Deed {
  const { intent } = moment
  // A clock must keep its hands off an order in the making: the one misfit that seldom comes by chance.
  const misfit =
    operation === "lapse" && !intent.fitting ? oneOf(moment, ({ status }) => status === "committed") : null
  const chosen = misfit ?? choose(moment, fits)
  // Reopening is a compensation: of what never was, the database has nothing to say.
  if (chosen === null || (operation === "reopen" && chosen[0] === never)) return holding(moment, "hold", null)
  return { operation, command: { ...base(moment), type: operation, redemptionId: chosen[0] } }
}

function restoring(moment: Moment, operation: Extract<Operation, `restore_${string}`>): Deed {
  const { intent } = moment
  const chosen = choose(moment, ({ captured, restored }) => captured > restored)
  if (chosen === null) {
    const open = choose(moment, ({ held }) => held > 0)
    return open === null ? holding(moment, "hold", null) : capturing(moment, "capture_whole")
  }
  const [redemptionId, { captured, restored }] = chosen
  const spent = captured - restored
  const points = intent.fitting ? Math.min(intent.amount, spent) : spent + (intent.amount % 3)
  const expiredPolicy = policyIn(operation, "restore_", ["stay_expired", "grace", "reissue"] as const)
  const command = { redemptionId, points, expiredPolicy, reissueExpiresAt: expiryOf(moment) }
  return { operation, command: { ...base(moment), type: "restore", ...command } }
}

function reversing(moment: Moment, operation: Extract<Operation, `reverse_${string}`>): Deed {
  const { intent, reference } = moment
  const awards = [...reference.given].filter(([, given]) => given > 0)
  if (awards.length === 0) return earning(moment, "earn_pending")
  const [awardId, given] = awards[intent.pick % awards.length]
  const points = intent.fitting ? Math.min(intent.amount, given) : given + (intent.amount % 3)
  const policy = policyIn(operation, "reverse_", [
    "only_pending",
    "within_balance",
    "allow_negative",
  ] as const)
  return { operation, command: { ...base(moment), type: "reverse", awardId, points, policy } }
}

function adjusting(moment: Moment, operation: "adjust_up" | "adjust_down"): Deed {
  const { intent, reference, at } = moment
  const room = spendableAt(reference, at)
  if (operation === "adjust_down" && intent.fitting && room <= 0) return adjusting(moment, "adjust_up")
  const up = intent.fitting ? intent.amount : 0
  const down = intent.fitting ? -Math.min(intent.amount, room) : -10_000 * intent.amount
  const points = operation === "adjust_up" ? up : down
  return { operation, command: { ...base(moment), type: "adjust", points, expiresAt: expiryOf(moment) } }
}

/** One of those of whom it holds, if there is any, wherever the draw points. */
function oneOf(
  { intent, reference }: Moment,
  fits: (redemption: Redemption) => boolean,
): [string, Redemption] | null {
  const all = [...reference.state.redemptions].filter(([, redemption]) => fits(redemption))
  return all.length === 0 ? null : all[intent.pick % all.length]
}

/** A redemption that fits, or null; for an intent that need not fit any at all, now and then one that never was. */
function choose(moment: Moment, fits: (redemption: Redemption) => boolean): [string, Redemption] | null {
  const { fitting, pick } = moment.intent
  if (fitting) return oneOf(moment, fits)
  const nothing: Redemption = { status: "open", cartId: null, held: 5, captured: 0, restored: 0, uses: [] }
  return fourthOf(pick) ? [never, nothing] : oneOf(moment, () => true)
}

function policyIn<Policy extends string>(
  operation: string,
  prefix: string,
  policies: readonly Policy[],
): Policy {
  const policy = policies.find((one) => operation === `${prefix}${one}`)
  if (policy === undefined) throw new Error(`${operation} names no policy.`)
  return policy
}

/** The operation that a former command was. */
function named(command: Command): Operation {
  switch (command.type) {
    case "earn":
      return command.pending ? "earn_pending" : "earn_available"
    case "capture":
      return command.points === 0 ? "capture_nothing" : "capture_whole"
    case "restore":
      return `restore_${command.expiredPolicy}`
    case "reverse":
      return `reverse_${command.policy}`
    case "adjust":
      return command.points < 0 ? "adjust_down" : "adjust_up"
    case "hold":
    case "activate":
    case "expire":
    case "commit":
    case "reopen":
    case "release":
    case "lapse":
      return command.type
  }
}
