import type { Points } from "../points"
import { rateOf, type ProgramTerms } from "../program"
import type { Rule } from "../rules/rule"
import { noLimits, programDates } from "../rules/rule"
import { ready, type ReadyRule } from "../rules/programme"

/** What a tier's members have beside what everybody has. */
export interface TierBenefits {
  /** Of the points that an order earns by the program's rate or by rules in its place: 1000000 is once. */
  multiplierMillionths: number
  /** Null and missing currencies: as the program has it. */
  redemption: {
    minPoints: Points | null
    maxShareBasisPoints: number | null
    spend: { currencyCode: string; points: Points; worthMinor: number }[]
  }
}

/** All that one version of a tier says. */
export interface TierConfig extends TierBenefits {
  handle: string
  name: string
  /** The name in other languages. */
  translations: Record<string, string>
  threshold: number
  customerGroupId: string | null
}

/** The tier that a member holds, as it was at a moment. Frozen with an order, it is judged by it for ever. */
export interface HeldTier extends TierBenefits {
  id: string
  version: number
  name: string
}

export const tierIdPrefix = "ltier"
export const onceMillionths = 1_000_000

/** Before every rule, so that it is the first of the multipliers. */
const priority = Number.MAX_SAFE_INTEGER

/** The tier's multiplier as a rule that nobody wrote; none where it changes nothing. */
export function rulesOfTier(tier: HeldTier | null): ReadyRule[] {
  if (tier === null || tier.multiplierMillionths === onceMillionths) return []
  return ready([
    {
      id: tier.id,
      version: tier.version,
      name: tier.name,
      trigger: { code: "order" },
      priority,
      exclusiveGroup: null,
      startsAt: null,
      endsAt: null,
      conditions: { all: [] },
      effect: { code: "multiplier", millionths: tier.multiplierMillionths },
      rounding: null,
      limits: noLimits,
      dates: programDates,
    },
  ])
}

/** Whether it is a tier's multiplier and nothing that an owner wrote. */
export function isOfTier({ id }: Pick<Rule, "id">): boolean {
  return id.startsWith(`${tierIdPrefix}_`)
}

/** The program's terms as they are for members of the tier. */
export function termsInTier(terms: ProgramTerms, { redemption }: TierBenefits): ProgramTerms {
  const spends = new Map(redemption.spend.map((spend) => [spend.currencyCode, spend]))
  return {
    ...terms,
    rates: terms.rates.map((rate) => {
      const own = spends.get(rate.currencyCode.toLowerCase())
      return own === undefined ? rate : { ...rate, spend: { points: own.points, worthMinor: own.worthMinor } }
    }),
    redemption: {
      ...terms.redemption,
      minPoints: redemption.minPoints ?? terms.redemption.minPoints,
      maxShareBasisPoints: redemption.maxShareBasisPoints ?? terms.redemption.maxShareBasisPoints,
    },
  }
}

/** Whether its members spend points on other terms than everybody. */
export function changesTerms({ redemption }: TierBenefits, terms: ProgramTerms): boolean {
  const { minPoints, maxShareBasisPoints, spend } = redemption
  return (
    minPoints !== null ||
    maxShareBasisPoints !== null ||
    spend.some(({ currencyCode }) => rateOf(terms, currencyCode) !== null)
  )
}
