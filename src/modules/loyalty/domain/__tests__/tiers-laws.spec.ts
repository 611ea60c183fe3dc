import fc from "fast-check"
import { deservedBy, inRank, type Ladder, type Step, type Window } from "../tiers/ladder"
import { leavesAt, periodEnd, windowStart } from "../tiers/periods"
import { progressOf } from "../tiers/progress"
import { assess, noStanding, type Look, type Standing } from "../tiers/standing"

const dayMs = 86_400_000
const start = Date.UTC(2026, 0, 1)
const zones = fc.constantFrom("UTC", "Europe/Moscow", "America/New_York", "Pacific/Kiritimati")
const moments = fc
  .integer({ min: 0, max: 1_500 * 24 * 60 })
  .map((minutes) => new Date(start + minutes * 60_000))

const windows: fc.Arbitrary<Window> = fc.oneof(
  fc.integer({ min: 1, max: 400 }).map((days) => ({ code: "rolling" as const, days })),
  fc.integer({ min: 1, max: 14 }).map((months) => ({ code: "rolling" as const, months })),
  fc.constant<Window>({ code: "calendar_year" }),
  fc.constant<Window>({ code: "since_joining" }),
)

const ladders: fc.Arbitrary<Ladder> = fc.record({
  qualification: fc.constant({ by: "orders" } as const),
  countsWhen: fc.constant("paid" as const),
  window: windows,
  graceDays: fc.integer({ min: 0, max: 90 }),
  downgrade: fc.constantFrom("one_step", "to_measure"),
  lock: fc.constantFrom("none", "period", "next_period"),
})

const ladderSteps: fc.Arbitrary<Step[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 6 })
  .map((thresholds) => thresholds.map((threshold, index) => ({ id: `tier_${index}`, threshold })))

const measures = fc.integer({ min: 0, max: 1_200 })

/** Looks in the order of time, each a while after the last. */
const histories = fc.array(
  fc.record({ measure: measures, hours: fc.integer({ min: 0, max: 24 * 120 }), mayLower: fc.boolean() }),
  { maxLength: 25 },
)

interface Seen {
  before: Standing
  after: Standing
  look: Look
}

function lived(
  ladder: Ladder,
  steps: Step[],
  history: { measure: number; hours: number; mayLower: boolean }[],
  timeZone: string,
): Seen[] {
  let at = start
  let before = noStanding
  return history.map(({ measure, hours, mayLower }) => {
    at += hours * 3_600_000
    const look = { measure, at: new Date(at), timeZone, mayLower }
    const after = assess(ladder, steps, before, look)
    const seen = { before, after, look }
    before = after
    return seen
  })
}

const rankOf = (steps: Step[], id: string | null): number => inRank(steps).findIndex((step) => step.id === id)
const deservedRank = (steps: Step[], measure: number): number =>
  rankOf(steps, deservedBy(steps, measure)?.id ?? null)

