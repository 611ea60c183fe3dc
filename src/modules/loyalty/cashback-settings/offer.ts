import { exactlyAtPlaces, parseDecimal } from "../domain/decimal"
import { fromMinor } from "../domain/money"
import type { Offer } from "../domain/cashback/offer"
import type { CashbackOfferRow } from "../persistence/cashback.schema"
import { invalid } from "../settings-units"
import type { OfferSettings } from "./schema"

type Written = Omit<Offer, "id"> & Pick<CashbackOfferRow, "startsOn" | "endsOn">

/**
 * What the settings say; `storeNames` is what the store calls its categories. Throws `invalid_request`, naming the field.
 */
export function offerOf(settings: OfferSettings, storeNames: ReadonlyMap<string, string>): Written {
  const { choose_up_to, applies, opens_days_before, starts_on, ends_on } = settings
  if (choose_up_to > settings.categories.length)
    throw invalid("choose_up_to", "is more than there are categories")
  if (applies === "next_period" && opens_days_before === 0)
    throw invalid("opens_days_before", "leaves no day to choose on where applies is next_period")
  if (starts_on !== null && ends_on !== null && starts_on > ends_on)
    throw invalid("ends_on", "is before starts_on")
  return {
    name: settings.name,
    period: settings.period,
    categories: settings.categories.map(({ category_id, name, percent }, index) => {
      const storeName = storeNames.get(category_id)
      if (storeName === undefined)
        throw invalid(`categories[${index}].category_id`, "no such product category")
      const basisPoints = percent === null ? null : Number(exactlyAtPlaces(parseDecimal(percent), 2))
      return { id: category_id, name: name ?? storeName, basisPoints }
    }),
    chooseUpTo: choose_up_to,
    applies,
    changesMax: settings.changes_max,
    opensDaysBefore: opens_days_before,
    fallback: settings.fallback,
    replacesBase: settings.replaces_base,
    priority: settings.priority,
    startsOn: starts_on,
    endsOn: ends_on,
  }
}

/** An offer as owners read it, in the shape in which they write it. */
export function offerSettingsOf(offer: CashbackOfferRow): OfferSettings {
  return {
    name: offer.name,
    period: offer.period,
    categories: offer.categories.map(({ id, name, basisPoints }) => ({
      category_id: id,
      name,
      percent: percentOf(basisPoints),
    })),
    choose_up_to: offer.chooseUpTo,
    applies: offer.applies,
    changes_max: offer.changesMax,
    opens_days_before: offer.opensDaysBefore,
    fallback: offer.fallback,
    replaces_base: offer.replacesBase,
    priority: offer.priority,
    starts_on: offer.startsOn,
    ends_on: offer.endsOn,
  }
}

export function percentOf(basisPoints: number | null): number | null {
  return basisPoints === null ? null : fromMinor(BigInt(basisPoints), 2)
}
