import { toPoints, type Points } from "../points"
import { isShared } from "../rules/grants"
import { isOfTier } from "../tiers/tier"
import type { Judged } from "./judge"

/** An order of the period, judged, beside what was really given for it. */
export interface ToldOrder {
  currencyCode: string
  /** Null: nobody earns for it. Then `judged` is null, too. */
  memberId: string | null
  tierId: string | null
  isBeforeStart: boolean
  judged: Judged | null
  given: Given
}

/** What the ledger gave for an order and has not taken back. */
export interface Given {
  points: Points
  byRule: ReadonlyMap<string, Points>
  /** By the lines that are still known. */
  byLine: ReadonlyMap<string, Points>
}

export interface RuleTally {
  /** Null: the program's own rate, with what tiers make of it. */
  ruleId: string | null
  points: number
  /** What it would have given without its limits. */
  wanted: number
  /** What each limit held back. */
  heldBack: Record<string, number>
  orders: number
  members: number
  /** In how many orders it gave nothing, by the first thing that kept it from it. */
  passedOver: Record<string, number>
  given: number
}

export interface Compared {
  points: number
  given: number
}

export interface Counted extends Compared {
  orders: number
  members: number
}

export interface Outcome extends Counted {
  /** Of those, the orders that nobody earns for. */
  ordersWithoutMember: number
  ordersBeforeStart: number
  /** By limits, of all rules. */
  heldBack: number
  byCurrency: Map<string, Compared>
  byRule: RuleTally[]
  /** The largest first. Null: no tier. */
  byTier: (Counted & { tierId: string | null })[]
  /** The largest first; the others are summed up in `otherProducts`. */
  byProduct: (Compared & { productId: string | null })[]
  otherProducts: Compared & { products: number }
  /** Whether goods came back of an order whose points had used up a limit. */
  hasReturnsUnderLimits: boolean
}

/**
 * Adds up judged orders. What it keeps grows with rules, members and products, not with orders.
 */
export class Tally {
  private orders = 0
  private ordersWithoutMember = 0
  private ordersBeforeStart = 0
  private hasReturnsUnderLimits = false
  private readonly members = new Set<string>()
  private readonly byCurrency = new Map<string, Compared>()
  private readonly byTier = new Map<string | null, Compared & { orders: number; members: Set<string> }>()
  private readonly byProduct = new Map<string | null, Compared>()
  private readonly byRule = new Map<string | null, Omit<RuleTally, "members"> & { members: Set<string> }>()

  /** Rules that give nothing are told of as well, in their order, after the program's rate. */
  constructor(ruleIds: readonly string[] = []) {
    for (const ruleId of [null, ...ruleIds]) this.ruleOf(ruleId)
  }

  add({ currencyCode, memberId, tierId, isBeforeStart, judged, given }: ToldOrder): void {
    this.orders += 1
    if (isBeforeStart) this.ordersBeforeStart += 1
    if (memberId === null) this.ordersWithoutMember += 1
    else this.members.add(memberId)
    const points = judged?.earned ?? 0

    addTo(entryOf(this.byCurrency, currencyCode.toLowerCase(), nothing), points, given.points)
    const tier = entryOf(this.byTier, tierId, () => ({ ...nothing(), orders: 0, members: new Set<string>() }))
    tier.orders += 1
    if (memberId !== null) tier.members.add(memberId)
    addTo(tier, points, given.points)
    this.addProducts(judged, given)
    this.addRules(judged, given, memberId)
  }

  outcome(productsMax: number): Outcome {
    const products = [...this.byProduct].map(([productId, compared]) => ({ productId, ...compared }))
    products.sort((a, b) => b.points - a.points || b.given - a.given || byName(a.productId, b.productId))
    const byRule = [...this.byRule.values()].map(({ members, ...rule }) => ({
      ...rule,
      members: members.size,
    }))
    const currencies = [...this.byCurrency.values()]
    return {
      orders: this.orders,
      ordersWithoutMember: this.ordersWithoutMember,
      ordersBeforeStart: this.ordersBeforeStart,
      members: this.members.size,
      ...sumOf(currencies),
      heldBack: byRule
        .flatMap(({ heldBack }) => Object.values(heldBack))
        .reduce((sum, held) => sum + held, 0),
      byCurrency: this.byCurrency,
      byRule,
      byTier: [...this.byTier]
        .map(([tierId, { members, ...tier }]) => ({ tierId, ...tier, members: members.size }))
        .sort((a, b) => b.points - a.points || byName(a.tierId, b.tierId)),
      byProduct: products.slice(0, productsMax),
      otherProducts: {
        products: Math.max(0, products.length - productsMax),
        ...sumOf(products.slice(productsMax)),
      },
      hasReturnsUnderLimits: this.hasReturnsUnderLimits,
    }
  }

  private addProducts(judged: Judged | null, given: Given): void {
    for (const { lineId, productId, earned } of judged?.lines ?? []) {
      addTo(entryOf(this.byProduct, productId, nothing), earned, given.byLine.get(lineId) ?? 0)
    }
  }

  private addRules(judged: Judged | null, given: Given, memberId: string | null): void {
    let byRate = judged?.earned ?? 0
    for (const { rule, wanted, given: granted, kept, cappedBy } of judged?.grants ?? []) {
      // A tier's multiplier is part of the rate that its members have; the ledger keeps no grant of it either.
      if (isOfTier(rule)) continue
      const told = this.ruleOf(rule.id)
      byRate -= kept
      told.points += kept
      told.wanted += wanted
      if (cappedBy !== null) told.heldBack[cappedBy] = (told.heldBack[cappedBy] ?? 0) + wanted - granted
      if (granted !== 0) {
        told.orders += 1
        if (memberId !== null) told.members.add(memberId)
      }
      if (kept < granted && isShared(rule.limits)) this.hasReturnsUnderLimits = true
    }
    for (const { rule, because } of judged?.passedOver ?? []) {
      if (isOfTier(rule)) continue
      const { passedOver } = this.ruleOf(rule.id)
      passedOver[because] = (passedOver[because] ?? 0) + 1
    }
    const rate = this.ruleOf(null)
    rate.points += byRate
    rate.wanted += byRate
    if (byRate > 0) {
      rate.orders += 1
      if (memberId !== null) rate.members.add(memberId)
    }
    let givenByRate: number = given.points
    for (const [ruleId, points] of given.byRule) {
      this.ruleOf(ruleId).given += points
      givenByRate -= points
    }
    rate.given += givenByRate
  }

  private ruleOf(ruleId: string | null): Omit<RuleTally, "members"> & { members: Set<string> } {
    return entryOf(this.byRule, ruleId, () => ({
      ruleId,
      points: 0,
      wanted: 0,
      heldBack: {},
      orders: 0,
      members: new Set<string>(),
      passedOver: {},
      given: 0,
    }))
  }
}

const nothing = (): Compared => ({ points: 0, given: 0 })

function addTo(compared: Compared, points: number, given: number): void {
  compared.points = toPoints(compared.points + points)
  compared.given = toPoints(compared.given + given)
}

function sumOf(all: readonly Compared[]): Compared {
  return {
    points: all.reduce((sum, { points }) => sum + points, 0),
    given: all.reduce((sum, { given }) => sum + given, 0),
  }
}

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

function byName(a: string | null, b: string | null): number {
  if (a === b) return 0
  return (a ?? "") < (b ?? "") ? -1 : 1
}
