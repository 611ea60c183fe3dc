import type { RuleConfig } from "../rules/config"
import { noLimits, programDates } from "../rules/rule"
import type { Offer, OfferWindow } from "./offer"

/**
 * The rules that an offer's rates are, the highest first: goods that are in two chosen categories earn by the better one.
 * A category without a rate has none.
 */
export function rulesOf(offer: Offer & OfferWindow): RuleConfig[] {
  const rated = offer.categories.flatMap(({ id, name, basisPoints }) =>
    basisPoints === null ? [] : { id, name, basisPoints },
  )
  return rated
    .sort((a, b) => b.basisPoints - a.basisPoints)
    .map(({ id, name, basisPoints }) => ({
      name: `${offer.name}: ${name}`,
      trigger: { code: "order" },
      priority: offer.priority,
      exclusiveGroup: offer.id,
      startsAt: offer.startsAt,
      endsAt: offer.endsAt,
      pilotGroupIds: null,
      conditions: { code: "chosen_category", in: [id] },
      effect: { code: "percent_back", basisPoints, replacesBase: offer.replacesBase },
      rounding: null,
      limits: noLimits,
      dates: programDates,
    }))
}