describe("the laws of tiers", () => {
  const lives = (check: (ladder: Ladder, steps: Step[], seen: Seen[], zone: string) => void): void =>
    fc.assert(
      fc.property(ladders, ladderSteps, histories, zones, (ladder, steps, history, zone) =>
        check(ladder, steps, lived(ladder, steps, history, zone), zone),
      ),
      { numRuns: 400 },
    )

  it("nobody who looks finds a member below what he deserves: reaching a tier never waits", () =>
    lives((_, steps, seen) => {
      for (const { after, look } of seen)
        expect(rankOf(steps, after.tierId)).toBeGreaterThanOrEqual(deservedRank(steps, look.measure))
    }))

  it("a settlement never takes a tier away", () =>
    lives((_, steps, seen) => {
      for (const { before, after, look } of seen)
        if (!look.mayLower)
          expect(rankOf(steps, after.tierId)).toBeGreaterThanOrEqual(rankOf(steps, before.tierId))
    }))

  it("a tier is never lost while the measure deserves it: there is nothing else that could take it", () =>
    lives((_, steps, seen) => {
      for (const { before, after, look } of seen)
        if (rankOf(steps, before.tierId) <= deservedRank(steps, look.measure))
          expect(rankOf(steps, after.tierId)).toBe(deservedRank(steps, look.measure))
    }))

  it("who has more is never lower, all else being equal", () =>
    fc.assert(
      fc.property(
        ladders,
        ladderSteps,
        histories,
        zones,
        fc.integer({ min: 0, max: 500 }),
        (ladder, steps, history, zone, more) => {
          const last = lived(ladder, steps, history, zone).at(-1)
          if (last === undefined) return
          const richer = assess(ladder, steps, last.before, {
            ...last.look,
            measure: last.look.measure + more,
          })
          expect(rankOf(steps, richer.tierId)).toBeGreaterThanOrEqual(rankOf(steps, last.after.tierId))
        },
      ),
      { numRuns: 400 },
    ))

  it("a tier is lost by the review, after the grace, and not one moment before its lock ends", () =>
    lives((ladder, steps, seen) => {
      for (const { before, after, look } of seen) {
        if (rankOf(steps, after.tierId) >= rankOf(steps, before.tierId)) continue
        expect(look.mayLower).toBe(true)
        expect(look.at.getTime()).toBeGreaterThanOrEqual(before.lockedUntil?.getTime() ?? 0)
        const below = before.belowSince?.getTime() ?? look.at.getTime()
        // A day of a time zone may be an hour short.
        expect(look.at.getTime() - below).toBeGreaterThanOrEqual(ladder.graceDays * dayMs - 3_600_000)
      }
    }))

  it("no lock and no grace lasts longer than it says", () =>
    lives((ladder, steps, seen, zone) => {
      for (const { before, after, look } of seen) {
        const isKept = after.tierId !== null && after.tierId === before.tierId
        if (!isKept || !look.mayLower || before.belowSince === null || after.belowSince === null) continue
        const from = Math.max(before.belowSince.getTime(), before.lockedUntil?.getTime() ?? 0)
        expect(look.at.getTime()).toBeLessThan(from + ladder.graceDays * dayMs + 2 * 3_600_000)
      }
      for (const { after, look } of seen) {
        if (after.lockedUntil === null || after.since === null) continue
        const end = periodEnd(ladder.window, after.since, look.at, zone) ?? look.at
        const next = periodEnd(ladder.window, after.since, end, zone) ?? look.at
        expect(after.lockedUntil.getTime()).toBeLessThanOrEqual(
          (ladder.lock === "next_period" ? next : end).getTime(),
        )
      }
    }))

  it("one step is one step", () =>
    lives((ladder, steps, seen) => {
      for (const { before, after } of seen) {
        const fallen = rankOf(steps, before.tierId) - rankOf(steps, after.tierId)
        if (ladder.downgrade === "one_step") expect(fallen).toBeLessThanOrEqual(1)
      }
    }))

  it("looking twice in one moment is looking once, but for another step down", () =>
    lives((ladder, steps, seen) => {
      for (const { after, look } of seen) {
        const again = assess(ladder, steps, after, { ...look, mayLower: false })
        expect(again).toEqual(after)
      }
    }))

  it("an order counts until it leaves the window, and not from then on", () =>
    fc.assert(
      fc.property(windows, moments, fc.constantFrom("UTC", "Europe/Moscow"), (window, placedAt, zone) => {
        const counts = (at: Date): boolean => placedAt >= (windowStart(window, at, zone) ?? placedAt)
        const left = leavesAt(window, placedAt, zone)
        expect(counts(placedAt)).toBe(true)
        if (left === null) return
        expect(counts(new Date(left.getTime() - 1))).toBe(true)
        expect(counts(left)).toBe(false)
      }),
      { numRuns: 500 },
    ))

  it("a tier that is called safe until a moment is kept by every review before it, if nothing is bought", () =>
    fc.assert(
      fc.property(
        ladders,
        ladderSteps,
        fc.array(fc.record({ placedAt: moments, value: fc.integer({ min: 1, max: 400 }) }), { maxLength: 8 }),
        (ladder, steps, orders) => {
          const zone = "UTC"
          const at = new Date(start + 1_500 * dayMs)
          const counting = (when: Date) => {
            const from = windowStart(ladder.window, when, zone)
            return orders.filter(({ placedAt }) => placedAt <= when && (from === null || placedAt >= from))
          }
          const measure = (when: Date) => counting(when).reduce((sum, { value }) => sum + value, 0)
          const standing = assess(ladder, steps, noStanding, {
            measure: measure(at),
            at,
            timeZone: zone,
            mayLower: true,
          })
          const { stay } = progressOf(ladder, steps, standing, counting(at), at, zone)
          const until = stay === null ? at : (stay.until ?? new Date(at.getTime() + 3_000 * dayMs))
          let held = standing
          for (let when = at.getTime() + dayMs; when < until.getTime(); when += dayMs) {
            const look = {
              measure: measure(new Date(when)),
              at: new Date(when),
              timeZone: zone,
              mayLower: true,
            }
            held = assess(ladder, steps, held, look)
          }
          expect(held.tierId).toBe(standing.tierId)
        },
      ),
      { numRuns: 100 },
    ))
})
