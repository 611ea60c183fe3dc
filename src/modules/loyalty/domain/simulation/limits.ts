import { toPoints, type Points } from "../points"
import { isShared, periodOf, type Grant } from "../rules/grants"
import type { Allowance } from "../rules/programme"
import type { Rule } from "../rules/rule"

/** What a rule has used of its limits in a period. */
export interface Used {
  points: number
  times: number
}

/** Everybody together, as the limits count them. */
export const everybody = ""

/**
 * The limits of rules that reach beyond one order, counted in memory while orders are judged one after the other in the
 * order of their placement, as `loyalty_rule_ask` and `loyalty_rule_keep` count them in the database.
 */
export class RunLimits {
  private readonly used = new Map<string, Used>()
  /** Members to whom a rule has given something, by rule. */
  private readonly seated = new Map<string, Set<string>>()

  constructor(private readonly timeZone: string) {}

  /** What was used before the run began. A counter that is known already stays as it is. */
  begin(ruleId: string, memberId: string, period: string, used: Used): void {
    const name = nameOf(ruleId, memberId, period)
    if (!this.used.has(name)) this.used.set(name, { ...used })
  }

  /** A member who has his seat among the rule's first members. */
  seat(ruleId: string, memberId: string): void {
    this.seatsOf(ruleId).add(memberId)
  }

  /** What rules may give the member for one order. To be asked once a rule and order: an answer is taken for given. */
  allowanceFor(memberId: string, placedAt: Date): Allowance {
    return (rule, wanted) => {
      if (!isShared(rule.limits)) return { given: wanted }
      const { given, limit } = this.grant(rule, wanted, memberId, placedAt)
      return given >= wanted ? { given: wanted } : { given, limit: limit ?? "budget" }
    }
  }

  /** What an order does not keep of what it was given counts no longer. */
  keep(memberId: string, placedAt: Date, grants: readonly Pick<Grant, "rule" | "given" | "kept">[]): void {
    for (const { rule, given, kept } of grants) {
      if (!isShared(rule.limits) || kept === given) continue
      for (const counter of this.countersOf(rule, memberId, placedAt)) {
        counter.points += kept - given
        counter.times += (kept > 0 ? 1 : 0) - (given > 0 ? 1 : 0)
      }
    }
  }

  private grant(
    rule: Rule,
    wanted: Points,
    memberId: string,
    placedAt: Date,
  ): { given: Points; limit: string | null } {
    const { id, limits } = rule
    let given: number = wanted
    let limit: string | null = null
    if (limits.members !== null && !this.seatsOf(id).has(memberId)) {
      const seats = this.usedBy(id, everybody, "members")
      if (seats.times >= limits.members) [given, limit] = [0, "members"]
      else seats.times += 1
    }
    const life = this.usedBy(id, everybody, "life")
    if (limits.budget !== null && given > limits.budget - life.points) {
      given = Math.max(0, limits.budget - life.points)
      limit = "budget"
    }
    const periods = limits.perMember
      .map((one) => ({ ...one, period: periodOf(one.per, placedAt, this.timeZone) }))
      .sort((a, b) => (a.period < b.period ? -1 : 1))
    for (const { per, period, points, times } of periods) {
      const own = this.usedBy(id, memberId, period)
      if (times !== null && own.times >= times) {
        given = 0
        limit = `member_${per}`
      } else if (points !== null && given > points - own.points) {
        given = Math.max(0, points - own.points)
        limit = `member_${per}`
      }
    }

    if (given > 0) {
      this.seat(id, memberId)
      for (const counter of this.countersOf(rule, memberId, placedAt)) {
        counter.points += given
        counter.times += 1
      }
    }
    return { given: toPoints(given), limit }
  }

  private countersOf({ id, limits }: Rule, memberId: string, placedAt: Date): Set<Used> {
    const own = limits.perMember.map(({ per }) =>
      this.usedBy(id, memberId, periodOf(per, placedAt, this.timeZone)),
    )
    return new Set([this.usedBy(id, everybody, "life"), ...own])
  }

  private usedBy(ruleId: string, memberId: string, period: string): Used {
    const name = nameOf(ruleId, memberId, period)
    const known = this.used.get(name)
    if (known !== undefined) return known
    const none = { points: 0, times: 0 }
    this.used.set(name, none)
    return none
  }

  private seatsOf(ruleId: string): Set<string> {
    const known = this.seated.get(ruleId)
    if (known !== undefined) return known
    const none = new Set<string>()
    this.seated.set(ruleId, none)
    return none
  }
}

const nameOf = (ruleId: string, memberId: string, period: string): string => `${ruleId} ${memberId} ${period}`
