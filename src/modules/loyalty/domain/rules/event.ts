import { toPoints, type Points } from "../points"
import { because, type Reason } from "../reason"
import { outsideSchedule } from "./match"
import type { Allowance, ReadyRule } from "./programme"
import type { LimitPeriod, Rule, Trigger } from "./rule"
import { noCircumstances, noGoods, sceneOf, type MemberFacts, type SceneLine } from "./scene"

/** What members do, or what comes round for them, that is no order. */
export type EventTrigger = Exclude<Trigger["code"], "order">

/** One thing that happened to a member. */
export interface EventFacts {
  trigger: EventTrigger
  /** Which one of its kind: a custom event's name, the referral's role, the days of inactivity, the milestone. Null where there is one kind only. */
  name: string | null
  occurredAt: Date
  member: MemberFacts
}

/** What one rule says to an event. Where it gives nothing, `because` names the first thing that kept it from it. */
export interface EventVerdict {
  rule: Rule
  wanted: Points
  given: Points
  /** The limit that lowered it. */
  limit: string | null
  because: string | null
}

/** The name under which a rule waits for events of its trigger. Null: there is one kind only. */
export function nameOf(trigger: Trigger): string | null {
  switch (trigger.code) {
    case "custom":
      return trigger.event
    case "referral_completed":
      return trigger.for
    case "inactivity":
      return String(trigger.days)
    case "spending_milestone":
      return `${trigger.currencyCode}:${trigger.amountMinor}:${trigger.per}`
    default:
      return null
  }
}

/** A milestone by the name under which rules wait for it. */
export function milestoneOf(name: string): Extract<Trigger, { code: "spending_milestone" }> {
  const [currencyCode, amountMinor, per] = name.split(":")
  return {
    code: "spending_milestone",
    currencyCode,
    amountMinor: Number(amountMinor),
    per: per as LimitPeriod,
  }
}

/**
 * What each rule that waits for the event gives, in their order. Of the rules of an exclusive group only the first
 * gives anything whose conditions hold and whose limits leave it something.
 */
export function judgeEvent(
  rules: readonly ReadyRule[],
  { trigger, name, occurredAt, member }: EventFacts,
  timeZone: string,
  allowance: Allowance,
): EventVerdict[] {
  const nothingBought = { currencyCode: "", salesChannelId: null, placedAt: occurredAt, lines: [] }
  const scene = sceneOf(nothingBought, { goods: {}, order: noCircumstances, member }, timeZone)
  const taken = new Set<string>()
  return rules
    .filter((rule) => rule.trigger.code === trigger && nameOf(rule.trigger) === name)
    .map((rule): EventVerdict => {
      const failed = outsideSchedule(rule, occurredAt) ?? rule.questions.ofOrder(scene, noLine)
      if (failed !== null) return passed(rule, failed)
      const { exclusiveGroup: group } = rule
      if (group !== null && taken.has(group)) return passed(rule, "exclusive")
      const verdict = judged(rule, allowance)
      const isUsedUp = verdict.given === 0 && verdict.limit !== null && verdict.limit !== "order"
      if (group !== null && !isUsedUp) taken.add(group)
      return verdict
    })
}

/** Why a member was given points without an order, in the words that orders' awards use. */
export function reasonsOf({ rule, wanted, given, limit }: EventVerdict): Reason[] {
  const named = { rule_id: rule.id, rule: rule.name }
  const applied = because("rule_applied", { ...named, rule_version: rule.version, points: given })
  return limit === null ? [applied] : [applied, because("capped", { ...named, limit, wanted, given })]
}

function judged(rule: ReadyRule, allowance: Allowance): EventVerdict {
  const { effect, limits } = rule
  const wanted = effect.code === "fixed_points" ? effect.points : none
  const atOnce = toPoints(Math.min(wanted, limits.perOrder ?? wanted))
  const { given, limit = null } = allowance(rule, atOnce)
  if (given === wanted) return { rule, wanted, given, limit: null, because: null }
  const capped = given < atOnce ? limit : "order"
  return { rule, wanted, given, limit: capped, because: given === 0 ? (capped ?? "nothing_to_give") : null }
}

function passed(rule: Rule, why: string): EventVerdict {
  return { rule, wanted: none, given: none, limit: null, because: why }
}

const none = toPoints(0)

/** Conditions of rules without orders ask about no line. */
const noLine: SceneLine = {
  lineId: "",
  productId: null,
  variantId: null,
  quantity: 0,
  amount: 0n,
  goods: noGoods,
}
