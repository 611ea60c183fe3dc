import { offerSettingsOf, percentOf } from "../modules/loyalty/cashback-settings/offer"
import { changesLeft, isOpen } from "../modules/loyalty/domain/cashback/choice"
import { stateOf } from "../modules/loyalty/domain/cashback/offer"
import { opensAt } from "../modules/loyalty/domain/cashback/periods"
import type { CashbackOfferRow } from "../modules/loyalty/persistence/cashback.schema"
import type { CashbackChoice, MemberSeason } from "../modules/loyalty/services/cashback-choices"

/** A period, what one may choose for it, and what was chosen. */
export function seasonView(season: MemberSeason, at: Date, timeZone: string): Record<string, unknown> {
  const { offer, period, standing, countingIds } = season
  return {
    period: period.name,
    starts_at: season.startsAt,
    ends_at: season.endsAt,
    offer_id: offer.id,
    name: offer.name,
    choose_up_to: offer.chooseUpTo,
    can_choose: isOpen(season, at, timeZone),
    opens_at: opensAt(season, timeZone),
    changes_left: changesLeft(season, standing),
    categories: offer.categories.map(({ id, name, basisPoints }) => ({
      category_id: id,
      name,
      percent: percentOf(basisPoints),
      chosen: standing.categoryIds.includes(id),
      counts: countingIds.includes(id),
    })),
  }
}

export function adminOfferView(offer: CashbackOfferRow, at: Date): Record<string, unknown> {
  return {
    id: offer.id,
    program_id: offer.programId,
    state: stateOf(offer, at),
    ...offerSettingsOf(offer),
    starts_at: offer.startsAt,
    ends_at: offer.endsAt,
    activated_at: offer.activatedAt,
    created_at: offer.createdAt,
    updated_at: offer.updatedAt,
  }
}

export function choiceView(choice: CashbackChoice): Record<string, unknown> {
  return {
    account_id: choice.accountPublicId,
    customer_id: choice.customerId,
    period: choice.period,
    category_ids: choice.categoryIds,
    changes: choice.changes,
    updated_at: choice.updatedAt,
  }
}
