import fc from "fast-check"
import { judgeEvent, nameOf, reasonsOf, type EventFacts, type EventVerdict } from "../rules/event"
import { ready, unlimited, type Allowance } from "../rules/programme"
import { noLimits, type Rule, type Trigger } from "../rules/rule"
import { newMember } from "../rules/scene"
import { fixed, never, rule } from "./rule-shop"
import { pts } from "./shop"

const birthday: Trigger = { code: "birthday" }
const cake = (id: string, points: number, change: Partial<Rule> = {}): Rule =>
  rule(id, fixed(points), { trigger: birthday, ...change })

const saturdayEvening = new Date("2026-03-07T20:00:00Z")
const today: EventFacts = { trigger: "birthday", name: null, occurredAt: saturdayEvening, member: newMember }

const judged = (
  rules: Rule[],
  facts: Partial<EventFacts> = {},
  allowance: Allowance = unlimited,
): EventVerdict[] => judgeEvent(ready(rules), { ...today, ...facts }, "Europe/Moscow", allowance)
const told = (verdicts: EventVerdict[]): string[] =>
  verdicts.map(({ rule: { id }, given, because }) => `${id}: ${because ?? given}`)

describe("what rules say to an event", () => {
  it("only those say anything that wait for it", () => {
    const rules = [
      cake("cake", 100),
      rule("order", fixed(1)),
      rule("app", fixed(7), { trigger: { code: "custom", event: "app.installed" } }),
      rule("game", fixed(8), { trigger: { code: "custom", event: "game.won" } }),
    ]

    expect(told(judged(rules))).toEqual(["cake: 100"])
    expect(told(judged(rules, { trigger: "custom", name: "game.won" }))).toEqual(["game: 8"])
    expect(told(judged(rules, { trigger: "custom", name: "game.lost" }))).toEqual([])
  })

  it("has a name where there is more than one of its kind", () => {
    expect(nameOf(birthday)).toBeNull()
    expect(nameOf({ code: "inactivity", days: 90 })).toBe("90")
    expect(
      nameOf({ code: "spending_milestone", currencyCode: "rub", amountMinor: 1_000_000, per: "year" }),
    ).toBe("rub:1000000:year")
  })

  it("is asked about the member and the moment, by the program's clock", () => {
    const inGroup = { code: "customer_group" as const, in: ["regulars"] }
    const rules = [
      cake("regulars", 1, { conditions: inGroup }),
      cake("weekend", 2, { conditions: { code: "weekday", in: [6, 7] } }),
      cake("monday", 3, { conditions: { code: "weekday", in: [1] } }),
      cake("late", 4, { conditions: { code: "hours", from: "23:00", to: "01:00" } }),
      cake("never", 5, { conditions: never }),
    ]

    expect(told(judged(rules))).toEqual([
      "late: 4",
      "monday: weekday",
      "never: any",
      "regulars: customer_group",
      "weekend: 2",
    ])
    const member = { ...newMember, groupIds: ["regulars"] }
    expect(told(judged(rules, { member }))).toContain("regulars: 1")
  })

  it("is out of time before a rule begins and from its end on", () => {
    const at = (startsAt: string | null, endsAt: string | null): Rule =>
      cake("cake", 100, {
        startsAt: startsAt ? new Date(startsAt) : null,
        endsAt: endsAt ? new Date(endsAt) : null,
      })

    expect(told(judged([at("2026-03-07T20:00:00Z", null)]))).toEqual(["cake: 100"])
    expect(told(judged([at("2026-03-07T20:00:01Z", null)]))).toEqual(["cake: not_yet"])
    expect(told(judged([at(null, "2026-03-07T20:00:00Z")]))).toEqual(["cake: over"])
  })

  it("comes from the first rule of a group whose conditions hold and whose limits leave it something", () => {
    const rules = [
      cake("gold", 300, { exclusiveGroup: "cakes", priority: 3, conditions: never }),
      cake("silver", 200, { exclusiveGroup: "cakes", priority: 2 }),
      cake("plain", 100, { exclusiveGroup: "cakes", priority: 1 }),
      cake("card", 5),
    ]

    expect(told(judged(rules))).toEqual(["gold: any", "silver: 200", "plain: exclusive", "card: 5"])
    const none: Allowance = ({ id }, wanted) =>
      id === "silver" ? { given: pts(0), limit: "budget" } : { given: wanted }
    expect(told(judged(rules, {}, none))).toEqual(["gold: any", "silver: budget", "plain: 100", "card: 5"])
  })

  it("tells what was wanted and what was given where a limit lowered it", () => {
    const [capped] = judged([cake("cake", 100, { limits: { ...noLimits, perOrder: pts(60) } })])
    const [short] = judged([cake("cake", 100)], {}, () => ({ given: pts(40), limit: "budget" }))

    expect([capped.given, capped.limit, short.given, short.limit]).toEqual([60, "order", 40, "budget"])
    expect(reasonsOf(short)).toEqual([
      { code: "rule_applied", rule_id: "cake", rule: "the cake", rule_version: 1, points: 40 },
      { code: "capped", rule_id: "cake", rule: "the cake", limit: "budget", wanted: 100, given: 40 },
    ])
    expect(reasonsOf(judged([cake("cake", 100)])[0])).toHaveLength(1)
  })

  it("is the same whatever order the rules come in, never below nothing and never above what is wanted", () => {
    const rules = fc.uniqueArray(
      fc.record({
        id: fc.constantFrom("a", "b", "c", "d", "e"),
        points: fc.integer({ min: 1, max: 1_000 }),
        priority: fc.integer({ min: 0, max: 2 }),
        group: fc.constantFrom(null, "one", "two"),
      }),
      { selector: ({ id }) => id },
    )
    fc.assert(
      fc.property(rules, fc.integer({ min: 0, max: 500 }), (made, room) => {
        const all = made.map(({ id, points, priority, group }) =>
          cake(id, points, { priority, exclusiveGroup: group }),
        )
        const allowance: Allowance = (_, wanted) =>
          wanted <= room ? { given: wanted } : { given: pts(room), limit: "budget" }
        const verdicts = judged(all, {}, allowance)
        expect(told(judged([...all].reverse(), {}, allowance))).toEqual(told(verdicts))
        expect(verdicts.every(({ wanted, given }) => given >= 0 && given <= wanted)).toBe(true)
        for (const group of ["one", "two"]) {
          const ofGroup = verdicts.filter((one) => one.rule.exclusiveGroup === group)
          expect(ofGroup.filter(({ given }) => given > 0)).toHaveLength(
            room > 0 ? Math.min(1, ofGroup.length) : 0,
          )
        }
      }),
    )
  })
})
